"""Measures of a classifier, one pure function each, with numpy alone.

All take one element a document. A measure that is not defined - no document of one side, say - is None.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

BINS: Final = 15
"""Bins of the calibration error, as in Guo et al. (2017, arXiv 1706.04599)."""


def roc_auc(positive: NDArray[np.bool_], score: NDArray[np.float64]) -> float | None:
    """Chance that a positive scores above a negative, ties counting half, in [0, 1] (Mann and Whitney 1947).

    >>> roc_auc(np.array([False, True, True]), np.array([0.1, 0.1, 0.9]))
    0.75
    """
    n_positive = int(positive.sum())
    n_negative = positive.size - n_positive
    if not n_positive or not n_negative:
        return None
    _, which, ties = np.unique(score, return_inverse=True, return_counts=True)
    rank = (np.cumsum(ties) - (ties - 1) / 2)[which]
    return float((rank[positive].sum() - n_positive * (n_positive + 1) / 2) / (n_positive * n_negative))


def average_precision(positive: NDArray[np.bool_], score: NDArray[np.float64]) -> float | None:
    """Precision averaged over the recall that each threshold adds, in [0, 1].

    It depends on the share of positives.

    >>> average_precision(np.array([True, False, True]), np.array([0.9, 0.5, 0.1]))
    0.8333333333333333
    """
    if not positive.any():
        return None
    found, flagged = _counts_from_the_top(positive, score)
    added = np.diff(found, prepend=0) / found[-1]
    return float((added * found / flagged).sum())


def roc_curve(
    positive: NDArray[np.bool_], score: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """False-positive and true-positive rate at each threshold, from (0, 0) to (1, 1).

    >>> [rates.tolist() for rates in roc_curve(np.array([True, False]), np.array([0.9, 0.5]))]
    [[0.0, 0.0, 1.0], [0.0, 1.0, 1.0]]
    """
    found, flagged = _counts_from_the_top(positive, score)
    alarms = flagged - found
    return _rates(alarms), _rates(found)


def _counts_from_the_top(
    positive: NDArray[np.bool_], score: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Positives and documents at or above each score that occurs, from the highest score down."""
    order = np.argsort(-score, kind="stable")
    last_of_tie = np.append(np.flatnonzero(np.diff(score[order])), score.size - 1)
    return np.cumsum(positive[order])[last_of_tie], last_of_tie + 1


def _rates(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.concatenate(([0.0], counts / max(int(counts[-1]), 1)))


def reliability(
    positive: NDArray[np.bool_], likelihood: NDArray[np.float64], bins: int = BINS
) -> NDArray[np.float64]:
    """Mean likelihood, share of positives and documents of each bin, float64 (at most ``bins``, 3).

    The bins hold equally many documents, but equal likelihoods are never parted.

    >>> reliability(np.array([False, True, True]), np.array([0.2, 0.4, 0.9]), bins=2).round(2).tolist()
    [[0.2, 0.0, 1.0], [0.65, 1.0, 2.0]]
    """
    if not likelihood.size:
        return np.empty((0, 3))
    edges = np.quantile(likelihood, np.arange(1, bins) / bins)
    which = np.searchsorted(edges, likelihood, side="right")
    size = np.bincount(which, minlength=bins)
    sums = np.stack([np.bincount(which, values, minlength=bins) for values in (likelihood, positive)], axis=1)
    used = size > 0
    return np.concatenate((sums[used] / size[used, None], size[used, None]), axis=1)


def expected_calibration_error(positive: NDArray[np.bool_], likelihood: NDArray[np.float64]) -> float | None:
    """Mean distance of likelihood and share of positives over `reliability`, in [0, 1] (Naeini et al. 2015).

    It depends on the share of positives: a likelihood calibrated for one mixture is off in another.

    >>> round(expected_calibration_error(np.array([False, True]), np.array([0.1, 0.9])), 3)
    0.1
    """
    rows = reliability(positive, likelihood)
    return float(np.average(np.abs(rows[:, 0] - rows[:, 1]), weights=rows[:, 2])) if rows.size else None


def f1_score(positive: NDArray[np.bool_], flagged: NDArray[np.bool_]) -> float | None:
    """Harmonic mean of precision and recall, in [0, 1].

    >>> f1_score(np.array([True, True, False]), np.array([True, False, False]))
    0.6666666666666666
    """
    both = int(positive.sum()) + int(flagged.sum())
    return 2 * int((positive & flagged).sum()) / both if positive.any() else None


def macro_f1(kind: NDArray[np.str_], predicted: NDArray[np.str_], kinds: Sequence[str]) -> float | None:
    """Mean F1 over those of ``kinds`` that occur in ``kind``, each weighing the same, in [0, 1].

    >>> macro_f1(np.array(["a", "a", "b"]), np.array(["a", "b", "b"]), ["a", "b", "c"])
    0.6666666666666666
    """
    scores = [f1_score(kind == name, predicted == name) for name in kinds]
    defined = [score for score in scores if score is not None]
    return float(np.mean(defined)) if defined else None
