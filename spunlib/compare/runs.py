"""Runs: between two kept tokens of a passage, the words that are gone and those that came in their place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spunlib.compare.pair import IntArray, Pair, Side
from spunlib.compare.passages import Passage

# Marks that no phrase holds; a full stop ("U.K."), a hyphen and a slash may stand in one.
_BARRIERS: Final = np.array([ord(mark) for mark in ',;:!?()[]"\u2013'], np.uint32)

_APOSTROPHE: Final = ord("'")

_LARGEST_GRID: Final = 2_500
"""Longest run, words of the suspect times words of the original, that is looked at."""


@dataclass(frozen=True, slots=True)
class Run:
    """The words of either side, at least one each.

    Attributes:
        suspect, original: their tokens.
        suspect_part, original_part: for each, a number that rises at every barrier before it.
    """

    suspect: list[int]
    original: list[int]
    suspect_part: list[int]
    original_part: list[int]

    @property
    def grid(self) -> int:
        """Number of pairs of a word of either side."""
        return len(self.suspect) * len(self.original)


def find_runs(pair: Pair, passages: list[Passage], partner: IntArray) -> list[Run]:
    """Find the runs in which words of both sides differ, in the order of the suspect."""
    gaps, original_gaps = _gaps(passages, partner)
    words, first, last, part = _words_in(pair.suspect, gaps)
    others, original_first, original_last, original_part = _words_in(pair.original, original_gaps)
    size, original_size = last - first, original_last - original_first
    runs: list[Run] = []
    for at in np.flatnonzero(
        (size > 0) & (original_size > 0) & (size * original_size <= _LARGEST_GRID)
    ).tolist():
        rows = slice(int(first[at]), int(last[at]))
        original_rows = slice(int(original_first[at]), int(original_last[at]))
        runs.append(Run(words[rows], others[original_rows], part[rows], original_part[original_rows]))
    return runs


def _gaps(passages: list[Passage], partner: IntArray) -> tuple[IntArray, IntArray]:
    """Ranges of tokens between kept ones, (n, 2) for either side, with the ends of the passages as fences."""
    bounds = np.array(
        [(p.suspect_first, p.suspect_last, p.original_first, p.original_last) for p in passages], np.int64
    ).reshape(-1, 4)
    kept = np.flatnonzero(partner >= 0)
    row = np.concatenate((bounds[:, 0] - 1, kept, bounds[:, 1]))
    mate = np.concatenate((bounds[:, 2] - 1, partner[kept], bounds[:, 3]))
    # Passages may touch: the end of one comes before the start of the next, and both between the tokens
    # beside them.
    order = np.argsort(np.concatenate((4 * bounds[:, 0] - 1, 4 * kept, 4 * bounds[:, 1] - 2)))
    starts = order < len(passages)
    row, mate = row[order], mate[order]
    inside = (np.diff(row) > 1) & (np.diff(mate) > 1) & ~starts[1:]
    return (
        np.stack((row[:-1] + 1, row[1:]), axis=1)[inside],
        np.stack((mate[:-1] + 1, mate[1:]), axis=1)[inside],
    )


def _words_in(side: Side, gaps: IntArray) -> tuple[list[int], NDArray[np.intp], NDArray[np.intp], list[int]]:
    """The tokens that are words, the range of them in each gap, and their parts.

    An 's at the beginning of a gap belongs to the kept word before it and is left out.
    """
    words = np.flatnonzero(side.is_word)
    first, last = np.searchsorted(words, gaps[:, 0]), np.searchsorted(words, gaps[:, 1])
    some = np.flatnonzero(first < last)
    first[some] += side.char[words[first[some]]] == _APOSTROPHE
    part = np.cumsum(np.isin(side.char, _BARRIERS, kind="table"))
    return words.tolist(), first, last, part[words].tolist()
