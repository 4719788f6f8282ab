"""SourceIndex: originals on disk, and the search for the one that a suspect was made from."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Literal

import numpy as np

from spunlib.compare.engine import compare_texts
from spunlib.compare.pair import Lexicon
from spunlib.errors import InputError, SourceIndexError, UsageError
from spunlib.index.catalogue import Catalogue, Entry, Settings, is_ours
from spunlib.index.records import Record, fields_of
from spunlib.index.search import find_candidates
from spunlib.index.segments import Segments
from spunlib.index.sketch import word_sets
from spunlib.model.store import load_lexicon
from spunlib.text.tokens import TOKENISER_VERSION

N_WORDS: Final = 24
"""Words in a sketch by default. 16 and 32 find as many originals among 5,000, but with 16 a text of which 80
% was swapped may share no more rare words with its original than with chance (docs/index.md)."""

LEAST_SHARE: Final = 0.05
"""Candidates that share less of the suspect's rare words are not aligned. With 80 % of the content words
swapped, originals share 0.09 or more (99 % of 150; benchmarks/retrieval.py)."""

LEAST_UNVERIFIED_SHARE: Final = 0.2
"""Candidates that cannot be aligned are returned from this share on: about 6 % of texts without a source have
one."""

LEAST_COVERAGE: Final = 0.25
"""Aligned candidates that account for less of the suspect's words are not returned (benchmarks/retrieval.py).
Originals of swapped texts account for 0.8 or more, the nearest stranger for less than 0.2 in 99 of 100
searches."""

_LEAST_OF_BEST: Final = 0.25
"""Nor are candidates aligned that share less than this part of what the best one shares. A text made from
several originals shares some with each."""

_ALIGNED_PER_MATCH: Final = 4
"""Candidates that are aligned for each match that is asked for."""

_BATCH: Final = 512
"""Documents that are tokenised at once."""

Mode = Literal["r", "a", "w"]


@dataclass(frozen=True, slots=True)
class SourceMatch:
    """A probable original.

    Attributes:
        id: as it was added.
        score: share in [0, 1] of the suspect's words that the document accounts for, found by aligning the
            two. Where they could not be aligned (no texts are stored, or one is too long) the share of the
            suspect's rare words that the document has, which is no verdict.
        metadata: as it was added.
        verified: whether the two were aligned.
        relation: of the suspect to the document, one of `spunlib.compare.result.RELATIONS`; None where the
            two were not aligned.
        likelihood: probability in [0, 1] that a machine rewrote the suspect from the document; None likewise.
    """

    id: str
    score: float
    metadata: Mapping[str, Any] = field(default_factory=dict)
    verified: bool = True
    relation: str | None = None
    likelihood: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """The match as JSON values."""
        return {
            "id": self.id,
            "score": self.score,
            "metadata": dict(self.metadata),
            "verified": self.verified,
            "relation": self.relation,
            "likelihood": self.likelihood,
        }


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

    def __init__(self, catalogue: Catalogue, settings: Settings, lexicon: Lexicon, *, writable: bool) -> None:
        self._catalogue = catalogue
        self._settings = settings
        self._lexicon = lexicon
        self._writable = writable
        self._closed = False
        self._segments = Segments.read(catalogue)
        self._unsketched: list[str] = []
        self._deleted = catalogue.deleted()

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
        if mode not in ("r", "a", "w"):
            raise UsageError(f"the mode of an index is 'r', 'a' or 'w', not {mode!r}")
        if n_words is not None and n_words < 1:
            raise UsageError(f"n_words must be at least 1, not {n_words}")
        folder = Path(path)
        if mode != "r":
            _make_folder(folder)
        catalogue = Catalogue(folder, writable=mode != "r")
        try:
            if mode == "w" or (mode == "a" and not catalogue.exists()):
                keeps = True if store_texts is None else store_texts
                catalogue.create(Settings(n_words or N_WORDS, keeps, TOKENISER_VERSION))
            settings = catalogue.settings()
            _check(folder, settings, n_words, store_texts)
            return cls(catalogue, settings, lexicon or load_lexicon(), writable=mode != "r")
        except BaseException:
            catalogue.close()
            raise

    def __enter__(self) -> SourceIndex:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._writable = False  # what was not committed is dropped
        self.close()

    def __len__(self) -> int:
        return self._n_numbers - len(self._deleted)

    @property
    def _n_numbers(self) -> int:
        """Document numbers that were given out."""
        return self._segments.n_documents + len(self._unsketched)

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
        numbers = [number for name in ids if (number := self._catalogue.delete(name)) is not None]
        self._deleted.update(numbers)
        return len(numbers)

    def search(self, suspect_text: str, k: int = 5) -> list[SourceMatch]:
        """Find the documents that a suspect was probably made from.

        The documents that share the most of its rare words are aligned with it, and those that account for at
        least `LEAST_COVERAGE` of its words are returned.

        Args:
            suspect_text: any text; one without words has no sources.
            k: return at most this many.

        Returns:
            Matches, best first.

        Raises:
            SourceIndexError: the index is damaged.
        """
        self._sketch()
        words = word_sets([suspect_text], self._lexicon)
        numbers, shares = find_candidates(self._segments.loaded, words, self._settings.n_words)
        if self._deleted:
            alive = ~np.isin(numbers, list(self._deleted))
            numbers, shares = numbers[alive], shares[alive]
        least = max(LEAST_SHARE, _LEAST_OF_BEST * shares.max(initial=0.0))
        n_aligned = min(k * _ALIGNED_PER_MATCH, int((shares >= least).sum()))
        candidates = zip(numbers[:n_aligned].tolist(), shares[:n_aligned].tolist(), strict=True)
        matches = [self._match(suspect_text, number, share) for number, share in candidates]
        matches = [match for match in matches if match.score >= _least_score(match)]
        return sorted(matches, key=lambda match: (not match.verified, -match.score))[:k]

    def info(self) -> dict[str, Any]:
        """What the index holds, by name, as JSON values."""
        entries = self._segments.entries
        folder = self._catalogue.folder
        return {
            "path": str(folder),
            "documents": len(self),
            "words": sum(entry.n_keys for entry in entries),
            "postings": sum(entry.n_postings for entry in entries),
            "segments": len(entries),
            "bytes": sum(path.stat().st_size for path in folder.iterdir() if path.is_file()),
            "n_words": self._settings.n_words,
            "store_texts": self._settings.store_texts,
            "tokeniser": self._settings.tokeniser,
        }

    def commit(self) -> None:
        """Make everything that was added durable.

        Raises:
            SourceIndexError: the index is open for reading, or cannot be written.
        """
        self._check_writable()
        self._sketch()
        self._segments.write(self._catalogue)
        self._catalogue.commit()

    def close(self) -> None:
        """Commit, where the index is open for writing, and close it. Closing twice does nothing."""
        if self._closed:
            return
        try:
            if self._writable:
                self.commit()
        finally:
            self._closed = True
            self._catalogue.close()

    def _add(self, name: str, text: str, metadata: Mapping[str, Any]) -> None:
        self._check_writable()
        if not isinstance(name, str) or not name or not isinstance(text, str):
            kind = type(text).__name__
            raise InputError(
                f"an indexed document needs an id and a text, both str; got id {name!r} and {kind}"
            )
        self._catalogue.add(
            self._n_numbers + 1, Entry(name, metadata, text if self._settings.store_texts else None)
        )
        self._unsketched.append(text)
        if len(self._unsketched) >= _BATCH:
            self._sketch()

    def _check_writable(self) -> None:
        if self._closed or not self._writable:
            state = "closed" if self._closed else "open for reading"
            raise SourceIndexError(f"the index at {self._catalogue.folder} is {state}: open it with mode 'a'")

    def _sketch(self) -> None:
        """Put the documents added last into a segment."""
        if self._unsketched:
            words = word_sets(self._unsketched, self._lexicon)
            self._segments.add(words, len(self._unsketched), self._settings.n_words)
            self._unsketched = []

    def _match(self, suspect: str, number: int, share: float) -> SourceMatch:
        """One candidate, verified where it can be."""
        entry = self._catalogue.entry(number)
        if entry.text is not None:
            # One of the two may be too long to be aligned.
            with contextlib.suppress(InputError):
                found = compare_texts(suspect, entry.text, self._lexicon)
                return SourceMatch(
                    entry.id,
                    float(found.coverage),
                    entry.metadata,
                    relation=found.relation,
                    likelihood=found.likelihood,
                )
        return SourceMatch(entry.id, share, entry.metadata, verified=False)


def _least_score(match: SourceMatch) -> float:
    return LEAST_COVERAGE if match.verified else LEAST_UNVERIFIED_SHARE


def _make_folder(folder: Path) -> None:
    """Make the folder of an index, unless something else is there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        strange = next((path.name for path in folder.iterdir() if not is_ours(path.name)), None)
    except OSError as error:
        raise SourceIndexError(f"no index can be made at {folder}: {error}") from error
    if strange is not None:
        raise SourceIndexError(f"{folder} holds other files ({strange}): give the index a folder of its own")


def _check(folder: Path, settings: Settings, n_words: int | None, store_texts: bool | None) -> None:
    """Check an index against this version and against what the caller expects of it."""
    made, here = settings.tokeniser, TOKENISER_VERSION
    if made != here:
        raise SourceIndexError(
            f"{folder} was made with tokeniser {made}, this spunlib has {here}: build it anew"
        )
    for name, asked, given in (
        ("n_words", n_words, settings.n_words),
        ("store_texts", store_texts, settings.store_texts),
    ):
        if asked is not None and asked != given:
            raise UsageError(
                f"{folder} was made with {name}={given}: leave the argument out, or make a new index"
            )
