"""From the arguments of a command to the files behind them, opened as bytes."""

from __future__ import annotations

import gzip
import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final, cast

from spunlib.errors import InputError

STANDARD_INPUT: Final = "-"
FORMATS: Final = {
    ".txt": "text",
    ".html": "html",
    ".htm": "html",
    ".md": "markdown",
    ".markdown": "markdown",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
}
UNSUPPORTED: Final = {
    ".zst": "zstd-compressed files are not read yet; pipe them in: zstd -dc FILE | spunlib score -",
    ".warc": "web archives are not read yet; extract the pages to .html or .jsonl files",
    ".parquet": "Parquet files are not read yet; export them as .jsonl or .csv",
    ".json": "JSON is read with one object a line; give such a file the ending .jsonl",
}
"""Endings that are known and not read, with what to do instead."""

PEEK: Final = 1 << 16  # bytes that can be looked at before anything is read


def ending(path: str) -> str:
    """The ending that tells the format, in lower case; ``.gz`` is only a wrapping.

    >>> ending("news/2022.JSONL.gz"), ending("crawl.warc.zst"), ending("-")
    ('.jsonl', '.zst', '')
    """
    return Path(path.lower().removesuffix(".gz")).suffix


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
def open_bytes(path: str) -> Iterator[io.BufferedReader]:
    """A file, or standard input for ``-``, as bytes: unwrapped if it is gzip, whatever its name.

    Raises:
        InputError: the ending is that of a format that is not read.
        OSError: the file cannot be opened.
    """
    if ending(path) in UNSUPPORTED:
        raise InputError(UNSUPPORTED[ending(path)])
    with ExitStack() as closing:
        if path == STANDARD_INPUT:
            stream = cast(io.BufferedReader, sys.stdin.buffer)  # not ours to close
        else:
            stream = closing.enter_context(io.BufferedReader(io.FileIO(path), PEEK))
        if stream.peek(2).startswith(b"\x1f\x8b"):
            stream = closing.enter_context(io.BufferedReader(gzip.GzipFile(fileobj=stream), PEEK))
        yield stream
