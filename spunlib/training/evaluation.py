"""What a detector's answers are worth: answers and truth in, one dictionary of figures out.

Whatever a document could be counted as, the less flattering is taken. An abstention on a rewritten text is a
miss, and an abstention on human writing does not dilute the false alarms: the false-positive rate (FPR) is
over the human documents that were decided on, the true-positive rate (TPR) over all rewritten ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spunlib.model.document_head import KINDS
from spunlib.model.thresholds import LENGTHS, bucket_of
from spunlib.training import metrics
from spunlib.training.document_fit import at_rate
from spunlib.training.intervals import clopper_pearson

HUMAN: Final = "human"
LENGTH_NAMES: Final = (
    f"under {LENGTHS[0]}",
    *(f"{low}-{high - 1}" for low, high in pairwise(LENGTHS)),
    f"{LENGTHS[-1]} and more",
)
"""Names of the buckets of length in words; those of the thresholds, and one for shorter texts."""


@dataclass(frozen=True, slots=True)
class Answers:
    """Truth and answers, one element a document; n documents.

    Attributes:
        kind: str (n,), true kind, of `KINDS`.
        group: str (n,), group of writers or set.
        tool: str (n,), what did the rewriting; not looked at for human documents.
        words: int (n,).
        likelihood: float64 (n,).
        predicted: str (n,), likeliest kind.
        decision: str (n,), spun, not_spun or abstain.
    """

    kind: NDArray[np.str_]
    group: NDArray[np.str_]
    tool: NDArray[np.str_]
    words: NDArray[np.int64]
    likelihood: NDArray[np.float64]
    predicted: NDArray[np.str_]
    decision: NDArray[np.str_]

    @property
    def human(self) -> NDArray[np.bool_]:
        """Whether each document is human writing, bool (n,)."""
        return np.equal(self.kind, HUMAN)

    @property
    def decided(self) -> NDArray[np.bool_]:
        """Whether each document was decided on, bool (n,)."""
        return np.not_equal(self.decision, "abstain")


def rate(flagged: int, documents: int) -> dict[str, Any]:
    """A share with its 95 % Clopper-Pearson interval; share and interval are None where there is no document.

    >>> {name: round(value, 3) for name, value in rate(2, 100).items()}
    {'documents': 100, 'flagged': 2, 'rate': 0.02, 'low': 0.002, 'high': 0.07}
    """
    low, high = clopper_pearson(flagged, documents) if documents else (None, None)
    share = flagged / documents if documents else None
    return {"documents": documents, "flagged": flagged, "rate": share, "low": low, "high": high}


def flag_rate(answers: Answers, here: NDArray[np.bool_]) -> dict[str, Any]:
    """`rate` of a selection of documents all human or all rewritten, with the number abstained on."""
    decided = here & answers.decided
    counted = decided if (here & answers.human).any() else here
    flagged = here & (answers.decision == "spun")
    return rate(int(flagged.sum()), int(counted.sum())) | {"abstained": int(here.sum() - decided.sum())}


def evaluate_answers(answers: Answers, fpr: float) -> dict[str, Any]:
    """Every figure, as plain types for JSON.

    Args:
        answers: the documents.
        fpr: the rate that the decisions were made for; it is passed on.

    Returns:
        ``overall``: FPR, TPR, precision-recall and calibration figures over the documents decided on (the
        calibration error also with likelihoods moved to the share of rewritten documents among these),
        ``macro_f1`` of the kinds over the same, ``abstained`` (share); ``human_groups``: FPR of each group;
        ``kinds`` and ``tools``: TPR of each; ``lengths``: both of each bucket;
        ``reliability``: mean likelihood, share rewritten and documents of each bin.
    """
    human, decided = answers.human, answers.decided
    rewritten, likelihood = ~human[decided], answers.likelihood[decided]
    flagged = answers.decision == "spun"
    overall = {
        "documents": int(human.size),
        "human": int(human.sum()),
        "abstained": float(1 - decided.mean()) if human.size else None,
        "fpr": flag_rate(answers, human),
        "tpr": flag_rate(answers, ~human),
        "f1": metrics.f1_score(~human, flagged),
        "auc": metrics.roc_auc(rewritten, likelihood),
        "average_precision": metrics.average_precision(rewritten, likelihood),
        "expected_calibration_error": metrics.expected_calibration_error(rewritten, likelihood),
        "expected_calibration_error_at_rate": metrics.expected_calibration_error(
            rewritten, at_rate(likelihood, float(rewritten.mean()) if rewritten.size else 0.0)
        ),
        "macro_f1": metrics.macro_f1(answers.kind[decided], answers.predicted[decided], KINDS),
    }
    bucket = bucket_of(answers.words) + 1
    return {
        "fpr": fpr,
        "intervals": "95 % Clopper-Pearson",
        "overall": overall,
        "human_groups": _rates_by(answers, answers.group, human),
        "kinds": _rates_by(answers, answers.kind, ~human),
        "tools": _rates_by(answers, answers.tool, ~human),
        "lengths": {
            name: {
                "fpr": flag_rate(answers, human & (bucket == number)),
                "tpr": flag_rate(answers, ~human & (bucket == number)),
            }
            for number, name in enumerate(LENGTH_NAMES)
            if (bucket == number).any()
        },
        "reliability": [
            {"likelihood": mean, "rewritten": share, "documents": int(size)}
            for mean, share, size in metrics.reliability(rewritten, likelihood).tolist()
        ],
    }


def _rates_by(
    answers: Answers, names: NDArray[np.str_], among: NDArray[np.bool_]
) -> dict[str, dict[str, Any]]:
    return {str(name): flag_rate(answers, among & (names == name)) for name in np.unique(names[among])}
