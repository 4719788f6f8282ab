"""Fit the weights by which the comparison cuts runs of changed words into substitutions.

``python -m spunlib.training.blocks --data DIR`` spins news of outlets that no test draws from, aligns each
copy with its original and prints the constants of `spunlib.compare.block_weights`: an averaged structured
perceptron (Collins 2002) that is to cut every run as the tool had put it together. It says too how much of
this the weights do on copies held out.
"""

from __future__ import annotations

import argparse
import pprint
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, Final

from spunlib.compare.block_weights import BlockWeights
from spunlib.compare.blocks import LONGEST, Shape, best_blocks
from spunlib.compare.known_phrases import Block
from spunlib.compare.words import FUNCTION
from spunlib.model.store import load_lexicon
from spunlib.training.block_examples import Example, examples_of, hidden, spins

EPOCHS: Final = 6
HELD_OUT: Final = 0.3
"""Share of the copies that the weights are tested on."""

_STEP: Final = 0.1
_SEED: Final = 0

# Weights as a flat mapping: the name of a table of `BlockWeights`, then the places in it.
Feature = tuple[Any, ...]
_SIZES: Final[Mapping[str, tuple[int, ...]]] = {
    "single": (3, 3, 3),
    "size": (LONGEST, LONGEST),
    "sign": (3,),
    "known": (),
    "function": (3, 3),
    "first": (3, 3),
    "last": (3, 3),
    "added": (3,),
    "cut": (3,),
}
_START: Final[Mapping[Feature, float]] = {
    **{(name, word): -1.0 for name in ("added", "cut") for word in range(3)},
    **{("size", n, m): -0.5 for n in range(LONGEST) for m in range(LONGEST)},
}
"""Sizes that are never met stay unlikely."""


HIDDEN: Final = (0.25, 0.5, 0.75, 1.0)
"""Shares of what the lexicon knows that are hidden for the weights of unfamiliar tools."""


def features_of(shape: Shape, blocks: Sequence[Block]) -> Counter[Feature]:
    """The weights that make up the score of a cutting, and how often each counts."""
    found: Counter[Feature] = Counter()
    added, cut = set(range(len(shape.classes))), set(range(len(shape.original_classes)))
    for (first, last), (other_first, other_last) in blocks:
        added.difference_update(range(first, last))
        cut.difference_update(range(other_first, other_last))
        words, others = shape.classes[first:last], shape.original_classes[other_first:other_last]
        sign = max(max(line[other_first:other_last]) for line in shape.signs[first:last])
        if len(words) == 1 == len(others):
            found["single", words[0], others[0], sign] += 1
            continue
        found["size", len(words) - 1, len(others) - 1] += 1
        if ((first, last), (other_first, other_last)) in shape.known:
            found["known",] += 1
            continue
        found["sign", sign] += 1
        found["function", min(words.count(FUNCTION), 2), min(others.count(FUNCTION), 2)] += 1
        found["first", words[0], others[0]] += 1
        found["last", words[-1], others[-1]] += 1
    found.update(("added", shape.classes[row]) for row in added)
    found.update(("cut", shape.original_classes[row]) for row in cut)
    return found


def fit(examples: Sequence[Example], epochs: int = EPOCHS) -> BlockWeights:
    """Fit the weights: those of wrong cuttings go down, those of the true ones up; the mean of all steps."""
    rng = random.Random(_SEED)
    weights: defaultdict[Feature, float] = defaultdict(float, _START)
    drift: defaultdict[Feature, float] = defaultdict(float)
    several = [
        example
        for example in examples
        if len(example.shape.classes) * len(example.shape.original_classes) > 1
    ]
    step = 0
    for _ in range(epochs):
        rng.shuffle(several)
        for shape, blocks in several:
            step += 1
            found = best_blocks.__wrapped__(shape, as_weights(weights))
            if found == blocks:
                continue
            change = features_of(shape, blocks)
            change.subtract(features_of(shape, found))
            for feature, times in change.items():
                weights[feature] += _STEP * times
                drift[feature] += step * _STEP * times
    return as_weights({name: value - drift[name] / max(step, 1) for name, value in weights.items()})


def as_weights(values: Mapping[Feature, float]) -> BlockWeights:
    """The tables of `BlockWeights`, rounded; 0 where nothing was learnt."""

    def table(name: str, *places: int) -> Any:
        depth = len(places)
        if depth == len(_SIZES[name]):
            return round(values.get((name, *places), 0.0), 3)
        return tuple(table(name, *places, place) for place in range(_SIZES[name][depth]))

    return BlockWeights(**{name: table(name) for name in _SIZES})


def share_found(examples: Sequence[Example], weights: BlockWeights) -> tuple[float, float]:
    """Recall and precision of the blocks of runs."""
    true = found = right = 0
    for shape, blocks in examples:
        cut = best_blocks(shape, weights)
        true, found, right = true + len(blocks), found + len(cut), right + len(set(cut) & set(blocks))
    return right / max(true, 1), right / max(found, 1)


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with human/ and lexicons/")
    options = parser.parse_args(arguments)
    lexicon = load_lexicon()
    copies = [list(examples_of(*copy, lexicon)) for copy in spins(options.data, random.Random(_SEED))]
    rng = random.Random(_SEED)
    rng.shuffle(copies)
    less = [
        [hidden(example, share, rng) for example in copy]
        for copy in copies
        for share in (rng.choice(HIDDEN),)
    ]
    n_train = round((1 - HELD_OUT) * len(copies))
    for name, chosen in (("FAMILIAR", copies), ("UNFAMILIAR", less)):
        weights = fit([example for copy in chosen[:n_train] for example in copy])
        values = {each.name: getattr(weights, each.name) for each in fields(weights) if each.compare}
        sys.stdout.write(f"{name} = " + pprint.pformat(values, width=100, sort_dicts=False) + "\n")
        for told, tested in (("all that the lexicon knows", copies), ("less", less)):
            held_out = [example for copy in tested[n_train:] for example in copy]
            recall, precision = share_found(held_out, weights)
            sys.stdout.write(
                f"{len(held_out)} runs held out, {told}: recall {recall:.3f}, precision {precision:.3f}\n"
            )


if __name__ == "__main__":
    main()
