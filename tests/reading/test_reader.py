from __future__ import annotations

import codecs
import gzip
import io
import json
import logging
import os
from pathlib import Path
from typing import Any

import pytest

from spunlib.document import Document
from spunlib.errors import UsageError
from spunlib.reading.reader import read_documents
from spunlib.report import Failure

TEXT = "The ferry left at nine.\nNobody waved.\n"


def read(*paths: Path | str, **fields: str) -> list[Document | Failure]:
    return list(read_documents(map(str, paths), **fields))


def only(path: Path | str, **fields: str) -> Document:
    (document,) = read(path, **fields)
    assert isinstance(document, Document), document
    return document


def error(path: Path | str) -> str:
    (failure,) = read(path)
    assert isinstance(failure, Failure), failure
    assert failure.id == str(path)
    return failure.error


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def pipe_in(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    raw = io.BufferedReader(io.BytesIO(content))  # type: ignore[arg-type]
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(raw))


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (TEXT.encode(), TEXT),
        (b"", ""),
        (b"\r\n", "\r\n"),
        (codecs.BOM_UTF8 + TEXT.encode(), TEXT),
        (TEXT.encode("utf-16"), TEXT),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), TEXT),
        ("caf\u00e9 \u201cnoir\u201d\n".encode("cp1252"), "caf\u00e9 \u201cnoir\u201d\n"),
        (b"ok \xc3\xa9\nold \xe9\nodd \x81\n", "ok \u00e9\nold \u00e9\nodd \x81\n"),
        (b"\0" + TEXT.encode() * 3, "\0" + TEXT * 3),
    ],
)
def test_encodings(tmp_path: Path, content: bytes, text: str) -> None:
    path = write(tmp_path / "a.txt", content)
    assert only(path) == Document(text, str(path))
    write(tmp_path / "a.txt.gz", gzip.compress(content))
    assert only(tmp_path / "a.txt.gz").text == text


