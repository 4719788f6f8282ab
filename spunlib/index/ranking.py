"""Ranking: postings of many suspects, summed by document.

A posting becomes one number, made of the suspect, the document and the weight of the word. Sorting these
numbers brings the postings of a document together, several times as fast as looking for equal ones.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from spunlib.index.segment import Segment

_TEXT_BITS: Final = 10
_DOCUMENT_BITS: Final = 32
_WEIGHT_BITS: Final = 22

MOST_TEXTS: Final = 1 << _TEXT_BITS
"""Suspects that can be ranked at once."""

_STEPS: Final = 1 << 16
"""Weights are counted in steps of 1/65,536, up to 64: no word is rarer than exp(-64)."""


def weights(share: NDArray[np.float64]) -> NDArray[np.int64]:
    """Weight of words by their `spunlib.index.sketch.rarity`: -log, in steps of which a posting holds few."""
    steps = np.minimum(-np.log(share) * _STEPS, (1 << _WEIGHT_BITS) - 1)
    found: NDArray[np.int64] = steps.astype(np.int64)
    return found


def postings_of(
    segment: Segment,
    begin: NDArray[np.int64],
    count: NDArray[np.int64],
    text: NDArray[np.int64],
    weight: NDArray[np.int64],
) -> NDArray[np.uint64]:
    """Postings as numbers.

    Args:
        segment: where they are.
        begin: int64 (n,), the first posting of each pair of a suspect and a word.
        count: int64 (n,), how many there are.
        text: int64 (n,), number of the suspect.
        weight: int64 (n,), of the word.
    """
    at = np.repeat(begin - (np.cumsum(count) - count), count)
    at += np.arange(at.size)
    document = segment.document[at].astype(np.int64)
    document += segment.first_document
    document <<= _WEIGHT_BITS
    document |= np.repeat((text << (_DOCUMENT_BITS + _WEIGHT_BITS)) | weight, count)
    found: NDArray[np.uint64] = document.view(np.uint64)
    return found


def summed(
    postings: NDArray[np.uint64],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Text, document and summed weight, by text and document, of postings as numbers, which are sorted."""
    postings.sort()
    pair = postings >> np.uint64(_WEIGHT_BITS)
    fresh = np.ones(pair.size, np.bool_)
    fresh[1:] = pair[1:] != pair[:-1]
    first = np.flatnonzero(fresh)
    weight = (postings & np.uint64((1 << _WEIGHT_BITS) - 1)).view(np.int64)
    total = np.add.reduceat(weight, first) if first.size else weight
    pair = pair[first]
    document = (pair & np.uint64((1 << _DOCUMENT_BITS) - 1)).view(np.int64)
    return (pair >> np.uint64(_DOCUMENT_BITS)).view(np.int64), document, total


def best(
    text: NDArray[np.int64], document: NDArray[np.int64], total: NDArray[np.int64], k: int, least: float
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """The ``k`` best documents of each text, best first, but for those below ``least`` times the best one."""
    if not text.size:
        return text, document, total
    bounds = np.flatnonzero(np.concatenate(([True], text[1:] != text[:-1])))
    top = np.zeros(MOST_TEXTS, np.int64)
    top[text[bounds]] = np.maximum.reduceat(total, bounds)
    near = np.flatnonzero(total >= least * top[text])
    text, document, total = text[near], document[near], total[near]
    order = np.lexsort((document, -total, text))
    text, document, total = text[order], document[order], total[order]
    first = np.arange(text.size) - np.searchsorted(text, text) < k
    return text[first], document[first], total[first]
