"""Does an index survive what may happen to it? Kills at random moments, and flipped bytes.

    python benchmarks/index_kills.py [--kills 300] [--flips 600] [--seed 1] [--write-docs]

A writer adds, deletes, commits and compacts, and is killed by SIGKILL: every second time by the clock,
else at a line of spunlib's code for the index that is drawn from all that a commit or a compaction runs
through. Readers opened before and while it wrote go on reading. After each kill the index is opened for
reading and for writing. It must hold exactly what the last acknowledged commit left, or what the one
under way would have left, and readers must see what they saw. What a kill cannot show is a power failure:
the system keeps what was written and not yet synced. Then bytes are flipped in every file. The exit
status is 1 after any violation.
"""

from __future__ import annotations

import argparse
import os
import random
import select
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any, Final

from index_flips import SERVED, Flips, as_rows
from invented_texts import Versions, text_of
from retrieval_page import write_part

import spunlib.index
from spunlib.errors import SourceIndexError
from spunlib.index.source_index import SourceIndex
from spunlib.model.store import load_lexicon
from spunlib.training.evaluation_report import markdown_table

N_IDS: Final = 150
LONGEST: Final = 0.6
"""Seconds of the wall clock after which a writer is killed at the latest."""
_READERS: Final = 3
_A_SHARE: Final = 0.5
"""A document shares more than this with its own text, and no other document does."""
_INDEX_CODE: Final = str(Path(spunlib.index.__file__).parent)


@dataclass(slots=True)
class Step:
    """One commit of a writer: what it deletes and adds, and whether it compacts."""

    deleted: list[str]
    added: Versions
    compacts: bool

    def after(self, versions: Versions) -> Versions:
        """What the index holds after this step."""
        return {name: version for name, version in versions.items() if name not in self.deleted} | self.added


def plan(versions: Versions, rng: random.Random, n_steps: int) -> list[Step]:
    """What a writer will do, one step after the other; ids come back with other texts."""
    steps = []
    for _ in range(n_steps):
        deleted = rng.sample(sorted(versions), min(len(versions), rng.randrange(5)))
        free = sorted({f"d{number}" for number in range(N_IDS)} - set(versions) | set(deleted))
        added = {name: rng.randrange(10**9) for name in rng.sample(free, min(len(free), rng.randrange(1, 8)))}
        steps.append(Step(deleted, added, rng.random() < 0.3))
        versions = steps[-1].after(versions)
    return steps


def write(folder: Path, steps: list[Step], pipe: int, lines: random.Random | None) -> None:
    """The writer, which tells of each commit before it begins and after it returned."""
    usual = 0
    aims_at_compaction = bool(lines) and lines.random() < 0.5
    with SourceIndex.open(folder) as index:
        for step in steps:
            aimed_at = lines is not None and step.compacts == aims_at_compaction
            tracer = LineKiller(lines.randrange(usual) if lines and aimed_at and usual else -1)
            os.write(pipe, b"b")
            if aimed_at:
                sys.settrace(tracer)
            index.delete(step.deleted)
            for name, version in step.added.items():
                index.add(name, text_of(name, version), version=version)
            if step.compacts:
                index.compact()
            else:
                index.commit()
            sys.settrace(None)
            os.write(pipe, b"d")
            usual = tracer.count or usual


class LineKiller:
    """A trace function that counts the lines run in spunlib.index and kills its process at one of them."""

    def __init__(self, last: int) -> None:
        self.last = last
        self.count = 0

    def __call__(self, frame: FrameType, event: str, argument: Any) -> Callable[..., Any] | None:
        """See `sys.settrace`."""
        if not frame.f_code.co_filename.startswith(_INDEX_CODE):
            return None
        if event == "line":
            if self.count == self.last:
                os.kill(os.getpid(), signal.SIGKILL)
            self.count += 1
        return self


