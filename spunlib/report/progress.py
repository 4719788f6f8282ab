"""How far a run has come."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Final, TextIO, TypeVar

from spunlib.report.report import Failure
from spunlib.report.visible import visible

_INTERVAL: Final = 0.5  # seconds between two drawings
_LOG_INTERVAL: Final = 60.0  # seconds between two lines in a log
_BAR: Final = 20  # characters
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
        self,
        stream: TextIO | None,
        documents: int = 0,
        failed: int = 0,
        logged: bool = False,
        share: Callable[[], float | None] | None = None,
    ) -> None:
        """The counts to begin with are those of an earlier run.

        ``stream`` is where messages go, None for nowhere. The count is drawn there if it is a terminal;
        otherwise, if ``logged``, it is written there as a line every minute. ``share`` tells which share of
        the input has been read, None where that is not known; the time left follows from how it grows.
        """
        self.documents = documents
        self.failed = failed
        self._stream = stream
        self._share = share
        self._drawn = stream is not None and stream.isatty()
        self._interval = _INTERVAL if self._drawn else _LOG_INTERVAL if logged else float("inf")

    def watch(self, passing: Iterable[_T]) -> Iterator[_T]:
        """Pass documents or results on."""
        begun = shown = time.monotonic()
        earlier = self.documents
        # What an earlier run has read. To ask takes a look at every file, so nobody asks without need.
        ahead = self._read() if earlier and self._interval < float("inf") else 0.0
        try:
            for result in passing:
                self.documents += 1
                self.failed += isinstance(result, Failure)
                yield result
                now = time.monotonic()
                if now - shown >= self._interval:
                    seconds = now - begun
                    rate = (self.documents - earlier) / seconds if seconds else 0
                    counts = f"{self.documents:,} documents, {rate:,.0f}/s, {self.failed:,} failed"
                    self._show(counts, ahead, seconds)
                    shown = now
        finally:
            if self._drawn:
                self._write(_CLEAR)

    def say(self, message: str) -> None:
        """Write a message on a line of its own."""
        self._write(f"{_CLEAR if self._drawn else ''}spunlib: {visible(message)}\n")

    def _read(self) -> float | None:
        return None if self._share is None else self._share()

    def _show(self, counts: str, ahead: float | None, seconds: float) -> None:
        read = self._read()
        if read is not None:
            before, behind = f"{read:.0%}", ""
            if ahead is not None and read > ahead:
                behind = f", {duration(seconds * (1 - read) / (read - ahead))} left"
            if self._drawn:
                before = f"[{'#' * int(read * _BAR):-<{_BAR}}] {before}"
            counts = f"{before}, {counts}{behind}"
        if self._drawn:
            self._write(_CLEAR + counts)
        else:
            self.say(counts)

    def _write(self, text: str) -> None:
        if self._stream is not None:
            self._stream.write(text)
            self._stream.flush()


def duration(seconds: float) -> str:
    """Seconds as people say them, rounded up.

    >>> duration(7.2), duration(61), duration(7300), duration(200_000)
    ('8 s', '2 min', '2 h 2 min', '2 d 8 h')
    """
    whole = math.ceil(round(seconds, 3))
    if whole < 60:
        return f"{whole} s"
    minutes = -(-whole // 60)
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h {minutes % 60} min"
    hours = -(-minutes // 60)
    return f"{hours // 24} d {hours % 24} h"
