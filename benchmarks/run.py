"""Quality and speed of the shipped model beside two rivals trained in the same run.

    python benchmarks/run.py --data ../shared/data [--output DIR] [--quick] [--write-docs]

All questions come from the development split: no stage of the model has read these sources, nor have the
rivals, which are trained on the splits that the model has learnt from and get their thresholds on the same
human texts. Seeds are fixed. A full run takes about 20 minutes of one core, --quick about 3.
"""

from __future__ import annotations

import argparse
import json
import logging
import platform
import time
from collections import defaultdict
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import sklearn
from check_floors import import_and_load_s
from contestants import FPR, Contestant, Shipped, train_rivals
from page import as_page
from samples import DICTIONARY, FULL, QUICK, Samples
from speed import ROOT, documents_per_second, wheel_mb

from spunlib.training.corpora import LabelledText
from spunlib.training.evaluation import Answers, evaluate_answers, flag_rate
from spunlib.training.rewriting_sets import changed_share

DOCS = ROOT / "docs" / "benchmarks.md"
TIMED_WORDS = 450
log = logging.getLogger("benchmark")


def measure(data: Path, quick: bool) -> dict[str, Any]:
    """Every figure of a run, as plain types for JSON."""
    samples = Samples(data, QUICK if quick else FULL)
    log.info("data read")
    rivals, remarks = train_rivals(samples.learnt(), samples.calibration())
    contestants: list[Contestant] = [Shipped(), *rivals]
    log.info("rivals trained")
    exams = {
        "human": samples.human(),
        "dictionary": samples.dictionary(),
        "recipes": samples.recipes(),
        "rewritten": samples.rewritten(),
    }
    log.info("%d questions", sum(map(len, exams.values())))
    quality = {}
    for contestant in contestants:
        answers = {name: contestant.answer(texts) for name, texts in exams.items()}
        quality[contestant.name] = figures(answers)
        log.info("answered: %s", contestant.name)
    speeds = documents_per_second(contestants, samples.timed(TIMED_WORDS))
    return {
        "quick": quick,
        "fpr": FPR,
        "remarks": remarks,
        "changed": changed([*exams["dictionary"], *exams["recipes"], *exams["rewritten"]]),
        "quality": quality,
        "documents_per_second": speeds,
        "times_the_speed_of": {
            rival.name: speeds[contestants[0].name] / speeds[rival.name] for rival in rivals
        },
        "import_and_load_s": import_and_load_s(),
        "wheel_mb": wheel_mb(),
        "environment": {
            "python": platform.python_version(),
            "numpy": np.__version__,
            "scikit-learn": sklearn.__version__,
            "machine": platform.machine(),
        },
    }


def figures(answers: dict[str, Answers]) -> dict[str, Any]:
    """The tables of one contestant."""
    dictionary, recipes = answers["dictionary"], answers["recipes"]
    everything = evaluate_answers(joined([answers["human"], recipes, answers["rewritten"]]), FPR)
    return {
        "overall": everything["overall"],
        "lengths": everything["lengths"],
        "human_groups": everything["human_groups"],
        "dictionary_originals": flag_rate(dictionary, dictionary.human),
        "dictionary": {name: flag_rate(dictionary, dictionary.tool == name) for name in DICTIONARY},
        "recipes": {str(name): flag_rate(recipes, recipes.tool == name) for name in np.unique(recipes.tool)},
        "rewritten": evaluate_answers(answers["rewritten"], FPR)["tools"],
    }


def changed(texts: list[LabelledText]) -> dict[str, float]:
    """Median share of the words that each tool changed, of its texts whose originals are known."""
    shares: dict[str, list[float]] = defaultdict(list)
    for text in texts:
        if text.tool and text.original is not None:
            shares[text.tool].append(changed_share(text.text, text.original))
    return {tool: median(values) for tool, values in shares.items()}


def joined(parts: list[Answers]) -> Answers:
    """Answers one after the other."""
    return Answers(*(np.concatenate([getattr(part, name) for part in parts]) for name in Answers.__slots__))


def main() -> None:
    parser = argparse.ArgumentParser(description="Quality and speed beside rivals trained in the same run.")
    parser.add_argument("--data", type=Path, required=True, help="the data folder of the project")
    parser.add_argument("--output", type=Path, help="folder for benchmarks.json and benchmarks.md")
    parser.add_argument("--quick", action="store_true", help="few texts, wide intervals")
    parser.add_argument("--write-docs", action="store_true", help=f"write {DOCS.relative_to(ROOT)}")
    options = parser.parse_args()
    if options.quick and options.write_docs:
        parser.error("figures of a --quick run are too rough for the documentation")
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    start = time.monotonic()
    result = measure(options.data, options.quick)
    log.info("done in %.0f s", time.monotonic() - start)
    page = as_page(result)
    print(page)
    if options.output:
        options.output.mkdir(parents=True, exist_ok=True)
        (options.output / "benchmarks.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
        (options.output / "benchmarks.md").write_text(page, encoding="utf-8")
    if options.write_docs:
        DOCS.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
