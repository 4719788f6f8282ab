"""Fitting the band of fast likelihoods in which the cascade asks the accurate tier."""

from __future__ import annotations

import logging
from typing import Final

import numpy as np
from numpy.typing import NDArray

log = logging.getLogger(__name__)

HUMAN_SHARE: Final = 0.05
"""Share of human documents that are read twice. The accurate tier costs some thirty times the fast one, so it
is what the cascade may be slower than the fast tier by. At 2 % it found 95.5 of a hundred texts that the
accurate tier found, at 5 % 98.4 and with a later tagger 96.1; for within a point of that tier's recall 12 %
would have to be read twice (by hand, on the calibration split). benchmarks/cascade.py weighs both."""


def fit_screen(
    likelihood: NDArray[np.float64], thresholds: NDArray[np.float64], found: NDArray[np.float64] | None = None
) -> dict[str, float]:
    """``low`` and ``high`` of the band.

    Above it the fast tier is sure at the strictest rate that thresholds are stored for, in documents of any
    length and kind; below it are all but `HUMAN_SHARE` of the human documents.

    Args:
        likelihood: float64 (d,), of human documents in the fast tier.
        thresholds: of the fast tier, float64 (k, len(FPRS), len(LENGTHS)), a table a kind.
        found: likelihoods in the fast tier of rewritten documents that the accurate tier flags, to log how
            many of them the cascade finds as well.

    >>> fit_screen(np.arange(21) / 32, np.full((3, 4, 5), 0.9))
    {'low': 0.59375, 'high': 0.9}
    """
    strict = thresholds[:, 0]
    high = float(strict[np.isfinite(strict)].max(initial=0.5))
    low = min(float(np.quantile(likelihood, 1 - HUMAN_SHARE)), high)
    if found is not None and found.size:
        log.info("the cascade finds %.3f of what the accurate tier finds", float((found >= low).mean()))
    return {"low": low, "high": high}
