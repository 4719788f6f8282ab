from __future__ import annotations

import json
import pickle
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from spunlib.compare.replay import Edit
from spunlib.compare.result import RELATIONS, ComparisonResult, Kept, Segment, Substitution
from spunlib.document import Span
from spunlib.report.comparison import Comparison

ORIGINAL = "Ann sent a <b>rare</b> & odd note."
SUSPECT = "Ann despatched a <b>uncommon</b> & odd note."


def span(text: str, part: str) -> Span:
    return Span.of(text, text.index(part), text.index(part) + len(part))


def result(suspect: str = SUSPECT) -> ComparisonResult:
    return ComparisonResult(
        suspect=suspect,
        original=ORIGINAL,
        relation="synonym_spun",
        relations={name: float(name == "synonym_spun") for name in RELATIONS},
        likelihood=1.0,
        reason="two words were swapped",
        coverage=1.0,
        segments=(Segment(span(SUSPECT, SUSPECT), span(ORIGINAL, ORIGINAL)),),
        substitutions=(
            Substitution(span(SUSPECT, "despatched"), span(ORIGINAL, "sent"), "synonym"),
            Substitution(span(SUSPECT, "uncommon"), span(ORIGINAL, "rare"), "synonym"),
        ),
        kept=(Kept(span(SUSPECT, "Ann"), span(ORIGINAL, "Ann"), "name"),),
        measures={},
        edits=(
            Edit("keep", 0, 4),
            Edit("replace", 4, 8, "despatched"),
            Edit("keep", 8, 14),
            Edit("replace", 14, 18, "uncommon"),
            Edit("keep", 18, 34),
        ),
    )


@pytest.fixture
def comparison() -> Comparison:
    return Comparison(result())


class Page(HTMLParser):
    """The text of a page outside of its style, its tags, and the targets of its links."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        values = dict(attrs)
        if values.get("id"):
            self.ids.add(str(values["id"]))
        if values.get("href"):
            self.links.append(str(values["href"]))

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1] != "style":
            self.text += data


def test_replay_gives_the_suspect(comparison: Comparison) -> None:
    assert comparison.replay() == SUSPECT == comparison.suspect


def test_json_holds_what_the_properties_hold(comparison: Comparison) -> None:
    fields = json.loads(comparison.to_json())
    assert fields == comparison.to_dict()
    assert fields["schema_version"] == 1
    assert fields["relation"] == comparison.relation
    assert fields["relations"] == comparison.relations
    assert fields["likelihood"] == comparison.likelihood
    assert fields["coverage"] == comparison.coverage
    assert fields["reason"] == comparison.reason
    assert [s["suspect"]["text"] for s in fields["substitutions"]] == ["despatched", "uncommon"]
    assert [s["original"]["start"] for s in fields["substitutions"]] == [4, 14]
    assert fields["kept"][0] == {
        "suspect": {"start": 0, "end": 3, "text": "Ann"},
        "original": {"start": 0, "end": 3, "text": "Ann"},
        "kind": "name",
    }
    edits = [Edit(**edit) for edit in fields["edits"]]
    assert tuple(edits) == comparison.edits


def test_json_of_a_lone_surrogate_is_ascii() -> None:
    lone = Substitution(Span(0, 1, "\ud800"), Span(0, 1, "A"), "other")
    written = Comparison(replace(result(), substitutions=(lone,))).to_json()
    assert written.isascii()
    assert json.loads(written)["substitutions"][0]["suspect"]["text"] == "\ud800"


def test_page_shows_both_texts_and_obeys_neither(comparison: Comparison) -> None:
    page = Page(comparison.to_html())
    assert SUSPECT in page.text
    assert ORIGINAL in page.text
    assert "b" not in page.tags
    assert "script" not in page.tags
    assert page.tags.count("mark") == 6


def test_page_links_each_substitution_to_its_other_side(comparison: Comparison) -> None:
    page = Page(comparison.to_html())
    assert len(page.links) == 4
    assert all(link.removeprefix("#") in page.ids for link in page.links)


def test_page_needs_nothing_else_and_has_a_dark_form(comparison: Comparison) -> None:
    page = comparison.to_html()
    assert "http" not in page
    assert "prefers-color-scheme: dark" in page


def test_page_shows_hidden_characters_and_can_be_written() -> None:
    page = Comparison(result(SUSPECT + "\ud800\u200b\x1b")).to_html()
    assert page.encode("utf-8")
    assert r"\ud800\u200b\x1b" in page


def test_comparisons_are_equal_by_content_and_survive_pickling(comparison: Comparison) -> None:
    twin = pickle.loads(pickle.dumps(comparison))  # noqa: S301
    assert twin == comparison
    assert hash(twin) == hash(comparison)
    assert comparison != Comparison(result(SUSPECT + "!"))
    assert comparison != SUSPECT
