"""Rotation: one referent under several names (letter, missive, note), where people repeat the usual one.

    rotation = 1 where the word's likeliest original stands in the document too, more often or (as often)
               as the commoner word of the language; and where it does not stand there, but another word
               with the same likeliest original does

The likeliest original of a word is the first of its ring, from aligned pairs. Direction: 1 speaks for a
swapped word. Known false alarms: elegant variation of newspaper writers; long texts, where any two members
meet by chance (rate it by length).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from spunlib.features.context import Context

NAMES = ("rotation",)


def extract(context: Context) -> dict[str, NDArray[np.float32]]:
    """Column float32 (n,), 0 or 1."""
    lexicon = context.lexicon
    found = np.zeros(context.rows.size, np.float32)
    tokens = np.flatnonzero(context.prose & context.known & ~context.function)
    if tokens.size == 0:
        return {"rotation": found}
    rows = context.rows[tokens]
    document = context.text[tokens] * np.int64(lexicon.size + 3)
    words, word, count = np.unique(document + rows, return_inverse=True, return_counts=True)
    owner, entry = lexicon.ring(rows)
    likeliest = np.flatnonzero(np.diff(owner, prepend=-1))
    head = np.full(rows.size, -1, np.int64)
    head[owner[likeliest]] = lexicon.columns["form_row"][lexicon.columns["ring_form"][entry[likeliest]]]
    has_head = head >= 0
    at = np.minimum(np.searchsorted(words, document + head), words.size - 1)
    beside = has_head & (words[at] == document + head)
    zipf = lexicon.columns["word_zipf"]
    usual = (count[at] > count[word]) | ((count[at] == count[word]) & (zipf[head] > zipf[rows]))
    members = np.unique(np.stack((document + head, rows), axis=1)[has_head], axis=0)
    ring, size = np.unique(members[:, 0], return_counts=True)
    others = has_head & np.isin(document + head, ring[size > 1])
    found[tokens] = np.where(beside, usual, others)
    return {"rotation": found}
