"""Where words are listed and how their originals are ranked: the curves, and the constants fitted anew.

    python benchmarks/span_fit.py --data ../shared/data --model FOLDER [--recipes NAMES] [--texts 40]
        [--precision 0.8] [--moby FILE] [--neighbours FILE]

Passages of 200 to 400 words are spun at 30 %; a model reads them and their originals in both its tiers. The
constants of `spunlib.report.listing` and `spunlib.report.originals` are fitted on the calibration split and
printed to be copied, with the odds at which that split has the precision asked for. The curves are those of
the development split, by tier and recipe, with the constants that the package has: recall of true spans where
the listed words have a precision, and places of the original among the suggestions. Nothing is
fitted on the recipes of lineages that the model has left out, which are shown apart.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from exams import ARTICLES, Development, Question, in_turn, shuffled
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from spans import TOP, true_spans

from spunlib.model.model import Model, Scored
from spunlib.report.listing import FEATURES, LISTINGS, listing_features, listing_odds
from spunlib.report.originals import WEIGHTS, Originals, originals_of
from spunlib.training.aligned import folded
from spunlib.training.crops import crop
from spunlib.training.recipes import RECIPES, lineage_of

KNOWN: Final = "turbo_any,wp_any,everyday_first,aiksaurus_inflected"
DENSITY: Final = 0.3
PRECISIONS: Final = (0.75, 0.8, 0.85, 0.9)
FITTED, SHOWN = "calibration", "development"

_SEED: Final = 41
_BATCH: Final = 10
_RIDGE: Final = 1e-3
_STEPS: Final = 25
_LEAST: Final = 1e-12


@dataclass(frozen=True, slots=True)
class Sample:
    """A text in one tier; n tokens, s true spans.

    Attributes:
        features: float64 (n, len(FEATURES)).
        odds: float64 (n,), as the package lists.
        free: bool (n,), prose outside of quotations.
        span: int64 (n,), number of the token's true span, from 1; 0 for none.
        spans: s.
    """

    features: NDArray[np.float64]
    odds: NDArray[np.float64]
    free: NDArray[np.bool_]
    span: NDArray[np.int64]
    spans: int


@dataclass(frozen=True, slots=True)
class Choice:
    """Candidates for the replaced words of a text, and which of them are right, bool (c,)."""

    candidates: Originals
    right: NDArray[np.bool_]


def passages(development: Development, split: str, number: int) -> list[Question]:
    """Originals of a split, from all groups in turn."""
    rng = random.Random(f"{_SEED} {split}")
    groups: dict[str, list[Question]] = {}
    for text in development.every_human:
        if text.split == split and text.group in ARTICLES and len(text.text.split()) >= 200:
            passage = crop(text.text, rng.randint(200, 400), rng)
            groups.setdefault(text.group, []).append(Question(passage, "human", text.group))
    return in_turn(shuffled(own, name) for name, own in groups.items())[:number]


def read(model: Model, questions: Sequence[Question]) -> Iterator[tuple[str, Question, Scored, int]]:
    """Every question as each tier of the model scores it: tier, question, batch and its number there."""
    for at in range(0, len(questions), _BATCH):
        some = questions[at : at + _BATCH]
        fast = model.score([question.text for question in some])
        for scored in (fast, model.more_accurate(fast)) if model.tagger is not None else (fast,):
            for number, question in enumerate(some):
                yield scored.tier.name, question, scored, number


def sample_of(question: Question, scored: Scored, number: int) -> Sample:
    """The tokens of a question with the truth about them."""
    batch = scored.context.batch
    rows = batch.rows(number)
    span = np.zeros(rows.stop - rows.start, np.int64)
    spans = true_spans(question)
    for place, edit in enumerate(spans, 1):
        span[(batch.start[rows] < edit.end) & (edit.start < batch.end[rows])] = place
    free = scored.context.prose[rows] & ~batch.quoted[rows]
    return Sample(listing_features(scored, number), listing_odds(scored, number), free, span, len(spans))


def choice_of(question: Question, scored: Scored, number: int) -> Choice:
    """Candidates for single words that the tool put there."""
    context, batch = scored.context, scored.context.batch
    rows = batch.rows(number)
    wanted: dict[int, str] = {}
    for edit in true_spans(question):
        token = rows.start + int(np.searchsorted(batch.end[rows], edit.start, side="right"))
        if token < rows.stop and batch.end[token] >= edit.end and context.prose[token]:
            wanted[token] = folded(str(question.original)[edit.original_start : edit.original_end])
    found = originals_of(context, scored.nearest, np.array(sorted(wanted), np.int64))
    originals = [wanted[token] for token in sorted(wanted)]
    spelt = context.lexicon.forms(found.form.tolist())
    pairs = zip(spelt, found.owner.tolist(), strict=True)
    return Choice(found, np.array([folded(form) == originals[owner] for form, owner in pairs], np.bool_))


def fit_listing(samples: Sequence[Sample]) -> tuple[NDArray[np.float64], float]:
    """Weights of `FEATURES` and the bias."""
    features = np.concatenate([sample.features[sample.free] for sample in samples])
    label = np.concatenate([sample.span[sample.free] > 0 for sample in samples])
    scale = features.std(axis=0) + 1e-9
    model = LogisticRegression(max_iter=1000).fit(features / scale, label)
    return model.coef_[0] / scale, float(model.intercept_[0])


def curve(samples: Sequence[Sample], odds: Sequence[NDArray[np.float64]]) -> list[tuple[float, float, float]]:
    """For each of `PRECISIONS` the odds from which it is had, the precision, and the recall of true spans."""
    score = np.concatenate([own[sample.free] for own, sample in zip(odds, samples, strict=True)])
    span = np.concatenate(
        [
            np.where(sample.span > 0, sample.span + 10_000 * number, 0)[sample.free]
            for number, sample in enumerate(samples)
        ]
    )
    order = np.argsort(-score, kind="stable")
    score, span = score[order], span[order]
    precision = np.cumsum(span > 0) / np.arange(1, span.size + 1)
    points = []
    for wanted in PRECISIONS:
        enough = np.flatnonzero(precision >= wanted)
        if enough.size:
            last = int(enough[-1])
            found = np.unique(span[: last + 1][span[: last + 1] > 0]).size
            total = sum(sample.spans for sample in samples)
            points.append((float(score[last]), float(precision[last]), found / total))
    return points


def places(choices: Sequence[Choice]) -> NDArray[np.int64]:
    """Place of the right candidate of each word that has one, from 0."""
    found = []
    for choice in choices:
        owner = choice.candidates.owner
        order = np.lexsort((-choice.candidates.scores(), owner))
        place = np.arange(owner.size) - np.searchsorted(owner, owner)
        best: dict[int, int] = {}
        for number, rank in zip(
            owner[order][choice.right[order]].tolist(), place[choice.right[order]], strict=True
        ):
            best.setdefault(number, int(rank))
        found += best.values()
    return np.array(found, np.int64)


def fit_ranking(choices: Sequence[Choice]) -> NDArray[np.float64]:
    """Weights of `WEIGHTS`: conditional logit with a ridge, by Newton's method."""
    feature, right, owner, words = [], [], [], 0
    for choice in choices:
        own = choice.candidates.owner
        told = np.isin(own, own[choice.right])
        feature.append(choice.candidates.features[told])
        right.append(choice.right[told])
        owner.append(np.unique(own[told], return_inverse=True)[1] + words)
        words += np.unique(own[told]).size
    first = np.flatnonzero(np.diff(np.concatenate(owner), prepend=-1))
    word = np.concatenate(owner)
    x = np.concatenate(feature)
    scale = np.sqrt((x**2).mean(axis=0)) + 1e-9
    x = x / scale
    y = np.concatenate(right) / np.add.reduceat(np.concatenate(right).astype(float), first)[word]

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        z = x @ weights
        z -= np.maximum.reduceat(z, first)[word]
        p = np.exp(z) / np.add.reduceat(np.exp(z), first)[word]
        return float(_RIDGE * weights @ weights - (y * np.log(np.maximum(p, _LEAST))).sum() / words), p

    weights = np.zeros(x.shape[1])
    value, p = loss(weights)
    for _ in range(_STEPS):
        mean = np.add.reduceat(x * p[:, None], first)
        slope = x.T @ (p - y) / words + 2 * _RIDGE * weights
        curvature = ((x * p[:, None]).T @ x - mean.T @ mean) / words + 2 * _RIDGE * np.eye(weights.size)
        step = np.linalg.solve(curvature, -slope)
        while loss(weights + step)[0] > value and np.abs(step).max() > 1e-6:
            step /= 2
        weights = weights + step
        before, (value, p) = value, loss(weights)
        if before - value < 1e-6:
            break
    return weights / scale


