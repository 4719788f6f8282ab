"""Texts to arrays, by the batch and in as many processes as wanted: what the estimators stand on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar

import joblib
import numpy as np
from numpy.typing import NDArray

from spunlib.integrations.shared import shared_detector
from spunlib.model.cascade import Cascade
from spunlib.model.document_features import NAMES
from spunlib.model.document_head import KINDS
from spunlib.model.tiers import ACCURATE, FAST

NUMBERS: Final = (*NAMES, "log_odds")
"""Names of a document's numbers: those that the model's document head reads
(`spunlib.model.document_features`), and the log-odds that the text was rewritten.

The number of words is none of them: a head fitted on passages of 90 words took a whole article, five times as
long and far outside of what it had seen, for human on its length alone."""

_BATCH: Final = 64
"""Texts in a batch: some tenths of a second of work, so that processes share even a small set evenly."""

_LEAST: Final = 1e-9
"""Probabilities nearer to 0 or 1 have the log-odds of this one."""

_Result = TypeVar("_Result")


class Detecting(NamedTuple):
    """Which model reads the texts, by name, and in how many processes (as joblib counts them)."""

    model: str | Path
    tier: str
    n_jobs: int | None


class Measured(NamedTuple):
    """Numbers of n texts.

    Attributes:
        numbers: float64 (n, len(NUMBERS)).
        judged: bool (n,), False where the text is too short, not English or no prose, so that `score`
            abstains.
    """

    numbers: NDArray[np.float64]
    judged: NDArray[np.bool_]


class Judged(NamedTuple):
    """What the model says of n texts.

    Attributes:
        kinds: float64 (n, len(KINDS)), probabilities in the order of `KINDS`.
        flagged: bool (n,), whether `score` decides that the text is spun.
    """

    kinds: NDArray[np.float64]
    flagged: NDArray[np.bool_]


def measure(texts: Sequence[str], by: Detecting) -> Measured:
    """The numbers of texts.

    Those of the document head are of the tier asked for, and of the fast tier where that is "auto": the
    two tiers count on different scales, and a column must have one meaning. The log-odds are those of
    `score`, by whichever tier decides.

    >>> measure(["Too short."], Detecting("en-1", "fast", 1)).judged.tolist()
    [False]
    """
    parts = _by_batch(_measured, texts, by)
    numbers = np.concatenate([np.zeros((0, len(NUMBERS))), *(part.numbers for part in parts)])
    return Measured(numbers, np.concatenate([np.zeros(0, np.bool_), *(part.judged for part in parts)]))


def judge(texts: Sequence[str], by: Detecting, fpr: float) -> Judged:
    """What `score` says of texts.

    >>> judge(["Too short."], Detecting("en-1", "fast", 1), 0.01).flagged.tolist()
    [False]
    """
    parts = _by_batch(_judged, texts, by, fpr)
    kinds = np.concatenate([np.zeros((0, len(KINDS))), *(part.kinds for part in parts)])
    return Judged(kinds, np.concatenate([np.zeros(0, np.bool_), *(part.flagged for part in parts)]))


def _by_batch(
    function: Callable[..., _Result], texts: Sequence[str], by: Detecting, *more: Any
) -> list[_Result]:
    batches = [texts[at : at + _BATCH] for at in range(0, len(texts), _BATCH)]
    if joblib.effective_n_jobs(by.n_jobs) == 1 or len(batches) < 2:
        return [function(batch, by, *more) for batch in batches]
    return list(joblib.Parallel(by.n_jobs)(joblib.delayed(function)(batch, by, *more) for batch in batches))


def _measured(texts: Sequence[str], by: Detecting) -> Measured:
    detector = shared_detector(by.model, by.tier)
    cascade = Cascade.of(detector.model, detector.tier)
    own = ACCURATE if detector.tier == ACCURATE else FAST
    rows = np.empty((len(texts), len(NUMBERS)))
    judged = np.empty(len(texts), np.bool_)
    for number, (text, verdict) in enumerate(zip(texts, cascade.verdicts(texts), strict=True)):
        scored, row = verdict.scored, verdict.number
        human = float(np.clip(scored.kinds[row, KINDS.index("human")], _LEAST, 1 - _LEAST))
        rows[number, -1] = np.log1p(-human) - np.log(human)
        if scored.tier.name != own:
            scored, row = cascade.once_more(text, own), 0
        rows[number, :-1] = scored.numbers[row]
        judged[number] = verdict.obstacle is None
    return Measured(rows, judged)


def _judged(texts: Sequence[str], by: Detecting, fpr: float) -> Judged:
    reports = list(shared_detector(by.model, by.tier).score_many(texts, fpr=fpr))
    return Judged(
        np.array([[report.kinds[kind] for kind in KINDS] for report in reports]),
        np.array([report.decision == "spun" for report in reports]),
    )
