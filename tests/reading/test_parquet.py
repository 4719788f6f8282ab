from __future__ import annotations

import datetime
import decimal
import gzip
import io
import json
import sys
from pathlib import Path

import pyarrow
import pytest
import zstandard
from pyarrow import parquet

from spunlib.document import Document
from spunlib.reading.reader import read_documents
from spunlib.report import Failure
from spunlib.report.encoding import to_json


def read(path: Path, **fields: str) -> list[Document | Failure]:
    return list(read_documents([str(path)], **fields))


def written(columns: dict[str, object], **options: object) -> bytes:
    file = io.BytesIO()
    parquet.write_table(pyarrow.table(columns), file, **options)
    return file.getvalue()


ROWS = {"text": ["One.", None, "Three."], "id": [7, 8, None], "site": ["a", "b", None]}


@pytest.mark.parametrize("name", ["a.parquet", "a.parquet.gz", "a.parquet.zst", "unknown"])
def test_one_document_a_row(tmp_path: Path, name: str) -> None:
    pack = {".gz": gzip.compress, ".zst": zstandard.compress}.get(Path(name).suffix, bytes)
    path = tmp_path / name
    path.write_bytes(pack(written(ROWS)))
    one, two, three = read(path)
    assert one == Document("One.", "7", {"site": "a"})
    assert isinstance(two, Failure)
    assert (two.id, two.error) == ("8", f"{path}:2: field 'text' holds no text")
    assert three == Document("Three.", f"{path}:3", {"site": None})
    assert {one.file, two.file, three.file} == {str(path)}


def test_names_of_fields(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    path.write_bytes(written({"body": ["One."], "url": ["u"]}))
    (failure,) = read(path)
    assert isinstance(failure, Failure)
    assert failure.error == f"{path}: no field 'text' among 'body', 'url'; name it with --text-field"
    assert read(path, text_field="body", id_field="url") == [Document("One.", "u", {})]


def test_other_fields_come_through_as_json(tmp_path: Path) -> None:
    moment = datetime.datetime(2024, 2, 11, 10, 12, tzinfo=datetime.timezone.utc)
    given = {
        "text": ["One."],
        "d": [moment.date()],
        "t": [moment],
        "m": [decimal.Decimal("1.5")],
        "b": [b"a\xff"],
        "l": [[1, 2]],
        "s": [{"x": moment.date()}],
        "n": [float("nan")],
    }
    path = tmp_path / "a.parquet"
    path.write_bytes(written(given))
    (document,) = read(path)
    assert json.loads(to_json(document.metadata)) == {  # type: ignore[union-attr]
        "d": "2024-02-11", "t": "2024-02-11T10:12:00+00:00", "m": "1.5", "b": "a\\xff", "l": [1, 2],
        "s": {"x": "2024-02-11"}, "n": None,
    }  # fmt: skip


def test_row_groups_and_order(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    path.write_bytes(written({"text": [f"Text {n}." for n in range(1000)]}, row_group_size=130))
    found = read(path)
    assert [one.id for one in found] == [f"{path}:{n}" for n in range(1, 1001)]
    assert found[500] == Document("Text 500.", f"{path}:501", {})


def test_memory_holds_some_rows_at_a_time(tmp_path: Path) -> None:
    texts = [f"{n} " + "word " * 2000 for n in range(4000)]  # 40 MB in one row group
    path = tmp_path / "a.parquet"
    path.write_bytes(written({"text": texts}, use_dictionary=False, data_page_size=1 << 16))
    before = pyarrow.total_allocated_bytes()
    most = max(pyarrow.total_allocated_bytes() for _ in read_documents([str(path)]))
    assert most - before < 20_000_000


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1" + bytes(100) + b"PAR1", written(ROWS)[:-9]])
def test_damaged_files(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.parquet"
    path.write_bytes(content)
    (failure,) = read(path)
    assert isinstance(failure, Failure)
    assert failure.error.startswith(f"{path}: no Parquet file that can be read: ")


def test_damage_inside_keeps_the_rows_before(tmp_path: Path) -> None:
    content = bytearray(written({"text": [f"Text {n}." for n in range(1000)]}, row_group_size=100))
    middle = len(content) // 2
    content[middle : middle + 400] = bytes(400)
    path = tmp_path / "a.parquet"
    path.write_bytes(content)
    found = read(path)
    assert isinstance(found[-1], Failure)
    assert [one.id for one in found[:100]] == [f"{path}:{n}" for n in range(1, 101)]


def test_a_missing_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.parquet"
    path.write_bytes(written(ROWS))
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    (failure,) = read(path)
    assert isinstance(failure, Failure)
    assert "pip install 'spunlib[parquet]'" in failure.error
