"""Figures of answers, each with a 95 % interval.

Rates have exact intervals (Clopper-Pearson), all others percentiles of bootstrap samples: of pairs of a spun
text and its original, or of documents. Abstentions are counted as in `spunlib.training.evaluation`: on a
rewritten text a miss, on a human one no part of the false-positive rate.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

import numpy as np
from answering import FPRS, Answered, joined, kinds_of
from exams import Question
from numpy.typing import NDArray

from spunlib.model.document_head import KINDS
from spunlib.training import metrics
from spunlib.training.evaluation import rate

ROUNDS: Final = 300
BINS: Final = 15
LEAST_TEXTS: Final = 20
"""A lineage with fewer texts at a density stands in no mean: its dictionary hardly reaches the density."""
ROC: Final = "tpr at 1 % of all human texts"
ROC_F1: Final = "f1 at 1 % of all human texts"
_SEED: Final = 31

_Name = TypeVar("_Name")
Measure = Callable[[NDArray[np.int64]], float | None]


@dataclass(frozen=True, slots=True)
class Asked:
    """Questions and the answers to them; of spun texts also those on their originals, in the same order."""

    questions: Sequence[Question]
    answers: Answered
    on_originals: Answered | None = None


@dataclass(slots=True)
class Sheet:
    """What one contestant answered; keys are the names of the units.

    Attributes:
        cells: of spun texts, by (lineage, density, length).
        tools: rewritten texts.
        groups: human texts.
        reference: human texts of every group in turn: the negatives of the tools.
    """

    cells: dict[tuple[str, str, str], Asked] = field(default_factory=dict)
    tools: dict[str, Asked] = field(default_factory=dict)
    groups: dict[str, Asked] = field(default_factory=dict)
    reference: list[Asked] = field(default_factory=list)

    def take_in(self, other: Sheet) -> None:
        """Add what another model was asked; units that both have are joined."""
        _take_in(self.cells, other.cells)
        _take_in(self.tools, other.tools)
        _take_in(self.groups, other.groups)
        self.reference += other.reference


def _take_in(own: dict[_Name, Asked], others: Mapping[_Name, Asked]) -> None:
    for name, asked in others.items():
        own[name] = together([own[name], asked]) if name in own else asked


def together(parts: Sequence[Asked]) -> Asked:
    """Several units as one."""
    originals = [part.on_originals for part in parts if part.on_originals is not None]
    return Asked(
        [question for part in parts for question in part.questions],
        joined([part.answers for part in parts]),
        joined(originals) if len(originals) == len(parts) else None,
    )


def true_rate(answers: Answered, at: int) -> dict[str, Any]:
    """Share of rewritten texts flagged at ``FPRS[at]``."""
    found = rate(int(answers.flagged[:, at].sum()), len(answers.words))
    return found | {"abstained": int(answers.abstained.sum())}


def false_rate(answers: Answered, at: int) -> dict[str, Any]:
    """Share of human texts flagged at ``FPRS[at]``, of those decided on."""
    found = rate(int(answers.flagged[:, at].sum()), int((~answers.abstained).sum()))
    return found | {"abstained": int(answers.abstained.sum())}


def interval(measure: Measure, n: int, rounds: int = ROUNDS) -> dict[str, float | None]:
    """A measure of some rows of n, on all of them, and its percentiles over bootstrap samples of rows."""
    rng = np.random.default_rng(_SEED)
    value = measure(np.arange(n)) if n else None
    found = [measure(rng.integers(0, n, n)) for _ in range(rounds)] if value is not None else []
    drawn = [one for one in found if one is not None]
    low, high = np.quantile(drawn, (0.025, 0.975)).tolist() if drawn else (None, None)
    return {"value": value, "low": low, "high": high, "rows": n}


def human_limit(sheet: Sheet, stress: Collection[str]) -> float | None:
    """The likelihood that 1 % of all human texts asked reach: a threshold that no group is protected by.

    It is what published figures "at 1 % FPR" mean.
    """
    asked = [*sheet.reference, *(own for name, own in sheet.groups.items() if name not in stress)]
    if not asked:
        return None
    likelihood = np.concatenate([one.answers.likelihood[~one.answers.abstained] for one in asked])
    return float(np.quantile(likelihood, 1 - FPRS[0], method="higher")) if likelihood.size else None


def spun_figures(asked: Asked, limit: float | None = None) -> dict[str, Any]:
    """Everything about spun texts and their originals; ``limit`` is that of `human_limit`."""
    answers, originals = asked.answers, asked.on_originals
    assert originals is not None  # noqa: S101
    n = len(answers.words)
    positive = np.repeat((True, False), n)
    flagged = np.concatenate((answers.flagged[:, 0], originals.flagged[:, 0]))
    likelihood = np.concatenate((answers.likelihood, originals.likelihood))

    def both(rows: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.concatenate((rows, rows + n))

    def f1_of(chosen: NDArray[np.bool_]) -> dict[str, float | None]:
        return interval(lambda rows: metrics.f1_score(positive[both(rows)], chosen[both(rows)]), n)

    found = {} if limit is None else {ROC: _above(answers, limit), ROC_F1: f1_of(likelihood > limit)}
    return found | {
        **{f"tpr {fpr}": true_rate(answers, at) for at, fpr in enumerate(FPRS)},
        **{f"fpr {fpr}": false_rate(originals, at) for at, fpr in enumerate(FPRS)},
        "f1": f1_of(flagged),
        "auc": interval(lambda rows: metrics.roc_auc(positive[both(rows)], likelihood[both(rows)]), n),
    }


def _above(answers: Answered, limit: float) -> dict[str, Any]:
    return rate(int((answers.likelihood > limit).sum()), len(answers.words))


def tool_figures(asked: Asked, reference: Answered, limit: float | None = None) -> dict[str, Any]:
    """Everything about the texts of a tool; AUC against the human reference texts, ``limit`` as above."""
    answers = asked.answers
    n, m = len(answers.words), len(reference.words)
    likelihood = np.concatenate((answers.likelihood, reference.likelihood))
    positive = np.arange(n + m) < n
    return ({} if limit is None else {ROC: _above(answers, limit)}) | {
        **{f"tpr {fpr}": true_rate(answers, at) for at, fpr in enumerate(FPRS)},
        "auc": interval(lambda rows: metrics.roc_auc(positive[rows], likelihood[rows]), n + m),
    }


def human_figures(asked: Asked) -> dict[str, Any]:
    """False alarms among human texts."""
    return {f"fpr {fpr}": false_rate(asked.answers, at) for at, fpr in enumerate(FPRS)}


def mean_rate(rates: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Mean of several rates, each weighing the same, where there are texts enough.

    The interval holds 95 % of the means of draws from the Jeffreys posteriors, Beta(flagged + 1/2, others
    + 1/2): a bootstrap of rates of 0 or 1 would have no width.
    """
    rng = np.random.default_rng(_SEED)
    known = [one for one in rates if one["documents"] >= LEAST_TEXTS]
    if not known:
        return {"value": None, "low": None, "high": None, "least": None, "units": 0}
    drawn = [rng.beta(one["flagged"] + 0.5, one["documents"] - one["flagged"] + 0.5, 4000) for one in known]
    low, high = np.quantile(np.mean(drawn, axis=0), (0.025, 0.975)).tolist()
    shares = [float(one["rate"]) for one in known]
    mean = float(np.mean(shares))
    return {
        "value": mean,
        "low": min(low, mean),
        "high": max(high, mean),
        "least": min(shares),
        "units": len(known),
    }


