"""Pages to results: what runs beside the crawl, in processes or a thread of its own."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any, NamedTuple

from spunlib.detector import load
from spunlib.document import Document
from spunlib.errors import SpunlibError
from spunlib.index.source_index import SourceIndex
from spunlib.integrations.scrapy.items import Page
from spunlib.integrations.scrapy.options import Options
from spunlib.report.report import Failure, Report


class Result(NamedTuple):
    """What is said about one page.

    Attributes:
        fields: those of a line of ``spunlib score --format jsonl``: of a report, or of the reason why there
            is none; and ``text``, where that was taken from HTML.
        error: the class of the exception behind that reason; empty where there is a report.
    """

    fields: dict[str, Any]
    error: str = ""

    @classmethod
    def of_error(cls, id: str, error: BaseException) -> Result:
        """What is said where something went wrong.

        >>> Result.of_error("a", ValueError("no text")).fields["error"]
        'ValueError: no text'
        """
        name = type(error).__name__
        said = str(error) if isinstance(error, SpunlibError) else f"{name}: {error}"
        return cls(Failure(id, said).to_dict(), name)


class Batch(NamedTuple):
    """The results of some pages, in their order, and the seconds that they took."""

    results: list[Result]
    seconds: float


class Scorer:
    """Scores pages with one detector and, where the options name one, one index of originals.

    It is for one thread at a time, as the index is; it may be made in another.

    Raises:
        ModelError, SourceIndexError, MissingExtraError: the model or the index cannot be used.

    >>> Scorer(Options()).score([Page("a", "Too short.", None, {})]).results[0].fields["decision"]
    'abstain'
    """

    def __init__(self, options: Options) -> None:
        self._options = options
        self._detector = load(options.model, options.tier)
        self._index: SourceIndex | None = None
        if options.index:
            SourceIndex.open(options.index, mode="r").close()  # fails now, not with the first page

    def score(self, pages: Sequence[Page]) -> Batch:
        """Score pages; whatever goes wrong with one of them is said in its result."""
        begun = time.perf_counter()
        read = [self._read(page) for page in pages]
        documents = [document for document in read if isinstance(document, Document)]
        try:
            scored = self._scored(documents)
        except Exception:  # one text, or what the index holds of its source: the others go on
            scored = [self._alone(document) for document in documents]
        waiting = iter(scored)
        results = [
            _shown(next(waiting), page, given) if isinstance(given, Document) else given
            for page, given in zip(pages, read, strict=True)
        ]
        return Batch(results, time.perf_counter() - begun)

    def close(self) -> None:
        """Close the index, in the thread that has scored."""
        if self._index is not None:
            self._index.close()
            self._index = None

    def _read(self, page: Page) -> Document | Result:
        try:
            return page.document(self._options)
        except Exception as error:
            return Result.of_error(page.id, error)

    def _scored(self, documents: Sequence[Document]) -> list[Result]:
        if self._options.index and self._index is None:
            self._index = SourceIndex.open(self._options.index, mode="r")
        reports = self._detector.score_many(documents, fpr=self._options.fpr, index=self._index)
        # One by one: artifacts come from the arrays of the batch while they live.
        return [Result(self._fields(report)) for report in reports]

    def _alone(self, document: Document) -> Result:
        try:
            return self._scored([document])[0]
        except Exception as error:
            return Result.of_error(document.id, error)

    def _fields(self, report: Report) -> dict[str, Any]:
        return report.to_dict(artifacts=self._options.artifacts)


def _shown(result: Result, page: Page, document: Document) -> Result:
    """A result with what was read in HTML: there its offsets count. What the item holds is not repeated."""
    if page.text is None:
        result.fields["text"] = document.text
    else:
        result.fields.pop("input", None)
    return result
