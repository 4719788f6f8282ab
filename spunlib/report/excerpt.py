"""Sentences with spans marked in them, cut to what a reader takes in at a glance."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

import numpy as np

from spunlib.report.visible import flat
from spunlib.text.tokens import tokenise

OPEN: Final = "\x02"
CLOSE: Final = "\x03"
OPEN_PROVEN: Final = "\x04"
CLOSE_PROVEN: Final = "\x05"
"""Stand around a span in an excerpt, the latter two where it is proven. Excerpts hold no other control
characters."""

_BEFORE: Final = (
    0.4  # share of the room that goes to what stands before the spans: what follows explains more
)


class Sentences:
    """The sentences of one text, looked up by offset.

    >>> sentences = Sentences("It rained. He had despatched a letter. It came.")
    >>> show = lambda excerpt: excerpt.replace(OPEN, "[").replace(CLOSE, "]")
    >>> show(sentences.excerpt([(18, 28), (31, 37)], room=60))
    'He had [despatched] a [letter].'
    >>> show(sentences.excerpt([(18, 28)], room=24))
    '... [despatched] a ...'
    """

    def __init__(self, text: str) -> None:
        self._text = text
        tokens = tokenise([text])
        _, opens, sizes = np.unique(tokens.sentence, return_index=True, return_counts=True)
        self._starts = tokens.start[opens]
        self._ends = tokens.end[opens + sizes - 1]

    def number(self, offset: int) -> int:
        """The number of the sentence that a character stands in, or after; from 0."""
        return max(int(np.searchsorted(self._starts, offset, "right")) - 1, 0)

    def excerpt(
        self, spans: Sequence[tuple[int, int]], room: int, proven: Collection[tuple[int, int]] = ()
    ) -> str:
        """Spans, in the order of the text, in their sentence or sentences; about ``room`` characters.

        ``proven`` are those of them that are marked so.
        """
        start, end = spans[0][0], max(end for _, end in spans)
        first, last = start, end
        if self._starts.size:
            first = min(int(self._starts[self.number(start)]), start)
            last = max(int(self._ends[self.number(max(end - 1, start))]), end)
        # Far too long sentences are cut before they are cleaned: a text of 10 MB may be one sentence.
        before = flat(self._text[max(first, start - 4 * room) : start]).lstrip()
        after = flat(self._text[end : min(last, end + 4 * room)]).rstrip()
        marked = self._marked(spans, room, proven)
        free = max(room - len(marked), 0)
        before = _cut_left(before, max(int(free * _BEFORE), free - len(after)))
        return before + marked + _cut_right(after, free - len(before))

    def _marked(
        self, spans: Sequence[tuple[int, int]], room: int, proven: Collection[tuple[int, int]]
    ) -> str:
        parts = []
        done = spans[0][0]
        for start, end in _merged(spans):
            within = any(start <= first < end for first, _ in proven)
            opening, closing = (OPEN_PROVEN, CLOSE_PROVEN) if within else (OPEN, CLOSE)
            parts += [flat(self._text[done:start]), opening, self._shortened(start, end, room), closing]
            done = end
        return "".join(parts)

    def _shortened(self, start: int, end: int, room: int) -> str:
        if end - start <= room:
            return flat(self._text[start:end])
        half = room // 2
        return f"{flat(self._text[start : start + half])} ... {flat(self._text[end - half : end])}"


def _merged(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans that overlap, as one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _cut_left(text: str, room: int) -> str:
    if len(text) <= room:
        return text
    kept = text[len(text) - max(room - 4, 0) :]
    return "... " + kept.partition(" ")[2]


def _cut_right(text: str, room: int) -> str:
    if len(text) <= room:
        return text
    kept = text[: max(room - 4, 0)]
    return kept.rpartition(" ")[0] + " ..."
