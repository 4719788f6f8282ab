"""Where runs hold a phrase and a word or phrase that aligned pairs of spun and original texts have shown."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from spunlib.compare.pair import Pair
from spunlib.compare.runs import Run
from spunlib.lexicon.phrase_pairs import LONGEST, PhrasePairs
from spunlib.text.keys import pair as pair_keys

Block = tuple[tuple[int, int], tuple[int, int]]
"""A range of the suspect's words of a run, and one of the original's."""

_LONGEST_RUN: Final = 32
"""Words of a run, on either side, past which it is not looked at: written anew."""


def find_known(pair: Pair, runs: list[Run], known: PhrasePairs) -> list[frozenset[Block]]:
    """The blocks of each run that are known pairs of a phrase and a word or phrase."""
    wide = [
        at
        for at, run in enumerate(runs)
        if run.grid > 1 and max(len(run.suspect), len(run.original)) <= _LONGEST_RUN
    ]
    if not wide:
        return [frozenset()] * len(runs)
    suspect, original = [runs[at].suspect for at in wide], [runs[at].original for at in wide]
    # The words of both sides, side by side, are one column; a place in it tells side and run.
    lengths = np.array([len(rows) for rows in (*suspect, *original)])
    rows = np.array([row for words in (*suspect, *original) for row in words])
    half = sum(map(len, suspect))
    key = np.concatenate((pair.suspect.key[rows[:half]], pair.original.key[rows[half:]]))
    column = np.repeat(np.arange(lengths.size), lengths)
    first = np.repeat(np.cumsum(lengths) - lengths, lengths)
    spans = _spans(key, rows, column, known)
    by_column: dict[int, list[tuple[int, int, int]]] = {}
    for number, (at, size) in enumerate(zip(spans.start.tolist(), spans.size.tolist(), strict=True)):
        by_column.setdefault(int(column[at]), []).append((number, at - int(first[at]), size))
    tried = [
        (run, one, other)
        for run in range(len(wide))
        for one in by_column.get(run, ())
        for other in by_column.get(run + len(wide), ())
        if one[2] > 1 or other[2] > 1
    ]
    found: dict[int, set[Block]] = {}
    if tried:
        left, right = [one[0] for _, one, _ in tried], [other[0] for _, _, other in tried]
        for at in np.flatnonzero(known.related(spans.key[left], spans.key[right])).tolist():
            run, (_, begin, size), (_, other, other_size) = tried[at]
            found.setdefault(wide[run], set()).add(((begin, begin + size), (other, other + other_size)))
    return [frozenset(found.get(at, ())) for at in range(len(runs))]


class _Spans(NamedTuple):
    """Words and phrases that stand in any known pair: first place, words, key."""

    start: NDArray[np.int64]
    size: NDArray[np.int64]
    key: NDArray[np.uint64]


def _spans(
    key: NDArray[np.uint64], rows: NDArray[np.int64], column: NDArray[np.int64], known: PhrasePairs
) -> _Spans:
    """The words and phrases of a column; a phrase is of one run and side, and nothing stands in it."""
    keys, starts, sizes = [key], [np.arange(rows.size)], [np.ones(rows.size, np.int64)]
    joined = (rows[1:] == rows[:-1] + 1) & (column[1:] == column[:-1])
    start = starts[0]
    for size in range(2, LONGEST + 1):
        start = start[start + size <= rows.size]
        on = np.flatnonzero(joined[start + size - 2])
        start = start[on]
        keys.append(pair_keys(keys[-1][on], key[start + size - 1]))
        starts.append(start)
        sizes.append(np.full(start.size, size))
    every = np.concatenate(keys)
    hit = np.flatnonzero(known.has(every))
    return _Spans(np.concatenate(starts)[hit], np.concatenate(sizes)[hit], every[hit])
