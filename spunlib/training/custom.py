"""Fitting a model on a user's own records, on top of one that is there.

The lexicon and the style heads stay. The document head, its calibration and its thresholds are fitted anew;
the n-gram table of the token head too where enough aligned spun texts are at hand, below a network that
stays. No stage is fitted on texts that an earlier one has seen, and nothing of one source is on two sides.
"""

from __future__ import annotations

import random
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spunlib.compare.engine import compare_texts
from spunlib.errors import InputError
from spunlib.lexicon.lexicon import Lexicon
from spunlib.model.model import Model
from spunlib.model.thresholds import LENGTHS, bucket_of
from spunlib.model.tiers import ACCURATE, BLEND, arrays_of
from spunlib.training import token_fit
from spunlib.training.crops import crop, crop_some
from spunlib.training.documents import Labelled, fit_documents, measure
from spunlib.training.labelled_records import HUMAN, LabelledRecord, part
from spunlib.training.spinners import Edit
from spunlib.training.tagging import TaggedTokens, tag

LEAST_ALIGNED: Final = 200
"""Spun texts with originals from which on the n-gram table is fitted anew."""
LEAST: Final = {"human": 400, "rewritten": 100}
"""Records needed: three in ten are for calibration, where 99 human texts are the fewest that certify 1 %."""
LEAST_HELD: Final = {"human": 99, "rewritten": 20}
"""Records needed on the side of calibration."""
LEAST_WORDS: Final = LENGTHS[0]

_OF_ACCURATE: Final = {BLEND, *arrays_of(ACCURATE).values()}
"""Left out: the accurate tier's heads fit the base's texts, and the new model is of the fast tier alone."""

_TAGGED: Final = 0.35
_CALIBRATION: Final = 0.30
_BATCH: Final = 200

Arrays = dict[str, NDArray[Any]]


def fit_custom(records: Sequence[LabelledRecord], base: Model, name: str, seed: int) -> Model:
    """Fit a model; equal records and seeds give equal arrays.

    Args:
        records: human and rewritten ones; those of fewer than `LEAST_WORDS` words are left out.
        base: gives the lexicon, the style heads, the network and, unless they are fitted anew, the n-grams.
        name: of the new model.
        seed: for the parting and the passages.

    Raises:
        InputError: there are too few records, or too few sources to part them.
    """
    usable = [record for record in records if len(record.text.split(None, LEAST_WORDS)) >= LEAST_WORDS]
    _check_enough(usable, LEAST, "training needs")
    aligned = sum(record.kind == "synonym_spun" and record.original is not None for record in usable)
    tagged = _TAGGED if aligned >= LEAST_ALIGNED else 0.0
    shares = (1 - tagged - _CALIBRATION, _CALIBRATION, *([tagged / 2] * 2 if tagged else []))
    train, held, *folds = part(usable, shares, seed)
    for side in (train, held):
        _check_enough(side, LEAST_HELD, "the records come from too few sources to be parted: each side needs")
    arrays: Arrays = {name: array for name, array in base.arrays.items() if name not in _OF_ACCURATE}
    if folds:
        batches = [_tagged_batches(fold, base.lexicon) for fold in folds]
        with warnings.catch_warnings():
            # The number of epochs is fixed; scikit-learn would have liked more.
            warnings.filterwarnings("ignore", "Stochastic Optimizer|Maximum number of iteration")
            arrays |= token_fit.refit_ngrams(batches, arrays["token_mean"], arrays["token_scale"])
    rng = random.Random(seed)
    passages = [(record, crop_some(record.text, rng)) for record in train]
    held_passages = [(record, text) for record in held for text in _passages_of_all_lengths(record.text, rng)]
    sides = (_labelled(passages), _labelled(held_passages))
    measured, held_measured = (measure(side, base.lexicon, arrays) for side in sides)
    arrays |= fit_documents(measured, held_measured)
    training = {
        "command": "spunlib.train",
        "base": base.name,
        "seed": seed,
        "records": dict(sorted(Counter(record.kind for record in usable).items())),
        "ngrams": "fitted" if folds else f"kept from {base.name}",
    }
    facts = {key: fact for key, fact in base.facts.items() if key != "screen"}
    return Model.of(arrays, {**facts, "name": name, "training": training})


def _check_enough(records: Sequence[LabelledRecord], least: dict[str, int], what: str) -> None:
    human = sum(record.kind == HUMAN for record in records)
    there = {"human": human, "rewritten": len(records) - human}
    if any(there[side] < least[side] for side in least):
        raise InputError(
            f"{what} at least {least['human']} human and {least['rewritten']} rewritten records "
            f"of {LEAST_WORDS} words or more; there are {there['human']} and {there['rewritten']}"
        )


def _labelled(passages: Sequence[tuple[LabelledRecord, str]]) -> Labelled:
    kinds = np.array([record.kind for record, _ in passages])
    groups = np.array([record.group if record.kind == HUMAN else record.tool for record, _ in passages])
    return Labelled([text for _, text in passages], kinds, groups)


def _passages_of_all_lengths(text: str, rng: random.Random) -> list[str]:
    """The text, and one passage for each shorter bucket of length: never two of one text in a bucket."""
    own = int(bucket_of(np.array([len(text.split())]))[0])
    middles = [(low + high) // 2 for low, high in pairwise(LENGTHS)]
    return [text, *(crop(text, words, rng) for words in middles[:own])]


def _tagged_batches(records: Sequence[LabelledRecord], lexicon: Lexicon) -> token_fit.Batches:
    """A fold for the n-gram table: human texts, and spun ones tagged by their originals."""
    texts: list[tuple[str, tuple[Edit, ...]]] = []
    for record in records:
        if record.kind == HUMAN:
            texts.append((record.text, ()))
        elif record.kind == "synonym_spun" and record.original is not None:
            texts.append((record.text, aligned_edits(record.text, record.original, lexicon)))

    def batches() -> Iterator[TaggedTokens]:
        for at in range(0, len(texts), _BATCH):
            chunk = texts[at : at + _BATCH]
            yield tag([text for text, _ in chunk], [edits for _, edits in chunk], lexicon, token_fit.BITS)

    return batches


def aligned_edits(text: str, original: str, lexicon: Lexicon) -> tuple[Edit, ...]:
    """The substitutions that `spunlib.compare.engine.compare_texts` finds, as edits."""
    return tuple(
        Edit(swap.original.start, swap.original.end, swap.suspect.start, swap.suspect.end)
        for swap in compare_texts(text, original, lexicon).substitutions
    )
