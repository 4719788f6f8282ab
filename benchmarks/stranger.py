"""How models find a spinner that none of them has met, and whose dictionary no thesaurus holds.

    python benchmarks/stranger.py --data ../shared/data [--models en-1 FOLDER] [--tiers fast,accurate]

It puts for a content word one of the nearest by company: words with the same left and right neighbours in
the split lm, of the same form. What it makes is worse than what tools sell, but nobody's list: without folds
it tells whether a model learns lists or replacement. The texts are 400 articles of the development split,
three tenths and half of their content words asked for; false alarms are the originals'.
"""

from __future__ import annotations

import argparse
import random
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
from cascade import share_cell
from exams import Development
from numpy.typing import NDArray

import spunlib
from spunlib.text.keys import plain_keys
from spunlib.training.evaluation_report import markdown_table
from spunlib.training.inflection import Inflector
from spunlib.training.metrics import roc_auc
from spunlib.training.neighbours import common_words, neighbour_thesaurus, same_form
from spunlib.training.recipes import RECIPES, at_density
from spunlib.training.spinners import Spinner
from spunlib.training.static_vectors import company_vectors
from spunlib.training.thesauri import Thesaurus
from spunlib.training.word_statistics import Corpus, rows_of

TEXTS: Final = 400
DENSITIES: Final = (0.3, 0.5)
_READ: Final = 25_000
_WORDS: Final = 20_000
_NEAREST: Final = 6
_LEAST_COSINE: Final = 0.55
_SEED: Final = 91
_RECIPE: Final = RECIPES["neighbours_inflected"]


def company_thesaurus(development: Development) -> Thesaurus:
    """Content words with the words that keep like company."""
    texts = [text.text for text in development.every_human if text.split == "lm"]
    random.Random(_SEED).shuffle(texts)
    corpus = Corpus.read(texts[:_READ])
    inflector = Inflector()
    words = common_words(inflector, _WORDS)
    keys = plain_keys(words)
    known = np.unique(np.concatenate((corpus.key, keys)))
    vectors = company_vectors(rows_of(corpus.key, known), rows_of(keys, known), known.size + 3)
    return neighbour_thesaurus(
        words, vectors, n=_NEAREST, least_cosine=_LEAST_COSINE, fits=same_form(inflector)
    )


def likelihoods(
    detector: spunlib.SpinDetector, texts: list[str]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Of each text, and whether it is called spun at the 1 % threshold."""
    reports = list(detector.score_many(texts, fpr=0.01))
    return (
        np.array([report.likelihood for report in reports]),
        np.array([report.decision == "spun" for report in reports]),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="A spinner that no model has met.")
    parser.add_argument("--data", type=Path, required=True, help="the data folder")
    parser.add_argument("--models", nargs="+", default=["en-1"], help="names or folders of models")
    parser.add_argument("--tiers", default="fast,accurate", help="comma-separated")
    options = parser.parse_args()
    development = Development(options.data)
    thesaurus = company_thesaurus(development)
    originals = [question.text for question in development.pool("200-500 words")[:TEXTS]]
    recipe = replace(_RECIPE, name="company", thesaurus=thesaurus.name)
    spun = {}
    for density in DENSITIES:
        spinner = Spinner(at_density(recipe, density), thesaurus)
        rng = random.Random(f"{_SEED} {density}")
        spun[density] = [spinner.spin(text, rng).text for text in originals]
    rows = []
    for model in options.models:
        for tier in options.tiers.split(","):
            detector = spunlib.load(model, tier=tier)
            human, accused = likelihoods(detector, originals)
            limit = np.quantile(human, 0.99)
            for density, texts in spun.items():
                found, flagged = likelihoods(detector, texts)
                truth = np.repeat([False, True], (human.size, found.size))
                auc = roc_auc(truth, np.concatenate((human, found)))
                cells = (share_cell(flagged), share_cell(found > limit), f"{auc:.3f}", share_cell(accused))
                rows.append([f"{model} {tier}", f"{density:.0%}", *cells])
    header = ("model", "density", "TPR at 1 %", "TPR at 1 % of the originals", "AUC", "originals flagged")
    print(markdown_table(header, rows))


if __name__ == "__main__":
    main()
