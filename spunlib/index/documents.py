"""The documents of an index: id, metadata and text of each, in files that only grow.

``data`` begins with the dictionary that texts are compressed with, then holds one record for each document:
a header, the id, the metadata as JSON, the compressed text. ``offsets`` holds where each record begins, as
uint64. ``ids`` holds a hash of each id, as uint64: see `spunlib.index.ids`. The header holds the CRC-32 of
what comes before the text, the document's number included, and that of the text: a record is checked when it
is read, by itself.
"""

from __future__ import annotations

import json
import os
import struct
import zlib
from array import array
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

from spunlib.errors import InputError, SourceIndexError
from spunlib.index.compression import Compression, dictionary_of
from spunlib.index.files import Appender, FileEntry, damaged
from spunlib.index.ids import hash_of

_HEADER: Final = struct.Struct("<IIIII")
"""CRC of number, lengths, id and metadata; length of id, metadata and text; CRC of the text."""

_DICTIONARY_HEADER: Final = struct.Struct("<II")
"""CRC and length of the dictionary."""

_NUMBER: Final = struct.Struct("<QIII")
_NO_TEXT: Final = 0xFFFFFFFF
_GUESS: Final = 512
"""Bytes that are read at once for a record without its text: most ids and metadata are shorter."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An indexed document; ``text`` is None where texts are not stored."""

    id: str
    metadata: Mapping[str, Any]
    text: str | None

    def packed_metadata(self) -> bytes:
        """The metadata as JSON.

        Raises:
            InputError: the id or the metadata cannot be stored.
        """
        try:
            self.id.encode()
            return json.dumps(dict(self.metadata), separators=(",", ":")).encode()
        except (TypeError, ValueError) as error:
            raise InputError(
                f"document {self.id!r}: id and metadata must be storable as JSON: {error}"
            ) from error


