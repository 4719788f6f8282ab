"""Token alignment inside aligned passages: the longest common subsequence of the tokens, by rapidfuzz.

A long passage (a text without sentences, for instance) is first cut at anchors: tokens that occur once on
either side, in the same order on both (Bram Cohen's patience diff). Where a piece has no anchor it is cut
at proportional places, so that time stays linear whatever comes in.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from typing import Final

import numpy as np
from rapidfuzz.distance import LCSseq

from spunlib.compare.pair import BoolArray, FloatArray, IntArray, Pair, Side
from spunlib.compare.passages import Passage

_LONGEST: Final = 4_000
"""Tokens a side that are aligned at once; rapidfuzz needs about n * m / 64 steps and as many 8-byte words."""


# Share that must be kept in a passage, see `_support`, alone and beside one of which that much was kept:
# sentences of one topic share their names and function words.
_LEAST_SUPPORT: Final = 0.30
_LEAST_BESIDE: Final = 0.18

_LEAST_AT_EDGE: Final = 0.15
"""Share by weight that must be kept of the first and last sentence of a passage of several on one side."""


def align_tokens(pair: Pair, candidates: list[Passage]) -> tuple[list[Passage], IntArray]:
    """Align the tokens of each passage, and drop the passages in which too little is kept.

    Returns the passages that hold, and for each token of the suspect the equal token of the original that
    it stands for, or -1; int64 (tokens of the suspect,).
    """
    partner = _aligned(pair, candidates)
    candidates = [_trimmed(pair, passage, partner) for passage in candidates]
    support = _support(pair, candidates, partner)
    firm = {passage for passage, share in zip(candidates, support, strict=True) if share >= _LEAST_SUPPORT}
    ends = {(passage.suspect_last, passage.original_last) for passage in firm}
    starts = {(passage.suspect_first, passage.original_first) for passage in firm}
    passages: list[Passage] = []
    for passage, share in zip(candidates, support, strict=True):
        before = (passage.suspect_first, passage.original_first) in ends
        behind = (passage.suspect_last, passage.original_last) in starts
        if share >= (_LEAST_BESIDE if before or behind else _LEAST_SUPPORT):
            passages.append(passage)
        else:
            partner[passage.suspect_first : passage.suspect_last] = -1
    return passages, partner


def _trimmed(pair: Pair, passage: Passage, partner: IntArray) -> Passage:
    """A passage without the sentences at its ends of which next to nothing was kept; frees their tokens."""
    first, last, original_first, original_last = passage
    suspect, original = pair.suspect, pair.original
    if suspect.sentence[first] != suspect.sentence[last - 1]:
        low, high = _trimmed_side(suspect, first, last, partner[first:last] >= 0)
        partner[first:low] = -1
        partner[high:last] = -1
        first, last = low, high
    if original.sentence[original_first] != original.sentence[original_last - 1]:
        mates = partner[first:last]
        kept = np.zeros(original_last - original_first, np.bool_)
        kept[mates[mates >= 0] - original_first] = True
        low, high = _trimmed_side(original, original_first, original_last, kept)
        outside = (mates >= 0) & ((mates < low) | (mates >= high))
        partner[first:last][outside] = -1
        original_first, original_last = low, high
    return Passage(first, last, original_first, original_last)


def _trimmed_side(side: Side, first: int, last: int, kept: BoolArray) -> tuple[int, int]:
    """The range without such sentences; the whole where none would be left."""
    sentence = side.sentence[first:last] - side.sentence[first]
    weight = side.weight[first:last]
    total = np.bincount(sentence, weight)
    share = np.bincount(sentence, np.where(kept, weight, 0.0)) / np.maximum(total, 1e-9)
    good = np.flatnonzero(share >= _LEAST_AT_EDGE)
    if not good.size:
        return first, last
    low, high = np.searchsorted(sentence, (good[0], good[-1] + 1))
    return first + int(low), first + int(high)


def _support(pair: Pair, passages: list[Passage], partner: IntArray) -> list[float]:
    """Share in [0, 1] of each passage's shorter side that was kept: the mean by words and by weight."""
    bounds = np.array(passages, np.int64).reshape(-1, 4)
    kept = partner >= 0
    weight, original_weight = pair.suspect.weight, pair.original.weight

    def sums(values: FloatArray | BoolArray, first: int) -> FloatArray:
        total = np.concatenate(([0.0], np.cumsum(values)))
        return np.asarray(total[bounds[:, first + 1]] - total[bounds[:, first]])

    words = np.minimum(sums(weight > 0, 0), sums(original_weight > 0, 2))
    total = np.minimum(sums(weight, 0), sums(original_weight, 2))
    by_word = sums(kept & (weight > 0), 0) / np.maximum(words, 1)
    by_weight = sums(np.where(kept, weight, 0.0), 0) / np.where(words > 0, total, 1.0)
    return np.where(words > 0, (by_word + by_weight) / 2, 0.0).tolist()  # type: ignore[no-any-return]


