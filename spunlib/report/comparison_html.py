"""A comparison as one web page that needs nothing else: no script, no font, no network."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

from spunlib.compare.result import ComparisonResult
from spunlib.document import Span
from spunlib.report.visible import visible

_STYLE: Final = """
:root { color-scheme: light dark; --ink: #1b1b1b; --paper: #fff; --faint: #666; --line: #ddd; --swap:
#ffe7a3; --kept: #d7ecd9; } @media (prefers-color-scheme: dark) {
  :root { --ink: #e6e6e6; --paper: #16181b; --faint: #9aa0a6; --line: #3a3d41; --swap: #5a4a14; --kept:
  #1f3d28; } }
body { margin: 0 auto; max-width: 90rem; padding: 1rem; font: 1rem/1.55 system-ui, sans-serif;
  color: var(--ink); background: var(--paper); }
h1 { font-size: 1.2rem; }
h2 { font-size: 1rem; color: var(--faint); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 1rem; }
dt { color: var(--faint); }
dd { margin: 0; overflow-wrap: anywhere; }
.columns { display: grid; gap: 2rem; grid-template-columns: repeat(2, minmax(0, 1fr)); border-top: 1px
solid var(--line); } @media (max-width: 45rem) { .columns { grid-template-columns: minmax(0, 1fr); } }
.text { white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: isolate; } mark { color: inherit;
border-radius: .2em; background: var(--swap); } mark.kept { background: var(--kept); } mark:target {
outline: 2px solid; } mark a { color: inherit; text-decoration: none; }
"""

_Mark = tuple[Span, str, str]
"""A span, the tag that opens it and the tag that closes it."""


def render_comparison_html(result: ComparisonResult) -> str:
    """The page of a comparison: the verdict, and the texts in two columns.

    Each substitution is a link to the other side of it; hovering tells what stood or came there. What was
    kept is marked otherwise. Control characters and lone surrogates are shown as escapes.
    """
    kinds = ", ".join(
        f"{count} {kind}" for kind, count in Counter(s.kind for s in result.substitutions).most_common()
    )
    rows = [
        ("relation", result.relation),
        ("likelihood", f"{result.likelihood:.2f} that a machine rewrote it from this original"),
        ("reason", result.reason),
        ("coverage", f"{result.coverage:.0%} of the words"),
        ("substitutions", kinds or "none"),
    ]
    listed = "".join(f"<dt>{name}</dt><dd>{_text(value)}</dd>\n" for name, value in rows)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>spunlib: {_text(result.relation)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f'<h1>Suspect and original</h1>\n<dl>\n{listed}</dl>\n<div class="columns">\n'
        f"{_column('Suspect', result.suspect, _marks(result, 's', 'o'))}"
        f"{_column('Original', result.original, _marks(result, 'o', 's'))}"
        "</div>\n</body>\n</html>\n"
    )


def _marks(result: ComparisonResult, side: str, other: str) -> list[_Mark]:
    """The marks of one side, ``"s"`` or ``"o"``, in order and not overlapping."""
    marks: list[_Mark] = []
    for number, swap in enumerate(result.substitutions):
        here, there = (swap.suspect, swap.original) if side == "s" else (swap.original, swap.suspect)
        told = f"{swap.kind}: {there.text}"
        opening = f'<mark id="{side}{number}" title="{_text(told)}"><a href="#{other}{number}">'
        marks.append((here, opening, "</a></mark>"))
    for kept in result.kept:
        here = kept.suspect if side == "s" else kept.original
        marks.append((here, f'<mark class="kept" title="kept {_text(kept.kind)}">', "</mark>"))
    return list(_without_overlaps(sorted(marks, key=lambda mark: (mark[0].start, mark[0].end))))


def _without_overlaps(marks: Sequence[_Mark]) -> Iterator[_Mark]:
    end = 0
    for mark in marks:
        if mark[0].start >= end:
            yield mark
            end = mark[0].end


def _column(title: str, text: str, marks: Sequence[_Mark]) -> str:
    pieces: list[str] = []
    at = 0
    for span, opening, closing in marks:
        pieces += [_text(text[at : span.start]), opening, _text(span.text), closing]
        at = span.end
    body = "".join(pieces) + _text(text[at:])
    return f'<section>\n<h2>{title}</h2>\n<div class="text" dir="auto">{body}</div>\n</section>\n'


def _text(text: str) -> str:
    return escape(visible(text))