def main() -> None:
    parser = argparse.ArgumentParser(description="Curves and constants of what is listed and suggested.")
    parser.add_argument("--data", type=Path, required=True, help="the data folder of the project")
    parser.add_argument("--model", type=Path, required=True, help="folder of a model")
    parser.add_argument("--recipes", default=KNOWN, help="of spunlib.training.recipes, with commas")
    parser.add_argument("--texts", type=int, default=40, help="of each recipe and split")
    parser.add_argument("--precision", type=float, default=0.8, help="of the listed words, for `least`")
    parser.add_argument("--moby", type=Path, help="the packed npm package moby")
    parser.add_argument("--neighbours", type=Path, help="the file of neighbours that training keeps")
    options = parser.parse_args()
    files = {"moby": options.moby, "neighbours": options.neighbours}
    development = Development(options.data, files={name: path for name, path in files.items() if path})
    model = Model.load(options.model, tier="auto")
    left_out = model.facts.get("left_out", {}).get("lineages", ())
    samples: dict[str, list[Sample]] = {}
    choices: list[Choice] = []
    for recipe in options.recipes.split(","):
        strange = lineage_of(RECIPES[recipe]) in left_out
        for split in (SHOWN,) if strange else (FITTED, SHOWN):
            pool = shuffled(passages(development, split, 4 * options.texts), recipe)
            spun = [found for one in pool if (found := development.spin(recipe, DENSITY, one))]
            spun = spun[: options.texts]
            shown: dict[str, list[Sample]] = {}
            told: list[Choice] = []
            for tier, question, scored, number in read(model, spun):
                shown.setdefault(tier, []).append(sample_of(question, scored, number))
                if tier == "fast":
                    told.append(choice_of(question, scored, number))
            if split == SHOWN:
                show(recipe + (", left out" if strange else ""), shown, told)
                continue
            choices += told
            for tier, own in shown.items():
                samples.setdefault(tier, []).extend(own)
            human = [Question(str(one.original), "human", one.group, "", one.original) for one in spun]
            for tier, question, scored, number in read(model, human[: len(human) // 2]):
                samples[tier].append(sample_of(question, scored, number))
    for tier, own in samples.items():
        weights, bias = fit_listing(own)
        spun_alone = [sample for sample in own if sample.spans]
        points = curve(spun_alone, [sample.features @ weights + bias for sample in spun_alone])
        least = next(
            (round(odds, 2) for odds, precision, _ in points if precision >= options.precision), None
        )
        print(f"{tier}: Listing({tuple(weights.round(3).tolist())}, {bias:.3f}, {least})  # {FEATURES}")
    if choices:
        print("WEIGHTS:", dict(zip(WEIGHTS, fit_ranking(choices).round(3).tolist(), strict=True)))


def show(name: str, samples: dict[str, list[Sample]], choices: Sequence[Choice]) -> None:
    """A few lines on one recipe, with the package's own constants."""
    for tier, own in samples.items():
        listed = [sample.free & (sample.odds > 0) for sample in own]
        number = sum(int(each.sum()) for each in listed)
        right = sum(int((sample.span[each] > 0).sum()) for sample, each in zip(own, listed, strict=True))
        found = sum(np.unique(s.span[e & (s.span > 0)]).size for s, e in zip(own, listed, strict=True))
        total = sum(sample.spans for sample in own)
        print(f"{name}, {tier}: precision {right / max(number, 1):.3f}, recall {found / max(total, 1):.3f}")
        for odds, precision, recall in curve(own, [sample.odds for sample in own]):
            print(f"    {odds + LISTINGS[tier].least:6.2f}: precision {precision:.3f}, recall {recall:.3f}")
    words = sum(np.unique(choice.candidates.owner).size for choice in choices)
    place = places(choices)
    print(
        f"{name}, originals of {words} words: first {(place == 0).sum() / max(words, 1):.3f}, "
        f"among {TOP} {(place < TOP).sum() / max(words, 1):.3f}, candidate {place.size / max(words, 1):.3f}"
    )


if __name__ == "__main__":
    main()
