"""Measure the relations of the comparison, on pairs that the model has not seen.

Run ``python benchmarks/compare.py --data DIR [--samples DIR] [--json FILE]``. DIR is the data folder; the
samples are the five articles beside it. Every figure is printed, and written as JSON when asked for. The
alignment is measured by benchmarks/alignment.py.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from spunlib.compare.engine import compare_texts
from spunlib.compare.result import SPUN_RELATIONS, ComparisonResult
from spunlib.model.store import load_lexicon
from spunlib.training.labelled_pairs import TEST, RelationPair
from spunlib.training.relation_pairs import build_pairs


def compare(suspect: str, original: str) -> ComparisonResult:
    return compare_texts(suspect, original, load_lexicon())


def measure_relations(pairs: Sequence[RelationPair]) -> dict[str, dict[str, int]]:
    """How often each relation was named, by true relation and group."""
    counts: dict[str, dict[str, int]] = {}
    for pair in pairs:
        row = counts.setdefault(f"{pair.relation} {pair.group}", {"pairs": 0, "called spun": 0})
        result = compare(pair.suspect, pair.original)
        row["pairs"] += 1
        row["called spun"] += result.relation in SPUN_RELATIONS
        row[result.relation] = row.get(result.relation, 0) + 1
    return counts


def measure_samples(folder: Path) -> dict[str, str]:
    """The relations of the five sample articles, which are read as they are."""
    text = {path.name[:3]: path.read_text("utf-8") for path in sorted(folder.glob("*.txt"))}
    body = text["001"][text["001"].index("BRUSSELS") : text["001"].index("Kaynak")]
    edited = body.replace("stressed", "emphasised").replace("asserted", "said").replace("imminent", "looming")
    pairs = {
        "000 / 001": (text["000"], text["001"]),
        "002 / 003": (text["002"], text["003"]),
        "001 / 001": (text["001"], text["001"]),
        "001 cut and edited / 001": (edited, text["001"]),
        "004 / 003": (text["004"], text["003"]),
    }
    results = {name: compare(*pair) for name, pair in pairs.items()}
    return {name: f"{result.relation} {result.likelihood:.3f}" for name, result in results.items()}


def _show(title: str, rows: dict[str, Any]) -> None:
    sys.stdout.write(f"\n{title}\n")
    for name, value in rows.items():
        if isinstance(value, dict):
            value = ", ".join(f"{key} {count}" for key, count in value.items())
        sys.stdout.write(
            f"  {name:<36} {value:.4f}\n" if isinstance(value, float) else f"  {name:<36} {value}\n"
        )


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--samples", type=Path, help="folder of the five sample articles")
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    parser.add_argument("--per-group", type=int, default=60, help="most pairs of one group")
    options = parser.parse_args(arguments)
    pairs = [pair for pair in build_pairs(options.data, options.per_group) if pair.split == TEST]
    found: dict[str, dict[str, Any]] = {
        "relations named, held-out pairs": measure_relations(pairs),
    }
    if options.samples:
        found["samples"] = measure_samples(options.samples)
    for title, rows in found.items():
        _show(title, rows)
    if options.json:
        options.json.write_text(json.dumps(found, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
