"""What commit() acknowledged survives SIGKILL at any moment; a flipped byte is reported, never served."""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from index_texts import article

from spunlib.errors import SourceIndexError
from spunlib.index import segments
from spunlib.index.source_index import SourceIndex

WRITER = """
import random
import sys
from index_texts import article
from spunlib.index import segments
from spunlib.index.source_index import SourceIndex

segments.SPILL = 8  # so that files are merged all the time
folder, first, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
rng = random.Random(seed)
print("ready", flush=True)
with SourceIndex.open(folder) as index:
    for number in range(first, first + 100_000):
        index.add(str(number), article(number), number=number)
        if number % 3 == 2:
            if number % 5 == 0:
                index.delete([str(number - 1)])
            (index.compact if rng.random() < 0.2 else index.commit)()
            print(number, flush=True)  # acknowledged
"""
HERE = Path(__file__).resolve().parent


def is_deleted(number: int) -> bool:
    """Whether the writer deletes it in the commit that adds it."""
    return number % 3 == 1 and (number + 1) % 5 == 0


def n_left(n_added: int) -> int:
    return sum(not is_deleted(number) for number in range(n_added))


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
def test_acknowledged_documents_survive_kills(tmp_path: Path) -> None:
    """Killed while adding, committing, deleting and compacting; benchmarks/index_kills.py has 300 kills."""
    rng = random.Random(7)
    acknowledged = -1
    reader, held = None, -1  # a reader of an earlier state, kept open
    for kill in range(40):  # on a busy machine many writers die before they have written
        if kill >= 12 and acknowledged > 20:
            break
        command = [sys.executable, "-c", WRITER, str(tmp_path), str(acknowledged + 1), str(kill)]
        writer = subprocess.Popen(command, cwd=HERE, stdout=subprocess.PIPE, text=True)
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
        time.sleep(rng.uniform(0, 0.5))
        os.kill(writer.pid, signal.SIGKILL)
        lines = writer.communicate()[0].splitlines()
        acknowledged = max([acknowledged, *(int(line) for line in lines if line.isdigit())])
        if reader is not None:
            check_answers(reader, held, rng)
        try:
            index = SourceIndex.open(tmp_path, "r")
        except SourceIndexError:
            assert acknowledged == -1
            continue
        # A commit may have been made and killed before it was acknowledged.
        assert len(index) in (n_left(acknowledged + 1), n_left(acknowledged + 4))
        acknowledged += 3 * (len(index) != n_left(acknowledged + 1))
        check_answers(index, acknowledged, rng)
        index.check()
        if reader is None or kill % 4 == 0:
            reader, index, held = index, reader or index, acknowledged
        if index is not reader:
            index.close()
    assert acknowledged > 20
    if reader is not None:
        reader.close()


def check_answers(index: SourceIndex, last: int, rng: random.Random) -> None:
    """What was committed up to a number is there, and nothing more."""
    for number in {0, last, rng.randrange(last + 1)}:
        if is_deleted(number):
            continue
        match = index.search(article(number), k=1)[0]
        assert (match.id, match.metadata) == (str(number), {"number": number})
    for number in (last + 1, *filter(is_deleted, range(last + 1))):
        assert all(match.id != str(number) for match in index.search(article(number), k=1))


def test_strays_of_a_killed_writer_are_ignored_and_removed(tmp_path: Path) -> None:
    with SourceIndex.open(tmp_path) as index:
        index.add("a", article(1))
    stray = tmp_path / "2-1-0123456789ab.postings"
    stray.write_bytes(b"torn")
    with SourceIndex.open(tmp_path, "r") as index:
        assert len(index) == 1
    with SourceIndex.open(tmp_path) as index:
        index.add("b", article(2))
    assert not stray.exists()


def test_a_missing_segment_is_reported(tmp_path: Path) -> None:
    with SourceIndex.open(tmp_path) as index:
        index.add("a", article(1))
    next(tmp_path.glob("*.postings")).unlink()
    with pytest.raises(SourceIndexError, match=r"postings .*is missing"):
        SourceIndex.open(tmp_path, "r")


