"""What a simulated spinner substituted, told as an alignment can: in whole words, nothing equal left.

A dictionary entry may swap "in the" for "within the", "6" inside "6.2" or "a fast" for "an immediate". Told
whole, word by word where words only agree, that is: "in" / "within"; "6.2" / "six.2"; "a" / "an" and "fast" /
"immediate". An entry that then only adds or cuts words ("games" / "video games") is no substitution.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from spunlib.training.spinners import Edit, Spun

_WORDS: Final = re.compile(r"\S+")
_ARTICLES: Final = frozenset({"a", "an"})


class Spans(NamedTuple):
    """Characters ``start:end`` of the suspect stand for ``original_start:original_end`` of the original."""

    start: int
    end: int
    original_start: int
    original_end: int

    def touches(self, other: Spans) -> bool:
        """Whether the two share characters on both sides."""
        return (
            self.start < other.end
            and other.start < self.end
            and self.original_start < other.original_end
            and other.original_start < self.original_end
        )


def true_substitutions(spun: Spun, original: str) -> list[Spans]:
    """The substitutions of a spun copy, in order."""
    found: list[Spans] = []
    for edit in spun.edits:
        spans = _whole_words(edit, spun.text, original)
        if found and (spans.start < found[-1].end or spans.original_start < found[-1].original_end):
            last = found.pop()  # two entries in one word
            spans = Spans(last.start, spans.end, last.original_start, spans.original_end)
        found.append(spans)
    return [told for spans in found for told in _told(spans, spun.text, original)]


def _whole_words(edit: Edit, suspect: str, original: str) -> Spans:
    """An edit that begins or ends inside a word of either text, and what is left of these words."""
    start, end, original_start, original_end = edit.start, edit.end, edit.original_start, edit.original_end
    while start and (_joined(suspect, start) or _joined(original, original_start)):
        start, original_start = start - 1, original_start - 1
    while end < len(suspect) and (_joined(suspect, end) or _joined(original, original_end)):
        end, original_end = end + 1, original_end + 1
    return Spans(start, end, original_start, original_end)


def _joined(text: str, at: int) -> bool:
    """Whether a word or number goes on at a place."""
    if not 0 < at < len(text):
        return False
    inner = text[at - 1] in ".," and text[at].isdigit() and text[at - 2 : at - 1].isdigit()
    outer = text[at] in ".," and text[at - 1].isdigit() and text[at + 1 : at + 2].isdigit()
    return (text[at - 1].isalnum() and text[at].isalnum()) or inner or outer


def _told(spans: Spans, suspect: str, original: str) -> Iterator[Spans]:
    """A substitution without the words that both sides begin or end with; an article that agrees apart."""
    start, end, original_start, original_end = spans
    words = [(match.group().lower(), match.span()) for match in _WORDS.finditer(suspect, start, end)]
    others = [
        (match.group().lower(), match.span())
        for match in _WORDS.finditer(original, original_start, original_end)
    ]
    while words and others and words[0][0] == others[0][0]:
        del words[0], others[0]
    while words and others and words[-1][0] == others[-1][0]:
        del words[-1], others[-1]
    if min(len(words), len(others)) > 1 and {words[0][0], others[0][0]} == _ARTICLES:
        yield Spans(*words.pop(0)[1], *others.pop(0)[1])
    if words and others:
        yield Spans(words[0][1][0], words[-1][1][1], others[0][1][0], others[-1][1][1])
