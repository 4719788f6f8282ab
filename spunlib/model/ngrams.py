"""Hashed word n-grams around a token: which table slots a token lights up.

For a token w between l and r the n-grams are w, l w, w r and l w r, each salted and hashed into one table of
2**bits weights (feature hashing; Weinberger et al. 2009). Numbers share one key; beyond the edges of a
paragraph stands the start key.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from spunlib.lexicon.lexicon import NUMBER_KEY, START_KEY
from spunlib.text.keys import mix, pair
from spunlib.text.tokens import NUMBER, TokenBatch

TEMPLATES: Final = 4
_SALTS: Final = mix(np.arange(101, 101 + TEMPLATES, dtype=np.uint64))


def ngram_slots(batch: TokenBatch, tokens: NDArray[np.int64], bits: int) -> NDArray[np.int64]:
    """Table slots of some tokens of a batch, int64 (len(tokens), TEMPLATES), each in [0, 2**bits)."""
    key = np.where(batch.kind == NUMBER, NUMBER_KEY, batch.key)
    left, right = np.full(key.size, START_KEY), np.full(key.size, START_KEY)
    joined = batch.gap[1:] < 3
    left[1:][joined] = key[:-1][joined]
    right[:-1][joined] = key[1:][joined]
    w, l, r = key[tokens], left[tokens], right[tokens]  # noqa: E741
    before = pair(l, w)
    grams = np.stack((w, before, pair(w, r), pair(before, r)))
    grams ^= _SALTS[:, None]
    slots: NDArray[np.int64] = (mix(grams) >> np.uint64(64 - bits)).astype(np.int64)
    return slots.T
