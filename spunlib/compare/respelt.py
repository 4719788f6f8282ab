"""Words that stand as they were but for how they are written: respelt ("colour", "color"), contracted.

The tokeniser takes the British and the American spelling for one word, and the alignment keeps it; so it does
with the "it" of "it's" and "it is". They are listed as substitutions, but say nothing of who made them: the
relation is not read from them.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from spunlib.compare.pair import IntArray, Pair
from spunlib.compare.runs import Contraction
from spunlib.compare.substitutions import Swap
from spunlib.text.keys import plain_keys
from spunlib.text.spelling import AMERICAN

_LEADING: Final = np.uint64(48)
_MAYBE_RESPELT: Final = np.zeros(1 << 16, np.bool_)
_MAYBE_RESPELT[plain_keys(AMERICAN.values()) >> _LEADING] = True


def find_respelt(pair: Pair, partner: IntArray) -> list[Swap]:
    """Find the kept words that are spelt otherwise than in the original, in the order of the suspect."""
    suspect, original = pair.suspect, pair.original
    rows = np.flatnonzero(_MAYBE_RESPELT[suspect.key >> _LEADING] & (partner >= 0))
    return [
        Swap(row, row + 1, mate, mate + 1, "spelling")
        for row, mate in zip(rows.tolist(), partner[rows].tolist(), strict=True)
        if suspect.surface(row).lower() != original.surface(mate).lower()
    ]


def with_respelt(swaps: list[Swap], contractions: list[Contraction], respelt: list[Swap]) -> list[Swap]:
    """All substitutions in the order of the suspect."""
    short = [Swap(*one, "contraction") for one in contractions]
    return sorted([*swaps, *short, *respelt]) if short or respelt else swaps
