"""What a compiled kernel would add: the look-up and merge of `spunlib.index.search`, compiled by numba.

It reads the same tables, up to as many postings, and gives each text's best document. Not a part of
spunlib: it says how much of the time of `SourceIndex.candidates` is numpy's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.util import find_spec
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spunlib.index.search import FIRST_POSTINGS, MOST_POSTINGS, SETTLED
from spunlib.index.segment import MANY, Segment
from spunlib.index.sketch import PRIOR_TEXTS, WordSets
from spunlib.index.table import KEY_BITS

_RAREST: Final = 1e-27
_SLOTS: Final = 4 * MOST_POSTINGS
"""Of the table of documents; a power of 2."""


def compiled_search(
    segments: Sequence[Segment], n_words: int
) -> Callable[[WordSets, int], NDArray[np.int64]] | None:
    """A function of the words of texts and their number, which gives the best document of each, -1 for none.

    None where numba is not installed.
    """
    if not find_spec("numba"):
        return None
    import numba

    kernel = numba.njit(_search)
    tables = tuple(
        (
            _alike(one.table.starts),
            _alike(one.table.tags),
            KEY_BITS - one.table.bits,
            _alike(one.first),
            _alike(one.coded),
            _alike(one.many_row),
            _alike(one.many),
            _alike(one.document),
            one.first_document,
        )
        for one in segments
    )
    n_texts = sum(segment.n_counted for segment in segments)

    def search(words: WordSets, n_asked: int) -> NDArray[np.int64]:
        bounds = np.searchsorted(words.text, np.arange(n_asked + 1))
        found: NDArray[np.int64] = kernel(
            tables, words.word, words.key, words.prior, bounds, n_texts, n_words
        )
        return found

    return search


def _alike(array: NDArray[Any]) -> NDArray[Any]:
    """The array as numba types it alike for every segment: aligned and read-only, even where empty."""
    found = np.require(array, requirements="CA").view()
    found.flags.writeable = False
    return found


def _search(
    tables: Any,
    word: NDArray[np.int64],
    key: NDArray[np.uint64],
    prior: NDArray[np.float64],
    bounds: NDArray[np.int64],
    n_texts: int,
    n_words: int,
) -> NDArray[np.int64]:
    """The kernel; plain loops, since numba compiles them."""
    answers = np.full(bounds.size - 1, -1)
    slot_document = np.full(_SLOTS, -1)
    slot_weight = np.zeros(_SLOTS)
    touched = np.zeros(_SLOTS, np.int64)
    for asked in range(answers.size):
        rows = word[bounds[asked] : bounds[asked + 1]]
        place = np.full((len(tables), rows.size), -1)
        frequency = np.zeros(rows.size, np.int64)
        count = np.zeros(rows.size, np.int64)
        for number, table in enumerate(tables):
            starts, tags, shift, first, coded, many_row, many, _, _ = table
            for at in range(rows.size):
                wanted = key[rows[at]]
                bucket = wanted >> np.uint64(shift)
                tag = wanted & np.uint64((1 << shift) - 1)
                for row in range(starts[bucket], starts[bucket + np.uint64(1)]):
                    if tags[row] == tag:
                        place[number, at] = row
                        count[at] += np.int64(first[row + 1]) - np.int64(first[row])
                        held = np.int64(coded[row])
                        frequency[at] += held if held != MANY else many[np.searchsorted(many_row, row)]
                        break
        weight = np.zeros(rows.size)
        for at in range(rows.size):
            share = (frequency[at] + PRIOR_TEXTS * prior[rows[at]]) / (n_texts + PRIOR_TEXTS)
            weight[at] = -np.log(min(max(share, _RAREST), 1.0))
        order = np.argsort(-weight)
        settled = SETTLED * weight[order[:n_words]].sum()
        read = np.cumsum(count[order])
        n_touched = 0
        best = 0.0
        for least, most in ((0, FIRST_POSTINGS), (FIRST_POSTINGS, MOST_POSTINGS)):
            if best >= settled > 0:
                break
            chosen = order[(read > least) & (read <= most)]
            for number, table in enumerate(tables):
                _, _, _, first, _, _, _, document, first_document = table
                for at in chosen:
                    row = place[number, at]
                    if row < 0:
                        continue
                    for posting in range(first[row], first[row + 1]):
                        name = np.int64(document[posting]) + first_document
                        slot = (name * 0x9E3779B1) & (_SLOTS - 1)
                        while slot_document[slot] >= 0 and slot_document[slot] != name:
                            slot = (slot + 1) & (_SLOTS - 1)
                        if slot_document[slot] < 0:
                            slot_document[slot] = name
                            touched[n_touched] = slot
                            n_touched += 1
                        slot_weight[slot] += weight[at]
                        if slot_weight[slot] > best:
                            best = slot_weight[slot]
                            answers[asked] = name
        for at in range(n_touched):
            slot_document[touched[at]] = -1
            slot_weight[touched[at]] = 0.0
    return answers
