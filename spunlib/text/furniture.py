"""Page furniture: what a scraped article carries besides its prose.

Furniture is written by the site, not by the author, and repeats from page to page; its words must move
neither a score nor a sketch. The text is read line by line, and a line is compared only with the rules of its
first word (one dictionary look-up), so that prose costs next to nothing.

Known limits: furniture that a scraper glued into a paragraph is found only where it has a form of its own (a
credit in brackets, an upper-case marker). Further kinds of line are further rows in ``furniture_phrases``.
"""

from __future__ import annotations

from spunlib.text.furniture_forms import DATELINE, LEADING_STAMP, LONE_PLACE, SHOUTED_DATELINE
from spunlib.text.furniture_phrases import INLINE_RULES, TAIL_OPENER
from spunlib.text.furniture_rules import FIRST_WORD, LINE_RULES, MAX_FURNITURE_LINE

_OPENING_LINES = 8
"""Datelines stand at most this many lines from the top: title, standfirst, byline, date, caption."""

_TOP_LINES = 4
"""Forms of a dateline that could be something else (a heading, a speaker) count only this near the top."""

_MIN_BODY = 400
"""Characters of body before a comment form or disclaimer may end the article: about 70 words."""


def find_furniture(text: str) -> list[tuple[int, int, str]]:
    r"""The stretches of ``text`` that are page furniture.

    Args:
        text: any string, as scraped.

    Returns:
        Sorted, disjoint ``(start, end, kind)`` with character offsets into ``text``. Kinds: ``byline``,
        ``dateline``, ``date``, ``comments``, ``disclaimer``, ``counter``, ``share``, ``related``,
        ``advertisement``, ``photo``, ``copyright``, ``credit``, ``source``, ``navigation``, ``cookies``.
        ``tail`` runs from the heading of a comment form or disclaimer to the end of the text, where at least
        400 characters of body precede it and it is no longer than they are: a heading planted early hides
        nothing.

    >>> page = "Ferry resumes service\nBy Ana Ruiz\nLISBON (XYZ) - It sails again.\nShare this article"
    >>> [(page[start:end], kind) for start, end, kind in find_furniture(page)]
    [('By Ana Ruiz', 'byline'), ('LISBON (XYZ) - ', 'dateline'), ('Share this article', 'share')]
    """
    found: list[tuple[int, int, str]] = []
    offset = body = number = 0
    for line in text.splitlines(keepends=True):
        core = line.strip()
        if core:
            number += 1
            start = offset + line.index(core[0])
            kind = _kind_of_line(core, number)
            if kind is None:
                body += len(core)
                if number <= _OPENING_LINES and (head := _head(core, number)):
                    found.append((start, start + head[0], head[1]))
            elif body >= max(_MIN_BODY, len(text) - start) and TAIL_OPENER.match(core):
                found.append((start, len(text), "tail"))
                break
            else:
                found.append((start, start + len(core), kind))
        offset += len(line)
    return _with_inline(text, found)


def _kind_of_line(core: str, number: int) -> str | None:
    """The kind of furniture that a stripped line is as a whole; ``number`` counts non-blank lines from 1."""
    if len(core) > MAX_FURNITURE_LINE or not (first := FIRST_WORD.match(core)):
        return None
    for kind, matches in LINE_RULES.get((first[1] or "0").lower(), ()):
        if matches(core):
            return kind
    if 1 < number <= _TOP_LINES and LONE_PLACE.fullmatch(core):
        return "dateline"
    return None


def _head(core: str, number: int) -> tuple[int, str] | None:
    """Length and kind of what opens a line of prose: a dateline or, in the first line, a date stamp."""
    if number == 1 and (stamp := LEADING_STAMP.match(core)):
        return stamp.end(), "date"
    dateline = DATELINE.match(core) or (number <= _TOP_LINES and SHOUTED_DATELINE.match(core))
    return (dateline.end(), "dateline") if dateline else None


def _with_inline(text: str, found: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """``found`` and the furniture inside lines of prose, sorted; of two that overlap the first stays."""
    inline = [
        (match.start(), match.end(), kind)
        for kind, needle, pattern in INLINE_RULES
        if needle in text
        for match in pattern.finditer(text)
    ]
    if not inline:
        return found
    disjoint: list[tuple[int, int, str]] = []
    for span in sorted(found + inline, key=lambda span: (span[0], -span[1])):
        if not disjoint or span[0] >= disjoint[-1][1]:
            disjoint.append(span)
    return disjoint
