"""Thresholds: the likelihood above which a document is called spun.

There is one for each rewritten kind, accepted false-positive rate and length. A document's is that of its
likeliest rewritten kind: what reads like a paraphrase is harder to tell from people than what is full of
swapped words, and must not set the thresholds of that.

They are fitted by `spunlib.training.threshold_fit.fit_thresholds` on human documents held out for
calibration, and stored with the model.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spunlib.errors import UsageError

FPRS: Final = (0.001, 0.005, 0.01, 0.05)
"""Rates that thresholds are stored for, ascending."""

LENGTHS: Final = (40, 80, 130, 200, 350)
"""Least prose words of each length bucket; shorter documents are abstained on."""


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
