"""Other ways to find the source of a text, asked in the same runs: tantivy, bm25s, SQLite FTS5, datasketch.

The first three are full-text indexes; like spunlib they are asked for a text's rarest words, by the document
frequencies of the indexed texts, which they get for nothing. datasketch compares sets of words by MinHash.
No rival stores texts, so that sizes are those of what is searched. Rivals that are not installed are left out
by name; ``pip install -r benchmarks/requirements.txt`` installs all.
"""

from __future__ import annotations

import re
import sqlite3
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import numpy as np

N_WORDS: Final = 20
"""Words that a full-text rival is asked for."""

_WORD = re.compile(r"[^\W_]+")


def words_of(text: str) -> list[str]:
    """The words of a text as every rival gets them: runs of letters and digits in lower case.

    >>> words_of("The Ferry, 412 crates")
    ['the', 'ferry', '412', 'crates']
    """
    return _WORD.findall(text.lower())


def document_frequencies(texts: Iterable[str]) -> Counter[str]:
    """In how many texts each word is."""
    return Counter(word for text in texts for word in set(words_of(text)))


class Rival(ABC):
    """A way to find the source; ``prepare`` and ``find`` are timed apart.

    Args:
        frequencies: see `document_frequencies`.
        n_words: how many of a query's rarest words are asked for; words of no document are not counted.
    """

    name: str
    package: str | None = None
    """What has to be installed."""

    def __init__(self, frequencies: Counter[str], n_words: int = N_WORDS) -> None:
        self.frequencies = frequencies
        self.n_words = n_words

    @abstractmethod
    def build(self, texts: Iterable[str], folder: Path) -> int:
        """Index texts under their places from 0 on; returns the bytes that are searched."""

    def prepare(self, text: str) -> Any:
        """A query from a text: its rarest words."""
        known = [word for word in set(words_of(text)) if word in self.frequencies]
        return sorted(known, key=lambda word: (self.frequencies[word], word))[: self.n_words]

    @abstractmethod
    def find(self, query: Any) -> int | None:
        """The place of the best document for a prepared query, None if there is none."""

    def settle(self) -> None:  # noqa: B027 -- most have nothing to do
        """Whatever the first query would do for all later ones, such as compiling."""


class Tantivy(Rival):
    """tantivy (Rust): BM25 over an inverted index; frequencies without positions."""

    name, package = "tantivy", "tantivy"

    def build(self, texts: Iterable[str], folder: Path) -> int:
        """See `Rival.build`; one thread, segments merged as its policy does."""
        self.begin(folder)
        for place, text in enumerate(texts):
            self.add(place, text)
        self.commit()
        self.open(folder)
        return bytes_in(folder)

    def begin(self, folder: Path) -> None:
        """Make an empty index."""
        import tantivy

        self.tantivy = tantivy
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("body", stored=False, index_option="freq")
        builder.add_unsigned_field("place", stored=True)
        self.index = tantivy.Index(builder.build(), path=str(folder))
        self.writer = self.index.writer(heap_size=256_000_000, num_threads=1)

    def add(self, place: int, text: str) -> None:
        """Add one text."""
        self.writer.add_document(self.tantivy.Document(body=text, place=place))

    def commit(self) -> None:
        """Commit and wait until segments are merged."""
        self.writer.commit()
        self.writer.wait_merging_threads()
        self.writer = self.index.writer(heap_size=256_000_000, num_threads=1)

    def open(self, folder: Path) -> None:
        """Open for searching."""
        import tantivy

        self.tantivy = tantivy
        self.index = tantivy.Index.open(str(folder))
        self.schema = self.index.schema
        self.searcher = self.index.searcher()

    def find(self, query: Any) -> int | None:
        """See `Rival.find`."""
        term, should = self.tantivy.Query.term_query, self.tantivy.Occur.Should
        terms = [(should, term(self.schema, "body", word, index_option="freq")) for word in query]
        hits = self.searcher.search(self.tantivy.Query.boolean_query(terms), 1, count=False).hits
        return int(self.searcher.doc(hits[0][1])["place"][0]) if hits else None


