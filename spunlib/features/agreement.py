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
    an = batch.key[:-1] == _AN
    article = np.flatnonzero(((batch.key[:-1] == _A) | an) & context.prose[:-1] & context.prose[1:])
    word = article + 1
    share = context.lexicon.columns["word_an"][context.rows[word]].astype(np.int64)
    vowel = np.isin(batch.char[word], [ord(c) for c in "aio"])
    consonant = np.isin(batch.char[word], [ord(c) for c in "bcdfgjkpqtvwz"])
    unsure = share == _UNKNOWN_SHARE
    wants_an = np.where(unsure, vowel, share >= 247)
    wants_a = np.where(unsure, consonant, share <= 8)
    gap = batch.gap[word]  # a space, or the line break of wrapped text
    follows = (gap > 0) & (gap < 3) & (batch.case[word] != UPPER)
    follows &= (batch.end[word] - batch.start[word]) > 1
    wrong = article[follows & np.where(an[article], wants_a, wants_an)]
    found[wrong] = found[wrong + 1] = 1
    return {"agreement": found}
