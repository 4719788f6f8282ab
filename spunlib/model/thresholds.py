"""Thresholds: the likelihood above which a document is called spun.

There is one for each rewritten kind, accepted false-positive rate and length. A document's is that of its
likeliest rewritten kind: what reads like a paraphrase is harder to tell from people than what is full of
swapped words, and must not set the thresholds of that.

No threshold is below `LEAST`, and old prose has a floor of its own: tools are fond of words that people once
wrote, and what other authors of that age wrote the human documents at hand cannot promise.

They are fitted by `spunlib.training.threshold_fit.fit_thresholds` on human documents held out for
calibration, and stored with the model.
"""

from __future__ import annotations

from math import log
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spunlib.errors import UsageError

FPRS: Final = (0.001, 0.005, 0.01, 0.05)
"""Rates that thresholds are stored for, ascending."""

LENGTHS: Final = (40, 80, 130, 200, 350)
"""Least prose words of each length bucket; shorter documents are abstained on."""

LEAST: Final = 0.8
"""No threshold is lower, whatever rate is accepted: nothing is called spun that is not held to be so at four
to one. At 0.5 a golden lease and a golden novel were accused: there are kinds of writing that no group of the
training data stands for."""

LEAST_OF_OLD: Final = 0.98
"""The same for a text that is wholly old prose."""


def bucket_of(words: NDArray[np.int64]) -> NDArray[np.int64]:
    """Number of the length bucket, -1 below the shortest; int64 of the shape of ``words``.

    >>> bucket_of(np.array([10, 40, 79, 5000])).tolist()
    [-1, 0, 0, 4]
    """
    return np.searchsorted(np.array(LENGTHS), words, side="right") - 1


def threshold_of(table: NDArray[Any], fpr: float, words: int) -> float:
    """The threshold for one document; infinity where the calibration data cannot promise the rate.

    A rate between two stored ones gets the threshold of the lower, the stricter one.

    Raises:
        UsageError: ``fpr`` is not in [0.001, 1).
    """
    check_fpr(fpr)
    row = int(np.searchsorted(np.array(FPRS), fpr, side="right")) - 1
    bucket = int(bucket_of(np.array([words]))[0])
    return float(table[row, bucket]) if bucket >= 0 else float("inf")


def least_for(old: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
    """The least thresholds of texts for their age alone, from `LEAST` to `LEAST_OF_OLD` in steps of log-odds.

    0 where a text is no old prose at all: the thresholds of the model stand.

    Args:
        old: how much each is old prose, in [0, 1]; see `spunlib.model.document_features.old_prose`.

    >>> least_for(np.array([0, 0.01, 0.5, 1])).round(3).tolist()
    [0.0, 0.804, 0.933, 0.98]
    """
    low, high = (log(least / (1 - least)) for least in (LEAST, LEAST_OF_OLD))
    log_odds = low + old.astype(np.float64) * (high - low)
    return np.where(old > 0, 1 / (1 + np.exp(-log_odds)), 0.0)


def check_fpr(fpr: float) -> None:
    """Refuse a false-positive rate that no threshold is stored for.

    Raises:
        UsageError: ``fpr`` is not in [0.001, 1).
    """
    if not FPRS[0] <= fpr < 1:
        raise UsageError(
            f"fpr must be at least {FPRS[0]} and below 1, not {fpr!r}: "
            "the calibration texts cannot certify a lower rate"
        )
