"""Fitting the document head, its calibration and the thresholds."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spunlib.errors import MissingExtraError
from spunlib.model.document_head import KINDS, DocumentHead, rewritten_score
from spunlib.model.thresholds import FPRS, LENGTHS, bucket_of

BASE_RATE: Final = 0.1
"""Share of rewritten documents for which likelihoods are calibrated: a crawl is mostly human text.

Where p is the likelihood here, it is p r / (p r + (1 - p) s) at another rate q, with r = q / 0.1 and
s = (1 - q) / 0.9."""

LEAST_LIKELIHOOD: Final = 0.5
"""No threshold is lower: what is more likely human is not called spun, whatever rate is accepted."""

LEAST_GROUP: Final = 50
"""Documents of one length from which on a group of writers has a quantile of its own."""

_PENALTY: Final = 1.0
_SEED: Final = 22


def fit_document_head(
    numbers: NDArray[np.float32], kinds: NDArray[np.str_], weights: NDArray[np.float64]
) -> DocumentHead:
    """Weights of a head that is not calibrated yet.

    Args:
        numbers: float32 (d, k), see `spunlib.model.document_features`.
        kinds: of each document.
        weights: of each document in the fit.
    """
    try:
        from sklearn.linear_model import LogisticRegression
    except ImportError as error:
        raise MissingExtraError("train", "scikit-learn") from error
    mean = numbers.mean(axis=0)
    scale = 1 / np.maximum(numbers.std(axis=0), 1e-4)
    standard = np.clip((numbers - mean) * scale, -6, 6)
    model = LogisticRegression(C=_PENALTY, max_iter=400, random_state=_SEED)
    model.fit(standard, kinds, sample_weight=weights)
    weight = np.zeros((numbers.shape[1], len(KINDS)), np.float32)
    bias = np.full(len(KINDS), -30, np.float32)
    coefficients, intercepts = model.coef_, model.intercept_
    if len(model.classes_) == 2:
        coefficients = np.concatenate((-coefficients / 2, coefficients / 2))
        intercepts = np.concatenate((-intercepts / 2, intercepts / 2))
    for row, kind in enumerate(model.classes_):
        weight[:, KINDS.index(kind)] = coefficients[row]
        bias[KINDS.index(kind)] = intercepts[row]
    return DocumentHead(mean.astype(np.float32), scale.astype(np.float32), weight, bias, np.array([1.0, 0.0]))


def calibrate(
    head: DocumentHead, numbers: NDArray[np.float32], human: NDArray[np.bool_], weights: NDArray[np.float64]
) -> DocumentHead:
    """Fit the sigmoid on documents that the head has not seen, at a rate of `BASE_RATE` rewritten ones."""
    try:
        from sklearn.linear_model import LogisticRegression
    except ImportError as error:
        raise MissingExtraError("train", "scikit-learn") from error
    score = rewritten_score(head.logits(numbers))
    share = np.where(human, (1 - BASE_RATE) / weights[human].sum(), BASE_RATE / weights[~human].sum())
    model = LogisticRegression(C=1e3).fit(score[:, None], ~human, sample_weight=weights * share * human.size)
    calibration = np.array([model.coef_[0, 0], model.intercept_[0]])
    return DocumentHead(head.mean, head.scale, head.weights, head.bias, calibration)


def fit_thresholds(
    likelihood: NDArray[np.float64], words: NDArray[np.int64], groups: NDArray[np.str_]
) -> NDArray[np.float64]:
    """Likelihood above which a document is flagged, from human documents alone.

    Float64 (len(FPRS), len(LENGTHS)); rows are rates, columns length buckets.

    Split conformal (Papadopoulos et al. 2002; Angelopoulos and Bates 2023, section 1): the ceil((n + 1)(1 -
    fpr))-th smallest of n scores, infinity where n is too small to promise it. No group of writers shall pay
    for another: the threshold is at least the quantile with every group weighing the same, and the quantile
    of each group of `LEAST_GROUP` documents or more. And it is at least `LEAST_LIKELIHOOD`.
    """
    result = np.full((len(FPRS), len(LENGTHS)), np.inf)
    bucket = bucket_of(words)
    for number in range(len(LENGTHS)):
        here = bucket == number
        if not here.any():
            continue
        score, group = likelihood[here], groups[here]
        names, which, sizes = np.unique(group, return_inverse=True, return_counts=True)
        balanced = (1 / sizes)[which] / names.size
        for row, fpr in enumerate(FPRS):
            rank = int(np.ceil((score.size + 1) * (1 - fpr)))
            if rank <= score.size:
                pooled = float(np.sort(score)[rank - 1])
                fair = _weighted_quantile(score, balanced, 1 - fpr)
                large = np.flatnonzero(sizes >= LEAST_GROUP)
                each = [float(np.quantile(score[which == one], 1 - fpr)) for one in large]
                result[row, number] = max(pooled, fair, LEAST_LIKELIHOOD, *each)
    # A lower rate never has a lower threshold.
    return np.maximum.accumulate(result[::-1], axis=0)[::-1]


def _weighted_quantile(values: NDArray[np.float64], weights: NDArray[np.float64], level: float) -> float:
    order = np.argsort(values)
    reached = np.cumsum(weights[order])
    at = int(np.searchsorted(reached, level))
    return float(values[order[min(at, values.size - 1)]])


def human_mean(numbers: NDArray[np.float32], human: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Mean numbers of human documents: what an artifact's weight is counted from."""
    mean: NDArray[np.float32] = numbers[human].mean(axis=0)
    return mean


def head_arrays(
    head: DocumentHead, thresholds: NDArray[np.float64], typical: NDArray[np.float32]
) -> dict[str, NDArray[Any]]:
    """The arrays of `spunlib.model.document_head.ARRAYS`, the thresholds and the mean of human documents."""
    return {
        "document_mean": head.mean,
        "document_scale": head.scale,
        "document_weights": head.weights,
        "document_bias": head.bias,
        "document_calibration": head.calibration,
        "document_human": typical,
        "thresholds": thresholds,
    }
