"""Damage to agreement: the article was right for the word that stood there ("a attainable", "an possible").

    agreement = 1 on the article and on the word after it, where people write the other article before
                that word at least 97 % of the time

The share P(an | a or an, w) comes from human text; for words without enough counts the first letter decides,
letters that sound either way (h, u and others) left out. Known false alarms: learners; typing errors; words
with two pronunciations ("a/an historic"), which the shares leave out.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from spunlib.features.context import Context
from spunlib.text.keys import plain_keys
from spunlib.text.tokens import UPPER

NAMES = ("agreement",)

_A, _AN = plain_keys(["a", "an"])
_UNKNOWN_SHARE = 128
"""Value of `word_an` that says: too few counts."""


def extract(context: Context) -> dict[str, NDArray[np.float32]]:
    """Column float32 (n,), 0 or 1."""
    batch = context.batch
    found = np.zeros(len(batch), np.float32)
    if len(batch) < 2:
        return {"agreement": found}
    share = context.lexicon.columns["word_an"][context.rows[1:]].astype(np.int64)
    first = batch.char[1:]
    vowel = np.isin(first, [ord(c) for c in "aio"])
    consonant = np.isin(first, [ord(c) for c in "bcdfgjkpqtvwz"])
    unsure = share == _UNKNOWN_SHARE
    wants_an = np.where(unsure, vowel, share >= 247)
    wants_a = np.where(unsure, consonant, share <= 8)
    gap = batch.gap[1:]  # a space, or the line break of wrapped text
    follows = (gap > 0) & (gap < 3) & context.prose[1:] & context.prose[:-1] & (batch.case[1:] != UPPER)
    follows &= (batch.end[1:] - batch.start[1:]) > 1
    wrong = follows & (((batch.key[:-1] == _A) & wants_an) | ((batch.key[:-1] == _AN) & wants_a))
    at = np.flatnonzero(wrong)
    found[at] = found[at + 1] = 1
    return {"agreement": found}
