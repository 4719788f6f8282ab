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
    size = np.int64(lexicon.size + 3)
    document = context.text[tokens] * size
    words, count = np.unique(document + rows, return_counts=True)
    head = lexicon.likeliest(rows)
    headed = np.flatnonzero(head >= 0)
    tokens, rows, document, head = tokens[headed], rows[headed], document[headed], head[headed]
    wanted = document + head
    at = np.minimum(np.searchsorted(words, wanted), words.size - 1)
    beside = words[at] == wanted
    n_head, n_own = count[at], count[np.searchsorted(words, document + rows)]
    zipf = lexicon.frequency
    usual = (n_head > n_own) | ((n_head == n_own) & (zipf[head] > zipf[rows]))
    # Each member of a ring once in its document, sorted by ring: one that comes twice has several.
    ring = np.unique(wanted * size + rows) // size
    several = np.append(ring[1:][ring[1:] == ring[:-1]], np.int64(-1))
    others = several[np.searchsorted(several[:-1], wanted)] == wanted
    found[tokens] = np.where(beside, usual, others)
    return {"rotation": found}
