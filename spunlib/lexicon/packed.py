"""Packed tables of 64-bit keys: sorted, bucketed by their leading bits, looked up by the array.

Keys are hashes, so they are spread evenly: the leading bits choose a bucket of one or two entries, and what
remains of the key (or a tag cut from it) is compared there. A tag of 16 bits lets a key that is not in the
table pass with a probability of about 2 in 100,000: tolerable for language statistics, and it keeps three
million word pairs in 20 MB.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

_TAG_BITS: Final = 16


@dataclass(frozen=True, slots=True)
class PackedKeys:
    """A set of keys, each with a row number from 0 in sorted order.

    Attributes:
        starts: uint32 (2**bits + 1,), first row of each bucket.
        tags: unsigned (n,), what is compared: whole keys (uint64) or bits of them (uint16).
    """

    starts: NDArray[np.uint32]
    tags: NDArray[Any]

    @classmethod
    def build(cls, keys: NDArray[np.uint64], exact: bool) -> PackedKeys:
        """Pack sorted, unique keys; ``exact`` keeps them whole.

        >>> table = PackedKeys.build(np.array([5, 1 << 40, 1 << 63], np.uint64), exact=True)
        >>> table.find(np.array([1 << 63, 6, 5], np.uint64))
        array([ 2, -1,  0])
        """
        bits = max(1, int(np.ceil(np.log2(max(keys.size, 2)))))
        bounds = np.arange(1 << bits, dtype=np.uint64) << np.uint64(64 - bits)
        starts = np.append(np.searchsorted(keys, bounds), keys.size).astype(np.uint32)
        return cls(starts, keys if exact else _tags(keys, bits))

    def __len__(self) -> int:
        return int(self.tags.size)

    def find(self, keys: NDArray[np.uint64]) -> NDArray[np.int64]:
        """Row of each key, -1 where it is not in the table; int64 (n,)."""
        found = np.full(keys.size, -1, np.int64)
        at, row = self.hits(keys)
        found[at] = row
        return found

    def hits(self, keys: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Which of the keys (n,) are in the table, in any order, and their rows; int64 (m,) both."""
        bits = (self.starts.size - 1).bit_length() - 1
        bucket = (keys >> np.uint64(64 - bits)).view(np.int64)
        exact = self.tags.dtype == np.uint64

        def wanted(left: NDArray[np.int64]) -> NDArray[Any]:
            return keys.take(left) if exact else _tags(keys.take(left), bits)

        return hits_in(self.starts, self.tags, bucket, wanted)


def hits_in(
    starts: NDArray[np.uint32],
    tags: NDArray[Any],
    bucket: NDArray[np.int64],
    wanted: Callable[[NDArray[np.int64]], NDArray[Any]],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Which of n keys are in a bucketed table, in any order, and their rows; int64 (m,) both.

    Args:
        starts: (buckets + 1,), first row of each bucket.
        tags: of the rows, ascending in each bucket.
        bucket: int64 (n,), of each key.
        wanted: the tags of some of the keys, by their numbers.
    """
    first, stop = starts.take(bucket), starts[1:].take(bucket)
    # What is still looked for is kept close together: most buckets are empty or hold one entry.
    left = np.flatnonzero(first < stop)
    row, stop = first.take(left).astype(np.int64), stop.take(left)
    sought = wanted(left)
    found, rows = [left[:0]], [row[:0]]
    while left.size:
        tag = tags.take(row)
        hit = np.flatnonzero(tag == sought)
        found.append(left.take(hit))
        rows.append(row.take(hit))
        row += 1
        on = np.flatnonzero((tag < sought) & (row < stop))  # tags of a bucket ascend
        left, row, stop, sought = left.take(on), row.take(on), stop.take(on), sought.take(on)
    return np.concatenate(found), np.concatenate(rows)


def _tags(keys: NDArray[np.uint64], bits: int) -> NDArray[np.uint16]:
    return (keys >> np.uint64(64 - bits - _TAG_BITS)).astype(np.uint16)
