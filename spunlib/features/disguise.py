"""Disguise: look-alike letters of other alphabets and invisible characters inside words.

Binary, from the tokeniser's folding. Direction: 1 speaks for a machine's hand; people do not type them. Words
with capitals inside do not count: TGFβ and κB are notation. Known false alarms: phonetic notation; text
copied from PDF files (soft hyphens and ligatures, which are common there, do not count).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from spunlib.features.context import Context
from spunlib.text.tokens import LOWER, TITLE

NAMES = ("disguise",)


def extract(context: Context) -> dict[str, NDArray[np.float32]]:
    """Column float32 (n,), 0 or 1."""
    batch = context.batch
    plain = (batch.case == LOWER) | (batch.case == TITLE)
    return {"disguise": (batch.disguised & plain).astype(np.float32)}
