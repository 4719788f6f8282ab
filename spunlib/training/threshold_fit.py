"""Fitting thresholds: split conformal by length, raised until no group of writers pays for another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from spunlib.model.document_head import KINDS
from spunlib.model.thresholds import FPRS, LEAST, LENGTHS, bucket_of

GROUP_RATE: Final = 0.005
"""Groups are not judged at lower rates than this: one text of some hundred says nothing of one in a thousand.
All of them together are."""

SHARES: Final[Mapping[str, float]] = {"synonym_spun": 0.8, "paraphrased": 0.1, "translated": 0.1}
"""Part of a rate that is for texts read as each kind. On the calibration split .6 and .9 for the first found
as many of them at 1 % (fast tier .58, accurate .71 to .72; with one threshold for all kinds .50 and .66), and
.6 fewer at 0.1 % (by hand, with a milder rule for small groups). When paraphrases and translations had one
threshold together, one student set it, and .26 of the translations were found instead of .40."""

_NEVER: Final = -40.0
"""Log-odds at which nothing is flagged."""


class Judged(NamedTuple):
    """Human documents; n documents.

    Attributes:
        likelihood: float64 (n,).
        words: int64 (n,), prose words.
        groups: str (n,), of writers.
        kind: int64 (n,), number of the likeliest rewritten kind in ``KINDS[1:]``; not looked at where kinds
            are treated alike.
        least: float64 (n,), the least threshold that each may have; see `spunlib.model.thresholds.least_for`.
    """

    likelihood: NDArray[np.float64]
    words: NDArray[np.int64]
    groups: NDArray[np.str_]
    kind: NDArray[np.int64] | None = None
    least: NDArray[np.float64] | None = None


class _Class(NamedTuple):
    """Documents that have thresholds of their own: their part of the rate, and whether length matters."""

    share: float
    by_length: bool


_ALIKE: Final = (_Class(1.0, True),)
_PARTED: Final = tuple(_Class(SHARES[kind], kind == "synonym_spun") for kind in KINDS[1:])


def fit_thresholds(
    people: Judged, further: Judged | None = None, least: float = LEAST
) -> NDArray[np.float64]:
    """Likelihood above which a document is flagged, from human documents alone, whatever its kind.

    Float64 (len(FPRS), len(LENGTHS)); rows are rates, columns length buckets.

    Split conformal (Papadopoulos et al. 2002; Angelopoulos and Bates 2023, section 1) in each bucket: the
    ceil((n + 1)(1 - fpr))-th smallest of n scores, infinity where n is too small to promise it. No group of
    writers shall pay for another: where more of a group's texts are flagged than the rate accepts (of fewer
    than a hundred at 1 % a single one; see `GROUP_RATE`), the thresholds of those lengths at which they are
    flagged are raised, all by as much in log-odds, until they are not. Then all are raised until the rate
    holds with every group weighing the same. And none is lower than ``least``.

    Args:
        people: of the calibration split.
        further: human documents by which groups are judged as well, those that the head was fitted on: its
            few numbers cannot learn them by heart, and a group of a dozen novelists needs every one of them.
        least: no threshold is lower.
    """
    return _bounded(_tables(people, further, _ALIKE)[:, 0], least)


def fit_kind_thresholds(
    people: Judged, further: Judged | None = None, least: float = LEAST
) -> NDArray[np.float64]:
    """Thresholds for each rewritten kind, float64 (len(KINDS) - 1, len(FPRS), len(LENGTHS)).

    A document's threshold is that of its likeliest rewritten kind. Fluent students read like a paraphraser's
    work and people's translations like a translator's, and at a common threshold spun texts were missed for
    their sake: so each kind has its part of the rate, `SHARES`, and the last two have one threshold each for
    all lengths. That the kind is named first, and the threshold of that kind then applied, is what winners
    of PAN 2015 and 2016 did. Else as `fit_thresholds`; and where the texts are too few for parts of a rate,
    its thresholds are those of `fit_thresholds`.

    Args:
        people: as in `fit_thresholds`, with ``kind``.
        further: likewise.
        least: no threshold is lower.
    """
    parted, alike = (_tables(people, further, classes) for classes in (_PARTED, _ALIKE))
    for row in range(len(FPRS)):
        if (np.isinf(parted[row]) & np.isfinite(alike[row])).any():
            parted[row] = alike[row]
    return np.stack([_bounded(parted[:, number], least) for number in range(len(_PARTED))])


def _bounded(log_odds: NDArray[np.float64], least: float) -> NDArray[np.float64]:
    """Likelihoods from ``least`` up, of which a lower rate never has a lower one."""
    result = np.maximum(1 / (1 + np.exp(-log_odds)), least)
    result[result >= 1] = np.inf
    return np.maximum.accumulate(result[::-1], axis=0)[::-1]


class _Scores(NamedTuple):
    score: NDArray[np.float64]
    bucket: NDArray[np.int64]
    number: NDArray[np.int64]
    """Of the class."""

    @classmethod
    def of(cls, people: Judged, classes: Sequence[_Class]) -> _Scores:
        safe = np.clip(people.likelihood, 1e-15, 1 - 1e-15)
        number = np.zeros(safe.size, np.int64)
        if len(classes) > 1 and people.kind is not None:
            number = people.kind
        score = np.log(safe) - np.log1p(-safe)
        if people.least is not None:
            # What its own floor spares need not be spared at the cost of others.
            score = np.where(people.likelihood <= people.least, _NEVER, score)
        return cls(score, bucket_of(people.words), number)


def _tables(people: Judged, further: Judged | None, classes: Sequence[_Class]) -> NDArray[np.float64]:
    """Log-odds, float64 (len(FPRS), len(classes), len(LENGTHS))."""
    held = _Scores.of(people, classes)
    judged, groups = held, people.groups
    if further is not None:
        more = _Scores.of(further, classes)
        judged = _Scores(*(np.concatenate(pair) for pair in zip(held, more, strict=True)))
        groups = np.concatenate((people.groups, further.groups))
    if not (held.bucket >= 0).any():
        return np.full((len(FPRS), len(classes), len(LENGTHS)), np.inf)
    names, which, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    balanced = (1 / sizes)[which] / names.size
    tables = []
    for fpr in FPRS:
        pooled = np.stack([_pooled(held, number, one, fpr) for number, one in enumerate(classes)])
        excess = _excess(judged, pooled)
        raised = np.zeros(pooled.shape)
        for group, size in enumerate(sizes):
            texts = max(fpr, GROUP_RATE) * size + 1e-9
            _raise_for(raised, which == group, texts, judged, excess, classes)
        excess = _excess(judged, pooled + raised)
        tables.append(pooled + raised + max(0.0, _weighted_quantile(excess, balanced, 1 - fpr)))
    return np.stack(tables)


def _pooled(held: _Scores, number: int, one: _Class, fpr: float) -> NDArray[np.float64]:
    """The conformal thresholds of one class, whoever wrote; documents of other classes are never flagged."""
    score = np.where(held.number == number, held.score, _NEVER)
    if not one.by_length:
        return np.full(len(LENGTHS), _conformal(score[held.bucket >= 0], fpr * one.share))
    return np.array([_conformal(score[held.bucket == at], fpr * one.share) for at in range(len(LENGTHS))])


def _raise_for(
    raised: NDArray[np.float64],
    group: NDArray[np.bool_],
    texts: float,
    judged: _Scores,
    excess: NDArray[np.float64],
    classes: Sequence[_Class],
) -> None:
    """Raise the thresholds until of a group no more than ``texts`` texts are flagged.

    Which class these are of is chosen so that the thresholds rise least, in log-odds and all together, each
    weighed by its part of the rate: one student who writes like a language model shall not set the threshold
    of paraphrases for everybody, nor a learner who writes like a translator that of spun texts.
    """
    mine = [group & (judged.number == number) for number in range(len(classes))]
    rises = [_rises(excess[own]) for own in mine]
    splits = product(*(range(min(int(texts), rise.size - 1) + 1) for rise in rises))

    def cost(split: tuple[int, ...]) -> float:
        return sum(one.share * float(rise[at]) for one, rise, at in zip(classes, rises, split, strict=True))

    allowed = min((split for split in splits if sum(split) <= texts), key=cost)
    for number, (own, rise, at) in enumerate(zip(mine, rises, allowed, strict=True)):
        if rise[at] > 0:
            lengths = np.unique(judged.bucket[own & (excess > 0)])
            where = lengths if classes[number].by_length else slice(None)
            raised[number, where] = np.maximum(raised[number, where], rise[at])


def _excess(judged: _Scores, limits: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far scores lie above the limits of their class and bucket; -inf where nothing is flagged."""
    limit = limits[judged.number, judged.bucket]
    excess = np.where(judged.bucket >= 0, judged.score - limit, -np.inf)
    excess[~np.isfinite(limit)] = -np.inf
    return excess


def _rises(excess: NDArray[np.float64]) -> NDArray[np.float64]:
    """How much the thresholds must rise for at most 0, 1, 2, ... texts to lie above them, down to none."""
    flagged = np.sort(excess[excess > 0])[::-1]
    return np.append(flagged, 0.0)


def _conformal(score: NDArray[np.float64], fpr: float) -> float:
    """The ceil((n + 1)(1 - fpr))-th smallest of n scores, infinity where there are too few."""
    rank = int(np.ceil((score.size + 1) * (1 - fpr)))
    return float(np.sort(score)[rank - 1]) if rank <= score.size else np.inf


def _weighted_quantile(values: NDArray[np.float64], weights: NDArray[np.float64], level: float) -> float:
    order = np.argsort(values)
    reached = np.cumsum(weights[order])
    at = int(np.searchsorted(reached, level))
    return float(values[order[min(at, values.size - 1)]])