def mean_value(values: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Mean of several bootstrapped figures, where there are texts enough.

    The interval is as if their errors were normal and independent.
    """
    known = [one for one in values if one["value"] is not None and one["rows"] >= LEAST_TEXTS]
    if not known:
        return {"value": None, "low": None, "high": None, "least": None, "units": 0}
    mean = float(np.mean([one["value"] for one in known]))
    half = float(np.sqrt(sum(((one["high"] - one["low"]) / 2) ** 2 for one in known)) / len(known))
    return {
        "value": mean,
        "low": max(mean - half, 0.0),
        "high": min(mean + half, 1.0),
        "least": min(one["value"] for one in known),
        "units": len(known),
    }


def mixture(sheet: Sheet, most: int) -> tuple[NDArray[np.int64], Answered]:
    """True kinds and answers of a mixture of all kinds: at most ``most`` texts of each unit.

    Human texts of every group, spun ones of the cells at 30 and 50 %, the texts of every tool.
    """
    units = [*sheet.groups.values(), *sheet.tools.values()]
    units += [asked for (_, density, _), asked in sheet.cells.items() if density in ("30%", "50%")]
    parts = [Asked(asked.questions[:most], asked.answers[:most]) for asked in units if len(asked.questions)]
    if not parts:
        return np.zeros(0, np.int64), joined([asked.answers for asked in sheet.reference])
    return (
        np.concatenate([kinds_of(part.questions) for part in parts]),
        joined([part.answers for part in parts]),
    )


def kind_figures(sheet: Sheet, most: int = 150) -> dict[str, Any]:
    """Macro-F1 of the kinds where not abstained, each kind weighing the same, and the calibration error."""
    kinds, answers = mixture(sheet, most)
    decided = ~answers.abstained
    kind, predicted, likelihood = kinds[decided], answers.kind[decided], answers.likelihood[decided]
    n = len(kind)
    result: dict[str, Any] = {
        "documents": {name: int((kinds == at).sum()) for at, name in enumerate(KINDS)},
        "abstained": {
            name: rate(int((~decided & (kinds == at)).sum()), int((kinds == at).sum()))
            for at, name in enumerate(KINDS)
        },
        "expected_calibration_error": interval(
            lambda rows: calibration_error(kind[rows], likelihood[rows]), n
        ),
        "reliability": reliability_rows(kind, likelihood),
    }
    if (predicted >= 0).all():
        result["macro_f1"] = interval(lambda rows: balanced_macro_f1(kind[rows], predicted[rows]), n)
        result["confusion"] = {
            name: {other: int(((kind == at) & (predicted == to)).sum()) for to, other in enumerate(KINDS)}
            for at, name in enumerate(KINDS)
        }
    return result


def weights_of(kind: NDArray[np.int64], human: float) -> NDArray[np.float64]:
    """Weights that give human texts a share and the other kinds that are there equal parts of the rest."""
    present = [at for at in range(len(KINDS)) if (kind == at).any()]
    others = max(len([at for at in present if at]), 1)
    weights = np.zeros(len(kind))
    for at in present:
        here = kind == at
        weights[here] = (human if at == 0 else (1 - human) / others) / here.sum()
    return weights / weights.sum() if len(kind) else weights


def balanced_macro_f1(kind: NDArray[np.int64], predicted: NDArray[np.int64]) -> float | None:
    """Macro-F1 over the kinds that are there, as if there were equally many texts of each.

    >>> round(balanced_macro_f1(np.array([0, 0, 1]), np.array([0, 0, 1])) or 0, 3)
    1.0
    """
    present = [at for at in range(len(KINDS)) if (kind == at).any()]
    if len(present) < 2:
        return None
    weights = weights_of(kind, 1 / len(present))
    scores = []
    for at in present:
        hit = weights[(kind == at) & (predicted == at)].sum()
        scores.append(2 * hit / (weights[kind == at].sum() + weights[predicted == at].sum()))
    return float(np.mean(scores))


def _bins(likelihood: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.minimum((likelihood * BINS).astype(np.int64), BINS - 1)


def reliability_rows(kind: NDArray[np.int64], likelihood: NDArray[np.float64]) -> list[dict[str, float]]:
    """Mean likelihood, share rewritten and weight of each of 15 equally wide bins, half human."""
    weights, which = weights_of(kind, 0.5), _bins(likelihood)
    rows = []
    for number in range(BINS):
        here = which == number
        weight = float(weights[here].sum())
        if weight > 0:
            mean = float((weights[here] * likelihood[here]).sum() / weight)
            share = float((weights[here] * (kind[here] > 0)).sum() / weight)
            rows.append(
                {"likelihood": mean, "rewritten": share, "weight": weight, "documents": int(here.sum())}
            )
    return rows


def calibration_error(kind: NDArray[np.int64], likelihood: NDArray[np.float64]) -> float | None:
    """Expected calibration error on a mixture half human, the other half shared equally by the kinds.

    >>> calibration_error(np.array([0, 1]), np.array([0.0, 1.0]))
    0.0
    """
    if not (kind > 0).any() or not (kind == 0).any():
        return None
    rows = reliability_rows(kind, likelihood)
    return float(sum(row["weight"] * abs(row["likelihood"] - row["rewritten"]) for row in rows))
