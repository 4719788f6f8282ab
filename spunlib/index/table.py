"""The words of a segment, packed: 44 bits of each key, sorted, in buckets by their leading bits.

Keys are hashes, so they are spread evenly: the leading bits choose a bucket of one or two words, and what
remains of the 44 bits is compared there. Among three million words a word that is none of them is taken for
one with a probability of 2 in ten million, and a quarter of a pair shares its 44 bits and counts as one word.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spunlib.lexicon.packed import hits_in

KEY_BITS: Final = 44
_TAG_BITS: Final = 32
_LEAST_BITS: Final = KEY_BITS - _TAG_BITS


@dataclass(frozen=True, slots=True)
class WordTable:
    """A set of V keys of `KEY_BITS` bits, each with its row in sorted order.

    Attributes:
        starts: uint32 (2**bits + 1,), first row of each bucket.
        tags: uint32 (V,), the bits of the keys after those of the bucket, ascending within a bucket.
    """

    starts: NDArray[np.uint32]
    tags: NDArray[np.uint32]

    @classmethod
    def build(cls, keys: NDArray[np.uint64]) -> WordTable:
        """Pack sorted, unique keys.

        >>> table = WordTable.build(np.array([5, 1 << 40, 1 << 43], np.uint64))
        >>> table.find(np.array([6, 1 << 43, 5], np.uint64))
        (array([1, 2]), array([2, 0]))
        >>> table.keys(slice(0, 1 << 12))
        array([            5, 1099511627776, 8796093022208], dtype=uint64)
        """
        bits = max(_LEAST_BITS, keys.size.bit_length() - 1)
        bounds = np.arange(1 << bits, dtype=np.uint64) << np.uint64(KEY_BITS - bits)
        starts = np.append(np.searchsorted(keys, bounds), keys.size).astype(np.uint32)
        return cls(starts, _tags(keys, bits))

    def __len__(self) -> int:
        return int(self.tags.size)

    @property
    def bits(self) -> int:
        """How many bits choose a bucket."""
        return int(self.starts.size - 1).bit_length() - 1

    def find(self, keys: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Which of the keys (n,) are in the table, in any order, and their rows; int64 (m,) each."""
        bits = self.bits
        bucket = (keys >> np.uint64(KEY_BITS - bits)).view(np.int64)
        return hits_in(self.starts, self.tags, bucket, lambda left: _tags(keys.take(left), bits))

    def keys(self, buckets: slice) -> NDArray[np.uint64]:
        """The keys of a run of buckets, ascending."""
        bounds = self.starts[buckets.start : buckets.stop + 1].astype(np.int64)
        bucket = np.repeat(np.arange(buckets.start, buckets.stop, dtype=np.uint64), np.diff(bounds))
        tags = self.tags[bounds[0] : bounds[-1]]
        return (bucket << np.uint64(KEY_BITS - self.bits)) | tags


def _tags(keys: NDArray[np.uint64], bits: int) -> NDArray[np.uint32]:
    return (keys & np.uint64((1 << (KEY_BITS - bits)) - 1)).astype(np.uint32)
