"""Runs: between two kept tokens of a passage, the words that are gone and those that came in their place."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from spunlib.compare.pair import BoolArray, IntArray, Pair, Side
from spunlib.compare.passages import Passage
from spunlib.text.tokens import keys_of

# What a mark is to a run: nothing; one that no phrase holds (a full stop, as in "U.K.", a hyphen and a slash
# may stand in one); or one that is read aloud, and so may be put in words: "%", "percent".
_BARRIER: Final = 1
_READ_ALOUD: Final = 2
_MARKS: Final = np.zeros(0x2100, np.uint8)
_MARKS[[ord(mark) for mark in ',;:!?()[]"\u2013']] = _BARRIER
_MARKS[[ord(mark) for mark in "%$\u00a3\u20ac&"]] = _READ_ALOUD

_APOSTROPHE: Final = ord("'")

# What an 's may be short for.
_LONG_FORMS: Final = keys_of(["is", "has", "us"])

_LARGEST_GRID: Final = 2_500
"""Longest run, words of the suspect times words of the original, that is looked at."""

Rows = NDArray[np.intp]


class Gaps(NamedTuple):
    """Ranges of tokens between kept ones, ``first:last`` of either side; int64 (n,) each."""

    first: IntArray
    last: IntArray
    original_first: IntArray
    original_last: IntArray

    @property
    def two_sided(self) -> BoolArray:
        """Which hold tokens on both sides; bool (n,)."""
        return np.asarray((self.last > self.first) & (self.original_last > self.original_first))


class Contraction(NamedTuple):
    """Tokens ``first:last`` and ``original_first:original_last``: on one side 's, on the other its long form.

    The word before it was kept, and is in the range: "it's", "it is".
    """

    first: int
    last: int
    original_first: int
    original_last: int


class Run(NamedTuple):
    """The words of either side, at least one each.

    Attributes:
        suspect, original: their tokens.
        suspect_part, original_part: for each, a number that rises at every barrier before it.
        suspect_last, original_last: where the gap that they stand in ends.
    """

    suspect: list[int]
    original: list[int]
    suspect_part: list[int]
    original_part: list[int]
    suspect_last: int
    original_last: int

    @property
    def grid(self) -> int:
        """Number of pairs of a word of either side."""
        return len(self.suspect) * len(self.original)


def find_gaps(passages: list[Passage], partner: IntArray) -> Gaps:
    """The gaps inside the passages that hold tokens on either side, in the order of the suspect.

    ``partner`` is as `spunlib.compare.alignment.align_tokens` returns it.
    """
    bounds = np.array(passages, np.int64).reshape(-1, 4)
    kept = np.flatnonzero(partner >= 0)
    row = np.concatenate((bounds[:, 0] - 1, kept, bounds[:, 1]))
    mate = np.concatenate((bounds[:, 2] - 1, partner[kept], bounds[:, 3]))
    # Passages may touch: the end of one comes before the start of the next, and both between the tokens
    # beside them.
    order = np.argsort(np.concatenate((4 * bounds[:, 0] - 1, 4 * kept, 4 * bounds[:, 1] - 2)))
    starts = (order < len(passages))[1:]
    row, mate = row[order], mate[order]
    inside = ((np.diff(row) > 1) | (np.diff(mate) > 1)) & ~starts
    return Gaps(row[:-1][inside] + 1, row[1:][inside], mate[:-1][inside] + 1, mate[1:][inside])


def find_contractions(pair: Pair, gaps: Gaps, partner: IntArray) -> list[Contraction]:
    """Find "it's" for "it is" and the reverse, where the word before was kept."""
    if not gaps.first.size:
        return []
    suspect, original = pair.suspect, pair.original
    short = suspect.char[gaps.first - (gaps.first == suspect.size)] == _APOSTROPHE
    original_short = (
        original.char[gaps.original_first - (gaps.original_first == original.size)] == _APOSTROPHE
    )
    found: list[Contraction] = []
    for at in np.flatnonzero(gaps.two_sided & (short != original_short) & (gaps.first > 0)).tolist():
        row, mate = int(gaps.first[at]), int(gaps.original_first[at])
        side, place, long_form = (
            (suspect, row, original.key[mate]) if short[at] else (original, mate, suspect.key[row])
        )
        clitic = side.is_word[place] and side.start[place] == side.end[place - 1]
        if clitic and partner[row - 1] == mate - 1 >= 0 and long_form in _LONG_FORMS:
            found.append(Contraction(row - 1, row + 1, mate - 1, mate + 1))
    return found


def find_runs(pair: Pair, gaps: Gaps, contractions: list[Contraction]) -> list[Run]:
    """Find the runs in which words of both sides differ, in the order of the suspect.

    An 's at the beginning of a gap belongs to the kept word before it and is left out, and so are the words
    of the contractions.
    """
    skipped = {one.first + 1 for one in contractions}
    at = np.flatnonzero(gaps.two_sided)
    if not at.size:
        return []
    begins = np.isin(gaps.first[at], list(skipped)) if skipped else np.zeros(at.size, np.bool_)
    words, first, last, part = _words_in(pair.suspect, gaps.first[at], gaps.last[at], begins)
    others, other_first, other_last, other_part = _words_in(
        pair.original, gaps.original_first[at], gaps.original_last[at], begins
    )
    size, other_size = last - first, other_last - other_first
    good = np.flatnonzero((size > 0) & (other_size > 0) & (size * other_size <= _LARGEST_GRID))
    columns = (first, last, other_first, other_last)
    ends, other_ends = gaps.last[at[good]].tolist(), gaps.original_last[at[good]].tolist()
    return [
        Run(words[a:b], others[c:d], part[a:b], other_part[c:d], end, other_end)
        for a, b, c, d, end, other_end in zip(
            *(column[good].tolist() for column in columns), ends, other_ends, strict=True
        )
    ]


def _words_in(
    side: Side, first: IntArray, last: IntArray, skip: BoolArray
) -> tuple[list[int], Rows, Rows, list[int]]:
    """The tokens that are words, the range of them in each gap, and their parts.

    ``skip`` says of which gaps the first word is left out; a leading 's always is.
    """
    mark = _MARKS[np.minimum(side.char, _MARKS.size - 1)]
    words = np.flatnonzero(side.is_word | (mark == _READ_ALOUD))
    begin, end = np.searchsorted(words, first), np.searchsorted(words, last)
    some = np.flatnonzero(begin < end)
    begin[some] += (side.char[words[begin[some]]] == _APOSTROPHE) | skip[some]
    part = np.cumsum(mark == _BARRIER)
    return words.tolist(), begin, end, part[words].tolist()
