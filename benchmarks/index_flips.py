"""Is a flipped byte of an index reported, wherever it lies? Asked by index_kills.py."""

from __future__ import annotations

import json
import random
import shutil
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from invented_texts import Versions, text_of

from spunlib.errors import SourceIndexError
from spunlib.index.source_index import SourceIndex

N_DOCUMENTS: Final = 16
REPORTED, HARMLESS, SERVED = "reported", "harmless", "served"


class Flips:
    """Flips bytes of an index, one at a time, and cuts its files off.

    Args:
        folder: an empty folder.
        rng: chooses the bytes.
    """

    def __init__(self, folder: Path, rng: random.Random) -> None:
        self.source, self.copy, self.rng = folder / "index", folder / "copy", rng
        self.versions: Versions = {f"d{number}": number for number in range(N_DOCUMENTS)}
        with SourceIndex.open(self.source) as index:
            for name, version in self.versions.items():
                index.add(name, text_of(name, version), version=version)
                if version == N_DOCUMENTS // 2:
                    index.commit()
            index.delete(["d3"])
        self.expected = self.answers(self.source)

    def run(self, n_flips: int) -> dict[str, Counter[str]]:
        """What became of the flips, by kind of file and outcome: reported, harmless or served."""
        found: dict[str, Counter[str]] = {}
        files = sorted(path for path in self.source.iterdir() if path.stat().st_size)
        for path in files:
            content = path.read_bytes()
            kind = path.suffix or path.name
            flips = found.setdefault(kind, Counter())
            for place in self._places(len(content), n_flips // len(files)):
                changed = bytearray(content)
                changed[place] ^= self.rng.randrange(1, 256)
                flips[self._outcome(path.name, bytes(changed))] += 1
            cuts = found.setdefault(f"{kind}, cut off", Counter())
            for length in {0, len(content) - 1, self.rng.randrange(len(content))}:
                cuts[self._outcome(path.name, content[:length])] += 1
        return found

    def answers(self, folder: Path) -> str:
        """All that the index says, as JSON: every document is found by its text, or is not."""
        with SourceIndex.open(folder, "r") as index:
            texts = [text_of(name, version) for name, version in self.versions.items()]
            found: list[object] = [len(index), index.candidates(texts, 3)]
            found += [[match.to_dict() for match in index.search(text, k=3)] for text in texts]
            return json.dumps(found)

    def _places(self, size: int, wanted: int) -> list[int]:
        """Both ends of a file, where its headers lie, and places in between."""
        if size <= wanted:
            return list(range(size))
        ends = {*range(min(16, wanted // 4)), *range(size - min(16, wanted // 4), size)}
        return sorted(ends | set(self.rng.sample(range(size), wanted - len(ends))))

    def _outcome(self, name: str, content: bytes) -> str:
        """Open a copy with one file changed, read all of it, and rewrite it by compaction."""
        shutil.copytree(self.source, self.copy)
        try:
            (self.copy / name).write_bytes(content)
            try:
                if self.answers(self.copy) != self.expected:
                    return SERVED
            except SourceIndexError:
                reported = True
            else:
                reported = False
            return self._compacted(reported)
        finally:
            shutil.rmtree(self.copy)

    def _compacted(self, reported: bool) -> str:
        """Compaction must not make a damaged index look whole."""
        try:
            with SourceIndex.open(self.copy, "a") as index:
                index.compact()
            after = json.loads(self.answers(self.copy))
        except SourceIndexError:
            return REPORTED
        if names_of(after) != names_of(json.loads(self.expected)):
            return SERVED
        return REPORTED if reported else HARMLESS


def names_of(answers: list[object]) -> object:
    """What compaction must not change: how many documents there are, which is found first, its metadata."""
    size, _, *found = answers
    return [size, *([[m["id"], m["metadata"]] for m in matches[:1]] for matches in found)]  # type: ignore[attr-defined]


def as_rows(found: Mapping[str, Counter[str]]) -> list[list[object]]:
    """The outcomes as rows of a table."""
    return [
        [kind, counts.total(), *(counts[one] for one in (REPORTED, HARMLESS, SERVED))]
        for kind, counts in found.items()
    ]
