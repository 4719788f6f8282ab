"""Documents that are longer than anybody writes, and files that unpack to more than a disk holds."""

from __future__ import annotations

import gzip
import json
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from spunlib.document import Document
from spunlib.reading import decoding, limits, reader, records
from spunlib.reading.reader import read_documents
from spunlib.report import Failure

LIMIT = 1 << 20


@pytest.fixture(autouse=True)
def _lower(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (decoding, limits, reader, records):
        monkeypatch.setattr(module, "LONGEST_DOCUMENT", LIMIT)


def read(path: Path, content: bytes) -> list[Document | Failure]:
    path.write_bytes(content)
    return list(read_documents([str(path)]))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("text", ["word " * LIMIT, "word\n" * LIMIT, "wörd " * LIMIT])
def test_a_text_that_is_too_long(tmp_path: Path, text: str, encoding: str) -> None:
    (failure,) = read(tmp_path / "a.txt.gz", gzip.compress(text.encode(encoding), 1))
    assert isinstance(failure, Failure)
    assert failure.error.endswith("a.txt.gz: the text is longer than 1 MB")


def test_a_text_of_the_longest_length(tmp_path: Path) -> None:
    (document,) = read(tmp_path / "a.txt", b"x" * (LIMIT - 1))
    assert isinstance(document, Document)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_line_that_is_too_long_costs_itself_alone(tmp_path: Path, encoding: str) -> None:
    lines = [json.dumps({"text": text}) for text in ("One.", "x" * 3 * LIMIT, "Three.")]
    found = read(tmp_path / "a.jsonl", "\n".join(lines).encode(encoding))
    assert [isinstance(one, Document) for one in found] == [True, False, True]
    assert found[1].error.endswith("a.jsonl:2: the line is longer than 1 MB")  # type: ignore[union-attr]
    assert found[2].id.endswith(":3")


def test_a_cell_that_is_too_long(tmp_path: Path) -> None:
    found = read(tmp_path / "a.csv", b'text\nOne.\n"' + b"xx\n" * LIMIT + b'"\nThree.\n')
    assert isinstance(found[0], Document)
    assert any(isinstance(one, Failure) and "field larger than field limit" in one.error for one in found)


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
@pytest.mark.parametrize("name", ["a.txt", "a.jsonl", "a.csv", "a.md", "a.html", "a.warc"])
def test_a_bomb_takes_little_memory(tmp_path: Path, name: str, pack: Callable[[bytes], bytes]) -> None:
    path = tmp_path / f"{name}.packed"
    path = path.with_suffix(".gz")  # what it is, its first bytes tell
    path.write_bytes(pack(b"text " * 20_000_000))
    tracemalloc.start()
    found = list(read_documents([str(path)]))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert any(isinstance(one, Failure) for one in found)
    assert peak < 60_000_000


@pytest.mark.parametrize(
    "name",
    ["a.txt", "a.md", "a.jsonl", "a.csv", "a.html", "a.warc", "a.parquet", "a.txt.gz", "a.txt.zst", "a"],
)
@pytest.mark.parametrize(
    "content", [b"", b"\0", b"\0" * 5000, b"\x1f\x8b\x08", b"(\xb5/\xfd", b"\x50*M\x18\xff\xff\xff\xff"]
)
def test_empty_and_odd_files_never_raise(tmp_path: Path, name: str, content: bytes) -> None:
    assert len(read(tmp_path / name, content)) <= 2
