"""SourceIndex: originals on disk, and the search for the one that a suspect was made from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from sqlite3 import Connection
from types import TracebackType
from typing import Any, Final

import numpy as np

from spunlib.compare.pair import Lexicon
from spunlib.errors import InputError, SourceIndexError
from spunlib.index.compaction import compact
from spunlib.index.documents import Entry
from spunlib.index.matching import MORE_ALIGNED, SourceMatch, find_matches
from spunlib.index.opening import Mode, close, open_store
from spunlib.index.records import Record, fields_of
from spunlib.index.search import SETTLED, find_candidates
from spunlib.index.sketch import word_sets
from spunlib.index.store import Store
from spunlib.model.store import load_lexicon

_BATCH: Final = 512
"""Documents that are tokenised at once."""

_QUERIES: Final = 256
"""Suspects that are searched at once."""

_NEVER: Final = 2.0
"""More than any share."""


class SourceIndex:
    """An index of originals in a folder; made by `open`.

    One writer, any number of readers. Readers see the index as it was committed last when they opened it.
    `commit` makes durable what was added so far: it survives a kill, and what was added after it is dropped
    by one. A ``with`` block commits at its end, and goes back to the last commit when an error ends it.
    Objects are for one thread at a time; open one in each process.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with SourceIndex.open(folder) as index:
    ...         index.add("ferry", "The ferry Esmeralda left Porto Santo with 412 crates.", year=2021)
    ...         index.add("tram", "The old tram in Lisbon runs again after 19 months of repairs.")
    ...     with SourceIndex.open(folder, mode="r") as index:
    ...         found = index.search("The ferry Esmeralda departed Porto Santo with 412 boxes.")
    >>> found[0].id, found[0].metadata
    ('ferry', {'year': 2021})
    """

    def __init__(self, store: Store, lexicon: Lexicon, writer: Connection | None) -> None:
        self._store = store
        self._lexicon = lexicon
        self._lock = writer
        self._closed = False
        self._pending: dict[str, tuple[Entry, str]] = {}

    @classmethod
    def open(
        cls,
        path: str | Path,
        mode: Mode = "a",
        *,
        n_words: int | None = None,
        store_texts: bool | None = None,
        lexicon: Lexicon | None = None,
    ) -> SourceIndex:
        """Open or make an index.

        Args:
            path: a folder.
            mode: "r" reads; "a" adds, and makes the index if there is none; "w" makes a new index, which
                takes the place of the old one with the first commit.
            n_words: words in a sketch, for a new index; 24 by default.
            store_texts: keep the texts (compressed), so that matches are verified by alignment; for a new
                index; by default they are kept.
            lexicon: word frequencies and relations; by default those of the model that is shipped.

        Raises:
            UsageError: the mode is unknown, or an argument contradicts the existing index.
            SourceIndexError: there is no index, another writer has it, it is damaged, or another version made
                it.
        """
        store, writer = open_store(Path(path), mode, n_words, store_texts)
        try:
            return cls(store, lexicon or load_lexicon(), writer)
        except BaseException:
            close(store, writer)
            raise

    def __enter__(self) -> SourceIndex:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close(commits=kind is None)

    @property
    def folder(self) -> Path:
        """Where the index is."""
        return self._store.folder

    @property
    def writable(self) -> bool:
        """Whether the index is open for writing."""
        return self._lock is not None and not self._closed

    def __len__(self) -> int:
        return len(self._store.documents) - len(self._store.deleted) + len(self._pending)

    def add(self, id: str, text: str, **metadata: Any) -> None:
        """Add an original.

        Args:
            id: its name, not yet in the index.
            text: any text, page furniture included.
            metadata: anything that JSON can hold, given back with a match.

        Raises:
            SourceIndexError: the index is open for reading, or holds the id.
            InputError: the id, the text or the metadata cannot be stored.
        """
        self._add(id, text, metadata)

    def add_many(self, records: Iterable[Record]) -> int:
        """Add originals, in the form of any `Record`; all fields but "id" and "text" become metadata.

        Returns:
            How many were added.

        Raises:
            SourceIndexError, InputError: see `add`; the records before the faulty one stay added.
        """
        before = len(self)
        for record in records:
            self._add(*fields_of(record))
        return len(self) - before

    def delete(self, ids: Iterable[str]) -> int:
        """Delete originals; durable, like what was added, with the next commit.

        Args:
            ids: as they were added; those that are not in the index are passed over.

        Returns:
            How many were there.

        Raises:
            SourceIndexError: the index is open for reading.
        """
        self._check_writable()
        self._flush()
        n_deleted = 0
        for name in ids:
            number = self._store.find(name) if _is_id(name) else None
            if number is not None:
                self._store.deleted.add(number)
                n_deleted += 1
        return n_deleted

    def compact(self) -> None:
        """Rewrite the index without what was deleted, choosing sketches anew, and commit.

        Words that were rare while the index was young may be common by now. Where no texts are stored
        sketches stay as they are. While it is rewritten the index lies on disk twice; readers keep what
        they have.

        Raises:
            SourceIndexError: the index is open for reading, damaged, or cannot be written.
        """
        self._check_writable()
        self._flush()
        new = compact(self._store, self._lexicon)
        try:
            with self._store.writing():  # the old files may be gone
                new.commit()
        except BaseException:
            new.close()
            raise
        self._store.close()
        self._store = new

    def search(self, suspect_text: str, k: int = 5) -> list[SourceMatch]:
        """Find the documents that a suspect was probably made from.

        The documents that share the most of its rare words are aligned with it, and those that
        `spunlib.index.matching.is_source` holds to be sources are returned.

        Args:
            suspect_text: any text; one without words has no sources.
            k: return at most this many.

        Returns:
            Matches, best first.

        Raises:
            SourceIndexError: the index is damaged.
        """
        return next(self.search_many([suspect_text], k))

    def search_many(self, texts: Iterable[str], k: int = 5) -> Iterator[list[SourceMatch]]:
        """`search` for many suspects, in order, at less cost for each."""
        iterator = iter(texts)
        settled_at = SETTLED if self._store.settings.store_texts else _NEVER
        while batch := list(islice(iterator, _QUERIES)):
            candidates = self._candidates(batch, k + MORE_ALIGNED, settled_at)
            for text, found in zip(batch, candidates, strict=True):
                yield find_matches(text, found, self._store.documents, self._lexicon, k)

    def candidates(self, texts: Sequence[str], k: int = 10) -> list[list[tuple[str, float]]]:
        """What `search` aligns: the documents that share the most of each text's rare words.

        Returns:
            For each text at most ``k`` pairs of an id and the share in [0, 1] of the text's rare words that
            the document has, best first. A share is no verdict: texts without a source have candidates, too.
            It is a lower bound where the ranking was clear before all words were looked up.
        """
        found: list[list[tuple[str, float]]] = []
        for start in range(0, len(texts), _QUERIES):
            found += [
                [(self._store.documents.name(number), share) for number, share in pairs]
                for pairs in self._candidates(texts[start : start + _QUERIES], k)
            ]
        return found

    def check(self) -> None:
        """Read everything that was committed and compare it with its checksums.

        Opening an index checks all but the documents, which are checked one by one when they are read.

        Raises:
            SourceIndexError: a byte is not what was written.
        """
        self._store.check()

    def info(self) -> dict[str, Any]:
        """What the index holds, by name, as JSON values."""
        segments = self._store.segments.loaded
        folder = self._store.folder
        settings = self._store.settings
        return {
            "path": str(folder),
            "documents": len(self),
            "deleted": len(self._store.deleted),
            "words": sum(len(segment.table) for segment in segments),
            "postings": sum(segment.document.size for segment in segments),
            "segments": len(segments),
            "bytes": sum(path.stat().st_size for path in folder.iterdir() if path.is_file()),
            "bytes_searched": sum(segment.n_bytes for segment in segments),
            "n_words": settings.n_words,
            "store_texts": settings.store_texts,
            "tokeniser": settings.tokeniser,
        }

    def commit(self) -> None:
        """Make everything that was added durable.

        Raises:
            SourceIndexError: the index is open for reading, or cannot be written.
        """
        self._check_writable()
        self._flush()
        self._store.commit()

    def close(self) -> None:
        """Commit, where the index is open for writing, and close it. Closing twice does nothing."""
        self._close(commits=True)

    def _close(self, *, commits: bool) -> None:
        if self._closed:
            return
        try:
            if commits and self._lock is not None:
                self.commit()
        finally:
            self._closed = True
            close(self._store, self._lock)

    def _add(self, name: str, text: str, metadata: Mapping[str, Any]) -> None:
        self._check_writable()
        if not _is_id(name) or not isinstance(text, str):
            kind = type(text).__name__
            raise InputError(
                f"an indexed document needs an id and a text, both str; got id {name!r} and {kind}"
            )
        entry = Entry(name, metadata, text if self._store.settings.store_texts else None)
        entry.packed_metadata()  # refused now, not when the batch is written
        if name in self._pending or self._store.find(name) is not None:
            raise SourceIndexError(f"{self._store.folder} already holds a document of the id {name!r}")
        self._pending[name] = entry, text
        if len(self._pending) >= _BATCH:
            self._flush()

    def _check_writable(self) -> None:
        if not self.writable:
            state = "closed" if self._closed else "open for reading"
            raise SourceIndexError(f"the index at {self._store.folder} is {state}: open it with mode 'a'")

    def _flush(self) -> None:
        """Index the documents that were added last."""
        if self._pending:
            entries, texts = zip(*self._pending.values(), strict=True)
            self._pending = {}
            self._store.add(entries, texts, self._lexicon)

    def _candidates(
        self, texts: Sequence[str], k: int, settled_at: float = SETTLED
    ) -> list[list[tuple[int, float]]]:
        """Numbers and shares of the best documents for each of at most `_QUERIES` texts."""
        if self._closed:
            raise SourceIndexError(f"the index at {self.folder} is closed: open it again")
        self._flush()
        words = word_sets(texts, self._lexicon)
        found = find_candidates(
            self._store.segments.loaded,
            words,
            self._store.settings.n_words,
            k,
            self._store.deleted_mask(),
            settled_at,
        )
        pairs = list(zip(found.document.tolist(), found.share.tolist(), strict=True))
        bounds = np.searchsorted(found.text, np.arange(len(texts) + 1)).tolist()
        return [pairs[bounds[row] : bounds[row + 1]] for row in range(len(texts))]


def _is_id(name: object) -> bool:
    return isinstance(name, str) and bool(name)
