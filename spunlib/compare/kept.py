"""What stayed as it was: quotations, names and numbers.

Spinning tools leave them alone and mangle what stands between them.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Final

import numpy as np

from spunlib.compare.pair import FUNCTION_ZIPF, BoolArray, IntArray, Pair, Side
from spunlib.compare.result import Kept
from spunlib.compare.words import name_rows
from spunlib.text.tokens import NUMBER, TITLE

_SHORTEST_QUOTATION: Final = 3
"""In words; shorter ones are names of things or scare quotes."""


def find_kept(pair: Pair, partner: IntArray) -> tuple[Kept, ...]:
    """Find the quotations, names and numbers that were kept, in the order of the suspect.

    ``partner`` is as `spunlib.compare.alignment.align_tokens` returns it. A stretch of a quotation counts
    when at least `_SHORTEST_QUOTATION` words of it were kept one after another; names and numbers inside
    quotations are not listed again.
    """
    suspect = pair.suspect
    kept = (partner >= 0) & ~suspect.furniture
    quoted = kept & suspect.quoted
    found: list[tuple[int, int, str]] = []
    in_quotation = np.zeros(suspect.size, np.bool_)
    for first, last in _runs(quoted, partner):
        if np.count_nonzero(suspect.is_word[first:last]) >= _SHORTEST_QUOTATION:
            found.append((first, last, "quotation"))
            in_quotation[first:last] = True
    free = kept & ~in_quotation
    found.extend((first, last, "name") for first, last in _runs(free & _names(suspect), partner))
    found.extend((first, last, "number") for first, last in _runs(free & (suspect.kind == NUMBER), partner))
    return tuple(
        Kept(
            suspect.span(first, last),
            pair.original.span(int(partner[first]), int(partner[last - 1]) + 1),
            kind,
        )
        for first, last, kind in sorted(found)
    )


def _names(side: Side) -> BoolArray:
    """`name_rows`, and a capital at the beginning of a sentence where a name goes on behind it."""
    names = name_rows(side)
    opens = (side.case == TITLE) & (side.zipf < FUNCTION_ZIPF)
    names[:-1] |= opens[:-1] & names[1:]
    return names


def _runs(rows: BoolArray, partner: IntArray) -> Iterator[tuple[int, int]]:
    """Ranges of neighbouring rows whose partners are neighbours too."""
    chosen = np.flatnonzero(rows)
    breaks = np.flatnonzero((np.diff(chosen) != 1) | (np.diff(partner[chosen]) != 1)) + 1
    edges = [0, *breaks.tolist(), chosen.size]
    for begin, end in itertools.pairwise(edges):
        if end > begin:
            yield int(chosen[begin]), int(chosen[end - 1]) + 1