def _aligned(pair: Pair, passages: list[Passage]) -> IntArray:
    """For each token of the suspect the equal token of the original that it stands for, or -1."""
    starts: list[int] = []
    mates: list[int] = []
    sizes: list[int] = []
    for first, last, original_first, original_last in passages:
        suspect = pair.suspect.codes[first:last]
        original = pair.original.codes[original_first:original_last]
        for at, original_at, size in _blocks(suspect, original):
            starts.append(first + at)
            mates.append(original_first + original_at)
            sizes.append(size)
    lengths = np.array(sizes, np.int64)
    place = np.arange(int(lengths.sum())) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    partner = np.full(pair.suspect.size, -1, np.int64)
    partner[np.repeat(np.array(starts, np.int64), lengths) + place] = (
        np.repeat(np.array(mates, np.int64), lengths) + place
    )
    return partner


def _blocks(suspect: str, original: str) -> Iterator[tuple[int, int, int]]:
    """Equal blocks ``(start in the suspect, start in the original, length)``."""
    if max(len(suspect), len(original)) <= _LONGEST:
        for block in LCSseq.editops(suspect, original).as_matching_blocks():
            yield block.a, block.b, block.size
        return
    for (a, b), (next_a, next_b) in _pieces(suspect, original):
        for block in LCSseq.editops(suspect[a:next_a], original[b:next_b]).as_matching_blocks():
            yield a + block.a, b + block.b, block.size


def _pieces(suspect: str, original: str) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Cut two sequences into pairs of pieces of at most `_LONGEST` tokens, as ``(starts, ends)``."""
    cuts = [(0, 0)]
    ends = len(suspect), len(original)
    if max(ends) > _LONGEST:
        cuts.extend(_spaced(_anchors(suspect, original)))
    cuts.append(ends)
    for start, end in itertools.pairwise(cuts):
        yield from _proportional(start, end)


def _anchors(suspect: str, original: str) -> list[tuple[int, int]]:
    """Places of the tokens that occur once on either side, the most of them that are in one order on both."""
    counts, original_counts = Counter(suspect), Counter(original)
    places = {code: at for at, code in enumerate(original) if original_counts[code] == 1}
    unique = [(at, places[code]) for at, code in enumerate(suspect) if counts[code] == 1 and code in places]
    return longest_increasing(unique)


def longest_increasing(points: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Longest subsequence whose second members rise, by patience sorting.

    >>> longest_increasing([(0, 4), (1, 1), (2, 2), (3, 0), (4, 3)])
    [(1, 1), (2, 2), (4, 3)]
    """
    tails: list[int] = []
    tail_rows: list[int] = []
    previous: list[int] = []
    for row, (_, value) in enumerate(points):
        pile = bisect_left(tails, value)
        previous.append(tail_rows[pile - 1] if pile else -1)
        tails[pile : pile + 1] = [value]
        tail_rows[pile : pile + 1] = [row]
    chain: list[tuple[int, int]] = []
    row = tail_rows[-1] if tail_rows else -1
    while row >= 0:
        chain.append(points[row])
        row = previous[row]
    return chain[::-1]


def _spaced(anchors: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Anchors at least half of `_LONGEST` apart: more cuts would only fix errors of single anchors."""
    last = 0, 0
    for anchor in anchors:
        if max(anchor[0] - last[0], anchor[1] - last[1]) >= _LONGEST // 2:
            yield anchor
            last = anchor


def _proportional(
    start: tuple[int, int], end: tuple[int, int]
) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    size, original_size = end[0] - start[0], end[1] - start[1]
    n_pieces = -(-max(size, original_size) // _LONGEST) or 1
    marks = [
        (start[0] + size * piece // n_pieces, start[1] + original_size * piece // n_pieces)
        for piece in range(n_pieces + 1)
    ]
    yield from itertools.pairwise(marks)
