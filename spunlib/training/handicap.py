"""How much of a lead a kind must have before a text is taken for it, so that no kind pays for another.

People's translations read like a translator's, learners' essays like a paraphraser's. At equal odds the tail
of these writers sets the thresholds of every kind, and spun texts are missed for their sake. So log-odds are
taken off the kinds that are hard to tell from people, as many as let most be found.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import product
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spunlib.model.document_head import KINDS, DocumentHead, rewritten_score
from spunlib.model.thresholds import FPRS, bucket_of
from spunlib.training.threshold_fit import fit_thresholds

STEPS: Final = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0)
"""Log-odds that are tried for each of `TRIED`."""

TRIED: Final = ("paraphrased", "translated")
RATE: Final = 0.01
"""The accepted rate at which as many as can be are to be found."""


def fit_handicap(
    head: DocumentHead,
    numbers: NDArray[np.float32],
    words: NDArray[np.int64],
    kinds: NDArray[np.str_],
    groups: NDArray[np.str_],
    weights: NDArray[np.float64],
) -> DocumentHead:
    """The head with what is best taken off its biases, of all combinations of `STEPS`.

    The best is the one that finds most rewritten documents, by weight, at thresholds that hold for the human
    ones; of equals the smallest. It is chosen on the documents that thresholds are then fitted on, of which
    it is one of `STEPS` squared ways to read them: the rates are measured on others.

    Args:
        head: not calibrated yet.
        numbers: float32 (d, k), of held-out documents, as the rest.
        words: prose words of each.
        kinds: of each.
        groups: of writers, of each human one.
        weights: of each.
    """
    human = kinds == KINDS[0]
    if human.all() or not human.any():
        return head
    row, bucket = FPRS.index(RATE), bucket_of(words)

    def found(changed: DocumentHead) -> float:
        likelihood = 1 / (1 + np.exp(-np.clip(rewritten_score(changed.logits(numbers, words)), -40, 40)))
        limit = fit_thresholds(likelihood[human], words[human], groups[human], least=0.0)[row]
        return float(weights[~human & (likelihood > limit[bucket])].sum())

    every = [
        handicapped(head, dict(zip(TRIED, steps, strict=True))) for steps in product(STEPS, repeat=len(TRIED))
    ]
    return every[int(np.argmax([found(one) for one in every]))]


def handicapped(head: DocumentHead, handicap: Mapping[str, float]) -> DocumentHead:
    """The head with log-odds taken off kinds."""
    less = np.array([handicap.get(kind, 0.0) for kind in KINDS], np.float32)
    return replace(head, bias=head.bias - less)
