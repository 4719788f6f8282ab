"""How far a run has come."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import Final, TextIO, TypeVar

from spunlib.report.report import Failure

_INTERVAL: Final = 0.5  # seconds between two drawings
_CLEAR: Final = "\r\x1b[K"

_T = TypeVar("_T")


class Progress:
    """Counts documents or their results while they pass, and draws the count on a terminal.

    Attributes:
        documents: how many have passed.
        failed: how many of them are failures.

    >>> progress = Progress(None)
    >>> len(list(progress.watch([Failure("3.txt", "no such file")]))), progress.failed
    (1, 1)
    """

    def __init__(self, terminal: TextIO | None, documents: int = 0, failed: int = 0) -> None:
        """``terminal`` is None where nothing is to be drawn; the counts are those of an earlier run."""
        self.documents = documents
        self.failed = failed
        self._terminal = terminal

    def watch(self, passing: Iterable[_T]) -> Iterator[_T]:
        """Pass documents or results on."""
        begun = drawn = time.monotonic()
        earlier = self.documents
        try:
            for result in passing:
                self.documents += 1
                self.failed += isinstance(result, Failure)
                yield result
                now = time.monotonic()
                if self._terminal and now - drawn >= _INTERVAL:
                    rate = (self.documents - earlier) / (now - begun)
                    self._draw(f"{_CLEAR}{self.documents:,} documents, {rate:,.0f}/s, {self.failed:,} failed")
                    drawn = now
        finally:
            self._draw(_CLEAR)

    def _draw(self, text: str) -> None:
        if self._terminal:
            self._terminal.write(text)
            self._terminal.flush()
