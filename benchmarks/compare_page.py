"""The figures of benchmarks/compare.py as Markdown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from spunlib.compare.relation import FITTED_RELATIONS
from spunlib.compare.result import SPUN_RELATIONS
from spunlib.training.evaluation_report import markdown_table
from spunlib.training.intervals import clopper_pearson
from spunlib.training.labelled_pairs import APART

_SHORT: Final = {name: name.removeprefix("synonym_") for name in FITTED_RELATIONS}


def as_parts(found: Mapping[str, Any]) -> list[str]:
    """A paragraph or table each."""
    relations, topic = found["relations"], found["one topic"]
    parts = [_overall(relations), _groups(relations["groups"]), _rates(relations["rates"]), _topic(topic)]
    if "samples" in found:
        parts.append(markdown_table(("sample articles", "relation and likelihood"), found["samples"].items()))
    return parts


def _overall(relations: Mapping[str, Any]) -> str:
    macro = relations["macro"]
    each = ", ".join(f"{name} {score:.3f}" for name, score in macro["F1"].items())
    return (
        f"{macro['pairs']:,} held-out pairs: macro-F1 {macro['macro-F1']:.3f} "
        f"({macro['low']:.3f}-{macro['high']:.3f}); F1: {each}. "
        f"Calibration error of the likelihood {relations['calibration error']:.3f}.\n"
    )


def _groups(rows: list[dict[str, Any]]) -> str:
    header = (
        "true relation, group",
        "pairs",
        *(f"called {short}" for short in _SHORT.values()),
        "called rewritten",
    )
    ordered = sorted(rows, key=lambda row: (FITTED_RELATIONS.index(row["relation"]), row["group"]))
    cells = [
        (
            f"{row['relation']}, {row['group'].removesuffix(APART)}"
            + (" (not counted)" if row["group"].endswith(APART) else ""),
            row["pairs"],
            *(row["named"].get(name, 0) for name in FITTED_RELATIONS),
            _share(sum(row["named"].get(name, 0) for name in SPUN_RELATIONS), row["pairs"]),
        )
        for row in ordered
    ]
    return markdown_table(header, cells)


def _rates(rows: list[dict[str, Any]]) -> str:
    header = (
        "accepted rate",
        "threshold",
        "people's pairs above it",
        "worst group of people",
        "machines' found",
    )
    cells = []
    for row in rows:
        worst = max(row["by group"], key=lambda name: row["by group"][name][0] / row["by group"][name][1])
        hits, size = row["by group"][worst]
        cells.append(
            (
                f"{row['fpr']:.1%}",
                f"{row['threshold']:.3f}",
                _share(*row["people"]),
                f"{worst}: {hits} of {size}" if hits else "none",
                _share(*row["machine"]),
            )
        )
    return markdown_table(header, cells)


def _topic(topic: Mapping[str, Any]) -> str:
    named = ", ".join(f"{name} {count:,}" for name, count in sorted(topic["named"].items()))
    above = ", ".join(f"{count} at {float(fpr):.1%}" for fpr, count in topic["above the threshold"].items())
    return (
        f"{topic['pairs']:,} pairs of different articles on one topic: {topic['accused']} called spun, "
        f"paraphrased or translated ({named}); above the thresholds: {above}.\n"
    )


def _share(hits: int, size: int) -> str:
    low, high = clopper_pearson(hits, size)
    return f"{hits / size:.1%} ({low * 100:.1f}-{high * 100:.1f})"
