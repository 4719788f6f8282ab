"""Numerals that tools write: "tens of 1000's", "1 / 4", "13 p.c".

Binary patterns over tokens. Direction: 1 speaks for a swapped word. Known false alarms: "the 1000's" in
informal prose of people; recipes and music write "1 / 4" (a recipe's fractions stand without spaces, so only
the spaced form counts).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from spunlib.features.context import Context
from spunlib.text.keys import plain_keys
from spunlib.text.tokens import NUMBER

NAMES = ("numeral",)

_CLITIC, _P, _C = plain_keys(["'s", "p", "c"])
# Round numbers: a year's decade ("the 1990's") is what people write.
_ROUND = plain_keys(["100", "1000", "10000", "100000", "1000000", "1,000", "10,000", "100,000", "1,000,000"])
_ROUND_PLURAL = plain_keys(["100s", "1000s", "10000s", "100000s"])


def extract(context: Context) -> dict[str, NDArray[np.float32]]:
    """Column float32 (n,): 1 on every token of such a numeral."""
    batch = context.batch
    found = np.zeros(len(batch), np.float32)
    number = batch.kind == NUMBER
    plural = np.flatnonzero((batch.key[1:] == _CLITIC) & (batch.gap[1:] == 0))
    plural = plural[np.isin(batch.key[plural], _ROUND)]
    found[plural] = found[plural + 1] = 1
    found[np.isin(batch.key, _ROUND_PLURAL)] = 1
    slash = (batch.char[1:-1] == ord("/")) & (batch.gap[1:-1] == 1) & (batch.gap[2:] == 1)
    fraction = np.flatnonzero(slash & number[:-2] & number[2:])
    found[fraction] = found[fraction + 1] = found[fraction + 2] = 1
    # "13 p.c": number, p, ., c
    cent = np.flatnonzero(
        number[:-3]
        & (batch.key[1:-2] == _P)
        & (batch.char[2:-1] == ord("."))
        & (batch.key[3:] == _C)
        & (batch.gap[1:-2] < 3)
        & (batch.gap[2:-1] == 0)
        & (batch.gap[3:] < 3)
    )
    for step in range(4):
        found[cent + step] = 1
    return {"numeral": found}
