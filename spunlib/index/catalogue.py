"""The catalogue: an SQLite file that holds the documents, the settings and the list of segments.

One SQLite transaction is one commit of the whole index: segment files are durable before the transaction that
names them, so that after a kill the index is as the last commit left it. SQLite's write-ahead log shows
readers the last commit while a writer works. SQLite does not notice every flipped byte, so each row carries a
checksum of its own.
"""

from __future__ import annotations

import json
import os
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Literal

from spunlib.errors import InputError, SourceIndexError
from spunlib.index.segment_file import SUFFIX, SegmentEntry, remove_strays

FILE: Final = "catalogue.sqlite"
_LOCK_FILE: Final = "writer.lock"
_FORMAT: Final = 2
"""Version of the tables and of the segment files; raise it with any change to them."""

_Table = Literal["settings", "segments"]
_TABLES: Final = """
    CREATE TABLE settings (value TEXT NOT NULL, crc INTEGER NOT NULL);
    CREATE TABLE segments (value TEXT NOT NULL, crc INTEGER NOT NULL);
    CREATE TABLE documents (
        number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, metadata TEXT NOT NULL, text BLOB,
        crc INTEGER NOT NULL
    );
    CREATE TABLE deleted (number INTEGER PRIMARY KEY);
"""


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
class Entry:
    """An indexed document; ``text`` is None where texts are not stored."""

    id: str
    metadata: Mapping[str, Any]
    text: str | None


