"""How fast: documents a second on one core, time to import and load, size of the wheel.

    python benchmarks/speed.py TEXTS... [--tiers fast auto] [--words 450]

measures the tiers alone, on texts of one's own (files, folders, JSON lines), by the clock and by processor
time: the second means something on a machine that does other work too.
"""

from __future__ import annotations

import argparse
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from contestants import Contestant
from threadpoolctl import threadpool_limits

import spunlib
from spunlib.reading.reader import read_documents

ROOT: Final = Path(__file__).resolve().parent.parent
_PACKAGED: Final = (
    "spunlib",
    "models",
    "setup.cfg",
    "pyproject.toml",
    "README.md",
    "LICENSE",
    "NOTICE",
    "MANIFEST.in",
)


def documents_per_second(
    contestants: Sequence[Contestant], texts: Sequence[str], rounds: int = 7
) -> dict[str, float]:
    """Median over the rounds; all run in every round, so that a busy machine slows all alike."""
    seconds: dict[str, list[float]] = {contestant.name: [] for contestant in contestants}
    with threadpool_limits(1):
        for contestant in contestants:
            contestant.run(texts[:8])
        for _ in range(rounds):
            for contestant in contestants:
                start = time.perf_counter()
                contestant.run(texts)
                seconds[contestant.name].append(time.perf_counter() - start)
    return {name: len(texts) / statistics.median(times) for name, times in seconds.items()}


class Speed(NamedTuple):
    """Documents a second, by the clock and by processor time."""

    by_clock: float
    by_processor: float


def tier_speeds(
    detectors: Mapping[str, spunlib.SpinDetector], texts: Sequence[str], rounds: int = 5
) -> dict[str, Speed]:
    """Medians over the rounds, in each of which every detector scores the texts; one thread."""
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in detectors}
    with threadpool_limits(1):
        for detector in detectors.values():
            list(detector.score_many(texts[:8]))
        for _ in range(rounds):
            for name, detector in detectors.items():
                clock, processor = time.perf_counter(), time.process_time()
                for _report in detector.score_many(texts):
                    pass
                taken[name].append((time.perf_counter() - clock, time.process_time() - processor))
    return {
        name: Speed(*(len(texts) / statistics.median(column) for column in zip(*times, strict=True)))
        for name, times in taken.items()
    }


def wheel_mb() -> float:
    """Size of the wheel, built from a copy of the tree, in megabytes (1e6 bytes)."""
    with tempfile.TemporaryDirectory() as folder:
        for name in _PACKAGED:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, Path(folder, name), ignore=shutil.ignore_patterns("__pycache__"))
            elif source.exists():
                shutil.copy(source, folder)
        pip = [sys.executable, "-m", "pip", "wheel", "-q", "--disable-pip-version-check", "--no-deps"]
        subprocess.run([*pip, "--wheel-dir", str(Path(folder, "dist")), folder], check=True)
        return next(Path(folder, "dist").glob("*.whl")).stat().st_size / 1e6


def cut(text: str, words: int) -> str | None:
    """The first words of a text as they stand, None where it has fewer."""
    found = re.match(rf"\s*(?:\S+\s+){{{words - 1}}}\S+", text)
    return found[0] if found else None


def main() -> None:
    parser = argparse.ArgumentParser(description="Documents a second in each tier, one core.")
    parser.add_argument("texts", nargs="+", help="files and folders, read as `spunlib score` reads them")
    parser.add_argument("--tiers", nargs="+", default=["fast"], help="fast, accurate, auto")
    parser.add_argument("--words", type=int, default=450, help="texts are cut here, shorter ones left out")
    parser.add_argument("--most", type=int, default=500, help="texts used")
    options = parser.parse_args()
    texts: list[str] = []
    for document in read_documents(options.texts):
        if isinstance(document, spunlib.Document) and (text := cut(document.text, options.words)):
            texts.append(text)
        if len(texts) == options.most:
            break
    if not texts:
        parser.error(f"no text has {options.words} words")
    speeds = tier_speeds({tier: spunlib.load(tier=tier) for tier in options.tiers}, texts)
    print(f"{len(texts)} texts of {options.words} words; documents a second and core")
    for tier, speed in speeds.items():
        print(f"{tier:10}{speed.by_clock:8.0f} by the clock {speed.by_processor:8.0f} by processor time")


if __name__ == "__main__":
    main()
