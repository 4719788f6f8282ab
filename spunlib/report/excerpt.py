"""The sentence around a span, cut to what a reader takes in at a glance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from spunlib.report.visible import one_line
from spunlib.text.tokens import tokenise

_BEFORE = 0.4  # share of the room that goes to the words before the span: what follows explains more


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A span with the words around it, each part on one line and free of hidden characters."""

    before: str
    span: str
    after: str

    def __str__(self) -> str:
        return f"{self.before}[{self.span}]{self.after}"


class Sentences:
    """The sentences of one text, looked up by offset.

    >>> sentences = Sentences("It rained. He had despatched a letter. It came.")
    >>> str(sentences.excerpt(18, 28, room=60))
    'He had [despatched] a letter.'
    >>> str(sentences.excerpt(18, 28, room=24))
    '... [despatched] a letter.'
    """

    def __init__(self, text: str) -> None:
        self._text = text
        tokens = tokenise([text])
        _, opens, sizes = np.unique(tokens.sentence, return_index=True, return_counts=True)
        self._starts = tokens.start[opens]
        self._ends = tokens.end[opens + sizes - 1]

    def excerpt(self, start: int, end: int, room: int) -> Excerpt:
        """The span in its sentence (or sentences), in at most about ``room`` characters."""
        first, last = start, end
        if self._starts.size:
            opening = int(np.searchsorted(self._starts, start, "right")) - 1
            closing = int(np.searchsorted(self._ends, end))
            first = int(self._starts[max(opening, 0)])
            last = int(self._ends[min(closing, self._ends.size - 1)])
        # Cut far too long sentences before they are cleaned: a text of 10 MB may be one sentence.
        before = self._text[max(min(first, start), start - 4 * room) : start]
        after = self._text[end : min(max(last, end), end + 4 * room)]
        span = _shorten(one_line(self._text[start:end][: 4 * room]), room)
        left, right = one_line(before), one_line(after)
        left += " " if left and before[-1].isspace() else ""
        right = " " + right if right and after[0].isspace() else right
        free = max(room - len(span), 0)
        for_left = max(int(free * _BEFORE), free - len(right))
        left = _cut_left(left, for_left)
        return Excerpt(left, span, _cut_right(right, free - len(left)))


def _shorten(text: str, room: int) -> str:
    half = max((room - 5) // 2, 1)
    return text if len(text) <= room else f"{text[:half]} ... {text[-half:]}"


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
