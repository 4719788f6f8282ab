"""Which document has an id: hashes of the ids, sorted; a writer's alone, read when first asked for.

16 bytes a document. Two ids may share a hash, so what is found here is compared with the document's own id.
"""

from __future__ import annotations

import hashlib
from typing import Final

import numpy as np
from numpy.typing import NDArray

_FRESH: Final = 1 << 16
"""New ids that are kept aside before all are sorted anew: sorting a million takes 0.1 s."""


def hash_of(name: str) -> int:
    """The 64-bit hash of an id."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little")


class Ids:
    """The documents of each id.

    Args:
        hashes: uint64 (n,), of documents 0 to n - 1.

    >>> ids = Ids(np.array([hash_of("a"), hash_of("b")], np.uint64))
    >>> ids.add("a", 2)
    >>> ids.find("a"), ids.find("c")
    ([0, 2], [])
    """

    def __init__(self, hashes: NDArray[np.uint64]) -> None:
        self._order = np.argsort(hashes, kind="stable")
        self._hashes = hashes[self._order]
        self._fresh: dict[int, list[int]] = {}
        self._n_fresh = 0

    def find(self, name: str) -> list[int]:
        """Numbers of the documents whose ids may be this one, ascending; nearly always at most one."""
        wanted = hash_of(name)
        low, high = (int(np.searchsorted(self._hashes, np.uint64(wanted), side)) for side in _SIDES)
        return [*self._order[low:high].tolist(), *self._fresh.get(wanted, ())]

    def add(self, name: str, number: int) -> None:
        """Add the next document."""
        self._fresh.setdefault(hash_of(name), []).append(number)
        self._n_fresh += 1
        if self._n_fresh >= _FRESH:
            pairs = [(number, key) for key, numbers in self._fresh.items() for number in numbers]
            fresh = np.array([key for _, key in pairs], np.uint64)
            hashes = np.concatenate((self._hashes, fresh))
            numbers = np.concatenate((self._order, np.array([number for number, _ in pairs], np.int64)))
            order = np.lexsort((numbers, hashes))
            self._hashes, self._order = hashes[order], numbers[order]
            self._fresh, self._n_fresh = {}, 0


_SIDES: Final = ("left", "right")
