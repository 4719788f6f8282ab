"""Spintax residue: an unexpanded choice such as {big|large|huge} left in the text.

    spintax = 1 on the tokens of {...|...} with no brace inside, at most 40 tokens long

Direction: 1 speaks for a spinning tool. Known false alarms: source code, TeX, templates, shell globs (which
use commas).
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from spunlib.features.context import Context
from spunlib.text.tokens import WORD

NAMES = ("spintax",)

_LONGEST: Final = 40


def extract(context: Context) -> dict[str, NDArray[np.float32]]:
    """Column float32 (n,), 0 or 1."""
    batch = context.batch
    found = np.zeros(len(batch), np.float32)
    bars = batch.char == ord("|")
    if not bars.any():
        return {"spintax": found}
    opens, closes = np.flatnonzero(batch.char == ord("{")), np.flatnonzero(batch.char == ord("}"))
    for begin in opens.tolist():
        after = closes[np.searchsorted(closes, begin) :][:1]
        if after.size == 0 or after[0] - begin > _LONGEST or context.text[after[0]] != context.text[begin]:
            continue
        inside = slice(begin + 1, int(after[0]))
        if (
            bars[inside].any()
            and not (batch.char[inside] == ord("{")).any()
            and (batch.kind[inside] == WORD).mean() > 0.4
        ):
            found[begin : int(after[0]) + 1] = 1
    return {"spintax": found}
