"""Segments: immutable tables of postings, searched by the array.

A segment covers a run of documents. The documents with word i in their sketch are
``document[first[i]:first[i + 1]]``. Nine words in ten are in fewer than 255 documents, so document
frequencies take one byte; the others stand in a list of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spunlib.index.table import WordTable

MANY: Final = 255
"""In ``coded``: the frequency stands in ``many``."""


@dataclass(frozen=True, slots=True)
class Segment:
    """The postings of a run of documents; V words, P postings, M words in `MANY` documents or more.

    Attributes:
        first_document, n_documents: the first document's number, and how many follow each other from there.
        n_counted: how many documents the frequencies were counted in: those that were deleted stay counted
            until their words are known again (`spunlib.index.compaction`).
        table: the words of these documents, in their sketches or not.
        first: uint32 (V + 1,), where the postings of each word begin.
        coded: uint8 (V,), how many documents hold the word, in their sketch or not; `MANY` for more.
        many_row, many: uint32 (M,), rows of the words in `MANY` documents or more, and in how many.
        document: uint32 (P,), documents with the word in their sketch, counted from ``first_document``.
    """

    first_document: int
    n_documents: int
    n_counted: int
    table: WordTable
    first: NDArray[np.uint32]
    coded: NDArray[np.uint8]
    many_row: NDArray[np.uint32]
    many: NDArray[np.uint32]
    document: NDArray[np.uint32]

    @property
    def n_bytes(self) -> int:
        """Bytes of all arrays: what a search may touch."""
        words = (self.first, self.coded, self.many_row, self.many, self.table.starts, self.table.tags)
        return self.document.nbytes + sum(array.nbytes for array in words)

    def frequency(self, row: NDArray[np.int64]) -> NDArray[np.int64]:
        """How many documents hold the words of some rows, ascending or not."""
        found = self.coded[row].astype(np.int64)
        many = np.flatnonzero(found == MANY)
        found[many] = self.many[np.searchsorted(self.many_row, row[many])]
        return found


@dataclass(frozen=True, slots=True)
class Part:
    """A run of the words of a segment being made, with their postings.

    Attributes:
        key: uint64 (V,), ascending.
        frequency: int64 (V,).
        count: int64 (V,), postings of each word.
        document: uint32 (P,), the postings, word by word.
    """

    key: NDArray[np.uint64]
    frequency: NDArray[np.int64]
    count: NDArray[np.int64]
    document: NDArray[np.uint32]


def part_of(
    key: NDArray[np.uint64],
    frequency: NDArray[np.int64],
    word: NDArray[np.int64],
    document: NDArray[np.int64],
) -> Part:
    """The only part of a small segment: its sorted words, and its postings as pairs in any order."""
    order = np.lexsort((document, word))
    count = np.bincount(word, minlength=key.size)
    return Part(key, frequency, count, document[order].astype(np.uint32))


def words_of_parts(parts: Sequence[Part]) -> dict[str, Any]:
    """The fields of a `Segment` that describe its words, from its parts in order; postings do not matter."""
    key = np.concatenate([part.key for part in parts])
    frequency = np.concatenate([part.frequency for part in parts])
    first = np.zeros(key.size + 1, np.int64)
    np.cumsum(np.concatenate([part.count for part in parts]), out=first[1:])
    many = np.flatnonzero(frequency >= MANY)
    return {
        "table": WordTable.build(key),
        "first": first.astype(np.uint32),
        "coded": np.minimum(frequency, MANY).astype(np.uint8),
        "many_row": many.astype(np.uint32),
        "many": frequency[many].astype(np.uint32),
    }


def assemble(first_document: int, n_documents: int, n_counted: int, parts: Sequence[Part]) -> Segment:
    """A segment in memory, from its parts in order."""
    document = np.concatenate([part.document for part in parts])
    return Segment(first_document, n_documents, n_counted, document=document, **words_of_parts(parts))
