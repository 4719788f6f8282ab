"""Reports of texts that are looked up in an index, in this process or in others."""

from __future__ import annotations

import threading
import uuid
import weakref
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from spunlib.compare.relation import load_relation_model
from spunlib.model.abstention import MAX_CHARACTERS
from spunlib.report.joining import with_sources
from spunlib.report.report import Report
from spunlib.report.sources import entries_of

if TYPE_CHECKING:
    from spunlib.index.source_index import SourceIndex

SOURCES: Final = 3
"""Sources that are looked for, for each text."""


class Lookup:
    """Finds the sources of texts and lets them decide.

    Args:
        index: where to look.
    """

    def __init__(self, index: SourceIndex) -> None:
        self._index = index

    def elsewhere(self) -> Elsewhere | None:
        """How other processes and threads look up the same; None where the index is open for writing.

        Then nobody else sees what was added last.
        """
        if self._index.writable:
            return None
        return Elsewhere(type(self._index).open, self._index.folder, uuid.uuid4().hex)

    def joined(
        self, reports: Sequence[Report], dates: Sequence[str | None], ids: Sequence[str | None]
    ) -> Iterator[Report]:
        """Reports of texts alone, with what their sources say.

        A text that is too long to be scored is not looked up either, and no text is a source of itself: what
        was indexed under its name, and is identical, is passed over.

        Args:
            reports: of the text alone.
            dates: when each text was published, in ISO 8601.
            ids: names of the texts.

        Raises:
            SourceIndexError: the index is damaged.
        """
        texts = (report.text if len(report.text) <= MAX_CHARACTERS else "" for report in reports)
        found = self._index.search_many(texts, k=SOURCES)
        for report, date, name, matches in zip(reports, dates, ids, found, strict=True):
            others = [match for match in matches if (match.id, match.relation) != (name, "identical")]
            compared = {match.id: match.comparison for match in others if match.comparison is not None}
            threshold = load_relation_model().threshold_of(report.fpr)
            yield with_sources(report, entries_of(others, date), threshold, compared.__getitem__)


class Elsewhere(NamedTuple):
    """What another process or thread needs to look up texts: it opens the folder, as it was committed last.

    Attributes:
        open: `SourceIndex.open`.
        folder: of the index.
        run: a name for one run. The folder is opened once in it, and anew in the next: by then it may hold
            another index.
    """

    open: Callable[..., SourceIndex]
    folder: Path
    run: str

    def lookup(self) -> Lookup:
        """The lookup of this process and thread; an index is for one thread at a time."""
        if _here.run != self.run:
            index = self.open(self.folder, mode="r")
            _here.lookup, _here.run = Lookup(index), self.run
            weakref.finalize(_here.lookup, index.close)  # with the next run, or the end of the thread
        return _here.lookup


class _Here(threading.local):
    """What this process and thread opened last."""

    run = ""
    lookup: Lookup


_here: Final = _Here()
