"""Where should an index of originals keep its postings and its texts? Ways to do it, weighed in one run.

    python benchmarks/index_stores.py --data DIR [--articles 20000] [--write-docs]

The postings are the sketches of real articles, the same for every store; a look-up asks for the documents of
all words of a text that are in a sketch. The texts are those of the same articles. LMDB, DuckDB, tantivy and
zstandard are left out where they are not installed: ``pip install lmdb duckdb tantivy zstandard``. Seconds
are of the processor: waiting for the disk is not counted.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sqlite3
import tempfile
import time
import zlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import numpy as np
from index_text_stores import text_rows
from numpy.typing import NDArray
from retrieval_page import environment, write_part
from retrieval_rivals import bytes_in
from retrieval_sets import load_news

from spunlib.index.segment_file import map_segment
from spunlib.index.segments import Segments
from spunlib.index.sketch import WordSets, word_sets
from spunlib.model.store import load_lexicon
from spunlib.training.evaluation_report import markdown_table

N_WORDS: Final = 24
N_QUERIES: Final = 200
PAGE: Final = Path(__file__).resolve().parent.parent / "docs" / "index.md"
_BATCH: Final = 512
_CHECKED: Final = 100_000_000

Postings = tuple[NDArray[np.uint64], NDArray[np.int64]]
"""Word and document of each posting, sorted."""


class Store(ABC):
    """A way to keep postings."""

    name: str
    package: str | None = None

    @abstractmethod
    def build(self, postings: Postings, folder: Path) -> None:
        """Write all postings durably."""

    @abstractmethod
    def find(self, keys: NDArray[np.uint64]) -> int:
        """Read the postings of some words, and say how many they are."""


class MappedSegment(Store):
    """spunlib's segments."""

    name = "mapped numpy segments (spunlib)"

    def build(self, postings: Postings, folder: Path) -> None:
        """See `Store.build`; document frequencies, which no other store keeps, are written as well."""
        order = np.lexsort(postings)
        word, document = postings[0][order], postings[1][order]
        key, row = np.unique(word, return_inverse=True)
        held = Segments(folder, 1)
        held.add(WordSets(document, row, key, np.full(key.size, 1e-6)), int(document.max()) + 1, 10**6)
        (entry,) = held.write()
        self.segment = map_segment(folder, entry)

    def find(self, keys: NDArray[np.uint64]) -> int:
        """See `Store.find`."""
        _, row = self.segment.table.find(keys)
        first, stop = self.segment.first[row].tolist(), self.segment.first[row + 1].tolist()
        runs = [self.segment.document[low:high] for low, high in zip(first, stop, strict=True)]
        return int(np.concatenate([np.zeros(0, np.uint32), *runs]).size)


class Sqlite(Store):
    """A table of words and documents, sorted, without row ids."""

    name = f"SQLite {sqlite3.sqlite_version}, WITHOUT ROWID"

    def build(self, postings: Postings, folder: Path) -> None:
        """See `Store.build`."""
        self.db = sqlite3.connect(folder / "postings.sqlite")
        self.db.execute("PRAGMA journal_mode = WAL")
        self.db.execute(
            "CREATE TABLE postings (word INTEGER, document INTEGER, PRIMARY KEY (word, document))"
            " WITHOUT ROWID"
        )
        with self.db:
            rows = zip(postings[0].tolist(), postings[1].tolist(), strict=True)
            self.db.executemany("INSERT INTO postings VALUES (?, ?)", rows)
        self.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def find(self, keys: NDArray[np.uint64]) -> int:
        """See `Store.find`."""
        ask = "SELECT document FROM postings WHERE word = ?"
        return sum(len(self.db.execute(ask, (key,)).fetchall()) for key in keys.tolist())


class Lmdb(Store):
    """Words as keys with many values of a fixed width."""

    name, package = "LMDB, dupsort, fixed width", "lmdb"

    def build(self, postings: Postings, folder: Path) -> None:
        """See `Store.build`."""
        import lmdb

        self.env = lmdb.open(str(folder), map_size=1 << 34, max_dbs=1)
        self.db = self.env.open_db(b"postings", dupsort=True, dupfixed=True)
        word, document = postings[0].astype(">u8"), postings[1].astype(">u4")
        with self.env.begin(write=True) as writer:
            pairs = [(key.tobytes(), number.tobytes()) for key, number in zip(word, document, strict=True)]
            writer.cursor(self.db).putmulti(pairs)
        self.env.sync()

    def find(self, keys: NDArray[np.uint64]) -> int:
        """See `Store.find`."""
        count = 0
        with self.env.begin(db=self.db) as reader, reader.cursor() as cursor:
            for key in keys.astype(">u8"):
                if cursor.set_key(key.tobytes()):
                    count += len(list(cursor.iternext_dup()))
        return count


class DuckDb(Store):
    """A sorted table; all words of a text in one statement."""

    name, package = "DuckDB, sorted table", "duckdb"

    def build(self, postings: Postings, folder: Path) -> None:
        """See `Store.build`."""
        import duckdb

        self.db = duckdb.connect(str(folder / "postings.duckdb"))
        self.db.execute("SET threads = 1")
        self.columns = {"word": postings[0].astype(np.int64), "document": postings[1].astype(np.int32)}
        self.db.register("given", self.columns)
        self.db.execute("CREATE TABLE postings AS SELECT * FROM given ORDER BY word, document")
        self.db.execute("CHECKPOINT")

    def find(self, keys: NDArray[np.uint64]) -> int:
        """See `Store.find`."""
        words = ",".join(map(str, keys.tolist()))
        return len(self.db.execute(f"SELECT document FROM postings WHERE word IN ({words})").fetchall())  # noqa: S608


