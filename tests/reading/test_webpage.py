from __future__ import annotations

import sys
from pathlib import Path

import pytest

from spunlib.document import Document
from spunlib.reading.reader import read_documents
from spunlib.report import Failure

PARAGRAPH = (
    "The harbour board met on Monday to talk about the old lighthouse, which has stood without a keeper "
    "for twenty years. Its lamp still works, the engineer said, but the stairs do not."
)
PAGE = f"""<!DOCTYPE html><html><head><title>The lighthouse | Harbour News</title>
<meta property="og:site_name" content="Harbour News"><meta property="og:title" content="The lighthouse">
<meta property="article:published_time" content="2021-05-03"></head>
<body><nav><a href="/">Home</a><a href="/sport">Sport</a></nav>
<article><h1>The lighthouse</h1><p>{PARAGRAPH}</p><p>{PARAGRAPH.replace("Monday", "Friday")}</p></article>
<footer>All rights reserved. <a href="/imprint">Imprint</a></footer></body></html>"""


def read(tmp_path: Path, content: bytes) -> Document | Failure:
    path = tmp_path / "page.html"
    path.write_bytes(content)
    (found,) = read_documents([str(path)])
    return found


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_the_article_and_what_is_known_of_it(tmp_path: Path, encoding: str) -> None:
    found = read(tmp_path, PAGE.encode(encoding))
    assert isinstance(found, Document), found
    assert PARAGRAPH in found.text
    assert "Imprint" not in found.text
    assert "Sport" not in found.text
    assert found.metadata == {"title": "The lighthouse", "date": "2021-05-03", "site": "Harbour News"}


@pytest.mark.parametrize("content", [b"", b"<html></html>", b"\x00\x01\x02" * 100, b"<" * 10_000])
def test_pages_without_an_article(tmp_path: Path, content: bytes) -> None:
    found = read(tmp_path, content)
    assert isinstance(found, Failure)
    assert "no article was found" in found.error or "trafilatura failed" in found.error


def test_a_missing_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    found = read(tmp_path, PAGE.encode())
    assert isinstance(found, Failure)
    assert "pip install 'spunlib[html]'" in found.error
