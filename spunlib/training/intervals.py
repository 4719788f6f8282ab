"""What is known of a share when some of a number of trials succeeded: exact, whatever the number."""

from __future__ import annotations

import math
from typing import Final

_STEPS: Final = 60
"""Halvings of [0, 1]: finer than a float64 shows."""


def clopper_pearson(successes: int, trials: int, level: float = 0.95) -> tuple[float, float]:
    """The exact interval of Clopper and Pearson (1934, Biometrika 26) for a binomial share.

    Each end is a quantile of a beta distribution. The interval holds the true share in at least ``level`` of
    all samples, at any size; for a rate near 0 of a small group, as false alarms are, approximations do not.

    Args:
        successes: in [0, trials].
        trials: 0 gives [0, 1], for nothing is known then.
        level: confidence, in (0, 1).

    >>> low, high = clopper_pearson(0, 299)
    >>> low, round(high, 4)
    (0.0, 0.0123)
    """
    tail = (1 - level) / 2
    low, high = 0.0, 1.0
    if successes > 0:
        low = _beta_quantile(tail, successes, trials - successes + 1)
    if successes < trials:
        high = _beta_quantile(1 - tail, successes + 1, trials - successes)
    return low, high


def chance_of(successes: int, trials: int, share: float) -> float:
    """The probability of that many successes or more, if each trial succeeds with probability ``share``.

    The upper tail of the binomial distribution, P(X >= k) = I_share(k, n - k + 1) (DLMF 8.17.5).

    Args:
        successes: in [0, trials].
        trials: independent of each other.
        share: in (0, 1).

    >>> chance_of(0, 10, 0.01), round(chance_of(1, 10, 0.01), 6)
    (1.0, 0.095618)
    """
    return _beta_share(share, successes, trials - successes + 1) if successes > 0 else 1.0


def _beta_quantile(level: float, a: float, b: float) -> float:
    low, high = 0.0, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if _beta_share(middle, a, b) < level:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _beta_share(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function I_x(a, b), for 0 < x < 1."""
    if x > (a + 1) / (a + b + 2):  # beyond it the fraction converges slowly; the mirrored one is fast
        return 1 - _beta_share(1 - x, b, a)
    log_front = a * math.log(x) + b * math.log1p(-x) + math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    return math.exp(log_front) / (a * _beta_fraction(x, a, b))


def _beta_fraction(x: float, a: float, b: float) -> float:
    """Continued fraction of the incomplete beta function (DLMF 8.17.22), by the method of Lentz."""
    value, c, d, number = 1.0, 1.0, 0.0, 0
    while True:
        number += 1
        m = number // 2
        if number % 2:
            term = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        else:
            term = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1 / (1 + term * d)
        c = 1 + term / c
        value *= c * d
        if abs(c * d - 1) < 1e-15:
            return value
