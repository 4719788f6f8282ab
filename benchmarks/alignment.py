"""Measure the alignment: substitutions, passages, replay and speed, beside difflib and rapidfuzz.

    python benchmarks/alignment.py --data DIR [--texts 200] [--pairs 10000] [--json FILE] [--write-docs]

DIR is the data folder. Articles are those of outlets that nothing of the comparison was fitted on.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import alignment_passages as passages
from alignment_page import as_page
from alignment_speed import measure_speed
from alignment_substitutions import (
    difflib_substitutions,
    measure_substitutions,
    rapidfuzz_substitutions,
    spunlib_substitutions,
    unrelated_substitutions,
)

from spunlib.compare.engine import compare_texts
from spunlib.model.store import load_lexicon
from spunlib.training.labelled_pairs import NEWS, TEST, records
from spunlib.training.open_thesauri import load_mythes
from spunlib.training.relation_pairs import sample_texts
from spunlib.training.rewriting_sets import REWRITING_SETS
from spunlib.training.spinner_lists import load_spinner_list
from spunlib.training.spinners import Recipe, Spinner
from spunlib.training.thesauri import Thesaurus

ROOT: Final = Path(__file__).resolve().parent.parent
DOCS: Final = ROOT / "docs" / "compare.md"
BEGIN, END = "<!-- alignment: begin -->", "<!-- alignment: end -->"

DENSITIES: Final = (0.2, 0.4, 0.6, 0.8)
"""Shares of the content words that the simulated spinners swap."""


def spinners(thesaurus: Thesaurus, quotations: Sequence[bool]) -> dict[str, Spinner]:
    """A spinner for each density, with quotations kept or not."""
    return {
        f"{density:.0%}, quotations {'kept' if kept else 'spun'}": Spinner(
            Recipe(
                name="alignment",
                thesaurus=thesaurus.name,
                mode="first" if "spinner" in thesaurus.name else "any",
                density=density,
                protect_quotes=kept,
                content_words_only="spinner" not in thesaurus.name,
            ),
            thesaurus,
        )
        for density in DENSITIES
        for kept in quotations
    }


def measure_passages(
    originals: Sequence[str], hosts: Sequence[str], tools: Sequence[Spinner]
) -> dict[str, Any]:
    """Plagdet of the stretches, and of stretches made of difflib's blocks."""
    given = list(passages.cases(originals, hosts, tools, random.Random(0)))
    methods = {"spunlib": _stretches, "difflib": passages.difflib_passages}
    found = {name: passages.detect(method, given) for name, method in methods.items()}
    return {
        name: passages.plagdet(detected)
        | dict(zip(("low", "high"), passages.interval_of(detected), strict=True))
        for name, detected in found.items()
    }


def _stretches(suspect: str, original: str) -> list[passages.Passage]:
    return [
        passages.Passage(s.suspect.start, s.suspect.end, s.original.start, s.original.end)
        for s in compare_texts(suspect, original, load_lexicon()).stretches
    ]


def measure_replay(data: Path, size: int) -> dict[str, dict[str, int]]:
    """How many pairs are restored exactly: of every rewriting set, whatever their relation, and strangers."""
    rng = random.Random(0)
    names = [*(f"rewritten/{name}" for name in REWRITING_SETS), "reuse/clough_stevenson"]
    pairs: dict[str, list[tuple[str, str]]] = {}
    for name in names:
        known = [
            (record["text"], record["original"]) for record in records(data, name) if record.get("original")
        ]
        pairs[name] = rng.sample(known, min(len(known), size // (len(names) + 1)))
    drawn = [text for some in pairs.values() for pair in some for text in pair]
    strangers = size - sum(map(len, pairs.values()))
    pairs["any two of these texts"] = [(rng.choice(drawn), rng.choice(drawn)) for _ in range(strangers)]
    return {
        name: {
            "pairs": len(some),
            "exact": sum(compare_texts(a, b, load_lexicon()).replay() == a for a, b in some),
        }
        for name, some in pairs.items()
    }


def measure(data: Path, n_texts: int, n_pairs: int) -> dict[str, Any]:
    """All figures."""
    dictionary = load_spinner_list(data / "lexicons" / "turbo_spinner_en.tsv.gz")
    outlets = [name for name, split in NEWS.items() if split == TEST]
    texts = sample_texts(data, outlets, n_texts)
    tools = spinners(dictionary, (True, False))
    thesaurus = spinners(load_mythes(), (True,))
    ours = {"spunlib": spunlib_substitutions}
    rivals = ours | {
        "unrelated": unrelated_substitutions,
        "difflib": difflib_substitutions,
        "rapidfuzz": rapidfuzz_substitutions,
    }
    return {
        "substitutions": {
            "dictionary": {name: measure_substitutions(texts, tool, rivals) for name, tool in tools.items()},
            "thesaurus": {name: measure_substitutions(texts, tool, ours) for name, tool in thesaurus.items()},
        },
        "passages": measure_passages(
            sample_texts(data, outlets[:2], n_texts, seed=1),
            sample_texts(data, outlets[2:], 2 * n_texts, seed=1),
            list(tools.values()),
        ),
        "replay": measure_replay(data, n_pairs),
        "pairs_per_second": measure_speed(texts, tools["40%, quotations kept"]),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--texts", type=int, default=200, help="articles that are spun")
    parser.add_argument("--pairs", type=int, default=10_000, help="pairs that are replayed")
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    parser.add_argument(
        "--write-docs", action="store_true", help=f"put the tables into {DOCS.relative_to(ROOT)}"
    )
    options = parser.parse_args(arguments)
    found = measure(options.data, options.texts, options.pairs)
    page = as_page(found)
    sys.stdout.write(page)
    if options.json:
        options.json.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    if options.write_docs:
        before, _, rest = DOCS.read_text("utf-8").partition(BEGIN)
        _, _, after = rest.partition(END)
        DOCS.write_text(f"{before}{BEGIN}\n{page}{END}{after}", "utf-8")


if __name__ == "__main__":
    main()
