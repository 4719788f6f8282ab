"""Segment files: written once, synced, checked on opening, memory-mapped.

A file holds the arrays of a segment one after another, little-endian: the postings first, so that a merge
can write them as it goes, then what describes the words. How long they are and the checksum stand in the
manifest; a file that the manifest does not name is no part of the index, whatever it holds.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from numpy.typing import NDArray

from spunlib.index.files import Appender, FileEntry
from spunlib.index.segment import Part, Segment, words_of_parts
from spunlib.index.table import WordTable

SUFFIX: Final = ".postings"
_UNFINISHED: Final = f"unfinished{SUFFIX}"


@dataclass(frozen=True, slots=True)
class SegmentEntry:
    """What the manifest knows of a segment's file; for the numbers see `spunlib.index.segment.Segment`."""

    name: str
    size: int
    crc: int
    first_document: int
    n_documents: int
    n_counted: int
    n_postings: int
    n_words: int
    n_buckets: int
    n_many: int

    @property
    def file(self) -> FileEntry:
        """The file."""
        return FileEntry(self.name, self.size, self.crc)


def write_segment(
    folder: Path,
    generation: int,
    first_document: int,
    n_documents: int,
    n_counted: int,
    parts: Iterable[Part],
) -> SegmentEntry:
    """Write a segment durably, part by part; until the manifest names the file it is no part of the index."""
    appender = Appender(folder, FileEntry(_UNFINISHED, 0, 0))
    words = []
    try:
        for part in parts:
            appender.append(_bytes(part.document))
            words.append(replace(part, document=part.document[:0]))
        n_postings = appender.entry.size // 4
        described = words_of_parts(words)
        table: WordTable = described["table"]
        for array in (
            table.tags, described["first"], table.starts, described["many_row"], described["many"],
            described["coded"],
        ):  # fmt: skip
            appender.append(_bytes(array))
        appender.sync()
    finally:
        appender.close()
    crc = appender.entry.crc
    name = f"{generation}-{first_document}-{n_documents}-{crc:08x}{SUFFIX}"
    os.replace(folder / _UNFINISHED, folder / name)
    return SegmentEntry(
        name, appender.entry.size, crc, first_document, n_documents, n_counted, n_postings,
        len(table), table.starts.size - 1, described["many"].size,
    )  # fmt: skip


def read_segment(folder: Path, entry: SegmentEntry) -> Segment:
    """Check a segment's file and map it into memory.

    Raises:
        FileNotFoundError: there is no such file; a writer may have merged it away since the manifest was
            read.
        SourceIndexError: the file is not what was written.
    """
    entry.file.check(folder)
    return map_segment(folder, entry)


def map_segment(folder: Path, entry: SegmentEntry) -> Segment:
    """Map a segment's file, unchecked."""
    layout = {
        "document": ("<u4", entry.n_postings),
        "tags": ("<u4", entry.n_words),
        "first": ("<u4", entry.n_words + 1),
        "starts": ("<u4", entry.n_buckets + 1),
        "many_row": ("<u4", entry.n_many),
        "many": ("<u4", entry.n_many),
        "coded": ("<u1", entry.n_words),
    }
    arrays: dict[str, NDArray[Any]] = {}
    offset = 0
    for field, (kind, length) in layout.items():
        arrays[field] = entry.file.map(folder, kind, offset, length)
        offset += arrays[field].nbytes
    table = WordTable(arrays.pop("starts"), arrays.pop("tags"))
    return Segment(entry.first_document, entry.n_documents, entry.n_counted, table, **arrays)


def _bytes(array: NDArray[Any]) -> bytes:
    return array.astype(array.dtype.newbyteorder("<"), copy=False).tobytes()
