"""The benchmark of crawls in small: what it writes is read, scored, killed and continued."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from spunlib.document import Document
from spunlib.reading.reader import read_documents

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def _on_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))


def test_the_archive_is_the_same_each_time_and_holds_what_it_says(tmp_path: Path) -> None:
    import crawl_archive

    path = tmp_path / "a.warc.gz"
    archive = crawl_archive.write_archive(path, 60, seed=3)
    first = path.read_bytes()
    crawl_archive.write_archive(path, 60, seed=3)
    assert path.read_bytes() == first
    found = list(read_documents([str(path)]))
    assert len(found) == len(archive.urls)
    for number, (document, url) in enumerate(zip(found, archive.urls, strict=True)):
        assert document.id == url or number in archive.damaged
    articles = [document.text for document in found if isinstance(document, Document)]
    assert len(articles) == len(found) - archive.failing
    assert not any("\ufffd" in text or "You may also like" in text for text in articles)
    # trafilatura takes old layouts made of tables whole.
    assert sum("cookies" in text for text in articles) < len(articles) / 4


def test_a_crawl_in_small(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import crawl

    figures = tmp_path / "crawl.json"
    given = ["--pages", "60", "--kills", "5", "--rounds", "1", "--json", str(figures)]
    monkeypatch.setattr(sys, "argv", ["benchmarks/crawl.py", *given])
    crawl.main()  # how fast it is among the other tests says nothing
    found: dict[str, Any] = json.loads(figures.read_text())
    assert found["wrong"] == []
    assert found["kills"]["violations"] == 0
    assert found["kills"]["early"] + found["kills"]["late"] == 5
    shown = capsys.readouterr().out
    assert "python benchmarks/crawl.py --pages 60 --kills 5 --rounds 1" in shown
    assert "| kills while it scored | 4 |" in shown


def test_promises_that_are_broken_are_told() -> None:
    import crawl

    kept: dict[str, Any] = {
        "memory_mb": [100.0, 120.0, 121.0, 122.0],
        "wrong": [],
        "kills": {"violations": 0},
        "ratio_wall": 0.59,
        "ratio_cpu": 0.61,
    }
    assert crawl.passed(kept)
    assert not crawl.passed(kept | {"memory_mb": [100.0, 120.0, 130.0, 140.0]})
    assert not crawl.passed(kept | {"wrong": ["a"]})
    assert not crawl.passed(kept | {"kills": {"violations": 1}})
    assert not crawl.passed(kept | {"ratio_cpu": 0.59})
