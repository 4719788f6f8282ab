"""Documents to results: a stream, in order, that no single document can stop."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator

from spunlib.document import Document
from spunlib.errors import SpunlibError
from spunlib.report.report import Failure, Report

ScoreMany = Callable[[Iterator[Document]], Iterable[Report]]
"""Documents to their reports, lazily and in order."""


def score_documents(
    documents: Iterable[Document | Failure], score_many: ScoreMany
) -> Iterator[Report | Failure]:
    """Score documents; failures keep their places among the reports.

    A document on which ``score_many`` fails in an unforeseen way becomes a failure too, and the run goes on:
    one text in millions must not end it. Errors of reading and errors that spunlib raises on purpose are
    passed on.

    >>> list(score_documents([Failure("3.txt", "no such file")], lambda given: [None for document in given]))
    [Failure(id='3.txt', error='no such file', input={})]
    """
    feed = _Feed(documents)
    while not feed.ended:
        yield from _score_on(feed, score_many)
        for item in feed.drain():
            yield item if isinstance(item, Failure) else _score_alone(item, score_many)


class _Feed:
    """Hands out texts, and keeps the documents behind them until their reports are there."""

    def __init__(self, documents: Iterable[Document | Failure]) -> None:
        self.ended = False
        self.broken = False
        self._documents = iter(documents)
        self._waiting: deque[Document | Failure] = deque()

    def documents(self) -> Iterator[Document]:
        try:
            for item in self._documents:
                self._waiting.append(item)
                if isinstance(item, Document):
                    yield item
        except Exception:
            self.broken = True
            raise
        self.ended = True

    def failures(self) -> Iterator[Failure]:
        """The failures before the next document that waits for its report."""
        while self._waiting and isinstance(self._waiting[0], Failure):
            yield self._waiting.popleft()  # type: ignore[misc]

    def reported(self) -> None:
        """The next document that waits for its report has it."""
        self._waiting.popleft()

    def drain(self) -> list[Document | Failure]:
        """All that waits."""
        items = list(self._waiting)
        self._waiting.clear()
        return items


def _score_on(feed: _Feed, score_many: ScoreMany) -> Iterator[Report | Failure]:
    """Score until the documents end or one of those in work breaks the scoring."""
    try:
        for report in score_many(feed.documents()):
            yield from feed.failures()
            feed.reported()
            yield report
    except SpunlibError:
        raise
    except Exception:
        if feed.broken:
            raise


def _score_alone(document: Document, score_many: ScoreMany) -> Report | Failure:
    try:
        (report,) = score_many(iter([document]))
    except SpunlibError:
        raise
    except Exception as error:
        reason = f"scoring failed: {type(error).__name__}: {error}"
        return Failure(document.id, reason, document.metadata, document.file)
    return report
