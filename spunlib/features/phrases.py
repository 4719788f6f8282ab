"""Phrases that tools put for a word or another phrase.

"financial institution" for bank, "on the off chance that" for if.

    phrase = ln odds that these words in a row were put by a tool

The odds come from aligned pairs and human text, as in `directional`. Looked up for two to four tokens in a
row, the longest first. Direction: higher speaks for a swapped phrase. Known false alarms: phrases that are
ordinary in one trade ("financial institution" in banking law), which their low odds leave near 0.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spunlib.features.context import Context
from spunlib.text.keys import pair
from spunlib.text.tokens import NUMBER

NAMES = ("phrase", "phrase_length")

LONGEST: Final = 4
"""Tokens of the longest phrase that is looked up."""


def find(context: Context) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Phrases in a batch, ascending and not overlapping.

    Three int64 arrays: first token, number of tokens, and row of the phrase table.
    """
    batch, phrases = context.batch, context.lexicon.phrases
    n = len(batch)
    key = batch.key
    starts, lengths, rows = [], [], []
    joined = key
    ok = free = context.prose | ((batch.kind == NUMBER) & ~batch.furniture)
    for size in range(2, min(LONGEST, n) + 1):
        joined = pair(joined[: n - size + 1], key[size - 1 :])
        ok = ok[: n - size + 1] & free[size - 1 :] & (batch.gap[size - 1 :] < 3)
        at = np.flatnonzero(ok)
        hit, row = phrases.hits(joined[at])
        starts.append(at[hit])
        lengths.append(np.full(hit.size, size))
        rows.append(row)
    if not rows:
        empty = np.zeros(0, np.int64)
        return empty, empty, empty
    start, length, row = np.concatenate(starts), np.concatenate(lengths), np.concatenate(rows)
    order = np.lexsort((-length, start))
    start, length, row = start[order], length[order], row[order]
    keep, end = [], -1
    for number, (begin, size) in enumerate(zip(start.tolist(), length.tolist(), strict=True)):
        if begin >= end:
            keep.append(number)
            end = begin + size
    return start[keep], length[keep], row[keep]


def phrase_row(context: Context, first: int, stop: int) -> int:
    """Row of the phrase table for the tokens ``first`` up to ``stop``, -1 where there is none."""
    keys = context.batch.key
    joined = keys[first : first + 1]
    for token in range(first + 1, stop):
        joined = pair(joined, keys[token : token + 1])
    return int(context.lexicon.phrases.find(joined)[0])


def spans(phrase_length: NDArray[np.float32]) -> Iterator[tuple[int, int]]:
    """The phrases that the column of that name tells of: first token, and the one after the last.

    >>> list(spans(np.array([0, 2, 2, 3, 3, 3, 0], np.float32)))
    [(1, 3), (3, 6)]
    """
    stop = 0
    for first in np.flatnonzero(phrase_length).tolist():
        if first >= stop:
            stop = first + int(phrase_length[first])
            yield first, stop


def extract(context: Context) -> dict[str, NDArray[np.float32]]:
    """Columns float32 (n,): log odds on every token of a phrase, and its number of tokens (0 outside)."""
    weight = np.zeros(len(context.batch), np.float32)
    size = np.zeros(len(context.batch), np.float32)
    start, length, row = find(context)
    if start.size:
        token = (
            np.repeat(start, length)
            + np.arange(int(length.sum()))
            - np.repeat(np.cumsum(length) - length, length)
        )
        weight[token] = np.repeat(context.lexicon.columns["phrase_weight"][row].astype(np.float32), length)
        size[token] = np.repeat(length, length)
    return {"phrase": weight, "phrase_length": size}
