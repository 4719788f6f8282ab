"""Style heads: what neural paraphrasers and translators write more often than people.

A table of hashed weights for single words and pairs of words in a row, one column each of `KINDS`, from
logistic regression over documents. Only frequent words count (Zipf >= `FREQUENT`), and no punctuation:
topics, names and typesetting must not decide. The document's number is the mean weight over its prose words.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spunlib.features.context import Context
from spunlib.text.keys import mix, pair

FREQUENT: Final = 4.3
"""About the 3,500 commonest words: those that any topic uses."""
_LEAST: Final = np.float32(np.float16(FREQUENT))  # frequencies are stored as float16

BITS: Final = 17
KINDS: Final = ("paraphrased", "translated", "historical")
"""The last is no kind of rewriting but a register: ornate old prose has words that tools are fond of."""

ARRAYS: Final = ("style_weights", "style_scale")
_SALT: Final = np.uint64(0x5851F42D4C957F2D)


def style_slots(context: Context) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Table slots that a batch lights up, and the token that each belongs to; int64 (m,) both."""
    frequent = context.prose & context.known & (context.lexicon.frequency[context.rows] >= _LEAST)
    key = context.batch.key
    single = np.flatnonzero(frequent)
    gap = context.batch.gap[1:]  # a space, or the line break of wrapped text
    double = np.flatnonzero(frequent[1:] & frequent[:-1] & (gap > 0) & (gap < 3)) + 1
    keys = np.concatenate((key[single], pair(key[double - 1], key[double])))
    slots = (mix(keys ^ _SALT) >> np.uint64(64 - BITS)).astype(np.int64)
    return slots, np.concatenate((single, double))


def style_weights(context: Context, arrays: Mapping[str, NDArray[Any]]) -> NDArray[np.float32]:
    """Weight of each token towards each of `KINDS`, float32 (n, 3); natural log-odds units per token."""
    slots, tokens = style_slots(context)
    weights = np.zeros((context.rows.size, len(KINDS)), np.float32)
    table, scale = arrays["style_weights"], arrays["style_scale"]
    for kind in range(len(KINDS)):
        values = table[slots, kind].astype(np.float32) * scale[kind]
        weights[:, kind] = np.bincount(tokens, values, minlength=context.rows.size)
    return weights
