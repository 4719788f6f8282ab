"""What a spinning tool leaves alone: mark-up, addresses, and on request quotations and the opening."""

from __future__ import annotations

import re

_MARKUP = (
    r"https?://[^<\s]+|www\.[^<\s]+|[\w.+-]+@[\w-]+\.[\w.-]+"  # addresses
    r"|<script.*?</script>|<[^<>]+>|\[[^\[\]]*\]|&\#?\w+;"  # HTML, shortcodes, entities
)
# As the tools find them: a quotation ends in the paragraph it begins in, or it is none.
_QUOTATION = r"“[^”\n]*”|‘[^’\n]*’|\"[^\"\n]*\""
_MARKUP_ONLY = re.compile(_MARKUP, re.DOTALL | re.IGNORECASE)
_MARKUP_AND_QUOTATIONS = re.compile(f"{_MARKUP}|{_QUOTATION}", re.DOTALL | re.IGNORECASE)
_OPENING = re.compile(r"\s*.*?(?:[.!?][\"”’')]*(?=\s)|\n|\Z)", re.DOTALL)


def protected_spans(text: str, *, quotes: bool, first_sentence: bool) -> list[tuple[int, int]]:
    r"""The (start, end) offsets that stay as they are, in order, non-overlapping.

    Mark-up and addresses always are. ``quotes`` adds quotations in curly or straight double quotes and curly
    single quotes; ``first_sentence`` everything up to the first line break or end of a sentence, be it a
    title or a sentence.

    >>> text = "Title\nHe said “go now” at http://example.org today"
    >>> [text[start:end] for start, end in protected_spans(text, quotes=True, first_sentence=True)]
    ['Title\n', '“go now”', 'http://example.org']
    """
    pattern = _MARKUP_AND_QUOTATIONS if quotes else _MARKUP_ONLY
    opening = _OPENING.match(text) if first_sentence else None
    end = opening.end() if opening else 0
    spans = [(0, end)] if end else []
    found = (match.span() for match in pattern.finditer(text))
    return spans + [(max(start, end), stop) for start, stop in found if stop > end]
