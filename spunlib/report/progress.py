"""How far a run has come."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import Final, TextIO, TypeVar

from spunlib.report.report import Failure
from spunlib.report.visible import visible

_INTERVAL: Final = 0.5  # seconds between two drawings
_LOG_INTERVAL: Final = 60.0  # seconds between two lines in a log
_CLEAR: Final = "\r\x1b[K"

_T = TypeVar("_T")


class Progress:
    """Counts documents or their results while they pass, and shows the count.

    Attributes:
        documents: how many have passed.
        failed: how many of them are failures.

    >>> progress = Progress(None)
    >>> len(list(progress.watch([Failure("3.txt", "no such file")]))), progress.failed
    (1, 1)
    """

    def __init__(
        self, stream: TextIO | None, documents: int = 0, failed: int = 0, logged: bool = False
    ) -> None:
        """The counts to begin with are those of an earlier run.

        ``stream`` is where messages go, None for nowhere. The count is drawn there if it is a terminal;
        otherwise, if ``logged``, it is written there as a line every minute.
        """
        self.documents = documents
        self.failed = failed
        self._stream = stream
        self._drawn = stream is not None and stream.isatty()
        self._interval = _INTERVAL if self._drawn else _LOG_INTERVAL if logged else float("inf")

    def watch(self, passing: Iterable[_T]) -> Iterator[_T]:
        """Pass documents or results on."""
        begun = shown = time.monotonic()
        earlier = self.documents
        try:
            for result in passing:
                self.documents += 1
                self.failed += isinstance(result, Failure)
                yield result
                now = time.monotonic()
                if now - shown >= self._interval:
                    rate = (self.documents - earlier) / (now - begun)
                    self._show(f"{self.documents:,} documents, {rate:,.0f}/s, {self.failed:,} failed")
                    shown = now
        finally:
            if self._drawn:
                self._write(_CLEAR)

    def say(self, message: str) -> None:
        """Write a message on a line of its own."""
        self._write(f"{_CLEAR if self._drawn else ''}spunlib: {visible(message)}\n")

    def _show(self, count: str) -> None:
        if self._drawn:
            self._write(_CLEAR + count)
        else:
            self.say(count)

    def _write(self, text: str) -> None:
        if self._stream is not None:
            self._stream.write(text)
            self._stream.flush()