class Catalogue:
    """An open catalogue. Nothing that a writer does counts before `commit`.

    Args:
        folder: the index.
        writable: take the writer's lock and begin a transaction.

    Raises:
        SourceIndexError: there is no index, another writer has it, or it is damaged.
    """

    def __init__(self, folder: Path, *, writable: bool) -> None:
        self.folder = folder
        self._lock: sqlite3.Connection | None = None
        path = folder / FILE
        if not writable and not path.is_file():
            raise SourceIndexError(f"there is no index at {folder}: make one with mode 'w' or 'a'")
        if writable:
            self._lock = _lock(folder)
        # A read-only folder has no writer, and SQLite could not make the files there that it shares with one.
        query = "mode=rwc" if writable else "mode=ro" if os.access(folder, os.W_OK) else "mode=ro&immutable=1"
        try:
            with _as_index_errors(folder):
                uri = f"{path.absolute().as_uri()}?{query}"
                self._db = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
                if writable:
                    self._db.execute("PRAGMA journal_mode = WAL")
                    self._db.execute("PRAGMA synchronous = FULL")
                    self._db.execute("BEGIN IMMEDIATE")
        except SourceIndexError:
            self.close()
            raise

    def create(self, settings: Settings) -> None:
        """Make an empty catalogue, in place of what is there; it counts from the next commit on."""
        with _as_index_errors(self.folder):
            for table in ("settings", "segments", "documents", "deleted"):
                self._db.execute(f"DROP TABLE IF EXISTS {table}")
            for statement in _TABLES.split(";"):
                self._db.execute(statement)
            self._insert("settings", asdict(settings))
            self._db.execute(f"PRAGMA user_version = {_FORMAT}")

    def exists(self) -> bool:
        """Whether an index has been committed here."""
        with _as_index_errors(self.folder):
            return bool(self._db.execute("PRAGMA user_version").fetchone()[0])

    def settings(self) -> Settings:
        """The settings that the index was made with."""
        with _as_index_errors(self.folder):
            version = self._db.execute("PRAGMA user_version").fetchone()[0]
            if version == 0:
                raise SourceIndexError(f"nothing has been committed to the index at {self.folder} yet")
            if version != _FORMAT:
                raise SourceIndexError(
                    f"{self.folder} has format {version}, this spunlib reads {_FORMAT}: build the index anew"
                )
            (settings,) = self._values("settings")
            return Settings(**settings)

    def segments(self) -> list[SegmentEntry]:
        """The segments of the index, in the order of their documents."""
        with _as_index_errors(self.folder):
            entries = [SegmentEntry(**value) for value in self._values("segments")]
        return sorted(entries, key=lambda entry: entry.first_document)

    def set_segments(self, entries: Iterable[SegmentEntry]) -> None:
        """Replace the list of segments."""
        with _as_index_errors(self.folder):
            self._db.execute("DELETE FROM segments")
            for entry in entries:
                self._insert("segments", asdict(entry))

    def add(self, number: int, entry: Entry) -> None:
        """Add a document.

        Raises:
            SourceIndexError: there is a document of this id.
            InputError: the id or the metadata cannot be stored.
        """
        try:
            metadata = json.dumps(dict(entry.metadata), separators=(",", ":"))
            entry.id.encode()
        except (TypeError, ValueError) as error:
            raise InputError(
                f"document {entry.id!r}: id and metadata must be storable as JSON: {error}"
            ) from error
        text = None if entry.text is None else zlib.compress(entry.text.encode("utf-8", "surrogatepass"))
        row = (number, entry.id, metadata, text)
        try:
            with _as_index_errors(self.folder):
                self._db.execute("INSERT INTO documents VALUES (?, ?, ?, ?, ?)", (*row, _crc(row)))
        except sqlite3.IntegrityError:
            raise SourceIndexError(f"{self.folder} already holds a document of the id {entry.id!r}") from None

    def entry(self, number: int) -> Entry:
        """The document of a number."""
        with _as_index_errors(self.folder):
            found = self._db.execute(
                "SELECT number, id, metadata, text, crc FROM documents WHERE number = ?", (number,)
            ).fetchone()
        if found is None or _crc(found[:-1]) != found[-1]:
            raise SourceIndexError(_damaged(self.folder, f"document {number} is not what was written"))
        _, name, metadata, text, _ = found
        return Entry(
            name,
            json.loads(metadata),
            None if text is None else zlib.decompress(text).decode("utf-8", "surrogatepass"),
        )

    def delete(self, name: str) -> int | None:
        """Delete the document of an id, and return its number; None where there is none."""
        with _as_index_errors(self.folder):
            found = self._db.execute("SELECT number FROM documents WHERE id = ?", (name,)).fetchone()
            if found is None:
                return None
            self._db.execute("DELETE FROM documents WHERE number = ?", found)
            self._db.execute("INSERT INTO deleted VALUES (?)", found)
        return int(found[0])

    def deleted(self) -> set[int]:
        """Numbers of the documents that were deleted and still have postings."""
        with _as_index_errors(self.folder):
            return {number for (number,) in self._db.execute("SELECT number FROM deleted")}

    def commit(self) -> None:
        """Make everything so far durable, and begin the next transaction."""
        with _as_index_errors(self.folder):
            self._db.execute("COMMIT")
            self._db.execute("BEGIN IMMEDIATE")
        # Only now is it certain that nobody will open the files that were merged away.
        remove_strays(self.folder, self.segments())

    def close(self) -> None:
        """Close the file, dropping what was not committed, and let go of the writer's lock."""
        for connection in (getattr(self, "_db", None), self._lock):
            if connection is not None:
                connection.close()

    def _insert(self, table: _Table, value: Mapping[str, Any]) -> None:
        text = json.dumps(value)
        self._db.execute(f"INSERT INTO {table} VALUES (?, ?)", (text, _crc([text])))  # noqa: S608

    def _values(self, table: _Table) -> list[dict[str, Any]]:
        rows = self._db.execute(f"SELECT value, crc FROM {table}").fetchall()  # noqa: S608
        if any(_crc([text]) != crc for text, crc in rows):
            raise SourceIndexError(_damaged(self.folder, f"the table {table} is not what was written"))
        return [json.loads(text) for text, _ in rows]


def is_ours(name: str) -> bool:
    """Whether a file of this name may belong to an index."""
    return name.startswith((FILE, _LOCK_FILE)) or name.endswith(SUFFIX)


def _lock(folder: Path) -> sqlite3.Connection:
    """Take the writer's lock: an SQLite lock, which every system has and which ends with the process."""
    connection = sqlite3.connect(
        folder / _LOCK_FILE, timeout=0, isolation_level=None, check_same_thread=False
    )
    try:
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        connection.close()
        raise SourceIndexError(
            f"{folder} is being written by another process or object: close it there, or open with mode 'r'"
        ) from error
    return connection


@contextmanager
def _as_index_errors(folder: Path) -> Iterator[None]:
    """Turn SQLite's errors, but for broken constraints, into ours."""
    try:
        yield
    except sqlite3.IntegrityError:
        raise
    except (sqlite3.Error, OverflowError) as error:
        raise SourceIndexError(_damaged(folder, str(error))) from error


def _damaged(folder: Path, what: str) -> str:
    return (
        f"the index at {folder} cannot be read or written ({what}): restore it from a backup or build it anew"
    )


def _crc(row: Iterable[object]) -> int:
    return zlib.crc32(repr(tuple(row)).encode("utf-8", "surrogatepass"))
