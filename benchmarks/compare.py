"""Measure the comparison: relations, substitutions, replay and speed, on pairs that the model has not seen.

Run ``python benchmarks/compare.py --data DIR [--samples DIR] [--json FILE]``. DIR is the data folder; the
samples are the five articles beside it. Every figure is printed, and written as JSON when asked for.
"""

from __future__ import annotations

import argparse
import difflib
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from spunlib.compare.engine import compare_texts
from spunlib.compare.result import SPUN_RELATIONS, ComparisonResult
from spunlib.model.store import load_lexicon
from spunlib.training.labelled_pairs import NEWS, TEST, RelationPair
from spunlib.training.relation_pairs import build_pairs, sample_texts
from spunlib.training.spinner_lists import load_spinner_list
from spunlib.training.spinners import Edit, Recipe, Spinner, Spun

DENSITIES = (0.3, 0.6)
"""Shares of the content words that the simulated spinner swaps."""

Spans = tuple[int, int, int, int]


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


def measure_substitutions(texts: Sequence[str], spinner: Spinner) -> dict[str, float]:
    """Recall and precision of the substitutions of spun copies, and how many copies are called synonym_spun.

    Words that both sides of a tool's edit begin or end with are taken off: "in the" for "within the" swaps
    one word. Edits that then only add or cut words are no substitutions. An edit is found where a listed
    substitution touches it on both sides, and a listed one is true where it touches an edit on both sides;
    "exact" asks for the same characters, so that a phrase told in two pieces is neither found nor true.
    """
    rng = random.Random(0)
    counts: Counter[str] = Counter()
    for text in texts:
        spun = spinner.spin(text, rng)
        result = compare(spun.text, text)
        counts["named"] += result.relation == "synonym_spun"
        true = {trimmed for edit in spun.edits if (trimmed := _trimmed(spun, text, edit))}
        listed = {
            (s.suspect.start, s.suspect.end, s.original.start, s.original.end) for s in result.substitutions
        }
        counts["true"] += len(true)
        counts["listed"] += len(listed)
        counts["exact"] += len(true & listed)
        counts["found"] += sum(any(_touch(one, other) for other in listed) for one in true)
        counts["right"] += sum(any(_touch(one, other) for other in true) for one in listed)
    return {
        "texts": len(texts),
        "called synonym_spun": counts["named"] / len(texts),
        "true substitutions": counts["true"],
        "recall": counts["found"] / counts["true"],
        "precision": counts["right"] / counts["listed"],
        "recall, exact": counts["exact"] / counts["true"],
        "precision, exact": counts["exact"] / counts["listed"],
    }


def _trimmed(spun: Spun, original: str, edit: Edit) -> Spans | None:
    """The characters of an edit without the words that both sides begin or end with, if others are left."""
    start, end, original_start, original_end = edit.start, edit.end, edit.original_start, edit.original_end
    words, others = spun.text[start:end].split(), original[original_start:original_end].split()
    while words and others and words[0].lower() == others[0].lower():
        start += len(words.pop(0)) + 1
        original_start += len(others.pop(0)) + 1
    while words and others and words[-1].lower() == others[-1].lower():
        end -= len(words.pop()) + 1
        original_end -= len(others.pop()) + 1
    return (start, end, original_start, original_end) if words and others else None


def _touch(one: Spans, other: Spans) -> bool:
    return one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]


def measure_speed(texts: Sequence[str], spinner: Spinner) -> dict[str, float]:
    """Pairs a second, from text to relation, beside difflib on the words of the same pairs."""
    rng = random.Random(0)
    pairs = [(spinner.spin(text, rng).text, text) for text in texts]
    compare(*pairs[0])
    began = time.process_time()
    for suspect, original in pairs:
        compare(suspect, original)
    ours = time.process_time() - began
    began = time.process_time()
    for suspect, original in pairs:
        difflib.SequenceMatcher(None, suspect.split(), original.split(), autojunk=False).get_opcodes()
    rival = time.process_time() - began
    return {
        "pairs": len(pairs),
        "mean words": sum(len(text.split()) for text in texts) / len(texts),
        "pairs/s": len(pairs) / ours,
        "difflib, opcodes of the words alone, pairs/s": len(pairs) / rival,
    }


def measure_replay(pairs: Sequence[RelationPair]) -> dict[str, int]:
    exact = sum(compare(pair.suspect, pair.original).replay() == pair.suspect for pair in pairs)
    return {"pairs": len(pairs), "exact": exact}


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
    dictionary = load_spinner_list(options.data / "lexicons" / "turbo_spinner_en.tsv.gz")
    tools = [
        Spinner(Recipe(name=f"density {density}", thesaurus=dictionary.name, density=density), dictionary)
        for density in DENSITIES
    ]
    outlets = [name for name, split in NEWS.items() if split == TEST]
    texts = sample_texts(options.data, outlets, 200)
    found: dict[str, dict[str, Any]] = {
        "relations named, held-out pairs": measure_relations(pairs),
        **{
            f"substitutions of spun copies, held-out news, {tool.recipe.name}": measure_substitutions(
                texts, tool
            )
            for tool in tools
        },
        "replay": measure_replay(random.Random(0).sample(pairs, min(1000, len(pairs)))),
        "speed, one core": measure_speed(texts, tools[0]),
    }
    if options.samples:
        found["samples"] = measure_samples(options.samples)
    for title, rows in found.items():
        _show(title, rows)
    if options.json:
        options.json.write_text(json.dumps(found, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
