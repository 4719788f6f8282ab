"""What commit() acknowledged survives SIGKILL at any moment; a flipped byte is reported, never served."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from index_texts import article

from spunlib.errors import SourceIndexError
from spunlib.index.source_index import SourceIndex

WRITER = """
import sys
from index_texts import article
from spunlib.index.source_index import SourceIndex

first = int(sys.argv[2])
print("ready", flush=True)
with SourceIndex.open(sys.argv[1]) as index:
    for number in range(first, first + 100_000):
        index.add(str(number), article(number), number=number)
        if number % 3 == 2:
            index.commit()
            print(number, flush=True)  # acknowledged
"""
HERE = Path(__file__).resolve().parent


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
def test_acknowledged_documents_survive_kills(tmp_path: Path) -> None:
    rng = random.Random(7)
    acknowledged = -1
    for kill in range(80):  # on a busy machine many writers die before they have written
        if kill >= 20 and acknowledged > 20:
            break
        command = [sys.executable, "-c", WRITER, str(tmp_path), str(acknowledged + 1)]
        writer = subprocess.Popen(command, cwd=HERE, stdout=subprocess.PIPE, text=True)
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
        time.sleep(rng.uniform(0, 0.4))
        os.kill(writer.pid, signal.SIGKILL)
        lines = writer.communicate()[0].splitlines()
        acknowledged = max([acknowledged, *(int(line) for line in lines if line.isdigit())])
        if not (tmp_path / "catalogue.sqlite").exists():
            continue
        try:
            index = SourceIndex.open(tmp_path, "r")
        except SourceIndexError:
            assert acknowledged == -1
            continue
        with index:
            # A commit may have been made and killed before it was acknowledged.
            assert len(index) in (acknowledged + 1, acknowledged + 4)
            acknowledged = len(index) - 1
            for number in {0, acknowledged, rng.randrange(acknowledged + 1)} if acknowledged >= 0 else ():
                match = index.search(article(number), k=1)[0]
                assert (match.id, match.metadata) == (str(number), {"number": number})
            assert all(
                match.metadata["number"] <= acknowledged for match in index.search(article(acknowledged + 1))
            )
    assert acknowledged > 20


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
    with pytest.raises(SourceIndexError, match=r"postings is missing"):
        SourceIndex.open(tmp_path, "r")


def test_a_flipped_byte_is_reported_or_changes_nothing(tmp_path: Path) -> None:
    source, copy = tmp_path / "index", tmp_path / "copy"
    with SourceIndex.open(source) as index:
        for number in range(12):
            index.add(str(number), article(number), number=number)

    def answers(folder: Path) -> str:
        with SourceIndex.open(folder, "r") as index:
            return json.dumps(
                [len(index), *(m.to_dict() for n in range(12) for m in index.search(article(n)))]
            )

    expected = answers(source)
    rng = random.Random(3)
    files = sorted(path for path in source.iterdir() if path.stat().st_size)
    for trial in range(40):
        copy.mkdir(exist_ok=True)
        flipped = files[trial % len(files)]
        for path in source.iterdir():
            content = bytearray(path.read_bytes())
            if path == flipped:
                content[rng.randrange(len(content))] ^= 1 << rng.randrange(8)
            (copy / path.name).write_bytes(content)
        try:
            found = answers(copy)
        except SourceIndexError:
            continue
        assert found == expected
        assert flipped.suffix != ".postings"  # a database has unused bytes, a segment has none
