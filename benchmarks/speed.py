"""How fast: documents a second on one core, time to import and load, size of the wheel."""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from contestants import Contestant
from threadpoolctl import threadpool_limits

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