def make_index(folder: Path) -> None:
    """An index with every kind of file."""
    with SourceIndex.open(folder) as index:
        for number in range(12):
            index.add(str(number), article(number), number=number)
    with SourceIndex.open(folder) as index:
        index.add("x", article(12))
        index.delete(["3"])


def answers(folder: Path) -> str:
    with SourceIndex.open(folder, "r") as index:
        return json.dumps([len(index), *(m.to_dict() for n in range(13) for m in index.search(article(n)))])


def test_a_flipped_byte_is_reported(tmp_path: Path) -> None:
    source, copy = tmp_path / "index", tmp_path / "copy"
    make_index(source)
    expected = answers(source)
    rng = random.Random(3)
    files = sorted(path for path in source.iterdir() if path.stat().st_size)
    assert {path.suffix for path in files} == {".json", ".postings", ".data", ".offsets", ".ids", ".deleted"}
    for trial in range(60):
        flipped = files[trial % len(files)]
        shutil.copytree(source, copy)
        content = bytearray(flipped.read_bytes())
        content[rng.randrange(len(content))] ^= 1 << rng.randrange(8)
        (copy / flipped.name).write_bytes(content)
        if flipped.suffix == ".data":  # checked where it is read, and by check()
            with SourceIndex.open(copy, "r") as index, pytest.raises(SourceIndexError, match="altered"):
                index.check()
            with contextlib.suppress(SourceIndexError):
                assert answers(copy) == expected
        else:
            for mode in ("r", "a"):
                with pytest.raises(SourceIndexError, match="altered"):
                    SourceIndex.open(copy, mode)  # type: ignore[arg-type]
        shutil.rmtree(copy)


@pytest.mark.parametrize("length", [0.0, 0.5, 0.99])
def test_a_file_that_was_cut_is_reported(tmp_path: Path, length: float) -> None:
    source, copy = tmp_path / "index", tmp_path / "copy"
    make_index(source)
    for path in sorted(source.iterdir()):
        if size := path.stat().st_size:
            shutil.copytree(source, copy)
            os.truncate(copy / path.name, int(size * length))
            for mode in ("r", "a"):
                with pytest.raises(SourceIndexError):
                    SourceIndex.open(copy, mode)  # type: ignore[arg-type]
            shutil.rmtree(copy)


def test_what_a_killed_writer_appended_is_cut_off(tmp_path: Path) -> None:
    make_index(tmp_path)
    expected = answers(tmp_path)
    for path in tmp_path.iterdir():
        if path.suffix in (".data", ".offsets", ".ids"):
            with open(path, "ab") as file:
                file.write(b"torn")
    assert answers(tmp_path) == expected
    with SourceIndex.open(tmp_path) as index:
        index.add("y", article(13))
    with SourceIndex.open(tmp_path, "r") as index:
        index.check()
        assert index.search(article(13))[0].id == "y"
        assert index.search(article(0))[0].id == "0"


def test_a_write_that_failed_halfway_is_never_committed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_index(tmp_path)
    expected = answers(tmp_path)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    index = SourceIndex.open(tmp_path)
    index.add("y", article(13))
    with monkeypatch.context() as disk:
        disk.setattr(segments, "write_segment", full)
        with pytest.raises(SourceIndexError, match="No space"):
            index.compact()
    assert index.search(article(13))[0].id == "y"  # what compacting began has not touched the index
    with monkeypatch.context() as disk:
        disk.setattr(segments, "write_segment", full)
        with pytest.raises(SourceIndexError, match="No space"):
            index.commit()
    for attempt in (index.commit, index.compact, index.close):
        with pytest.raises(SourceIndexError, match="earlier write"):
            attempt()
    assert answers(tmp_path) == expected
    with SourceIndex.open(tmp_path) as again:
        again.add("y", article(13))
        assert again.search(article(13))[0].id == "y"
