"""From the arguments of a command to the files behind them, opened as bytes."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final, cast

from spunlib.errors import InputError
from spunlib.reading.codecs import BLOCK

STANDARD_INPUT: Final = "-"
FORMATS: Final = {
    ".txt": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".md": "markdown",
    ".markdown": "markdown",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".parquet": "parquet",
    ".warc": "warc",
    ".wet": "warc",
}
UNSUPPORTED: Final = {
    ".json": "JSON is read with one object a line; give such a file the ending .jsonl",
}
"""Endings that are known and not read, with what to do instead."""

_WRAPPINGS: Final = (".gz", ".zst")


class Meter:
    """How much of the files has been read, in bytes as they lie on disk.

    Args:
        paths: files and folders, as they are named.
    """

    def __init__(self, paths: Iterable[str]) -> None:
        self._paths = list(paths)
        self._total: int | None = None
        self._passed = 0
        self._open: io.FileIO | None = None

    def share(self) -> float | None:
        """Share of the bytes that has been read, in [0, 1]; None where nobody knows, as of standard input."""
        if self._total is None:  # folders may be large: only for those who ask
            files = (file for path in self._paths for file in find_files(path, lambda _: None))
            self._total = sum(map(_size, files))
        if not self._total or STANDARD_INPUT in self._paths:
            return None
        here = 0 if self._open is None or self._open.closed else self._open.tell()
        return min((self._passed + here) / self._total, 1.0)

    @contextmanager
    def passing(self, path: str) -> Iterator[None]:
        """While a file is read; after that it counts as read, whatever became of it."""
        try:
            yield
        finally:
            self._open = None
            self._passed += _size(path)

    def reading(self, file: io.FileIO) -> None:
        """What is being read."""
        self._open = file


def ending(path: str) -> str:
    """The ending that tells the format, in lower case; ``.gz`` and ``.zst`` are only wrappings.

    >>> ending("news/2022.JSONL.gz"), ending("crawl.warc.zst"), ending("-")
    ('.jsonl', '.warc', '')
    """
    name = path.lower()
    for wrapping in _WRAPPINGS:
        name = name.removesuffix(wrapping)
    return Path(name).suffix


def find_files(path: str, on_error: Callable[[OSError], None]) -> Iterator[str]:
    """The files of a folder, sorted, then those of the folders in it; or the path itself if it is a file.

    In a folder, hidden files and files with unknown endings are left out; a file that is named is read
    whatever its ending. ``on_error`` gets what went wrong with a folder that cannot be listed.
    """
    if not os.path.isdir(path):
        yield path
        return
    for folder, folders, names in os.walk(path, onerror=on_error):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and ending(name) in FORMATS.keys() | UNSUPPORTED.keys():
                yield os.path.join(folder, name)


@contextmanager
def open_bytes(path: str, meter: Meter | None = None) -> Iterator[io.BufferedReader]:
    """A file, or standard input for ``-``, as the bytes that are there; `Unpacked` unwraps them.

    Raises:
        InputError: the ending is that of a format that is not read.
        OSError: the file cannot be opened.
    """
    if ending(path) in UNSUPPORTED:
        raise InputError(UNSUPPORTED[ending(path)])
    with ExitStack() as closing:
        if path == STANDARD_INPUT:
            yield cast(io.BufferedReader, sys.stdin.buffer)  # not ours to close
            return
        file = io.FileIO(path)
        if meter is not None:
            meter.reading(file)
        yield closing.enter_context(io.BufferedReader(file, BLOCK))


def _size(path: str) -> int:
    try:
        return os.stat(path).st_size
    except OSError:
        return 0