def test_foreign_encoding_is_told_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = write(tmp_path / "a.txt", b"caf\xe9\ncaf\xe9\n")
    with caplog.at_level(logging.WARNING):
        only(path)
    assert caplog.messages == [f"{path}: not UTF-8, read as Windows-1252"]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.txt", os.urandom(100_000), "binary data"),
        ("a.txt", b"\0" * 1000, "binary data"),
        ("a.txt", TEXT.encode("utf-16-le"), "UTF-16 without a byte order mark"),
        ("a.jsonl", os.urandom(1000), "binary data"),
        ("a.txt", codecs.BOM_UTF16_LE + b"\x00\xd8a", "broken UTF-16"),
        ("a.txt.gz", gzip.compress(os.urandom(5000).hex().encode())[:2000], "cut short"),
        ("a.txt.gz", gzip.compress(TEXT.encode())[:12] + b"\xff" * 40, "a.txt.gz: "),
        ("a.parquet", b"PAR1", "no Parquet file that can be read"),
        ("a.jsonl.zst", b"(\xb5/\xfd", "cut short"),
        ("a.jsonl.zst", b"(\xb5/\xfdjunk and more junk", "the compressed data is damaged"),
        ("a.warc.gz", b"", "no page among 0 records"),
        ("a.json", b"{}", "ending .jsonl"),
        ("a.csv", b"", "no field 'text' among none"),
        ("a.csv", b"id,body\n1,x\n", "no field 'text' among 'id', 'body'; name it with --text-field"),
    ],
)
def test_what_cannot_be_read_says_why(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    assert message in error(write(tmp_path / name, content))


def test_missing_and_forbidden_files(tmp_path: Path) -> None:
    assert error(tmp_path / "gone.txt") == f"{tmp_path / 'gone.txt'}: No such file or directory"
    assert "no file in this folder ends in .txt" in error(tmp_path)


def test_folders_are_sorted_and_deep(tmp_path: Path) -> None:
    for name in [
        "b.txt",
        "a.md",
        "z/1.txt",
        "c/2.jsonl",
        "c/d/3.TXT",
        "e.parquet",
        "f.pdf",
        ".hidden/x.txt",
        ".y.txt",
    ]:
        write(tmp_path / name, '{"text": "x"}' if name.endswith("jsonl") else TEXT)
    found = read(tmp_path)
    assert [os.path.relpath(item.id, tmp_path) for item in found] == [
        "a.md",
        "b.txt",
        "e.parquet",
        "c/2.jsonl:1",
        "c/d/3.TXT",
        "z/1.txt",
    ]
    assert [isinstance(item, Failure) for item in found] == [False, False, True, False, False, False]


def test_failures_keep_their_places(tmp_path: Path) -> None:
    good = write(tmp_path / "good.txt", TEXT)
    found = read(good, tmp_path / "gone.txt", good)
    assert [type(item) for item in found] == [Document, Failure, Document]


JSONL = r"""{"id": 7, "text": "One.", "site": "x"}

{"te
[1]
{"id": "b"}
{"text": null}
{"text": "\ud800", "id": true}"""


def test_jsonl(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", JSONL)
    found = read(path)
    assert found[0] == Document("One.", "7", {"site": "x"})
    assert [item.id for item in found[1:]] == [f"{path}:3", f"{path}:4", "b", f"{path}:6", f"{path}:7"]
    errors = [item.error for item in found if isinstance(item, Failure)]
    assert "3: not JSON: Unterminated string" in errors[0]
    assert "4: a JSON list where an object is needed" in errors[1]
    assert "5: no field 'text' among 'id'; name it with --text-field" in errors[2]
    assert "6: field 'text' holds no text" in errors[3]
    assert found[-1] == Document("\ud800", f"{path}:7")


def test_field_names(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", '{"body": "One.", "url": "u", "text": 3}\n')
    assert only(path, text_field="body", id_field="url") == Document("One.", "u", {"text": 3})


@pytest.mark.parametrize(
    "line", ["[" * 100_000, '{"a":' * 100_000, "9" * 100_000, '{"text": ' + "9" * 5000 + "}", "NaN"]
)
def test_hostile_json(tmp_path: Path, line: str) -> None:
    path = write(tmp_path / "a.jsonl", line + '\n{"text": "x"}\n')
    failure, document = read(path)
    assert isinstance(failure, Failure)
    assert isinstance(document, Document)
    assert len(failure.error) < 500


def test_csv(tmp_path: Path) -> None:
    text = 'He said "no",\r\nand left.'
    rows = f'id,text,site\r\n1,"{text.replace(chr(34), chr(34) * 2)}",x\r\n\r\n,short,\r\n2,a,b,c\r\n3\r\n'
    path = write(tmp_path / "a.csv", codecs.BOM_UTF8 + rows.encode())
    found = read(path)
    assert found[0] == Document(text, "1", {"site": "x"})
    assert found[1] == Document("short", f"{path}:5", {"site": ""})
    assert [item.error for item in found[2:] if isinstance(item, Failure)] == [
        f"{path}:6: 4 values below 3 names; is a comma unquoted?",
        f"{path}:7: no field 'text' among 'id'; name it with --text-field",
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_delimiters_and_large_fields(tmp_path: Path, delimiter: str) -> None:
    long = "word " * 100_000
    path = write(tmp_path / "a.csv", f"id{delimiter}text\n1{delimiter}{long}\n")
    assert only(path) == Document(long, "1")


def test_csv_with_an_open_quote(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", 'text\ngood\n"never closed\nx\n')
    document, failure = read(path)
    assert isinstance(document, Document)
    assert isinstance(failure, Failure)
    assert failure.error == f"{path}:3: not CSV: unexpected end of data"


def test_records_before_the_damage_are_kept(tmp_path: Path) -> None:
    lines = "".join(json.dumps({"text": os.urandom(300).hex()}) + "\n" for _ in range(1000))
    path = write(tmp_path / "a.jsonl.gz", gzip.compress(lines.encode())[:-2000])
    found = read(path)
    assert len(found) > 900
    assert isinstance(found[-1], Failure)
    assert "cut short" in found[-1].error
    # The line in which the file breaks off is never taken for a whole one.
    assert all(isinstance(item, Document) and len(item.text) == 600 for item in found[:-1])


def test_files_are_read_as_a_stream(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", '{"text": "x"}\n' * 100_000)
    documents = read_documents([str(path)])
    assert next(documents).id == f"{path}:1"


@pytest.mark.parametrize(
    ("content", "fields", "ids"),
    [
        (TEXT.encode(), {}, ["-"]),
        (b"", {}, ["-"]),
        (b'{"text": "a"}\n{"text": "b", "id": 1}\n', {}, ["-:1", "1"]),
        (gzip.compress(b'{"text": "a"}\n{"text": "b"}\n'), {}, ["-:1", "-:2"]),
        (b'{"body": "a", "id": "x"}', {"text_field": "body"}, ["x"]),
        (b"{no json", {}, ["-"]),
        (b"{no json", {"id_field": "id"}, ["-:1"]),
        (b"[1, 2]\n", {}, ["-"]),
    ],
)
def test_standard_input(
    monkeypatch: pytest.MonkeyPatch, content: bytes, fields: dict[str, Any], ids: list[str]
) -> None:
    pipe_in(monkeypatch, content)
    assert [item.id for item in read("-", **fields)] == ids


def test_standard_input_twice() -> None:
    with pytest.raises(UsageError, match="only once"):
        read("-", "a.txt", "-")


def test_unknown_endings_are_sniffed(tmp_path: Path) -> None:
    assert only(write(tmp_path / "essay", TEXT)).text == TEXT
    assert only(write(tmp_path / "records.out", '{"text": "x", "id": "1"}\n')).id == "1"


def test_one_huge_line(tmp_path: Path) -> None:
    text = "word " * 2_000_000
    assert only(write(tmp_path / "a.txt", text)).text == text
    assert only(write(tmp_path / "a.jsonl", json.dumps({"text": text}))).text == text
    assert len(only(write(tmp_path / "a.md", text)).text) == len(text) - 1
