"""Reports of texts that are looked up in an index, in this process or in others."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from spunlib.model.abstention import MAX_CHARACTERS
from spunlib.report.joining import with_sources
from spunlib.report.report import Report
from spunlib.report.sources import entries_of

if TYPE_CHECKING:
    from spunlib.index.source_index import SourceIndex

SOURCES: Final = 3
"""Sources that are looked for, for each text."""


def comparison_threshold(fpr: float) -> float:
    """Likelihood of a comparison above which at most this share of human texts lies."""
    return 0.5


class Lookup:
    """Finds the sources of texts and lets them decide.

    It can be sent to other processes where the index is open for reading: each opens the folder once, and
    sees what was committed last.

    Args:
        index: where to look.
    """

    def __init__(self, index: SourceIndex) -> None:
        self._index = index
        self._token = uuid.uuid4().hex  # another run, another opening: the index may have changed in between

    @property
    def travels(self) -> bool:
        """Whether other processes see what this one sees."""
        return not self._index.writable

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
            threshold = comparison_threshold(report.fpr)
            yield with_sources(report, entries_of(others, date), threshold, compared.__getitem__)

    def __getstate__(self) -> dict[str, Any]:
        return {"open": type(self._index).open, "folder": self._index.folder, "token": self._token}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self._token = state["token"]
        if _opened.token != self._token:
            _opened.index = state["open"](state["folder"], mode="r")
            _opened.token = self._token
        self._index = _opened.index


class _Opened(threading.local):
    """The index that was opened last; an index is for one thread at a time."""

    token = ""
    index: Any = None


_opened: Final = _Opened()
