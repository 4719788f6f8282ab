"""Measure the relations of the comparison, on pairs of sources and tools that nothing was chosen on.

    python benchmarks/compare.py --data DIR [--samples DIR] [--json FILE] [--write-docs]

DIR is the data folder; the samples are the five articles beside it. Brackets hold 95 % intervals: exact ones
of shares, and of the macro-F1 those of a bootstrap over the originals. `--write-docs` writes the tables into
docs/compare.md. The alignment is measured by benchmarks/alignment.py.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from compare_page import as_parts
from retrieval_page import write_part

from spunlib.compare.engine import compare_texts
from spunlib.compare.relation import load_relation_model
from spunlib.compare.result import SPUN_RELATIONS, ComparisonResult
from spunlib.model.store import load_lexicon
from spunlib.model.thresholds import FPRS
from spunlib.training.human_pairs import one_topic
from spunlib.training.labelled_pairs import APART, TEST, RelationPair, by_person
from spunlib.training.metrics import expected_calibration_error
from spunlib.training.relation_pairs import build_pairs
from spunlib.training.relation_report import count_named, macro_f1_of

PAGE: Final = Path(__file__).resolve().parent.parent / "docs" / "compare.md"


def compare(suspect: str, original: str) -> ComparisonResult:
    return compare_texts(suspect, original, load_lexicon())


def measure_relations(pairs: Sequence[RelationPair]) -> dict[str, Any]:
    """Macro-F1, what was named by true relation and group, calibration, and what lies above thresholds."""
    results = [compare(pair.suspect, pair.original) for pair in pairs]
    named = [result.relation for result in results]
    likelihood = np.array([result.likelihood for result in results])
    counted = np.array([not pair.group.endswith(APART) for pair in pairs])
    machine = np.array([pair.relation in SPUN_RELATIONS for pair in pairs])
    return {
        "macro": macro_f1_of(pairs, named),
        "calibration error": expected_calibration_error(machine[counted], likelihood[counted]),
        "groups": [
            {"relation": relation, "group": group, "pairs": row.total(), "named": dict(row)}
            for (relation, group), row in count_named(pairs, named).items()
        ],
        "rates": measure_rates(pairs, likelihood),
    }


def measure_rates(pairs: Sequence[RelationPair], likelihood: np.ndarray) -> list[dict[str, Any]]:
    """Pairs above the stored threshold of each false-positive rate, with the groups by people one by one."""
    person = np.array([by_person(pair) for pair in pairs])
    machine = np.array([pair.relation in SPUN_RELATIONS and not pair.group.endswith(APART) for pair in pairs])
    groups = np.array([pair.group for pair in pairs])
    found = []
    for fpr in FPRS:
        above = likelihood > load_relation_model().threshold_of(fpr)
        found.append(
            {
                "fpr": fpr,
                "threshold": load_relation_model().threshold_of(fpr),
                "machine": [int(above[machine].sum()), int(machine.sum())],
                "people": [int(above[person].sum()), int(person.sum())],
                "by group": {
                    str(group): [int(above[rows].sum()), int(rows.sum())]
                    for group in np.unique(groups[person])
                    for rows in [person & (groups == group)]
                },
            }
        )
    return found


def measure_one_topic(data: Path, size: int) -> dict[str, Any]:
    """What different articles on one topic are called: the nearest pairs, in either order by turns."""
    named: Counter[str] = Counter()
    above: Counter[str] = Counter()
    for number, both in enumerate(one_topic(data, TEST, size)):
        result = compare(*(both if number % 2 else both[::-1]))
        named[result.relation] += 1
        for fpr in FPRS:
            above[str(fpr)] += result.likelihood > load_relation_model().threshold_of(fpr)
    return {
        "pairs": named.total(),
        "accused": sum(named[name] for name in SPUN_RELATIONS),
        "named": dict(named),
        "above the threshold": dict(above),
    }


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


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--samples", type=Path, help="folder of the five sample articles")
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    parser.add_argument("--per-group", type=int, default=150, help="most pairs of one group")
    parser.add_argument("--topical", type=int, default=5000, help="pairs of articles on one topic")
    parser.add_argument("--write-docs", action="store_true", help="write the tables into docs/compare.md")
    options = parser.parse_args(arguments)
    found: dict[str, Any] = {
        "relations": measure_relations(build_pairs(options.data, options.per_group, splits=(TEST,))),
        "one topic": measure_one_topic(options.data, options.topical),
    }
    if options.samples:
        found["samples"] = measure_samples(options.samples)
    parts = as_parts(found)
    sys.stdout.write("\n".join(parts))
    if options.json:
        options.json.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    if options.write_docs:
        write_part("relations", parts, PAGE)


if __name__ == "__main__":
    main()
