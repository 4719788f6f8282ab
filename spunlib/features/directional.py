"""Directional substitution: a word that tools put rather than people write.

    directional(w) = ln (s(w) + a) / (S + aV) - ln (h(w) + a) / (H + aV)

s counts w among the substitutes of aligned pairs (spun, original), h among the words of human text; a = 0.5.
Log odds after Monroe, Colaresi and Quinn 2008 without their informative prior. Direction: higher speaks for a
swapped word. Known false alarms: a tool's pet words in the genres where people do write them ("mentioned",
"thus" in essays).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from spunlib.features.context import Context

NAMES = ("directional",)


def extract(context: Context) -> dict[str, NDArray[np.float32]]:
    """Column float32 (n,), natural log odds, 0 for unknown words."""
    return {"directional": context.lexicon.column("word_directional", context.rows)}
