"""The tables of benchmarks/spark.py in docs/spark.md."""

from __future__ import annotations

import platform
import subprocess
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from retrieval_page import share, write_part

from spunlib.training.evaluation_report import markdown_table

PAGE: Final = Path(__file__).resolve().parent.parent / "docs" / "spark.md"
_MB: Final = 1e6


def write_page(parts: Sequence[str]) -> None:
    """Put the tables into the page."""
    write_part("spark", parts, PAGE)


def as_parts(figures: Mapping[str, Any]) -> list[str]:
    """The figures as Markdown."""
    sources = figures["sources"]
    parts = []
    if sources:
        parts += [_agreement(sources), _steps(sources), _sums(sources), _words(sources)]
        parts.append(_thousandfold(*next(reversed(sources.items()))))
    if figures["score"]:
        parts.append(_score(figures["score"]))
    return [*parts, _environment()]


def _agreement(sources: Mapping[str, Any]) -> str:
    rows = [
        [
            f"{int(size):,}",
            f"{one['suspects']:,}",
            f"{one['recall']:,}",
            f"{one['asked']:,}",
            f"{one['spark']:,}",
            f"{one['index']:,}",
            f"{one['equal']:,}",
            share(one["equal"], one["asked"]),
        ]
        for size, one in sources.items()
    ]
    header = (
        "originals",
        "suspects",
        "source found first by Spark",
        "asked of both",
        "found first by Spark",
        "by SourceIndex",
        "equal in every field",
        "share",
    )
    return markdown_table(header, rows)


def _steps(sources: Mapping[str, Any]) -> str:
    names = list(next(reversed(sources.values()))["steps"])
    header = ["step"]
    for size in sources:
        header += [f"s, {int(size):,}", "MB shuffled"]
    rows: list[list[object]] = []
    for name in names:
        row: list[object] = [name]
        for one in sources.values():
            step = one["steps"].get(name)
            row += (
                ["–", "–"] if step is None else [f"{step['seconds']:,.1f}", f"{step['shuffled'] / _MB:,.1f}"]
            )
        rows.append(row)
    total: list[object] = ["**all**"]
    for one in sources.values():
        shuffled = sum(step["shuffled"] for step in one["steps"].values())
        total += [f"{one['seconds']:,.1f}", f"{shuffled / _MB:,.1f}"]
    return markdown_table(header, [*rows, total])


def _sums(sources: Mapping[str, Any]) -> str:
    rows = []
    for size, one in sources.items():
        steps = one["steps"].values()
        rows.append(
            [
                f"{int(size):,}",
                f"{one['seconds'] / 60:,.1f}",
                f"{_ms_original(size, one):.2f}",
                f"{_ms_suspect(one):.1f}",
                f"{one['index_ms']:.1f}",
                f"{sum(step['shuffled'] for step in steps) / int(size):,.0f}",
                f"{sum(step['written'] for step in steps) / int(size):,.0f}",
                f"{sum(step['spilled'] for step in steps) / _MB:,.0f}",
                f"{max(step['longest'] for step in steps):,.0f}",
            ]
        )
    header = (
        "originals",
        "minutes",
        "task ms an original, without aligning",
        "task ms a suspect, aligning and its joins",
        "SourceIndex: processor ms a suspect",
        "bytes shuffled an original",
        "bytes of steps an original",
        "MB spilled",
        "longest task, s",
    )
    return markdown_table(header, rows)


def _words(sources: Mapping[str, Any]) -> str:
    rows = [
        [f"{int(size):,}", f"{one['words']:,}", *(f"{value:.1f}" for value in one["doubtful"].values())]
        for size, one in sources.items()
    ]
    most = [f"in doubt an original, the others held by {n} at most" for n in _most(sources)]
    return markdown_table(("originals", "different words", *most), rows)


def _most(sources: Mapping[str, Any]) -> list[str]:
    return [f"{int(most):,}" for most in next(iter(sources.values()))["doubtful"]]


def _ms_original(size: str, one: Mapping[str, Any]) -> float:
    seconds = sum(step["task_seconds"] for name, step in one["steps"].items() if name != "matches")
    return 1e3 * seconds / int(size)


def _ms_suspect(one: Mapping[str, Any]) -> float:
    seconds: float = one["steps"]["matches"]["task_seconds"]
    return 1e3 * seconds / one["suspects"]


def _thousandfold(size: str, one: Mapping[str, Any]) -> str:
    """The largest run a thousand times, if every step grew with the documents."""
    hours = 1e3 * sum(step["task_seconds"] for step in one["steps"].values()) / 3600
    shuffled = 1e3 * sum(step["shuffled"] for step in one["steps"].values()) / 1e12
    written = 1e3 * sum(step["written"] for step in one["steps"].values()) / 1e12
    return (
        f"A thousand times the last run, {1_000 * int(size):,} originals and"
        f" {1_000 * one['suspects']:,} suspects, would take\n{hours:,.0f} core hours,"
        f" {shuffled:.1f} TB of shuffles and {written:.1f} TB of steps if everything grew with the documents."
    )


def _score(scored: Mapping[str, Any]) -> str:
    rows = [
        [f"{one['rows']:,}", f"{one['seconds']:,.1f}", f"{one['rows'] / one['seconds']:,.0f}"]
        for one in scored.values()
    ]
    return markdown_table(("documents scored, fast tier, all columns", "s", "documents/s"), rows)


def _environment() -> str:
    java = subprocess.run(["java", "-version"], capture_output=True, text=True, check=True).stderr  # noqa: S607
    packages = ", ".join(f"{name} {version(name)}" for name in ("pyspark", "pyarrow", "numpy"))
    return (
        f"Measured with Python {platform.python_version()}, {packages}, {java.splitlines()[0]}, "
        f"{platform.machine()}, local[2]; seconds are of the clock."
    )
