"""Fitting the document head and its calibration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from spunlib.errors import MissingExtraError
from spunlib.model.document_features import NAMES
from spunlib.model.document_head import ENDS, KINDS, DocumentHead, rewritten_score, share_of_long

BASE_RATE: Final = 1 / 5
"""Share of rewritten documents for which likelihoods are calibrated: more than a crawl has, fewer than a
folder of suspects.

At another rate it is what `at_rate` says: of the texts at 0.9 in a crawl with 2 % rewritten text, 42 in 100
are. Thresholds do not depend on it."""

MONOTONE: Final[Mapping[str, frozenset[str]]] = {
    "synonym_spun": frozenset(
        name
        for name in NAMES
        if name.startswith(("replaced", "above_", "rate_", "old_"))
        or name in ("strongest", "quotation_contrast")
    ),
    "paraphrased": frozenset({"style_paraphrased", "network_paraphrased"}),
    "translated": frozenset({"style_translated", "network_translated"}),
}
"""Kind -> numbers of which more is never a sign against it."""


class Penalties(NamedTuple):
    """How dear the weights of a document head are, and what a translation must be ahead by.

    Attributes:
        size: of half the square of a weight, the mean of both ends of length.
        drift: of half the square of the difference between the ends.
        translated: log-odds taken off that kind when the head is fitted, before it is calibrated.
    """

    size: float = 1.0
    drift: float = 1.0
    translated: float = 0.0


PENALTIES: Final = Penalties()


def fit_document_head(
    numbers: NDArray[np.float32],
    kinds: NDArray[np.str_],
    weights: NDArray[np.float64],
    words: NDArray[np.int64],
    names: Sequence[str] = NAMES,
    penalties: Penalties = PENALTIES,
) -> DocumentHead:
    """Weights of a head that is not calibrated yet: multinomial logistic regression with L2 penalties.

    Human writing is the class of reference, its weights are 0. `MONOTONE` numbers never speak against the
    kinds that they are signs of, at any length. Kinds that do not occur get a bias that rules them out.

    Args:
        numbers: float32 (d, k), see `spunlib.model.document_features`.
        kinds: of each document.
        weights: of each document in the fit, mean 1.
        words: of each document.
        names: of the k numbers.
        penalties: on the weights.
    """
    try:
        from scipy.optimize import minimize
    except ImportError as error:
        raise MissingExtraError("train", "scikit-learn") from error
    mean = numbers.mean(axis=0)
    scale = 1 / np.maximum(numbers.std(axis=0), 1e-4)
    standard = np.clip((numbers - mean) * scale, -6, 6).astype(np.float64)
    given = np.concatenate((standard, np.ones((len(standard), 1))), axis=1)
    share = share_of_long(words)[:, None]
    ends = (given * (1 - share), given * share)
    present = [kind for kind in KINDS[1:] if (kinds == kind).any()]
    target = np.stack([kinds == kind for kind in present], axis=1).astype(np.float64)
    shape = (2, given.shape[1], len(present))

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        slopes = flat.reshape(shape)
        logits = ends[0] @ slopes[0] + ends[1] @ slopes[1]
        top = np.maximum(logits.max(axis=1, keepdims=True), 0)
        total = np.exp(-top) + np.exp(logits - top).sum(axis=1, keepdims=True)
        excess = (np.exp(logits - top) / total - target) * weights[:, None]
        gradient = np.stack([end.T @ excess for end in ends])
        spent = weights * ((top + np.log(total))[:, 0] - (target * logits).sum(axis=1))
        # The bias, last of the rows, is free.
        middle, drift = slopes[:, :-1].mean(axis=0), slopes[1, :-1] - slopes[0, :-1]
        gradient[:, :-1] += penalties.size * middle / 2
        gradient[1, :-1] += penalties.drift * drift
        gradient[0, :-1] -= penalties.drift * drift
        penalty = penalties.size * (middle**2).sum() / 2 + penalties.drift * (drift**2).sum() / 2
        return float(spent.sum() + penalty), gradient.ravel()

    bounds = [
        (0.0 if name in MONOTONE[kind] else None, None)
        for _ in ENDS
        for name in (*names, "bias")
        for kind in present
    ]
    found = minimize(loss, np.zeros(shape).ravel(), jac=True, method="L-BFGS-B", bounds=bounds)
    slopes = found.x.reshape(shape)
    weight = np.zeros((2, numbers.shape[1], len(KINDS)), np.float32)
    bias = np.full((2, len(KINDS)), -30, np.float32)
    bias[:, 0] = 0
    for column, kind in enumerate(present):
        weight[..., KINDS.index(kind)] = slopes[:, :-1, column]
        bias[:, KINDS.index(kind)] = slopes[:, -1, column]
    bias[:, KINDS.index("translated")] -= penalties.translated
    return DocumentHead(mean.astype(np.float32), scale.astype(np.float32), weight, bias, np.array([1.0, 0.0]))


def calibrate(
    head: DocumentHead,
    numbers: NDArray[np.float32],
    words: NDArray[np.int64],
    human: NDArray[np.bool_],
    weights: NDArray[np.float64],
) -> DocumentHead:
    """Fit the sigmoid on documents that the head has not seen, at a rate of `BASE_RATE` rewritten ones."""
    try:
        from sklearn.linear_model import LogisticRegression
    except ImportError as error:
        raise MissingExtraError("train", "scikit-learn") from error
    score = rewritten_score(head.logits(numbers, words))
    share = np.where(human, (1 - BASE_RATE) / weights[human].sum(), BASE_RATE / weights[~human].sum())
    model = LogisticRegression(C=1e3).fit(score[:, None], ~human, sample_weight=weights * share * human.size)
    calibration = np.array([model.coef_[0, 0], model.intercept_[0]])
    return DocumentHead(head.mean, head.scale, head.weights, head.bias, calibration)


def at_rate(likelihood: NDArray[np.float64], rate: float) -> NDArray[np.float64]:
    """Likelihoods of a model as they would be if ``rate`` of all documents were rewritten (Bayes' rule).

    >>> np.round(at_rate(np.array([0.5, 0.9]), 0.02), 2).tolist()
    [0.08, 0.42]
    """
    rewritten = likelihood * (rate / BASE_RATE)
    result: NDArray[np.float64] = rewritten / (rewritten + (1 - likelihood) * ((1 - rate) / (1 - BASE_RATE)))
    return result


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