class Documents:
    """The documents of one index, for reading or, with ``writable``, for adding at the end as well.

    Args:
        folder: the index.
        data, offsets, ids: the files as they were committed.
        writable: cut off what was not committed, and take more.

    Raises:
        FileNotFoundError: a file is not there.
        SourceIndexError: a file is too short.
    """

    def __init__(
        self, folder: Path, data: FileEntry, offsets: FileEntry, ids: FileEntry, *, writable: bool
    ) -> None:
        if data.size:
            data.check_size(folder)
        self._entries = (data, offsets, ids)
        self._path = folder / data.name
        self._fresh = array("Q")
        with ExitStack() as opened:  # closed again where one of them is damaged
            entries = self._entries if writable else ()
            self._writers = [opened.enter_context(closing(Appender(folder, entry))) for entry in entries]
            self._file: BinaryIO = opened.enter_context(open(self._path, "rb", buffering=0))
            self._offsets = offsets.map(folder, "<u8")
            self._compression = self._read_dictionary() if data.size else None
            opened.pop_all()

    def __len__(self) -> int:
        return self._offsets.size + len(self._fresh)

    @property
    def entries(self) -> tuple[FileEntry, FileEntry, FileEntry]:
        """The files data, offsets and ids, as they are now."""
        if self._writers:
            data, offsets, ids = (writer.entry for writer in self._writers)
            return data, offsets, ids
        return self._entries

    def append(self, entries: Sequence[Entry]) -> None:
        """Add documents; they are durable after `sync` and count from the next commit on."""
        data, offsets, ids = self._writers
        compression = self._compression or self.begin_with(
            [entry.text for entry in entries if entry.text is not None]
        )
        for entry in entries:
            text = None if entry.text is None else compression.pack(entry.text)
            begin = data.entry.size
            data.append(_record(len(self), entry, text))
            offsets.append(struct.pack("<Q", begin))
            ids.append(struct.pack("<Q", hash_of(entry.id)))
            self._fresh.append(begin)
        data.flush()

    def begin_with(self, texts: Sequence[str]) -> Compression:
        """Choose the dictionary by these texts, before the first document is added."""
        dictionary = dictionary_of(texts)
        self._writers[0].append(_DICTIONARY_HEADER.pack(zlib.crc32(dictionary), len(dictionary)) + dictionary)
        self._compression = Compression(dictionary)
        return self._compression

    def name(self, number: int) -> str:
        """The id of a document."""
        begin = self._begin_of(number)
        record = self._read(begin, _GUESS)
        lengths = _HEADER.unpack(record[: _HEADER.size]) if len(record) >= _HEADER.size else (0,) * 5
        if (size := _HEADER.size + lengths[1] + lengths[2]) > _GUESS:
            record = self._read(begin, min(size, self._end_of(number) - begin))
        return self._head(number, record)[0].decode()

    def entry(self, number: int) -> Entry:
        """A document.

        Raises:
            SourceIndexError: it is not what was written.
        """
        begin = self._begin_of(number)
        record = self._read(begin, self._end_of(number) - begin)
        name, metadata, n_text, crc = self._head(number, record)
        packed = record[_HEADER.size + len(name) + len(metadata) :]
        if n_text == _NO_TEXT:
            return Entry(name.decode(), json.loads(metadata), None)
        if len(packed) != n_text or zlib.crc32(packed) != crc or self._compression is None:
            raise SourceIndexError(damaged(self._path, f"the text of document {number} was altered"))
        return Entry(name.decode(), json.loads(metadata), self._compression.unpack(packed))

    def sync(self) -> None:
        """Make durable what was added."""
        for writer in self._writers:
            writer.sync()

    def close(self) -> None:
        """Close the files."""
        for writer in self._writers:
            writer.close()
        self._file.close()

    def _read_dictionary(self) -> Compression:
        crc, size = _DICTIONARY_HEADER.unpack(self._read(0, _DICTIONARY_HEADER.size))
        dictionary = self._read(_DICTIONARY_HEADER.size, min(size, self._entries[0].size))
        if zlib.crc32(dictionary) != crc:
            raise SourceIndexError(damaged(self._path, "its dictionary was altered"))
        return Compression(dictionary)

    def _begin_of(self, number: int) -> int:
        committed = self._offsets.size
        return int(self._offsets[number]) if number < committed else self._fresh[number - committed]

    def _end_of(self, number: int) -> int:
        end = self.entries[0].size if number + 1 == len(self) else self._begin_of(number + 1)
        return max(end, self._begin_of(number))

    def _read(self, begin: int, size: int) -> bytes:
        if hasattr(os, "pread"):
            return os.pread(self._file.fileno(), size, begin)
        self._file.seek(begin)
        return self._file.read(size)

    def _head(self, number: int, record: bytes) -> tuple[bytes, bytes, int, int]:
        """Id, metadata, length of the text and its CRC."""
        if len(record) >= _HEADER.size:
            crc, n_name, n_metadata, n_text, text_crc = _HEADER.unpack(record[: _HEADER.size])
            name = record[_HEADER.size : _HEADER.size + n_name]
            metadata = record[_HEADER.size + n_name : _HEADER.size + n_name + n_metadata]
            if crc == _head_crc(number, n_text, name, metadata):
                return name, metadata, n_text, text_crc
        raise SourceIndexError(damaged(self._path, f"document {number} was altered"))


def new_files(generation: int) -> tuple[FileEntry, FileEntry, FileEntry]:
    """The files data, offsets and ids of an index without documents."""
    data, offsets, ids = (
        FileEntry(f"{generation}-documents.{kind}", 0, 0) for kind in ("data", "offsets", "ids")
    )
    return data, offsets, ids


def _record(number: int, entry: Entry, text: bytes | None) -> bytes:
    name, metadata = entry.id.encode(), entry.packed_metadata()
    n_text = _NO_TEXT if text is None else len(text)
    crc = _head_crc(number, n_text, name, metadata)
    header = _HEADER.pack(crc, len(name), len(metadata), n_text, zlib.crc32(text or b""))
    return b"".join((header, name, metadata, text or b""))


def _head_crc(number: int, n_text: int, name: bytes, metadata: bytes) -> int:
    crc = zlib.crc32(_NUMBER.pack(number, len(name), len(metadata), n_text))
    return zlib.crc32(metadata, zlib.crc32(name, crc))
