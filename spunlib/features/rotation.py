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
    words, own, count = np.unique(document + rows, return_inverse=True, return_counts=True)
    head = lexicon.likeliest(rows)
    wanted = document + head
    # The tokens of each ring of a document together, by word: it has several where the first is not the last.
    order = np.argsort(wanted * size + rows)
    order = order[head[order] >= 0]
    if order.size == 0:
        return {"rotation": found}
    tokens, rows, head, wanted = tokens[order], rows[order], head[order], wanted[order]
    at = np.minimum(np.searchsorted(words, wanted), words.size - 1)
    beside = words[at] == wanted
    n_head, n_own = count[at], count[own[order]]
    zipf = lexicon.frequency
    usual = (n_head > n_own) | ((n_head == n_own) & (zipf[head] > zipf[rows]))
    first = np.flatnonzero(np.diff(wanted, prepend=-1))
    stop = np.append(first[1:], wanted.size)
    others = np.repeat(rows[first] != rows[stop - 1], stop - first)
    found[tokens] = np.where(beside, usual, others)
    return {"rotation": found}
