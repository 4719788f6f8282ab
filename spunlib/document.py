"""The records that every stage passes on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text, with character offsets into the text as it was given.

    >>> text = "an attainable battle"
    >>> span = Span.of(text, 3, 13)
    >>> span
    Span(start=3, end=13, text='attainable')
    >>> text[span.start:span.end] == span.text
    True
    """

    start: int
    end: int
    text: str

    @classmethod
    def of(cls, text: str, start: int, end: int) -> Span:
        """The span of ``text[start:end]``."""
        return cls(start, end, text[start:end])


@dataclass(frozen=True, slots=True)
class Document:
    """One text to be scored, compared or indexed.

    ``id`` names it in reports; ``metadata`` holds the fields it came with, which are passed through
    untouched. ``file`` is where it was read from, if it was: it tells where to look, and is no part of what
    is reported or compared.
    """

    text: str
    id: str = ""
    metadata: Mapping[str, Any] = field(default_factory=dict)
    file: str | None = field(default=None, compare=False, repr=False)
