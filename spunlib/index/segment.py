"""Segments: immutable tables of postings, searched by the array.

A segment covers a run of documents. Its words are in ascending order of their keys; the documents with word i
in their sketch are ``document[first[i]:first[i + 1]]``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Segment:
    """The postings of a run of documents; V words, P postings.

    Attributes:
        first_document, n_documents: the first document's number, and how many follow each other from there.
        key: uint64 (V,), keys of all words of these documents, ascending.
        first: uint64 (V + 1,), where the postings of each word begin.
        frequency: uint32 (V,), how many of these documents hold the word, in their sketch or not.
        document: uint32 (P,), documents with the word in their sketch, counted from ``first_document``.
    """

    first_document: int
    n_documents: int
    key: NDArray[np.uint64]
    first: NDArray[np.uint64]
    frequency: NDArray[np.uint32]
    document: NDArray[np.uint32]

    def find(self, keys: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Indexes of the ``keys`` that the documents hold, and the place of each in ``key``."""
        if not self.key.size:
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        place = np.minimum(np.searchsorted(self.key, keys), self.key.size - 1)
        which = np.flatnonzero(self.key[place] == keys)
        return which, place[which]

    def postings(self, place: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """``(index into place, document number)`` for each document with one of the words in its sketch."""
        begin = self.first[place].astype(np.int64)
        count = self.first[place + 1].astype(np.int64) - begin
        row = np.arange(count.sum()) + np.repeat(begin - (np.cumsum(count) - count), count)
        return np.repeat(np.arange(place.size), count), self.document[row].astype(
            np.int64
        ) + self.first_document


def build(
    first_document: int,
    n_documents: int,
    keys: NDArray[np.uint64],
    frequency: NDArray[np.int64],
    posting_key: NDArray[np.uint64],
    posting_document: NDArray[np.int64],
) -> Segment:
    """A segment from its words (a word may come several times) and its postings, in any order."""
    words, place = np.unique(keys, return_inverse=True)
    order = np.lexsort((posting_document, posting_key))
    return Segment(
        first_document=first_document,
        n_documents=n_documents,
        key=words,
        first=np.append(np.searchsorted(posting_key[order], words), order.size).astype(np.uint64),
        frequency=np.bincount(place, weights=frequency, minlength=words.size).astype(np.uint32),
        document=(posting_document[order] - first_document).astype(np.uint32),
    )


def merge(segments: Sequence[Segment]) -> Segment:
    """One segment in place of neighbours, given in order."""
    return build(
        segments[0].first_document,
        sum(segment.n_documents for segment in segments),
        np.concatenate([segment.key for segment in segments]),
        np.concatenate([segment.frequency for segment in segments]).astype(np.int64),
        np.concatenate([np.repeat(one.key, np.diff(one.first).astype(np.int64)) for one in segments]),
        np.concatenate([one.document.astype(np.int64) + one.first_document for one in segments]),
    )
