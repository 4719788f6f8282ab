from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest

from spunlib.report import Artifact, Comparison, Failure, Report
from spunlib.report.excerpt import CLOSE, OPEN, Sentences
from spunlib.report.formats import as_text
from spunlib.report.screen import PLAIN, Screen
from spunlib.report.terminal import render_comparison, render_report

ANSI = re.compile(r"\x1b\[[0-9;]*m")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_report(report: Report, golden: Callable[[str, str], None]) -> None:
    golden("report.txt", render_report(report))


def test_report_beside_an_original(proven: Report, golden: Callable[[str, str], None]) -> None:
    golden("proven.txt", render_report(proven))
    coloured = render_report(proven, Screen(colour=True))
    assert "\x1b[1;31mdespatched\x1b[0m" in coloured
    assert "\x1b[1;33mjapanese\x1b[0m" in coloured


def test_comparison(comparison: Comparison, golden: Callable[[str, str], None]) -> None:
    golden("comparison.txt", render_comparison(comparison))


def test_limit_counts_the_rest(report: Report, comparison: Comparison) -> None:
    shown = render_report(report, Screen(limit=2))
    assert shown.count("probably") == 2
    assert shown.endswith("  and 6 more\n")  # the first two of the groups hold 3 of the 9 artifacts
    assert "    and 1 more\n" in render_comparison(comparison, Screen(limit=1))


def test_colour_changes_nothing_but_the_marks(report: Report) -> None:
    coloured = render_report(report, Screen(width=200, colour=True))
    plain = render_report(report, Screen(width=200))
    assert ANSI.sub("", coloured) == plain.replace("[", "").replace("]", "")
    assert "\x1b[1;31mspun\x1b[0m" in coloured


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_lines_fit(report: Report, proven: Report, comparison: Comparison, width: int) -> None:
    shown = "".join(render_report(given, Screen(width)) for given in (report, proven))
    shown += render_comparison(comparison, Screen(width))
    assert max(map(len, shown.splitlines())) <= width


@pytest.mark.parametrize(
    ("environment", "colour"),
    [({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True), ({"TERM": "dumb"}, False)],
)
def test_colour_only_where_it_is_wanted(
    environment: dict[str, str], colour: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "500")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert Screen.of(Terminal()) == Screen(width=120, colour=colour)
    assert Screen.of(io.StringIO()) == PLAIN


def test_text_cannot_command_the_terminal(make: Callable[..., Report]) -> None:
    text = "He \x1b]0;owned\x07despatched\u202e it\ud800."
    start = text.index("despatched")
    found = Artifact(start, start + 10, "despatched", "synonym", ("\x07sent",), 1.0, "\x9b2J")
    scored = make(text=text, artifacts=[found], reason="\x1b[2J", id="\x1b[2J\n.txt")
    shown = render_report(scored)
    assert shown.isascii()
    assert set(re.findall(r"[\x00-\x1f\x7f-\x9f]", shown)) == {"\n"}
    assert r"\x1b]0;owned\x07[despatched]\u202e it\ud800." in shown


def test_failure_among_reports(report: Report) -> None:
    first, second = as_text([Failure("gone.txt", "No such file or directory"), report], PLAIN)
    assert first == "gone.txt\n  error       No such file or directory\n"
    assert second.startswith("\nharbour.txt\n  decision    spun\n")


def excerpt(text: str, *spans: tuple[int, int], room: int = 40) -> str:
    return Sentences(text).excerpt(spans, room).replace(OPEN, "[").replace(CLOSE, "]")


@pytest.mark.parametrize(
    ("text", "spans", "expected"),
    [
        ("despatched", [(0, 10)], "[despatched]"),
        ("", [(0, 0)], "[]"),
        ("\n\n  \n", [(2, 3)], "[ ]"),
        ("Rain. He went. Sun.", [(9, 12)], "He [wen]t."),
        ("One two. Three four.", [(4, 14)], "One [two. Three] four."),
        ("One two. Three four.", [(0, 3), (2, 7), (15, 19)], "[One two]. Three [four]."),
        ("x" * 500, [(250, 260)], "... [xxxxxxxxxx] ..."),
        ("x" * 500, [(0, 500)], f"[{'x' * 20} ... {'x' * 20}]"),
    ],
)
def test_excerpt(text: str, spans: list[tuple[int, int]], expected: str) -> None:
    assert excerpt(text, *spans) == expected


def test_excerpt_of_a_huge_sentence_is_short() -> None:
    text = "word " * 1_000_000
    assert "[word]" in excerpt(text, (2_500_000, 2_500_004), room=100)
    assert len(excerpt(text, (2_500_000, 2_500_004), room=100)) <= 110
    assert len(excerpt(text, (0, len(text)), room=100)) <= 110
