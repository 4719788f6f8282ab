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
_WORD_SHARE: Final = 0.4
"""In code most of what stands between the braces is no word."""


def extract(context: Context) -> dict[str, NDArray[np.float32]]:
    """Column float32 (n,), 0 or 1."""
    batch = context.batch
    found = np.zeros(len(batch), np.float32)
    # Tools write {a|b}; people who write { x | x > 0 } mean a set.
    bars = (batch.char == ord("|")) & (batch.gap == 0)
    bars[:-1] &= batch.gap[1:] == 0
    if not bars.any():
        return {"spintax": found}
    opens, closes = np.flatnonzero(batch.char == ord("{")), np.flatnonzero(batch.char == ord("}"))
    if closes.size == 0:
        return {"spintax": found}
    nth = np.searchsorted(closes, opens)
    ends = closes[np.minimum(nth, closes.size - 1)]
    innermost = (nth < closes.size) & (np.append(opens[1:], len(batch)) > ends)
    near = innermost & (ends - opens <= _LONGEST) & (context.text[ends] == context.text[opens])
    begin, end = opens[near], ends[near]
    length = np.maximum(end - begin - 1, 1)
    hit = (_between(bars, begin, end) > 0) & (_between(batch.kind == WORD, begin, end) / length > _WORD_SHARE)
    edges = np.zeros(len(batch) + 1, np.int64)
    edges[begin[hit]] = 1
    edges[end[hit] + 1] -= 1
    found[:] = np.cumsum(edges[:-1])
    return {"spintax": found}


def _between(mark: NDArray[np.bool_], begin: NDArray[np.int64], end: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many tokens are marked after ``begin`` and before ``end``."""
    total = np.concatenate(([0], np.cumsum(mark)))
    count: NDArray[np.int64] = total[end] - total[begin + 1]
    return count
