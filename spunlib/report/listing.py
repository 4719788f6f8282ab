"""Which words of a text are listed as a tool's: by the tier's log-odds, and what the rest of the text says.

    odds = bias + sum of weight * feature - least

A tool replaces a word wherever it meets it, and is at work in some passages more than in others: so the
log-odds of a word count together with those of its other occurrences and of the words around it. Weights are
those of a logistic regression over the words of texts spun by simulated tools and of their originals, and
``least`` is where four of five listed words are a tool's; both are fitted by benchmarks/span_fit.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spunlib.model.document_head import KINDS
from spunlib.model.model import Scored
from spunlib.model.tiers import ACCURATE, FAST

FEATURES: Final = ("log_odds", "document", "others", "others_times", "repeated", "function", "around")
"""Natural log-odds of the word, and of the document being synonym-spun; the mean log-odds of the word's other
occurrences, and that times their number up to `_TIMES`; whether there are any; whether it is a function word;
the mean log-odds of the words around it."""

_TIMES: Final = 3
_DOCUMENT: Final = 6.0
"""The most that a document's log-odds count, either way."""
_CLIP: Final = 8.0
_AROUND: Final = 15
"""Tokens over which the surroundings are averaged, the word in their middle."""
_NO_PROSE: Final = -3.0
"""What a token that is not prose counts as there."""


@dataclass(frozen=True, slots=True)
class Listing:
    """Constants of a tier: weights of `FEATURES`, bias, and the odds from which a word is listed."""

    weights: tuple[float, ...]
    bias: float
    least: float


LISTINGS: Final[Mapping[str, Listing]] = {
    FAST: Listing((1.215, 0.293, 0.121, 0.101, 0.177, 0.185, -0.774), -2.089, 0.17),
    ACCURATE: Listing((1.012, 0.222, 0.06, 0.069, 0.134, 0.058, -0.545), -1.839, 0.01),
}


def listing_odds(scored: Scored, number: int) -> NDArray[np.float64]:
    """Of each token of a text; above 0 it is to be listed, if it is prose. float64 (n,)."""
    listing = LISTINGS[scored.tier.name]
    values = (listing_features(scored, number) * np.array(listing.weights)).sum(axis=1)
    odds: NDArray[np.float64] = values + (listing.bias - listing.least)
    return odds


def listing_features(scored: Scored, number: int) -> NDArray[np.float64]:
    """`FEATURES` of each token of a text, float64 (n, len(FEATURES))."""
    context = scored.context
    rows = context.batch.rows(number)
    z = scored.log_odds[rows].astype(np.float64)
    prose = context.prose[rows]
    spun = float(scored.kinds[number, KINDS.index("synonym_spun")])
    document = np.clip(np.log(max(spun, 1e-9)) - np.log(max(1 - spun, 1e-9)), -_DOCUMENT, _DOCUMENT)
    others, times = _others(context.batch.key[rows], np.where(prose, z, 0), prose)
    return np.stack(
        (
            z,
            np.full(z.size, document),
            others,
            others * np.minimum(times, _TIMES),
            times > 0,
            context.function[rows],
            _around(np.where(prose, np.clip(z, -_CLIP, _CLIP), _NO_PROSE)),
        ),
        axis=1,
    )


def _others(
    key: NDArray[np.uint64], z: NDArray[np.float64], prose: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean log-odds of each word's other occurrences in prose, 0 where there are none; their number."""
    _, word = np.unique(key, return_inverse=True)
    times = np.maximum(np.bincount(word, prose)[word] - 1, 0)
    total = np.bincount(word, z)[word] - z
    return np.where(times > 0, total / np.maximum(times, 1), 0), times


def _around(z: NDArray[np.float64]) -> NDArray[np.float64]:
    """Means over the tokens around each; the text goes on with nothing at its ends."""
    if z.size == 0:
        return z
    half = _AROUND // 2
    sums: NDArray[np.float64] = np.convolve(z, np.ones(_AROUND))[half : half + z.size]
    return sums / _AROUND
