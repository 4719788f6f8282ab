from __future__ import annotations

import io
from pathlib import Path

import pytest

from spunlib.document import Document
from spunlib.errors import SourceIndexError
from spunlib.index import SourceIndex
from spunlib.reading import readable as module
from spunlib.reading.readable import Readable
from spunlib.report.progress import Progress
from spunlib.report.report import Failure

TEXT = "The ferry Esmeralda left Porto Santo with 412 crates of oranges."


def documents(*names: str) -> list[Document | Failure]:
    return [Document(TEXT, name) if name != "gone" else Failure(name, "gone: no such file") for name in names]


def add(folder: Path, *names: str) -> tuple[int, list[str]]:
    """Adds documents to the index; the status and what is said."""
    log = io.StringIO()
    readable = Readable(documents(*names), Progress(log))
    with SourceIndex.open(folder) as index:
        readable.add_to(index)
    return readable.status, log.getvalue().splitlines()


def test_what_is_left_out_is_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    assert add(tmp_path / "index", "a", "b") == (0, [])
    status, said = add(tmp_path / "index", "c", "gone", "a", "c", "d", "")
    assert status == 1
    assert said[0] == "spunlib: left out: gone: no such file"
    assert [line.count("'a'") for line in said] == [0, 1, 0, 0]
    assert len(said) == 4
    with SourceIndex.open(tmp_path / "index", mode="r") as index:
        assert len(index) == 4


def test_many_that_are_left_out_are_counted(tmp_path: Path) -> None:
    names = [f"n{number}" for number in range(25)]
    add(tmp_path / "index", *names)
    status, said = add(tmp_path / "index", *names, "new")
    assert status == 1
    assert said[-1] == "spunlib: left out: 5 more, 25 in all"
    assert len(said) == 21


def test_a_run_that_breaks_off_keeps_what_was_committed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "COMMIT_EVERY", 4)

    def broken() -> object:
        yield from documents("a", "b", "c", "d", "e", "f")
        raise KeyboardInterrupt

    readable = Readable(broken(), Progress(None))  # type: ignore[arg-type]
    with pytest.raises(KeyboardInterrupt), SourceIndex.open(tmp_path / "index", mode="w") as index:
        readable.add_to(index)
    with SourceIndex.open(tmp_path / "index", mode="r") as index:
        assert len(index) == 4
    assert add(tmp_path / "index", "a", "b", "c", "d", "e", "f")[0] == 1
    with SourceIndex.open(tmp_path / "index", mode="r") as index:
        assert len(index) == 6


def test_an_index_that_cannot_be_written_ends_the_run(tmp_path: Path) -> None:
    add(tmp_path / "index", "a")
    with SourceIndex.open(tmp_path / "index", mode="r") as index:
        readable = Readable(documents("b"), Progress(None))
        readable.add_to(index)
        assert readable.status == 1
        with pytest.raises(SourceIndexError):
            index.commit()
