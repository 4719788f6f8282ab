"""Segment files: written once, synced, checked on opening, memory-mapped.

A file holds the four arrays of a segment one after another, little-endian: key, first, frequency, document.
What it is called, how long its arrays are and its checksum stand in the catalogue; a file that the catalogue
does not name is no part of the index, whatever it holds.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

import numpy as np
from numpy.typing import NDArray

from spunlib.errors import SourceIndexError
from spunlib.index.segment import Segment

SUFFIX: Final = ".postings"


@dataclass(frozen=True, slots=True)
class SegmentEntry:
    """What the catalogue knows of a segment's file; ``checksum`` is sha256, in hexadecimal."""

    name: str
    checksum: str
    first_document: int
    n_documents: int
    n_keys: int
    n_postings: int

    @property
    def layout(self) -> tuple[tuple[Any, int], ...]:
        """Type and length of the arrays, in the order of the file."""
        return (
            ("<u8", self.n_keys),
            ("<u8", self.n_keys + 1),
            ("<u4", self.n_keys),
            ("<u4", self.n_postings),
        )

    @property
    def size(self) -> int:
        """Bytes of the file."""
        return sum(np.dtype(kind).itemsize * length for kind, length in self.layout)


def write_segment(folder: Path, segment: Segment) -> SegmentEntry:
    """Write a segment durably; until the catalogue names the file it is no part of the index."""
    arrays = (segment.key, segment.first, segment.frequency, segment.document)
    data = b"".join(array.astype(array.dtype.newbyteorder("<")).tobytes() for array in arrays)
    checksum = hashlib.sha256(data).hexdigest()
    name = f"{segment.first_document}-{segment.n_documents}-{checksum[:12]}{SUFFIX}"
    with open(folder / name, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    _sync_folder(folder)
    return SegmentEntry(
        name, checksum, segment.first_document, segment.n_documents, segment.key.size, segment.document.size
    )


def read_segment(folder: Path, entry: SegmentEntry) -> Segment:
    """Check a segment's file and map it into memory.

    Raises:
        FileNotFoundError: there is no such file; a writer may have merged it away since the catalogue was
            read.
        SourceIndexError: the file is not what was written.
    """
    path = folder / entry.name
    with open(path, "rb") as file:
        if os.fstat(file.fileno()).st_size != entry.size or _checksum(file) != entry.checksum:
            raise SourceIndexError(
                f"{path} was altered or damaged: restore it from a backup or build the index anew"
            )
    arrays = []
    offset = 0
    for kind, length in entry.layout:
        # numpy cannot map an empty array.
        array: NDArray[Any] = np.memmap(path, kind, "r", offset, (length,)) if length else np.zeros(0, kind)
        arrays.append(array.view(np.ndarray))
        offset += array.nbytes
    return Segment(entry.first_document, entry.n_documents, *arrays)


def remove_strays(folder: Path, entries: Iterable[SegmentEntry]) -> None:
    """Delete segment files that no entry names: left by a writer that was killed, or merged away."""
    known = {entry.name for entry in entries}
    for path in folder.glob(f"*{SUFFIX}"):
        if path.name not in known:
            # Windows refuses while a reader has the file mapped; the next writer will try again.
            with contextlib.suppress(OSError):
                path.unlink()


def _checksum(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    while block := file.read(1 << 20):
        digest.update(block)
    return digest.hexdigest()


def _sync_folder(folder: Path) -> None:
    """Make the name of a new file durable, where the system lets folders be synced (Windows does not)."""
    if hasattr(os, "O_DIRECTORY"):
        handle = os.open(folder, os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
