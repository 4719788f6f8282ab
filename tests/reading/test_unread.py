from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import pytest
from archives import html, packed, page

from spunlib.document import Document
from spunlib.reading import unread
from spunlib.reading.files import Meter
from spunlib.reading.reader import PageFile, list_documents, read_documents
from spunlib.reading.unread import read
from spunlib.report import Failure


@pytest.fixture
def crawl(tmp_path: Path) -> Path:
    folder = tmp_path / "crawl"
    folder.mkdir()
    (folder / "a.warc.gz").write_bytes(packed(*(page(number) for number in range(30))))
    (folder / "b.html").write_text(html(31))
    (folder / "c.jsonl").write_text('{"id": "j1", "text": "One."}\n{"id": "j2"}\n')
    (folder / "d.html").write_text("")
    (folder / "e.txt").write_text("Text.")
    return folder


def test_names_are_known_before_the_texts_and_stay(crawl: Path) -> None:
    listed = list(list_documents([str(crawl)]))
    found = list(read_documents([str(crawl)]))
    assert [one.id for one in listed] == [one.id for one in found]
    assert [one.file for one in listed] == [one.file for one in found]
    assert sum(not isinstance(one, Document | Failure) for one in listed) == 32


def test_nothing_is_extracted_to_list(crawl: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    assert len(list(list_documents([str(crawl)]))) == 35


@pytest.mark.parametrize("n_jobs", [1, 2])
def test_processes_read_the_same_in_order(crawl: Path, n_jobs: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unread, "_BATCHES_EACH", 1)
    monkeypatch.setattr(unread, "_BATCH", 4)
    expected = list(read_documents([str(crawl)]))
    found = list(read(list_documents([str(crawl)]), n_jobs))
    assert found == expected
    assert [one.file for one in found] == [one.file for one in expected]


def test_documents_that_are_read_wait_for_nothing() -> None:
    def endless() -> object:
        while True:
            yield Document("Rain.", "1")

    assert next(read(endless(), n_jobs=2)).id == "1"  # type: ignore[arg-type]


def test_reading_runs_ahead_by_a_bounded_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unread, "_BATCHES_EACH", 1)
    monkeypatch.setattr(unread, "_BATCH", 2)
    listed: list[int] = []

    def endless() -> object:
        while True:
            listed.append(len(listed))
            yield PageFile("gone.html")

    assert isinstance(next(read(endless(), n_jobs=2)), Failure)  # type: ignore[arg-type]
    assert len(listed) <= 5


def test_the_meter_goes_from_nothing_to_all(crawl: Path) -> None:
    meter = Meter([str(crawl)])
    assert meter.share() == 0
    shares = [
        share for _ in list_documents([str(crawl)], meter=meter) if (share := meter.share()) is not None
    ]
    assert shares == sorted(shares)
    assert meter.share() == 1


def test_the_meter_of_a_large_file_moves_while_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "x"}\n' * 100_000)
    meter = Meter([str(path)])
    shares = {round(meter.share() or 0, 1) for _ in list_documents([str(path)], meter=meter)}
    assert len(shares) > 8


def test_nobody_knows_how_much_comes_through_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BufferedReader(io.BytesIO(packed(page(1), page(2))))  # type: ignore[arg-type]
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(raw))
    meter = Meter(["-"])
    assert [one.id for one in list_documents(["-"], meter=meter)] == [
        "http://example.org/1",
        "http://example.org/2",
    ]
    assert meter.share() is None
    assert Meter(["gone.txt"]).share() is None


def test_a_page_that_vanishes_after_it_was_listed_is_a_failure(crawl: Path) -> None:
    listed = list_documents([str(crawl / "b.html"), str(crawl / "e.txt")])
    first = next(listed)
    os.unlink(crawl / "b.html")
    assert "No such file" in first.read().error  # type: ignore[union-attr]
    assert next(listed).id == str(crawl / "e.txt")
