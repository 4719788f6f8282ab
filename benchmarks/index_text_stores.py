"""Ways to keep an index's texts, and to compress them; asked by index_stores.py."""

from __future__ import annotations

import os
import sqlite3
import tempfile
import time
import zlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from retrieval_rivals import bytes_in

from spunlib.index.compression import Compression, dictionary_of
from spunlib.index.documents import Documents, Entry, new_files

_DICTIONARY: Final = 110_000
"""Bytes of zstd's dictionary: what its own command line makes by default."""

_BLOCK: Final = 16
"""Texts that are compressed together."""

Codec = tuple[Callable[[bytes], bytes], Callable[[bytes], bytes]]


class TextStore(ABC):
    """A way to keep packed texts."""

    name: str
    package: str | None = None

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @abstractmethod
    def write(self, texts: Sequence[bytes]) -> None:
        """Write all texts durably."""

    @abstractmethod
    def read(self, number: int) -> bytes:
        """Read one."""


class Sqlite(TextStore):
    """A table with the number as its key."""

    name = "SQLite, write-ahead log, synchronous=FULL"

    def write(self, texts: Sequence[bytes]) -> None:
        """See `TextStore.write`."""
        self.db = sqlite3.connect(self.folder / "texts.sqlite")
        self.db.execute("PRAGMA journal_mode = WAL")
        self.db.execute("PRAGMA synchronous = FULL")
        self.db.execute("CREATE TABLE texts (number INTEGER PRIMARY KEY, text BLOB)")
        with self.db:
            self.db.executemany("INSERT INTO texts VALUES (?, ?)", enumerate(texts))
        self.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def read(self, number: int) -> bytes:
        """See `TextStore.read`."""
        return bytes(self.db.execute("SELECT text FROM texts WHERE number = ?", (number,)).fetchone()[0])


class Lmdb(TextStore):
    """Numbers as keys."""

    name, package = "LMDB", "lmdb"

    def write(self, texts: Sequence[bytes]) -> None:
        """See `TextStore.write`."""
        import lmdb

        self.env = lmdb.open(str(self.folder), map_size=1 << 34)
        with self.env.begin(write=True) as writer:
            for number, text in enumerate(texts):
                writer.put(number.to_bytes(8, "big"), text, append=True)
        self.env.sync()

    def read(self, number: int) -> bytes:
        """See `TextStore.read`."""
        with self.env.begin() as reader:
            return bytes(reader.get(number.to_bytes(8, "big")))


class OneFile(TextStore):
    """Texts one after another, and where each begins; no checksums."""

    name = "one growing file"

    def write(self, texts: Sequence[bytes]) -> None:
        """See `TextStore.write`."""
        self.bounds = [0]
        with open(self.folder / "texts", "wb") as file:
            for text in texts:
                file.write(text)
                self.bounds.append(self.bounds[-1] + len(text))
            file.flush()
            os.fsync(file.fileno())
        self.handle = os.open(self.folder / "texts", os.O_RDONLY)

    def read(self, number: int) -> bytes:
        """See `TextStore.read`."""
        low, high = self.bounds[number : number + 2]
        return os.pread(self.handle, high - low, low)


def codecs(texts: Sequence[bytes]) -> Iterator[tuple[str, Codec]]:
    """Ways to compress one text, by name."""
    for level in (1, 6):
        yield f"zlib {level}", (lambda text, level=level: zlib.compress(text, level), zlib.decompress)
    own = Compression(dictionary_of([text.decode("utf-8", "surrogatepass") for text in texts]))
    yield (
        "zlib 4 with a dictionary (spunlib)",
        (
            lambda text: own.pack(text.decode("utf-8", "surrogatepass")),
            lambda packed: own.unpack(packed).encode("utf-8", "surrogatepass"),
        ),
    )
    if find_spec("zstandard"):
        import zstandard

        yield "zstd 3", (zstandard.ZstdCompressor(3).compress, zstandard.ZstdDecompressor().decompress)
        trained = zstandard.train_dictionary(_DICTIONARY, list(texts))
        packer = zstandard.ZstdCompressor(3, dict_data=trained)
        unpacker = zstandard.ZstdDecompressor(dict_data=trained)
        yield "zstd 3 with a trained dictionary", (packer.compress, unpacker.decompress)


def text_rows(texts: Sequence[str]) -> Iterator[list[object]]:
    """Time and size of each way: first of compressing alone, then of keeping what zlib 6 makes."""
    given = [text.encode("utf-8", "surrogatepass") for text in texts]
    sample, rest = given[: len(given) // 5], given[len(given) // 5 :]
    for name, (pack, unpack) in codecs(sample):
        started = time.process_time()
        packed = [pack(text) for text in rest]
        between = time.process_time()
        if [unpack(text) for text in packed] != rest:
            raise AssertionError(f"{name} does not give back what it got")
        ended = time.process_time()
        size = sum(map(len, packed))
        yield _row(f"nothing, {name}", between - started, ended - between, size, len(rest))
    yield _block_row(rest)
    packed = [zlib.compress(text) for text in given]
    for kind in (Sqlite, Lmdb, OneFile):
        if kind.package and not find_spec(kind.package):
            continue
        with tempfile.TemporaryDirectory() as folder:
            store = kind(Path(folder))
            started = time.process_time()
            store.write(packed)
            written = time.process_time() - started
            size = bytes_in(Path(folder))
            started = time.process_time()
            if [store.read(number) for number in range(len(packed))] != packed:
                raise AssertionError(f"{kind.name} does not give back what it got")
            yield _row(kind.name, written, time.process_time() - started, size, len(packed))
    yield _own_row(texts)


def _block_row(texts: Sequence[bytes]) -> list[object]:
    """Several texts compressed together; reading one unpacks them all."""
    started = time.process_time()
    blocks = [b"".join(texts[first : first + _BLOCK]) for first in range(0, len(texts), _BLOCK)]
    packed = [zlib.compress(block) for block in blocks]
    between = time.process_time()
    if [zlib.decompress(block) for block in packed] != blocks:
        raise AssertionError("zlib does not give back what it got")
    read = (time.process_time() - between) * len(texts) / len(blocks)
    name = f"nothing, zlib 6, {_BLOCK} texts together"
    return _row(name, between - started, read, sum(map(len, packed)), len(texts))


def _own_row(texts: Sequence[str]) -> list[object]:
    """Records of spunlib: ids, metadata, checksums and compression included."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        documents = Documents(folder, *new_files(1), writable=True)
        started = time.process_time()
        documents.append([Entry(str(number), {}, text) for number, text in enumerate(texts)])
        documents.sync()
        written = time.process_time() - started
        started = time.process_time()
        if [documents.entry(number).text for number in range(len(texts))] != list(texts):
            raise AssertionError("spunlib does not give back what it got")
        read = time.process_time() - started
        documents.close()
        what = "records of spunlib: compressed, with checksums, ids and metadata"
        return _row(what, written, read, bytes_in(folder), len(texts))


def _row(name: str, write: float, read: float, size: int, n_texts: int) -> list[object]:
    return [name, f"{1e6 * write / n_texts:,.0f}", f"{1e6 * read / n_texts:,.1f}", f"{size / n_texts:,.0f}"]