class Bm25s(Rival):
    """bm25s with its numba backend: BM25 scores in a sparse matrix, computed when it is built."""

    name, package = "bm25s", "bm25s"

    def build(self, texts: Iterable[str], folder: Path) -> int:
        """See `Rival.build`."""
        import bm25s

        self.model = bm25s.BM25(backend="numba" if find_spec("numba") else "numpy")
        self.model.index([words_of(text) for text in texts], show_progress=False)
        self.model.save(folder)
        return bytes_in(folder)

    def find(self, query: Any) -> int | None:
        """See `Rival.find`."""
        if not query:
            return None
        return int(self.model.retrieve([query], k=1, show_progress=False, n_threads=0)[0][0, 0])

    def settle(self) -> None:
        """Have numba compile."""
        self.find(next(([word] for word in self.frequencies), []))


class Fts5(Rival):
    """SQLite FTS5 without the texts: BM25 over an inverted index."""

    name = "SQLite FTS5"

    def build(self, texts: Iterable[str], folder: Path) -> int:
        """See `Rival.build`."""
        self.db = sqlite3.connect(folder / "fts5.sqlite", isolation_level=None)
        self.db.execute("PRAGMA journal_mode = OFF")
        self.db.execute("CREATE VIRTUAL TABLE articles USING fts5(body, content='')")
        self.db.execute("BEGIN")
        self.db.executemany("INSERT INTO articles (rowid, body) VALUES (?, ?)", enumerate(texts))
        self.db.execute("INSERT INTO articles (articles) VALUES ('optimize')")
        self.db.execute("COMMIT")
        return bytes_in(folder)

    def find(self, query: Any) -> int | None:
        """See `Rival.find`."""
        asked = " OR ".join(f'"{word}"' for word in query)
        if not asked:
            return None
        sql = "SELECT rowid FROM articles WHERE articles MATCH ? ORDER BY rank LIMIT 1"
        row = self.db.execute(sql, (asked,)).fetchone()
        return None if row is None else int(row[0])


class Datasketch(Rival):
    """datasketch: MinHash of the words of a text, looked up by locality-sensitive hashing."""

    name, package = "datasketch", "datasketch"
    n_permutations: Final = 128
    least_similarity: Final = 0.3
    """Where half of the texts of this similarity are to be found; swapping 60 % of the content words leaves
    about as much of a set of words."""

    def build(self, texts: Iterable[str], folder: Path) -> int:
        """See `Rival.build`; the bytes are those of the pickled tables."""
        import pickle

        import datasketch

        self.MinHash = datasketch.MinHash
        self.table = datasketch.MinHashLSH(threshold=self.least_similarity, num_perm=self.n_permutations)
        self.hashes = []
        for place, text in enumerate(texts):
            sketch = self.prepare(text)
            self.table.insert(place, sketch, check_duplication=False)
            self.hashes.append(sketch.hashvalues.astype(np.uint32))
        return len(pickle.dumps(self.table)) + sum(values.nbytes for values in self.hashes)

    def prepare(self, text: str) -> Any:
        """The MinHash of the text's words."""
        sketch = self.MinHash(num_perm=self.n_permutations, seed=1)
        sketch.update_batch([word.encode() for word in set(words_of(text))])
        return sketch

    def find(self, query: Any) -> int | None:
        """See `Rival.find`: the candidate that shares the most hashes."""
        values = query.hashvalues.astype(np.uint32)
        shared = {place: int((self.hashes[place] == values).sum()) for place in self.table.query(query)}
        return max(shared, key=lambda place: shared[place]) if shared else None


ALL: Final[Sequence[type[Rival]]] = (Tantivy, Bm25s, Fts5, Datasketch)


def installed(kinds: Sequence[type[Rival]] = ALL) -> Iterator[type[Rival]]:
    """Those that can run; says which cannot, and why."""
    for kind in kinds:
        if kind.package is None or find_spec(kind.package):
            yield kind
        else:
            print(f"{kind.name} is left out: pip install {kind.package}, see benchmarks/requirements.txt")


def bytes_in(folder: Path) -> int:
    """Bytes of all files in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