class Tantivy(Store):
    """The sketches as texts, each word a number; all documents of the words are counted, none is ranked."""

    name, package = "tantivy, boolean query", "tantivy"

    def build(self, postings: Postings, folder: Path) -> None:
        """See `Store.build`."""
        import tantivy

        builder = tantivy.SchemaBuilder()
        builder.add_text_field("body", tokenizer_name="raw", index_option="basic")
        index = tantivy.Index(builder.build(), path=str(folder))
        writer = index.writer(heap_size=128_000_000, num_threads=1)
        order = np.argsort(postings[1], kind="stable")
        bounds = np.flatnonzero(np.diff(postings[1][order])) + 1
        for words in np.split(postings[0][order], bounds):
            writer.add_document(tantivy.Document(body=[f"{word:x}" for word in words.tolist()]))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self.searcher, self.schema, self.tantivy = index.searcher(), index.schema, tantivy

    def find(self, keys: NDArray[np.uint64]) -> int:
        """See `Store.find`; a document counts once, however many of the words it has."""
        term, should = self.tantivy.Query.term_query, self.tantivy.Occur.Should
        terms = [(should, term(self.schema, "body", f"{key:x}", "basic")) for key in keys.tolist()]
        return int(self.searcher.search(self.tantivy.Query.boolean_query(terms), 1, count=True).count or 0)


STORES: Final[tuple[type[Store], ...]] = (MappedSegment, Sqlite, Lmdb, DuckDb, Tantivy)


def sketches(texts: Sequence[str]) -> tuple[Postings, list[NDArray[np.uint64]]]:
    """The postings of the texts, and all words in any sketch of each of the first `N_QUERIES` texts."""
    lexicon = load_lexicon()
    with tempfile.TemporaryDirectory() as folder:
        held = Segments(Path(folder), 1)
        for start in range(0, len(texts), _BATCH):
            batch = texts[start : start + _BATCH]
            held.add(word_sets(batch, lexicon), len(batch), N_WORDS)
        held.merge_all()
        (segment,) = held.loaded
        keys = segment.table.keys(slice(0, 1 << segment.table.bits))
        word = np.repeat(keys, np.diff(segment.first.astype(np.int64)))
        document = segment.document.astype(np.int64)
    queries = [np.unique(word_sets([text], lexicon).key) for text in texts[:N_QUERIES]]
    return (word, document), [keys[np.isin(keys, word)] for keys in queries]


def posting_rows(postings: Postings, queries: Sequence[NDArray[np.uint64]]) -> Iterator[list[object]]:
    """Time and size of each store that is installed."""
    for kind in STORES:
        if kind.package and not find_spec(kind.package):
            continue
        with tempfile.TemporaryDirectory() as folder:
            store = kind()
            _, built = timed(lambda store=store, folder=folder: store.build(postings, Path(folder)))
            size = bytes_in(Path(folder))
            store.find(queries[0])
            found, spent = timed(lambda store=store: [store.find(keys) for keys in queries])
            name = (
                kind.name.replace(kind.package, f"{kind.package} {version(kind.package)}")
                if (kind.package and kind.package in kind.name)
                else kind.name
            )
            yield [
                name,
                f"{built:.1f}",
                f"{size / (postings[1].max() + 1):,.0f}",
                f"{1e6 * spent / len(queries):,.0f}",
                f"{sum(found) / len(found):,.0f}",
            ]


def checksum_rows() -> Iterator[list[object]]:
    """What checking a file on opening costs."""
    data = random.Random(1).randbytes(_CHECKED)
    checks: dict[str, Callable[[bytes], Any]] = {
        "CRC-32 (zlib)": zlib.crc32,
        "SHA-256": lambda given: hashlib.sha256(given).digest(),
        "BLAKE2b": lambda given: hashlib.blake2b(given).digest(),
    }
    for name, check in checks.items():
        yield [name, f"{timed(lambda check=check: check(data))[1] * 1e9 / _CHECKED:.2f}"]


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """What a call returns, and the processor's seconds."""
    started = time.process_time()
    return work(), time.process_time() - started


def main() -> None:
    """Parse the command line, print the tables, write the page."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--write-docs", action="store_true", help="put the tables into docs/index.md")
    options = parser.parse_args()
    texts = load_news(options.data, options.articles, random.Random(1))
    postings, queries = sketches(texts)
    words = sum(map(len, queries)) / len(queries)
    parts = [
        f"Sketches of {len(texts):,} articles, {postings[1].size:,} postings; a look-up asks for {words:.0f}"
        " words on average, tantivy counts documents once.",
        markdown_table(
            ("postings in", "s to build", "bytes/document", "µs a look-up", "postings found"),
            list(posting_rows(postings, queries)),
        ),
        f"Texts of {np.mean([len(text.encode('utf-8', 'replace')) for text in texts]):,.0f} bytes.",
        markdown_table(
            ("texts in", "µs to write", "µs to read", "bytes/document"), list(text_rows(texts[:5000]))
        ),
        markdown_table(("checksum", "s per GB"), list(checksum_rows())),
        environment(),
    ]
    print("\n\n".join(parts))
    if options.write_docs:
        command = f"python benchmarks/index_stores.py --data DIR --articles {options.articles}"
        write_part("index_stores", command, parts, PAGE)


if __name__ == "__main__":
    main()
