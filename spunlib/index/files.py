"""Files that survive a kill and tell when they were altered: checksums, syncing, appending, replacing.

Checksums are CRC-32: it finds every flipped byte and every burst up to 32 bits, can be carried on when a file
grows, and reads three times as fast as SHA-256 (docs/index.md). It is no protection against forgery.
"""

from __future__ import annotations

import contextlib
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

import numpy as np
from numpy.typing import NDArray

from spunlib.errors import SourceIndexError

_BLOCK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A file as it was committed: its first ``size`` bytes have this CRC-32; what follows does not count."""

    name: str
    size: int
    crc: int

    def check(self, folder: Path) -> None:
        """Read the file and compare it.

        Raises:
            FileNotFoundError: it is not there.
            SourceIndexError: it is not what was written.
        """
        crc, left = 0, self.size
        with open(folder / self.name, "rb") as file:
            while left and (block := file.read(min(left, _BLOCK))):
                crc = zlib.crc32(block, crc)
                left -= len(block)
        if left or crc != self.crc:
            raise SourceIndexError(damaged(folder / self.name))

    def check_size(self, folder: Path) -> None:
        """Compare the length of the file alone; see `check`."""
        if (folder / self.name).stat().st_size < self.size:
            raise SourceIndexError(damaged(folder / self.name, "it is too short"))

    def map(self, folder: Path, kind: str, offset: int = 0, length: int | None = None) -> NDArray[Any]:
        """A stretch of the file as a read-only array of little-endian numbers; it is not checked."""
        if length is None:
            length = (self.size - offset) // np.dtype(kind).itemsize
        if not length:
            return np.zeros(0, kind)  # numpy cannot map an empty array
        mapped: NDArray[Any] = np.memmap(folder / self.name, kind, "r", offset, (length,))
        return mapped.view(np.ndarray)


def damaged(path: Path, what: str = "it was altered or damaged") -> str:
    """What to tell of a file that is not what was written."""
    return f"{path} cannot be used ({what}): restore the index from a backup or build it anew"


class Appender:
    """A file that grows, with its checksum. What is beyond ``entry`` was not committed and is cut off."""

    def __init__(self, folder: Path, entry: FileEntry) -> None:
        path = folder / entry.name
        self._file: BinaryIO = open(path, "r+b" if entry.size else "w+b")  # noqa: SIM115 -- closed by close()
        self._file.truncate(entry.size)
        self._file.seek(entry.size)
        self.entry = entry

    def append(self, data: bytes) -> None:
        """Write at the end."""
        self._file.write(data)
        last = self.entry
        self.entry = FileEntry(last.name, last.size + len(data), zlib.crc32(data, last.crc))

    def flush(self) -> None:
        """Let other handles see what was appended."""
        self._file.flush()

    def sync(self) -> None:
        """Make it durable."""
        self._file.flush()
        os.fsync(self._file.fileno())

    def close(self) -> None:
        """Close the file; what cannot be written any more was not committed."""
        with contextlib.suppress(OSError):
            self._file.close()


def write_new(folder: Path, name: str, data: bytes) -> FileEntry:
    """Write a file durably; its name is durable after `sync_folder`."""
    appender = Appender(folder, FileEntry(name, 0, 0))
    try:
        appender.append(data)
        appender.sync()
    finally:
        appender.close()
    return appender.entry


def replace(folder: Path, old: str, new: str) -> None:
    """Rename a file, in place of what has the new name, at one instant and durably."""
    sync_folder(folder)
    os.replace(folder / old, folder / new)
    sync_folder(folder)


def sync_folder(folder: Path) -> None:
    """Make names of new files durable, where the system lets folders be synced (Windows does not)."""
    if hasattr(os, "O_DIRECTORY"):
        handle = os.open(folder, os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextlib.contextmanager
def as_index_errors(folder: Path) -> Iterator[None]:
    """Turn the system's errors into ours: a missing file, a full disk, a folder without permission."""
    try:
        yield
    except FileNotFoundError as error:
        raise SourceIndexError(damaged(Path(error.filename), "it is missing")) from error
    except OSError as error:
        raise SourceIndexError(f"the index at {folder} cannot be read or written: {error}") from error
