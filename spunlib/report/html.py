"""Reports as one web page that needs nothing else: no script, no font, no network."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from itertools import pairwise
from typing import Any, Final, Protocol

from spunlib.report.artifact import Artifact
from spunlib.report.grouping import ArtifactGroup, group_artifacts
from spunlib.report.sources import told
from spunlib.report.visible import visible

_MAX_LISTED: Final = 60  # groups of artifacts beside the text; all are marked in it

_STYLE: Final = """
:root { color-scheme: light dark; --ink: #1b1b1b; --paper: #fff; --faint: #666; --line: #ddd;
  --spun: #b3261e; --clear: #1f7a3a; --mark: #ffe7a3; --strong: #ffc1a8; --proven: #c3dcff; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e6e6; --paper: #16181b; --faint: #9aa0a6; --line: #3a3d41;
    --spun: #ff8a80; --clear: #7bd88f; --mark: #5a4a14; --strong: #7a3420; --proven: #1c4470; } }
body { margin: 0 auto; max-width: 75rem; padding: 1rem; font: 1rem/1.55 system-ui, sans-serif;
  color: var(--ink); background: var(--paper); }
section { border-top: 1px solid var(--line); padding: 1rem 0 2rem; }
h1 { font-size: 1.2rem; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 1rem; margin: 0 0 1rem; }
dt, small { color: var(--faint); }
dd { margin: 0; overflow-wrap: anywhere; }
.spun, .error { color: var(--spun); font-weight: 600; }
.not_spun { color: var(--clear); font-weight: 600; }
.columns { display: grid; gap: 2rem; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); }
@media (max-width: 55rem) { .columns { grid-template-columns: minmax(0, 1fr); } }
article { white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: isolate; }
aside { font-size: .9rem; overflow-wrap: anywhere; }
aside ol { padding-left: 1.5rem; }
mark { background: var(--mark); color: inherit; border-radius: .2em; }
mark.strong { background: var(--strong); }
mark.proven { background: var(--proven); border-bottom: 2px solid; }
"""
_KEY: Final = '<p><mark class="proven">proven</mark> against an original, <mark>suspected</mark></p>\n'
_STRONG: Final = 2.0  # log-odds from which a mark is coloured more strongly: a factor of 7 on the odds


class ReportLike(Protocol):
    """What is shown of a report; `spunlib.report.report.Report` is one."""

    text: str
    likelihood: float
    kinds: Mapping[str, float]
    decision: str
    reason: str
    fpr: float
    threshold: float | None
    n_words: int
    sources: Sequence[Mapping[str, Any]]
    model: str
    id: str | None

    @property
    def artifacts(self) -> Sequence[Artifact]:
        """What is marked in the text."""
        ...


def page(sections: Iterable[str], title: str) -> Iterator[str]:
    """A whole page around the sections, in pieces, so that any number of documents can be written.

    >>> "".join(page(["<p>Nothing.</p>"], "A & B")).count("A &amp; B")
    1
    """
    yield (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_text(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
    )
    yield from sections
    yield "</body>\n</html>\n"


def report_section(report: ReportLike) -> str:
    """One document: the verdict, the text with its artifacts marked, and a list of them, strongest first."""
    threshold = "" if report.threshold is None else f", threshold {report.threshold:.2f} (fpr {report.fpr:g})"
    kinds = sorted(report.kinds.items(), key=lambda item: -item[1])
    rows = [
        ("decision", f'<span class="{_text(report.decision)}">{_text(report.decision)}</span>'),
        ("likelihood", f"{report.likelihood:.2f}{threshold}"),
        ("kind", _text(", ".join(f"{kind} {probability:.2f}" for kind, probability in kinds))),
        ("reason", _text(report.reason)),
        ("words", f"{report.n_words:,}"),
        ("model", _text(report.model)),
    ]
    rows += [("source", _text(told(source))) for source in report.sources]
    return (
        f"<section>\n<h1>{_text(report.id or 'text')}</h1>\n{_rows(rows)}"
        f'<div class="columns">\n<article dir="auto">{_marked(report.text, report.artifacts)}</article>\n'
        f"{_aside(group_artifacts(report.artifacts))}</div>\n</section>\n"
    )


def error_section(title: str, error: str) -> str:
    """A document without a report."""
    row = ("error", f'<span class="error">{_text(error)}</span>')
    return f"<section>\n<h1>{_text(title)}</h1>\n{_rows([row])}</section>\n"


def _rows(rows: Iterable[tuple[str, str]]) -> str:
    return "<dl>\n" + "".join(f"<dt>{name}</dt><dd>{value}</dd>\n" for name, value in rows) + "</dl>\n"


def _aside(groups: Sequence[ArtifactGroup]) -> str:
    if not groups:
        return "<aside>No artifacts.</aside>\n"
    items = []
    for group in groups[:_MAX_LISTED]:
        times = f", {group.count} times" if group.count > 1 else ""
        items.append(
            f"<li><b>{_text(group.strongest.text)}</b>{_text(group.strongest.told())} "
            f"<small>{_text(group.strongest.kind)} {group.weight:+.1f}{times}</small><br>"
            f"{_text(group.strongest.reason)}</li>\n"
        )
    left = sum(group.count for group in groups[_MAX_LISTED:])
    more = f"<p>and {left:,} more</p>\n" if left else ""
    key = _KEY if groups[0].strongest.proven else ""
    return f"<aside>\n{key}<ol>\n{''.join(items)}</ol>\n{more}</aside>\n"


def _marked(text: str, artifacts: Sequence[Artifact]) -> str:
    """The text with marks; where artifacts overlap, each stretch of it tells of all that cover it."""
    opening: dict[int, list[Artifact]] = {}
    for artifact in artifacts:
        if artifact.start < artifact.end:
            opening.setdefault(artifact.start, []).append(artifact)
    borders = sorted({0, len(text), *opening, *(artifact.end for artifact in artifacts)})
    covering: list[Artifact] = []
    parts = []
    for start, end in pairwise(borders):
        covering = [artifact for artifact in covering if artifact.end > start] + opening.get(start, [])
        stretch = _text(text[start:end])
        parts.append(_mark(stretch, covering) if covering else stretch)
    return "".join(parts)


def _mark(stretch: str, covering: Sequence[Artifact]) -> str:
    title = "\n".join(f"{a.kind} {a.weight:+.1f}{a.told()}. {a.reason}" for a in covering)
    proven = any(a.proven for a in covering)
    strong = sum(a.weight for a in covering) >= _STRONG
    style = ' class="proven"' if proven else ' class="strong"' if strong else ""
    return f'<mark{style} title="{_text(title)}">{stretch}</mark>'


def _text(text: str) -> str:
    return escape(visible(text))
