"""Where runs hold a phrase and a word or phrase that aligned pairs of spun and original texts have shown."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from spunlib.compare.pair import Pair, Side
from spunlib.compare.runs import Run
from spunlib.lexicon.phrase_pairs import LONGEST, PhrasePairs
from spunlib.text.keys import pair as pair_keys

Block = tuple[tuple[int, int], tuple[int, int]]
"""A range of the suspect's words of a run, and one of the original's."""

_LONGEST_RUN: Final = 32
"""Words of a run, on either side, past which it is not looked at: written anew."""


def find_known(pair: Pair, runs: list[Run], known: PhrasePairs) -> list[frozenset[Block]]:
    """The blocks of each run that are known pairs of a phrase and a word or phrase."""
    found: list[set[Block]] = [set() for _ in runs]
    wide = [
        at
        for at, run in enumerate(runs)
        if run.grid > 1 and max(len(run.suspect), len(run.original)) <= _LONGEST_RUN
    ]
    if not wide:
        return [frozenset()] * len(runs)
    left = _spans(pair.suspect, [runs[at].suspect for at in wide], known)
    right = _spans(pair.original, [runs[at].original for at in wide], known)
    # Every span of the suspect with every span of the same run of the original.
    low = np.searchsorted(right.run, left.run, "left")
    count = np.searchsorted(right.run, left.run, "right") - low
    one = np.repeat(np.arange(left.run.size), count)
    other = np.repeat(low - np.cumsum(count) + count, count) + np.arange(one.size)
    phrase = (left.size[one] > 1) | (right.size[other] > 1)
    one, other = one[phrase], other[phrase]
    hit = np.flatnonzero(known.related(left.key[one], right.key[other]))
    one, other = one[hit], other[hit]
    columns = (left.run[one], left.first[one], left.size[one], right.first[other], right.size[other])
    for run, first, size, original_first, original_size in zip(*(c.tolist() for c in columns), strict=True):
        found[wide[run]].add(((first, first + size), (original_first, original_first + original_size)))
    return [frozenset(blocks) for blocks in found]


class _Spans:
    """Words and phrases of the runs that stand in any known pair: run, first word, words, key; by run."""

    __slots__ = ("first", "key", "run", "size")

    def __init__(
        self,
        run: NDArray[np.int64],
        first: NDArray[np.int64],
        size: NDArray[np.int64],
        key: NDArray[np.uint64],
    ) -> None:
        order = np.argsort(run, kind="stable")
        self.run, self.first, self.size, self.key = run[order], first[order], size[order], key[order]


def _spans(side: Side, rows_of: list[list[int]], known: PhrasePairs) -> _Spans:
    lengths = np.array([len(rows) for rows in rows_of])
    rows = np.array([row for rows in rows_of for row in rows])
    run = np.repeat(np.arange(lengths.size), lengths)
    place = np.arange(rows.size) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    start = np.arange(rows.size)
    key = side.key[rows]
    parts = []
    for size in range(1, LONGEST + 1):
        if size > 1:
            on = np.flatnonzero(start + size <= rows.size)
            start, key = start[on], key[on]
            end = start + size - 1
            # A phrase is in one run, and nothing stands between its words.
            on = np.flatnonzero((run[end] == run[start]) & (rows[end] == rows[start] + size - 1))
            start, key = start[on], pair_keys(key[on], side.key[rows[end[on]]])
        hit = np.flatnonzero(known.has(key))
        parts.append((start[hit], np.full(hit.size, size), key[hit]))
    at, sizes, keys = (np.concatenate(column) for column in zip(*parts, strict=True))
    return _Spans(run[at], place[at], sizes, keys)
