"""A summary as a stream of text, in each format."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from spunlib.report.html import page
from spunlib.report.screen import BOLD, RED, Screen
from spunlib.report.visible import one_line, visible
from spunlib.summary.rows import Row, rows_of, spun, title_of
from spunlib.summary.summary import Group, Summary


def as_jsonl(summary: Summary) -> Iterator[str]:
    """One JSON object a group, as docs/site-report.schema.json describes it."""
    for group in summary.groups():
        yield group.to_json() + "\n"


def as_text(summary: Summary, screen: Screen) -> Iterator[str]:
    """All documents together, a block for each group with a finding, then a line for each of the others.

    >>> print("".join(as_text(Summary("site"), Screen())), end="")
    no documents
    """
    groups = summary.groups()
    if not groups:
        yield "no documents\n"
        return
    if len(groups) > 1:
        yield from _block(title_of(summary.total(), len(groups)), summary.total(), screen)
    for number, group in enumerate(filter(_telling, groups)):
        yield "\n" if number or len(groups) > 1 else ""
        yield from _block(title_of(group), group, screen)
    for number, group in enumerate(group for group in groups if not _telling(group)):
        if number == 0:
            yield "\n" + screen.paint("nothing found", BOLD) + "\n"
        yield from (line + "\n" for line in screen.wrap(f"{one_line(title_of(group))}: {spun(group)}", "  "))


def as_html(summary: Summary) -> Iterator[str]:
    """One page: a table of all groups, each with a finding linked to its section below."""
    return page(_sections(summary), title="spunlib")


def _telling(group: Group) -> bool:
    return group.tally.findings is not None


def _block(title: str, group: Group, screen: Screen) -> Iterator[str]:
    yield screen.paint(one_line(title), BOLD) + "\n"
    for row in rows_of(group):
        style = RED if row.label == "spun" and group.tally.spun else ""
        for line in screen.field(row.label, row.value, style):
            yield line + "\n"
        for entry in row.entries[: screen.limit]:
            for line in screen.wrap(one_line(entry), "    "):
                yield line + "\n"


def _sections(summary: Summary) -> Iterator[str]:
    groups = summary.groups()
    total = summary.total()
    if len(groups) != 1:
        yield _section(title_of(total, len(groups)) if groups else "no documents", total)
    yield "<section>\n<ul>\n"
    for number, group in enumerate(groups):
        name = _text(title_of(group))
        link = f'<a href="#g{number}">{name}</a>' if _telling(group) else name
        yield f"<li>{link}: {_text(spun(group))}</li>\n"
    yield "</ul>\n</section>\n"
    for number, group in enumerate(groups):
        if _telling(group):
            yield _section(title_of(group), group, f' id="g{number}"')


def _section(title: str, group: Group, anchor: str = "") -> str:
    rows = "".join(f"<dt>{row.label}</dt><dd>{_value(row)}</dd>\n" for row in rows_of(group))
    return f"<section{anchor}>\n<h1>{_text(title)}</h1>\n<dl>\n{rows}</dl>\n</section>\n"


def _value(row: Row) -> str:
    entries = "".join(f"<li>{_text(entry)}</li>" for entry in row.entries)
    return _text(row.value) + (f"<ol>{entries}</ol>" if entries else "")


def _text(text: str) -> str:
    return escape(visible(text))
