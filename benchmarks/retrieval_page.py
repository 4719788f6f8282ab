"""docs/retrieval.md: each command of the retrieval benchmarks writes its own part of the page."""

from __future__ import annotations

import platform
import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from spunlib.training.intervals import clopper_pearson

PAGE: Final = Path(__file__).resolve().parent.parent / "docs" / "retrieval.md"
_OF_THIS_MACHINE: Final = ("--output", "--work", "--json")
_PACKAGES: Final = ("numpy", "rapidfuzz", "tantivy", "bm25s", "numba", "datasketch")


def write_part(name: str, parts: Sequence[str], page: Path = PAGE) -> None:
    """Put tables between the markers of the part ``name``, below the command that is running.

    Raises:
        ValueError: the page has no such part.
    """
    begin, end = f"<!-- {name}: written by its command, not to be edited -->", f"<!-- end of {name} -->"
    text = page.read_text(encoding="utf-8")
    if text.count(begin) != 1 or text.count(end) != 1:
        raise ValueError(f"{page} has no part {name!r}")
    before, _, rest = text.partition(begin)
    shown = "\n\n".join([f"`{command()}`", *(part.strip() for part in parts)])
    page.write_text(f"{before}{begin}\n\n{shown}\n\n{end}{rest.partition(end)[2]}", encoding="utf-8")


def command() -> str:
    """The command that is running, without the paths of this machine.

    >>> sys.argv = ["benchmarks/retrieval.py", "--data", "data", "--output", "x.json", "--write-docs"]
    >>> command()
    'python benchmarks/retrieval.py --data DIR --write-docs'
    """
    script, *given = sys.argv
    shown = ["python", f"benchmarks/{Path(script).name}"]
    for place, argument in enumerate(given):
        before = given[place - 1] if place else ""
        if argument not in _OF_THIS_MACHINE and before not in _OF_THIS_MACHINE:
            shown.append("DIR" if before in ("--data", "--samples") else argument)
    return " ".join(shown)


def environment() -> str:
    """What it ran on, in one line."""
    found = [f"Python {platform.python_version()}"]
    for package in _PACKAGES:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:  # noqa: PERF203
            continue
    return (
        f"Measured with {', '.join(found)}, {platform.machine()}, one thread; seconds are of the processor."
    )


def share(hits: int, trials: int) -> str:
    """A share with three digits and its exact 95 % interval.

    >>> share(299, 300)
    '.997 (.982-1.000)'
    """
    if not trials:
        return "–"
    low, high = clopper_pearson(hits, trials)
    return f"{_short(hits / trials)} ({_short(low)}-{_short(high)})"


def _short(value: float) -> str:
    return f"{value:.3f}".removeprefix("0")
