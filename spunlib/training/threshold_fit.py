"""Fitting thresholds: split conformal by length, raised until no group of writers pays for another."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from spunlib.model.thresholds import FPRS, LENGTHS, bucket_of

LEAST_LIKELIHOOD: Final = 0.5
"""No threshold is lower: what is more likely human is not called spun, whatever rate is accepted."""

PRIOR_TEXTS: Final = 100
PRIOR_SHARE: Final = 1 / 3
"""What is supposed of a group of writers before its texts are seen: as much as that many texts, of which a
third of the accepted rate is flagged. A small group's rate is a matter of luck, and one odd text in sixty
must not raise everybody's threshold."""


class Judged(NamedTuple):
    """Human documents: the likelihood, prose words and group of each."""

    likelihood: NDArray[np.float64]
    words: NDArray[np.int64]
    groups: NDArray[np.str_]


def fit_thresholds(
    likelihood: NDArray[np.float64],
    words: NDArray[np.int64],
    groups: NDArray[np.str_],
    least: float = LEAST_LIKELIHOOD,
    further: Judged | None = None,
) -> NDArray[np.float64]:
    """Likelihood above which a document is flagged, from human documents alone.

    Float64 (len(FPRS), len(LENGTHS)); rows are rates, columns length buckets.

    Split conformal (Papadopoulos et al. 2002; Angelopoulos and Bates 2023, section 1) in each bucket: the
    ceil((n + 1)(1 - fpr))-th smallest of n scores, infinity where n is too small to promise it. No group of
    writers shall pay for another: where the mean of the beta distribution of a group's rate, after its texts
    have been seen (`PRIOR_TEXTS`), is higher than the accepted rate, the thresholds of those lengths at which
    its texts are flagged are raised, all by as much in log-odds, until it is not. Then all are raised until
    the rate holds with every group weighing the same. And none is lower than ``least``.

    Groups are judged by ``further`` human documents as well, those that the head was fitted on: its few
    numbers cannot learn them by heart, and a group of a dozen novelists needs every one of them.
    """
    score = _log_odds(likelihood)
    bucket = bucket_of(words)
    if not (bucket >= 0).any():
        return np.full((len(FPRS), len(LENGTHS)), np.inf)
    judged, judged_bucket = score, bucket
    if further is not None:
        judged = np.concatenate((score, _log_odds(further.likelihood)))
        judged_bucket = np.concatenate((bucket, bucket_of(further.words)))
        groups = np.concatenate((groups, further.groups))
    names, which, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    balanced = (1 / sizes)[which] / names.size
    result = np.empty((len(FPRS), len(LENGTHS)))
    for row, fpr in enumerate(FPRS):
        pooled = np.array([_conformal(score[bucket == number], fpr) for number in range(len(LENGTHS))])
        excess = _excess(judged, pooled, judged_bucket)
        raised = np.zeros(len(LENGTHS))
        for one, size in enumerate(sizes):
            own = which == one
            allowed = int(fpr * (size + PRIOR_TEXTS * (1 - PRIOR_SHARE)) + 1e-9)
            flagged = np.unique(judged_bucket[own & (excess > 0)])
            raised[flagged] = np.maximum(raised[flagged], _raise(excess[own], allowed))
        excess = _excess(judged, pooled + raised, judged_bucket)
        result[row] = pooled + raised + max(0.0, _weighted_quantile(excess, balanced, 1 - fpr))
    result = np.maximum(1 / (1 + np.exp(-result)), least)
    result[result >= 1] = np.inf
    # A lower rate never has a lower threshold.
    return np.maximum.accumulate(result[::-1], axis=0)[::-1]


def _excess(
    score: NDArray[np.float64], limits: NDArray[np.float64], bucket: NDArray[np.int64]
) -> NDArray[np.float64]:
    """How far scores lie above the limits of their buckets; -inf where nothing is flagged."""
    excess = np.where(bucket >= 0, score - limits[bucket], -np.inf)
    excess[~np.isfinite(limits[bucket])] = -np.inf
    return excess


def _raise(excess: NDArray[np.float64], allowed: int) -> float:
    """How much the thresholds must rise for at most ``allowed`` of a group's texts to lie above them."""
    return float(np.sort(excess)[-1 - allowed]) if allowed < excess.size else -np.inf


def _log_odds(likelihood: NDArray[np.float64]) -> NDArray[np.float64]:
    safe = np.clip(likelihood, 1e-15, 1 - 1e-15)
    odds: NDArray[np.float64] = np.log(safe) - np.log1p(-safe)
    return odds


def _conformal(score: NDArray[np.float64], fpr: float) -> float:
    """The ceil((n + 1)(1 - fpr))-th smallest of n scores, infinity where there are too few."""
    rank = int(np.ceil((score.size + 1) * (1 - fpr)))
    return float(np.sort(score)[rank - 1]) if rank <= score.size else np.inf


def _weighted_quantile(values: NDArray[np.float64], weights: NDArray[np.float64], level: float) -> float:
    order = np.argsort(values)
    reached = np.cumsum(weights[order])
    at = int(np.searchsorted(reached, level))
    return float(values[order[min(at, values.size - 1)]])
