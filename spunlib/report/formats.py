"""Results of many documents as one stream of text, in each format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spunlib.report.html import error_section, page, report_section
from spunlib.report.report import Failure, Report
from spunlib.report.screen import Screen
from spunlib.report.terminal import render_report


def as_jsonl(results: Iterable[Report | Failure]) -> Iterator[str]:
    r"""One JSON object a line.

    >>> list(as_jsonl([Failure("3.txt", "no such file")]))
    ['{"schema_version": 1, "id": "3.txt", "error": "no such file"}\n']
    """
    for result in results:
        yield result.to_json() + "\n"


def as_text(results: Iterable[Report | Failure], screen: Screen) -> Iterator[str]:
    """One block a document, with a blank line between two."""
    for number, result in enumerate(results):
        yield ("\n" if number else "") + render_report(result, screen)


def as_html(results: Iterable[Report | Failure]) -> Iterator[str]:
    """One page with a section for each document."""
    return page(map(_section, results), title="spunlib")


def _section(result: Report | Failure) -> str:
    if isinstance(result, Failure):
        return error_section(result.id, result.error)
    return report_section(result)