@dataclass(slots=True)
class Trial:
    """300 kills of writers of one index.

    Attributes:
        versions: what the index holds, as verified after the last kill.
        counts: what happened, by name.
        violations: what must not happen.
    """

    folder: Path
    rng: random.Random
    versions: Versions = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)
    readers: list[tuple[SourceIndex, Versions]] = field(default_factory=list)
    ever: set[tuple[str, int]] = field(default_factory=set)

    def kill_one(self, by_clock: bool) -> None:
        """Let a writer work, kill it, look at what is left."""
        steps = plan(self.versions, self.rng, 200)
        receiving, sending = os.pipe()
        seed = self.rng.random()
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                write(self.folder, steps, sending, None if by_clock else random.Random(seed))
                code = 0
            finally:
                os._exit(code)
        os.close(sending)
        told = self._wait_and_kill(pid, receiving, by_clock, steps)
        acknowledged, begun = told.count(b"d"), told.count(b"b")
        states = [self.versions]
        for step in steps[:begun]:
            self.ever |= set(step.added.items())
            states.append(step.after(states[-1]))
        self.counts["commits acknowledged"] += acknowledged
        self.counts["compactions among them"] += sum(step.compacts for step in steps[:acknowledged])
        self.counts["kills inside a step"] += begun > acknowledged
        self.counts["kills inside a compaction"] += begun > acknowledged and steps[acknowledged].compacts
        self._inspect(states[acknowledged], states[begun])

    def _wait_and_kill(self, pid: int, pipe: int, by_clock: bool, steps: list[Step]) -> bytes:
        """What the writer told until it died."""
        told = b""
        deadline = time.monotonic() + (self.rng.uniform(0, LONGEST) if by_clock else 60)
        looks_at = time.monotonic() + self.rng.uniform(0, LONGEST) / 2
        while (left := deadline - time.monotonic()) > 0:
            if select.select([pipe], [], [], min(left, 0.02))[0]:
                more = os.read(pipe, 4096)
                if not more:
                    break  # dead by its own hand
                told += more
            if time.monotonic() > looks_at:
                looks_at = deadline + 1
                self._look_while_writing(told, steps, alive=by_clock and bool(told))
        os.kill(pid, signal.SIGKILL)
        while more := os.read(pipe, 4096):
            told += more
        os.close(pipe)
        status = os.waitpid(pid, 0)[1]
        if not os.WIFSIGNALED(status):
            self.violations.append(f"a writer ended by itself with status {status}")
        return told

    def _look_while_writing(self, told: bytes, steps: list[Step], *, alive: bool) -> None:
        """Open one more reader; a second writer is refused."""
        if alive:
            try:
                SourceIndex.open(self.folder, "a")._close(commits=False)
                self.violations.append("a second writer was let in")
            except SourceIndexError:
                self.counts["second writers refused"] += 1
        try:
            reader = SourceIndex.open(self.folder, "r")
        except SourceIndexError as error:
            if self.versions or b"d" in told:
                self.violations.append(f"a reader could not open the index while it was written: {error}")
            return
        # The writer goes on: which commit the reader saw, its number of documents and their versions tell.
        state, done = dict(self.versions), told.count(b"d")
        possible = [state]
        for step in steps[: done + 40]:
            possible.append(step.after(possible[-1]))
        fitting = [one for one in possible[done:] if self._holds(reader, one)]
        if fitting:
            self.readers.append((reader, fitting[0]))
            self.counts["readers opened while it wrote"] += 1
        else:
            reader.close()
            self.violations.append("a reader sees no state that was ever committed")

    def _inspect(self, acknowledged: Versions, begun: Versions) -> None:
        """Open the index as a reader and as a writer and compare it with what it may be."""
        self.counts["kills"] += 1
        if not acknowledged and not begun and not any(self.folder.iterdir()):
            return
        try:
            with SourceIndex.open(self.folder, "r") as index:
                found = next((one for one in (acknowledged, begun) if self._holds(index, one)), None)
                index.check()
        except SourceIndexError as error:
            if acknowledged:
                self.violations.append(f"kill {self.counts['kills']}: the index cannot be opened: {error}")
            return
        if found is None:
            self.violations.append(f"kill {self.counts['kills']}: neither the old nor the new state is there")
            found = acknowledged
        self.counts["commits complete though not acknowledged"] += found is begun and found != acknowledged
        self._open_for_writing(found)
        self.versions = found
        while len(self.readers) >= _READERS:
            reader, state = self.readers.pop(0)
            if not self._holds(reader, state):
                self.violations.append("a reader no longer sees what it saw when it was opened")
            reader.close()
            self.counts["readers that outlived writers"] += 1
        self.readers.append((SourceIndex.open(self.folder, "r"), found))

    def _open_for_writing(self, versions: Versions) -> None:
        """A writer finds all ids and no other one; what it deletes without a commit stays."""
        strangers = {f"d{number}" for number in range(N_IDS)} - set(versions)
        try:
            with SourceIndex.open(self.folder, "a") as index:
                wrong = index.delete(strangers), index.delete(versions) - len(versions), len(index)
                raise _Dropped
        except _Dropped:
            if any(wrong):
                self.violations.append(f"a writer finds strange, missing or left ids: {wrong}")
        except SourceIndexError as error:
            self.violations.append(f"the index cannot be opened for writing: {error}")

    def _holds(self, index: SourceIndex, versions: Versions) -> bool:
        """Whether an index holds exactly these versions: right number, each found, none that was replaced."""
        if len(index) != len(versions):
            return False
        names = sorted(versions)
        found = index.candidates([text_of(name, versions[name]) for name in names], 1)
        if [pairs[0][0] if pairs else None for pairs in found] != names:
            return False
        for name in self.rng.sample(names, min(3, len(names))):
            version = versions[name]
            matches = index.search(text_of(name, version), k=1)
            if [(one.id, one.metadata) for one in matches] != [(name, {"version": version})]:
                return False
        replaced = sorted(self.ever - set(versions.items()))
        gone = [text_of(*one) for one in self.rng.sample(replaced, min(5, len(replaced)))]
        return all(share < _A_SHARE for pairs in index.candidates(gone, 1) for _, share in pairs)


class _Dropped(Exception):  # noqa: N818
    """Leaves a writer's block without a commit."""


def run(kills: int, seed: int) -> Trial:
    """All kills of one index."""
    load_lexicon()  # once, before the writers are forked
    with tempfile.TemporaryDirectory() as folder:
        trial = Trial(Path(folder) / "index", random.Random(seed))
        for number in range(kills):
            trial.kill_one(by_clock=number % 2 == 0)
        for reader, _ in trial.readers:
            reader.close()
    return trial


def main() -> int:
    """Parse the command line, print the counts; 1 after any violation."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--flips", type=int, default=600)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write-docs", action="store_true", help="write the tables into docs/retrieval.md")
    options = parser.parse_args()
    trial = run(options.kills, options.seed)
    with tempfile.TemporaryDirectory() as folder:
        flips = Flips(Path(folder), random.Random(options.seed)).run(options.flips)
    served = sum(counts[SERVED] for counts in flips.values())
    parts = [
        markdown_table(
            ("kills", "times"), [*trial.counts.items(), ("**violations**", len(trial.violations))]
        ),
        markdown_table(("a byte changed in", "trials", "reported", "harmless", "**served**"), as_rows(flips)),
    ]
    print("\n".join([*parts, *trial.violations]))
    if options.write_docs:
        write_part("kills", parts)
    return int(bool(trial.violations or served))


if __name__ == "__main__":
    sys.exit(main())
