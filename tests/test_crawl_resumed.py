"""A crawl scored by the command, cut off and continued: nothing is extracted again, nothing is lost."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
import trafilatura

from spunlib import cli
from spunlib.reading import unread

SENTENCES = (
    "The harbour board met on Monday to talk about the old lighthouse, which has stood without a keeper "
    "for twenty years. Its lamp still works, the engineer said, but the stairs do not. "
)


def record(number: int, body: str) -> bytes:
    block = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{body}".encode()
    header = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://example.org/{number}\r\n"
        "WARC-Date: 2024-02-11T10:12:13Z\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return gzip.compress(header.encode() + block + b"\r\n\r\n")


def page(number: int) -> str:
    text = f"<p>{SENTENCES}</p><p>Number {number}. {SENTENCES * 3}</p>"
    return f"<html><head><title>Page {number}</title></head><body><article>{text}</article></body></html>"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Ten records: nine pages, one of them twice, one without an article, and one that is damaged."""
    records = [record(number, page(number)) for number in (0, 1, 2, 2, 3)]
    records.append(record(4, "<html></html>"))
    records.append(b"\x1f\x8b\x08" + b"\xff" * 99)
    records += [record(number, page(number)) for number in (5, 6, 7)]
    path = tmp_path / "crawl.warc.gz"
    path.write_bytes(b"".join(records))
    return path


def command(archive: Path, output: Path, *more: str) -> list[str]:
    return ["score", str(archive), "--tier", "fast", "--format", "jsonl", "--output", str(output), *more]


def test_a_crawl_goes_on_where_it_was_cut_off(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = tmp_path / "scores.jsonl"
    assert cli.main(command(archive, output)) == 1
    whole = output.read_bytes()
    lines = whole.splitlines(keepends=True)
    results = [json.loads(line) for line in lines]
    assert [result["id"].rpartition("/")[2] for result in results[:6]] == ["0", "1", "2", "2", "3", "4"]
    assert ["error" in result for result in results] == [False] * 5 + [True] * 2 + [False] * 3
    assert results[0]["input"]["url"] == "http://example.org/0"

    extracted: list[str] = []
    extract = trafilatura.bare_extraction

    def counted(page: str, **options: object) -> object:
        extracted.append(page)
        return extract(page, **options)

    monkeypatch.setattr(trafilatura, "bare_extraction", counted)
    done = 0
    for number, line in enumerate(lines):
        output.write_bytes(whole[: done + len(line) // 2])
        extracted.clear()
        assert cli.main(command(archive, output, "--resume")) == 1
        assert output.read_bytes() == whole
        # All pages but those that have a line; the damaged record is none.
        assert len(extracted) == 9 - number + (number > 6)
        done += len(line)


def test_processes_write_the_same(archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unread, "_BATCHES_EACH", 1)
    monkeypatch.setattr(unread, "_BATCH", 2)
    one, two = tmp_path / "one.jsonl", tmp_path / "two.jsonl"
    assert cli.main(command(archive, one)) == 1
    assert cli.main(command(archive, two, "--jobs", "2")) == 1
    assert one.read_bytes() == two.read_bytes()
    two.write_bytes(one.read_bytes()[:5000])
    assert cli.main(command(archive, two, "--jobs", "2", "--resume")) == 1
    assert one.read_bytes() == two.read_bytes()


def test_resume_tells_another_crawl_from_this_one(
    archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "scores.jsonl"
    cli.main(command(archive, output))
    other = tmp_path / "other.warc.gz"
    other.write_bytes(record(99, page(99)))
    written = output.read_bytes()
    assert cli.main(command(other, output, "--resume")) == 2
    assert (
        "is about 'http://example.org/0', where the input has 'http://example.org/99'"
        in capsys.readouterr().err
    )
    assert output.read_bytes() == written
