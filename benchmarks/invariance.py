"""Does what is no rewriting leave the likelihood alone, and do two runs give the same bytes?

    python benchmarks/invariance.py --data ../shared/data [--tiers fast,accurate,auto] [--documents 500]
        [--model en-1] [--output DIR]

Half of the documents are human texts of the development split, from every group in turn; half are spun ones.
How far a change moves a document is the widest distance between the likelihoods of its variants
(benchmarks/variants.py). Documents that every variant abstains on are left out. The exit status is 1 where a
change that the project has promised to be harmless moves a document by 0.05 or more, or two runs differ.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import multiprocessing
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from exams import mixed_documents
from variants import CHANGES

import spunlib
from spunlib.report.report import Report

ALLOWED: Final = 0.05
PROMISED: Final = ("page furniture", "quotation style", "case of a heading", "British or American spelling")
SHOWN: Final = 15
"""Worst documents that are explained, of each change."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A document and how far a change moved it, between which variants."""

    document: str
    by: float
    low: str
    high: str
    likelihoods: Mapping[str, float]
    decisions: Mapping[str, str]


def measure(
    detector: spunlib.SpinDetector, documents: Mapping[str, str]
) -> Iterator[tuple[str, list[Moved]]]:
    """For each change, every document that it could touch, the farthest moved first."""
    for change, function in CHANGES.items():
        rows = [
            (name, variant, text)
            for name, own in documents.items()
            for variant, text in function(own).items()
        ]
        likelihoods: dict[str, dict[str, float]] = defaultdict(dict)
        decisions: dict[str, dict[str, str]] = defaultdict(dict)
        unique = list(dict.fromkeys(text for _, _, text in rows))
        scored = {}
        for text, report in zip(unique, detector.score_many(unique), strict=True):
            scored[text] = report.likelihood, report.decision
        for name, variant, text in rows:
            likelihoods[name][variant], decisions[name][variant] = scored[text]
        found = [
            _moved(name, values, decisions[name])
            for name, values in likelihoods.items()
            if set(decisions[name].values()) != {"abstain"}
        ]
        yield change, sorted(found, key=lambda moved: -moved.by)


def _moved(name: str, likelihoods: Mapping[str, float], decisions: Mapping[str, str]) -> Moved:
    low = min(likelihoods, key=lambda variant: likelihoods[variant])
    high = max(likelihoods, key=lambda variant: likelihoods[variant])
    return Moved(name, likelihoods[high] - likelihoods[low], low, high, likelihoods, decisions)


def summary(found: Sequence[Moved]) -> dict[str, Any]:
    """Figures of one change."""
    by = np.array([moved.by for moved in found])
    worst: dict[str, int] = defaultdict(int)
    for moved in found:
        if moved.by >= ALLOWED:
            worst[f"{moved.low} < {moved.high}"] += 1
    return {
        "documents": len(found),
        "touched": int((by > 0).sum()),
        "max": float(by.max(initial=0.0)),
        "p99": float(np.quantile(by, 0.99)) if by.size else 0.0,
        "moved_by_0.05": float((by >= ALLOWED).mean()) if by.size else 0.0,
        "decisions_changed": sum(len(set(moved.decisions.values())) > 1 for moved in found),
        "between": dict(sorted(worst.items(), key=lambda pair: -pair[1])),
    }


def words_responsible(low: Report, high: Report, number: int = 6) -> list[str]:
    """The artifacts whose weight differs most between two reports on variants of one text."""
    weights: list[dict[str, float]] = []
    for report in (low, high):
        total: dict[str, float] = defaultdict(float)
        for artifact in report.artifacts:
            total[artifact.text.lower()] += artifact.weight
        weights.append(total)
    words = {
        word: weights[1].get(word, 0.0) - weights[0].get(word, 0.0) for word in {*weights[0], *weights[1]}
    }
    strongest = sorted(words.items(), key=lambda pair: (-abs(pair[1]), pair[0]))[:number]
    return [f"{word} {change:+.2f}" for word, change in strongest if abs(change) >= 0.01]


