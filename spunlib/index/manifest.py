"""The manifest: one small file that says what the index is. Renaming it into place is the commit.

All other files are durable before the manifest that names them, and none of the bytes it names is ever
written again: so after a kill at any moment the index is what the last manifest says. It holds the CRC-32 of
every other file, and in its last line its own.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import zlib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from spunlib.errors import SourceIndexError
from spunlib.index.files import FileEntry, damaged, replace, write_new
from spunlib.index.segment_file import SUFFIX, SegmentEntry

FILE: Final = "index.json"
_NEW: Final = "index.new"
_FORMAT: Final = 3
"""Version of the manifest and of all other files; raise it with any change to them."""

_OLD_FILE: Final = "catalogue.sqlite"
"""What formats 1 and 2 had instead."""

LOCK: Final = "writer.lock"
SUFFIXES: Final = (SUFFIX, ".data", ".offsets", ".ids", ".deleted")
"""Of the files that a manifest names. Their names begin with the number of their generation."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What adding and searching must agree on; stored in the index and checked on opening.

    Attributes:
        n_words: size of a sketch, in words.
        store_texts: whether texts are kept, so that matches can be verified.
        tokeniser: version of the tokeniser that made the keys.
    """

    n_words: int
    store_texts: bool
    tokeniser: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """An index as it was committed.

    Attributes:
        settings: see there.
        data, offsets, ids: the files of the documents, see `spunlib.index.documents`.
        deleted: uint32 numbers of the deleted documents, ascending; None where there is none.
        segments: in the order of their documents.
    """

    settings: Settings
    data: FileEntry
    offsets: FileEntry
    ids: FileEntry
    deleted: FileEntry | None
    segments: tuple[SegmentEntry, ...]

    @property
    def files(self) -> list[FileEntry]:
        """All files, but for the manifest."""
        rest = [self.deleted] if self.deleted else []
        return [self.data, self.offsets, self.ids, *rest, *(segment.file for segment in self.segments)]


def exists(folder: Path) -> bool:
    """Whether an index has been committed here."""
    return (folder / FILE).is_file() or (folder / _OLD_FILE).is_file()


def read(folder: Path) -> Manifest:
    """The manifest of the last commit.

    Raises:
        SourceIndexError: there is none, it is damaged, or another version made it.
    """
    path = folder / FILE
    if not path.is_file():
        if (folder / _OLD_FILE).is_file():
            raise SourceIndexError(_other_format(folder, "1 or 2"))
        if folder.is_dir() and (folder / LOCK).is_file():
            raise SourceIndexError(f"nothing has been committed to the index at {folder} yet")
        raise SourceIndexError(f"there is no index at {folder}: make one with mode 'w' or 'a'")
    content, _, crc = path.read_bytes().rstrip(b"\n").rpartition(b"\n")
    if crc != _line(content):
        raise SourceIndexError(damaged(path))
    values = json.loads(content)
    if values["format"] != _FORMAT:
        raise SourceIndexError(_other_format(folder, values["format"]))
    return Manifest(
        Settings(**values["settings"]),
        data=FileEntry(**values["data"]),
        offsets=FileEntry(**values["offsets"]),
        ids=FileEntry(**values["ids"]),
        deleted=FileEntry(**values["deleted"]) if values["deleted"] else None,
        segments=tuple(SegmentEntry(**segment) for segment in values["segments"]),
    )


def digest(folder: Path) -> str:
    """What tells one commit of an index from any other: SHA-256 of its manifest, in hexadecimal.

    Raises:
        SourceIndexError: see `read`.
    """
    read(folder)
    return hashlib.sha256((folder / FILE).read_bytes()).hexdigest()


def commit(folder: Path, manifest: Manifest) -> None:
    """Make an index count, whose files are durable but for their names, and remove what it does not name."""
    content = json.dumps({"format": _FORMAT, **asdict(manifest)}, indent=1).encode()
    write_new(folder, _NEW, content + b"\n" + _line(content) + b"\n")
    replace(folder, _NEW, FILE)
    known = {FILE, LOCK, *(entry.name for entry in manifest.files)}
    for path in folder.iterdir():
        if path.name not in known and is_ours(path.name) and not path.name.startswith(LOCK):
            # Windows refuses while a reader has the file mapped; the next commit will try again.
            with contextlib.suppress(OSError):
                path.unlink()


def is_ours(name: str) -> bool:
    """Whether a file of this name may belong to an index."""
    return name.startswith((FILE, _NEW, LOCK, _OLD_FILE)) or name.endswith(SUFFIXES)


def next_generation(folder: Path) -> int:
    """A number that no file in the folder begins with."""
    heads = [path.name.partition("-")[0] for path in folder.iterdir() if path.name.endswith(SUFFIXES)]
    return 1 + max((int(head) for head in heads if head.isdigit()), default=0)


def _other_format(folder: Path, version: object) -> str:
    return f"{folder} has format {version}, this spunlib reads {_FORMAT}: build the index anew"


def _line(content: bytes) -> bytes:
    return b"crc32 %08x" % zlib.crc32(content)
