"""Which documents were deleted and still lie in the files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from spunlib.index.files import FileEntry, write_new


class Deleted:
    """A set of document numbers.

    >>> deleted = Deleted([3])
    >>> deleted.add(1)
    >>> len(deleted), 3 in deleted, deleted.mask(5).tolist()
    (2, True, [False, True, False, True, False])
    """

    def __init__(self, numbers: Iterable[int] = (), entry: FileEntry | None = None) -> None:
        self._numbers = set(numbers)
        self._entry = entry
        self._mask: NDArray[np.bool_] | None = None

    @classmethod
    def read(cls, folder: Path, entry: FileEntry | None) -> Deleted:
        """The set of a committed index; the file is checked."""
        if entry is None:
            return cls()
        entry.check(folder)
        return cls(entry.map(folder, "<u4").tolist(), entry)

    def __len__(self) -> int:
        return len(self._numbers)

    def __contains__(self, number: int) -> bool:
        return number in self._numbers

    def add(self, number: int) -> None:
        """Add a document."""
        self._numbers.add(number)
        self._entry = self._mask = None

    def numbers(self) -> NDArray[np.int64]:
        """The numbers, ascending."""
        return np.sort(np.fromiter(self._numbers, np.int64, len(self._numbers)))

    def mask(self, n_documents: int) -> NDArray[np.bool_]:
        """Whether each document was deleted, bool (n_documents,)."""
        if self._mask is None or self._mask.size != n_documents:
            self._mask = np.zeros(n_documents, np.bool_)
            self._mask[self.numbers()] = True
        return self._mask

    def write(self, folder: Path, generation: int) -> FileEntry | None:
        """The file of the set, written durably if it is new; None where the set is empty.

        A generation's set only grows, so the name of a committed one is not used again.
        """
        if self._entry is None and self._numbers:
            name = f"{generation}-{len(self)}.deleted"
            self._entry = write_new(folder, name, self.numbers().astype("<u4").tobytes())
        return self._entry
