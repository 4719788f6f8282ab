from __future__ import annotations

import html
import re
from collections.abc import Callable
from html.parser import HTMLParser

from spunlib.report import Artifact, Failure, Report
from spunlib.report.formats import as_html
from spunlib.report.html import page, report_section

VOID = {"meta", "br"}


class Page(HTMLParser):
    """Checks that tags nest, and collects what the page shows."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.titles: list[str] = []
        self.article = ""
        self.feed(source)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)
        self.titles += [value or "" for name, value in attrs if name == "title"]
        assert not any(name in ("src", "href") or name.startswith("on") for name, _ in attrs)
        assert tag != "script"

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "article" in self.open:
            self.article += data


Make = Callable[..., Report]


def test_page(report: Report, golden: Callable[[str, str], None]) -> None:
    golden("report.html", report.to_html())
    shown = Page(report.to_html())
    assert shown.article == report.text.replace("\u200b", r"\u200b")
    assert "prefers-color-scheme: dark" in report.to_html()


def test_page_beside_an_original(proven: Report, golden: Callable[[str, str], None]) -> None:
    golden("proven.html", proven.to_html())
    source = proven.to_html()
    assert Page(source).article == proven.text.replace("\u200b", r"\u200b")
    assert '<mark class="proven" title="substitution +1.5: in place of sent. ' in source
    assert source.count('class="proven"') == 4  # three substitutions, and the key
    assert "published before the text (2021-05-03)" in source


def test_markup_in_the_input_stays_text(make: Make) -> None:
    text = 'A <script>alert("x")</script> & "quotes" \'here\''
    artifacts = [Artifact(2, 10, "<script>", '"><i>', ('"><u>',), 1.0, '" onclick="x')]
    source = make(text=text, artifacts=artifacts, reason="<b>", id="<script>").to_html()
    assert Page(source).article == text
    assert "<script" not in source


def test_overlapping_marks_tell_of_both(report: Report) -> None:
    section = report_section(report)
    assert re.search(r">a </mark><mark [^>]*>attainable</mark>", section)
    both = [
        title
        for title in Page("".join(page([section], "x"))).titles
        if "agreement" in title and "\n" in title
    ]
    assert len(both) == 1


def test_nested_equal_and_empty_spans(make: Make) -> None:
    text = "abcdef"
    spans = [(0, 6), (1, 3), (1, 3), (2, 5), (3, 3), (5, 6)]
    artifacts = [Artifact(s, e, text[s:e], "synonym", (), 1.0, f"{s}-{e}") for s, e in spans]
    shown = Page(make(text=text, artifacts=artifacts).to_html())
    assert shown.article == text
    assert len(shown.titles) == 6 - 1  # one for each stretch between two borders: 0 1 2 3 5 6
    assert not any("3-3" in title for title in shown.titles)


def test_surrogates_and_controls_can_be_written(make: Make) -> None:
    source = make(text="lone \ud800, null \x00, override \u202e", artifacts=()).to_html()
    assert source.encode("utf-8")
    assert html.unescape(Page(source).article) == r"lone \ud800, null \x00, override \u202e"


def test_many_documents_on_one_page(report: Report) -> None:
    source = "".join(as_html([report, Failure("gone.txt", "<no> such file"), report]))
    assert source.count("<section>") == 3
    assert source.count("<!DOCTYPE html>") == 1
    assert "&lt;no&gt; such file" in source
    Page(source)


def test_long_lists_are_cut(make: Make) -> None:
    words = [f"w{number}" for number in range(100)]
    text = " ".join(words)
    artifacts = [Artifact(text.index(w), text.index(w) + len(w), w, "synonym", (), 1.0, "") for w in words]
    source = make(text=text, artifacts=artifacts).to_html()
    assert source.count("<mark") == 100
    assert source.count("<li>") == 60
    assert "and 40 more" in source