def explain(
    detector: spunlib.SpinDetector, documents: Mapping[str, str], change: str, moved: Moved
) -> dict[str, Any]:
    """One of the worst documents, with the words that moved it."""
    variants = CHANGES[change](documents[moved.document])
    low, high = detector.score(variants[moved.low]), detector.score(variants[moved.high])
    return {
        "document": moved.document,
        "moved": moved.by,
        "from": f"{moved.low} {low.likelihood:.3f} ({low.decision}, {low.n_words} words)",
        "to": f"{moved.high} {high.likelihood:.3f} ({high.decision}, {high.n_words} words)",
        "words": words_responsible(low, high),
    }


def digest(model: str, tier: str, texts: Sequence[str]) -> str:
    """Hash of every report on the texts, artifacts included."""
    state = hashlib.sha256()
    for report in spunlib.load(model, tier=tier).score_many(texts):
        state.update(report.to_json().encode("utf-8", "surrogatepass"))
    return state.hexdigest()


def same_twice(model: str, tier: str, texts: Sequence[str]) -> bool:
    """Whether two new processes write the same bytes."""
    with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        first, second = (pool.apply(digest, (model, tier, texts)) for _ in range(2))
    return first == second


def run(model: str, tier: str, documents: Mapping[str, str]) -> dict[str, Any]:
    """All figures of one tier."""
    detector = spunlib.load(model, tier=tier)
    changes: dict[str, Any] = {}
    for change, found in measure(detector, documents):
        worst = [moved for moved in found[:SHOWN] if moved.by > 0]
        changes[change] = summary(found) | {
            "worst": [explain(detector, documents, change, moved) for moved in worst]
        }
    return {"changes": changes, "same_bytes_twice": same_twice(model, tier, list(documents.values()))}


def show(tier: str, result: Mapping[str, Any]) -> None:
    print(f"\n{tier}: two runs give the same bytes: {result['same_bytes_twice']}")
    print(
        f"{'change':30} {'documents':>9} {'touched':>8} {'max':>6} {'p99':>6} {'>= .05':>7} {'decisions':>9}"
    )
    for change, figures in result["changes"].items():
        print(
            f"{change:30} {figures['documents']:9d} {figures['touched']:8d} {figures['max']:6.3f} "
            f"{figures['p99']:6.3f} {figures['moved_by_0.05']:7.1%} {figures['decisions_changed']:9d}"
        )
    for change, figures in result["changes"].items():
        print(f"\n{change}: {figures['between'] or 'nothing moved that far'}")
        for worst in figures["worst"][:8]:
            print(f"  {worst['moved']:.3f} {worst['document']}: {worst['from']} -> {worst['to']}")
            print(f"        {'; '.join(worst['words']) or 'no artifact differs'}")


def main() -> int:
    parser = argparse.ArgumentParser(description="What must not move the likelihood, and whether it does.")
    parser.add_argument("--data", type=Path, required=True, help="the data folder of the project")
    parser.add_argument("--model", default="en-1", help="name or folder of a model")
    parser.add_argument("--tiers", default="fast", help="comma-separated")
    parser.add_argument("--documents", type=int, default=500, help="half human, half spun")
    parser.add_argument("--output", type=Path, help="folder for invariance.json")
    options = parser.parse_args()
    documents = mixed_documents(options.data, options.documents)
    results = {}
    for tier in options.tiers.split(","):
        results[tier] = run(options.model, tier, documents)
        show(tier, results[tier])
    if options.output:
        options.output.mkdir(parents=True, exist_ok=True)
        (options.output / "invariance.json").write_text(
            json.dumps(results, indent=1) + "\n", encoding="utf-8"
        )
    held = all(
        result["same_bytes_twice"] and result["changes"][change]["max"] < ALLOWED
        for result in results.values()
        for change in PROMISED
    )
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
