"""Merging segments, a run of words at a time, so that memory is bounded however big they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spunlib.index.segment import Part, Segment

_PART: Final = 1 << 19
"""Postings that are merged at once, about; they take some 30 bytes each."""

_MOST_PARTS_BITS: Final = 12
"""Every table has at least so many bits to choose a bucket by (`spunlib.index.table`)."""

LEFT_OUT: Final = -1


def merge(segments: Sequence[Segment], renumbered: NDArray[np.int64] | None = None) -> Iterator[Part]:
    """The parts of one segment in place of neighbours, which are given in order.

    Args:
        segments: they follow each other.
        renumbered: int64 (n,), the new number of each document, from 0 and ascending, `LEFT_OUT` for those
            to be left out; by default all stay. Their words stay counted.
    """
    if renumbered is None:
        renumbered = np.arange(sum(segment.n_documents for segment in segments))
    n_postings = sum(segment.document.size for segment in segments)
    bits = min(_MOST_PARTS_BITS, (n_postings // _PART).bit_length())
    origin = segments[0].first_document
    for number in range(1 << bits):
        yield _merge_run(
            [_run(one, number, bits, renumbered[one.first_document - origin :]) for one in segments]
        )


def _run(segment: Segment, number: int, bits: int, renumbered: NDArray[np.int64]) -> Part:
    """What a segment brings into one of 2**bits runs of keys, its documents by their new numbers."""
    table = segment.table
    buckets = slice(number << (table.bits - bits), (number + 1) << (table.bits - bits))
    rows = slice(int(table.starts[buckets.start]), int(table.starts[buckets.stop]))
    first = segment.first[rows.start : rows.stop + 1].astype(np.int64)
    count = np.diff(first)
    document = renumbered[segment.document[first[0] : first[-1]]]
    left_out = np.flatnonzero(document == LEFT_OUT)
    if left_out.size:
        word = np.repeat(np.arange(count.size), count)
        count -= np.bincount(word[left_out], minlength=count.size)
        document = np.delete(document, left_out)
    frequency = segment.frequency(np.arange(rows.start, rows.stop))
    return Part(table.keys(buckets), frequency, count, document.astype(np.uint32))


def _merge_run(runs: Sequence[Part]) -> Part:
    """Parts of neighbours as one; no sorting, since each posting's place follows from the counts."""
    key = _union([run.key for run in runs])
    frequency, count = np.zeros(key.size, np.int64), np.zeros(key.size, np.int64)
    before = []
    for run in runs:
        row = np.searchsorted(key, run.key)
        before.append((row, count[row]))
        frequency[row] += run.frequency
        count[row] += run.count
    first = np.cumsum(count) - count
    document = np.empty(int(count.sum()), np.uint32)
    for run, (row, earlier) in zip(runs, before, strict=True):
        begin = first[row] + earlier - (np.cumsum(run.count) - run.count)
        document[np.repeat(begin, run.count) + np.arange(run.document.size)] = run.document
    return Part(key, frequency, count, document)


def _union(keys: Sequence[NDArray[np.uint64]]) -> NDArray[np.uint64]:
    both = np.sort(np.concatenate(keys))
    fresh = np.ones(both.size, np.bool_)
    fresh[1:] = both[1:] != both[:-1]
    return both[fresh]
