"""Which group a result belongs to, whatever stands in its fields."""

from __future__ import annotations

from typing import Any

import pytest

from spunlib.summary.groups import GROUPINGS, author_of, site_of
from spunlib.summary.outcome import Outcome


@pytest.mark.parametrize(
    ("fields", "id", "site"),
    [
        ({"url": "https://www.example.org/a"}, "7", "example.org"),
        (
            {"url": "HTTP://user:secret@News.Example.org.:8080/a?u=http://other.example/"},
            "7",
            "news.example.org",
        ),
        ({"url": "https://www.example.org/a", "site": "Reuters"}, "7", "example.org"),
        ({"url": "a/b.html", "site": "Example"}, "7", "Example"),
        ({"url": "http://[broken/", "site": "www.Example.org"}, "7", "example.org"),
        ({"site": "https://www.example.org/front"}, "7", "example.org"),
        ({"site": "www.example.org:443"}, "7", "example.org"),
        ({"site": "St. Mary's Gazette"}, "7", "St. Mary's Gazette"),
        ({"site": 7, "url": None}, "https://www.example.org/1", "example.org"),
        ({"site": "  "}, "7", None),
        ({}, "crawl.jsonl:7", None),
        ({}, None, None),
        ({"url": "file:///tmp/a.html"}, None, None),
        ({"site": "x\x1b[31m\ny"}, None, "x\\x1b[31m y"),
        ({"url": "https://www.münchen.example/"}, None, "münchen.example"),
    ],
)
def test_site(fields: dict[str, Any], id: str | None, site: str | None) -> None:
    assert site_of(fields, id) == site


@pytest.mark.parametrize(
    ("author", "name"),
    [("Ann", "Ann"), (" Ann \n Example ", "Ann Example"), (["Ann", "Bo"], "Ann; Bo"), ([], None), (7, None)],
)
def test_author(author: Any, name: str | None) -> None:
    assert author_of({"author": author}) == name


def test_file_is_the_one_read_or_the_document_itself() -> None:
    file_of = GROUPINGS["file"]
    assert file_of(Outcome("7", "crawl.warc.gz", {})) == "crawl.warc.gz"
    assert file_of(Outcome("essay.txt", None, {})) == "essay.txt"


def test_names_are_no_longer_than_names_are() -> None:
    assert len(site_of({"site": "x" * 10_000}, None) or "") == 200
