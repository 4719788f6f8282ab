"""Insertions, deletions and reorders: what differs between the words of two texts and is no substitution."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from spunlib.compare.alignment import longest_increasing
from spunlib.compare.pair import FUNCTION_ZIPF, BoolArray, IntArray, Pair, Side
from spunlib.compare.passages import Passage
from spunlib.compare.result import Change
from spunlib.compare.substitutions import Swap
from spunlib.document import Span


class _Words(NamedTuple):
    """Words of one side that are neither kept nor swapped, and the passage that each is in, or -1."""

    rows: list[int]
    passage: list[int]


def find_changes(
    pair: Pair, passages: list[Passage], partner: IntArray, swaps: list[Swap]
) -> tuple[Change, ...]:
    """Find the changes, in the order of the suspect; a deletion stands where the words would.

    ``partner`` and ``passages`` are as `spunlib.compare.alignment.align_tokens` returns them. Where passages
    are out of the order of the original, the fewest that could have been moved are reorders; so are words
    that went elsewhere inside a passage. Marks alone are no change.
    """
    mate = np.full(pair.original.size, -1, np.int64)
    mate[partner[partner >= 0]] = np.flatnonzero(partner >= 0)
    known, original_known = partner >= 0, mate >= 0
    for swap in swaps:
        known[swap.first : swap.last] = True
        original_known[swap.original_first : swap.original_last] = True
    extra = _left(pair.suspect, known, [(p.suspect_first, p.suspect_last) for p in passages])
    missing = _left(pair.original, original_known, [(p.original_first, p.original_last) for p in passages])
    moved = _moved_words(pair, extra, missing)
    found = [_reorder(pair, passage) for passage in _moved_passages(passages)]
    found += [
        Change("reorder", pair.suspect.span(row, row + 1), pair.original.span(other, other + 1))
        for row, other in moved.items()
    ]
    for first, last in _together(pair.suspect, extra, set(moved)):
        place = _behind(pair.original, partner, first)
        found.append(Change("insertion", pair.suspect.span(first, last), place))
    for first, last in _together(pair.original, missing, set(moved.values())):
        place = _behind(pair.suspect, mate, first)
        found.append(Change("deletion", place, pair.original.span(first, last)))
    return tuple(sorted(found, key=lambda change: (change.suspect.start, change.original.start)))


def _left(side: Side, known: BoolArray, bounds: list[tuple[int, int]]) -> _Words:
    passage = np.full(side.size, -1, np.int64)
    for number, (first, last) in enumerate(bounds):
        passage[first:last] = number
    rows = np.flatnonzero(side.is_word & ~known)
    return _Words(rows.tolist(), passage[rows].tolist())


def _moved_words(pair: Pair, extra: _Words, missing: _Words) -> dict[int, int]:
    """Words that stand elsewhere in their passage; function words come and go too often to tell."""
    places: dict[tuple[int, int], list[int]] = {}
    for row, passage in zip(missing.rows, missing.passage, strict=True):
        if passage >= 0 and pair.original.zipf[row] < FUNCTION_ZIPF:
            places.setdefault((passage, int(pair.original.number[row])), []).append(row)
    moved: dict[int, int] = {}
    for row, passage in zip(extra.rows, extra.passage, strict=True):
        if others := places.get((passage, int(pair.suspect.number[row]))):
            moved[row] = others.pop(0)
    return moved


def _moved_passages(passages: list[Passage]) -> list[Passage]:
    in_order = set(longest_increasing([(p.suspect_first, p.original_first) for p in passages]))
    return [p for p in passages if (p.suspect_first, p.original_first) not in in_order]


def _reorder(pair: Pair, passage: Passage) -> Change:
    return Change(
        "reorder",
        pair.suspect.span(passage.suspect_first, passage.suspect_last),
        pair.original.span(passage.original_first, passage.original_last),
    )


def _together(side: Side, words: _Words, without: set[int]) -> list[tuple[int, int]]:
    """Ranges of words in a row, of one passage; marks may stand between them."""
    order = np.cumsum(side.is_word)
    ranges: list[tuple[int, int]] = []
    last_passage = -2
    for row, passage in zip(words.rows, words.passage, strict=True):
        if row in without:
            continue
        if ranges and passage == last_passage and order[row] == order[ranges[-1][1] - 1] + 1:
            ranges[-1] = ranges[-1][0], row + 1
        else:
            ranges.append((row, row + 1))
        last_passage = passage
    return ranges


def _behind(side: Side, partner: IntArray, row: int) -> Span:
    """The empty span of the other text, behind what the last kept token before a row stands for."""
    before = np.flatnonzero(partner[:row] >= 0)
    place = int(side.end[partner[before[-1]]]) if before.size else 0
    return Span(place, place, "")
