"""Measure the alignment: substitutions, replay and speed, beside difflib and rapidfuzz.

    python benchmarks/alignment.py --data DIR [--texts 200] [--pairs 10000] [--json FILE]

DIR is the data folder. The spun texts are held-out news; brackets hold exact 95 % intervals.
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
from typing import Any, Final

from spunlib.compare.engine import compare_texts
from spunlib.compare.result import ComparisonResult
from spunlib.model.store import load_lexicon
from spunlib.training.evaluation_report import markdown_table
from spunlib.training.intervals import clopper_pearson
from spunlib.training.labelled_pairs import NEWS, TEST
from spunlib.training.relation_pairs import build_pairs, sample_texts
from spunlib.training.spinner_lists import load_spinner_list
from spunlib.training.spinners import Recipe, Spinner
from spunlib.training.told_edits import Spans, true_substitutions

DENSITIES: Final = (0.2, 0.4, 0.6, 0.8)
"""Shares of the content words that the simulated spinner swaps."""


def compare(suspect: str, original: str) -> ComparisonResult:
    return compare_texts(suspect, original, load_lexicon())


def measure_substitutions(texts: Sequence[str], spinner: Spinner, seed: int = 0) -> dict[str, Any]:
    """Precision and recall of the substitutions of spun copies, and how many copies are called synonym_spun.

    A true substitution is found where a listed one touches it on both sides, and a listed one is true where
    it touches a true one on both sides; "exact" asks for the same characters, so that a phrase told in two
    pieces is neither found nor true.
    """
    rng = random.Random(seed)
    counts: Counter[str] = Counter()
    for text in texts:
        spun = spinner.spin(text, rng)
        result = compare(spun.text, text)
        true = true_substitutions(spun, text)
        listed = [
            Spans(s.suspect.start, s.suspect.end, s.original.start, s.original.end)
            for s in result.substitutions
        ]
        counts["named"] += result.relation == "synonym_spun"
        counts["true"] += len(true)
        counts["listed"] += len(listed)
        counts["exact"] += len(set(true) & set(listed))
        counts["found"] += _touched(true, listed)
        counts["right"] += _touched(listed, true)
    return {
        "texts": len(texts),
        "called synonym_spun": counts["named"] / len(texts),
        "substitutions": counts["true"],
        "recall": share(counts["found"], counts["true"]),
        "precision": share(counts["right"], counts["listed"]),
        "recall, exact": share(counts["exact"], counts["true"]),
        "precision, exact": share(counts["exact"], counts["listed"]),
    }


def _touched(ones: Sequence[Spans], others: Sequence[Spans]) -> int:
    return sum(any(one.touches(other) for other in others) for one in ones)


def share(some: int, total: int) -> dict[str, float]:
    """A share with its interval."""
    low, high = clopper_pearson(some, total)
    return {"share": some / total if total else 0.0, "low": low, "high": high}


def measure_replay(data: Path, size: int) -> dict[str, int]:
    """Pairs of every set of the data folder, whatever their relation, and how many are restored exactly."""
    pairs = build_pairs(data, size)
    if len(pairs) > size:
        pairs = random.Random(0).sample(pairs, size)
    exact = sum(compare(pair.suspect, pair.original).replay() == pair.suspect for pair in pairs)
    return {"pairs": len(pairs), "exact": exact}


def measure_speed(texts: Sequence[str], spinner: Spinner) -> dict[str, float]:
    """Pairs a second of processor time, from text to relation, beside difflib on the words alone."""
    rng = random.Random(0)
    pairs = [(spinner.spin(text, rng).text, text) for text in texts]
    compare(*pairs[0])
    ours = rival = 0.0
    for suspect, original in pairs:
        began = time.process_time()
        compare(suspect, original)
        ours += time.process_time() - began
        began = time.process_time()
        difflib.SequenceMatcher(None, suspect.split(), original.split(), autojunk=False).get_opcodes()
        rival += time.process_time() - began
    return {
        "pairs": len(pairs),
        "mean words": sum(len(text.split()) for text in texts) / len(texts),
        "pairs/s": len(pairs) / ours,
        "difflib, opcodes of the words alone, pairs/s": len(pairs) / rival,
    }


def as_page(found: dict[str, Any]) -> str:
    header = ("spinner", "substitutions", "recall", "precision", "recall, exact", "precision, exact")
    rows = [
        [name, row["substitutions"], *(_cell(row[key]) for key in header[2:])]
        for name, row in found["substitutions"].items()
    ]
    speed = ", ".join(f"{name}: {value:,.0f}" for name, value in found["speed"].items())
    return (
        f"{markdown_table(header, rows)}\nReplay: {found['replay']['exact']:,} of "
        f"{found['replay']['pairs']:,} pairs exact. Speed on one core: {speed}.\n"
    )


def _cell(rate: dict[str, float]) -> str:
    return f"{rate['share']:.3f} ({rate['low']:.3f}-{rate['high']:.3f})"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--texts", type=int, default=200, help="articles that are spun")
    parser.add_argument("--pairs", type=int, default=10_000, help="most pairs that are replayed")
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    options = parser.parse_args(arguments)
    dictionary = load_spinner_list(options.data / "lexicons" / "turbo_spinner_en.tsv.gz")
    outlets = [name for name, split in NEWS.items() if split == TEST]
    texts = sample_texts(options.data, outlets, options.texts)
    tools = {
        f"{density:.0%}, quotations {'kept' if kept else 'spun'}": Spinner(
            Recipe(name="spun", thesaurus=dictionary.name, density=density, protect_quotes=kept), dictionary
        )
        for density in DENSITIES
        for kept in (True, False)
    }
    found = {
        "substitutions": {name: measure_substitutions(texts, tool) for name, tool in tools.items()},
        "replay": measure_replay(options.data, options.pairs),
        "speed": measure_speed(texts, next(iter(tools.values()))),
    }
    sys.stdout.write(as_page(found))
    if options.json:
        options.json.write_text(json.dumps(found, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
