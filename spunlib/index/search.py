"""Candidates: the documents that share the most of a suspect's rare words.

    score(d) = sum of weight(w) over the suspect's words w in the sketch of d
               / sum of the K largest weight(w) over the suspect's words

with weight(w) = -log(rarity(w)), see `spunlib.index.sketch`, and K the size of a sketch, so that the score is
in [0, 1]. The rarest words are looked up first, until `MOST_POSTINGS` are read: that bounds the time however
many documents there are, and what is left out weighs least. Within that bound all words of the suspect count,
not its rarest alone: words that were swapped in are often rarer than those that stayed.

Many suspects are searched at once. A posting becomes one number, made of the suspect, the document and the
weight; sorting these numbers brings the postings of a document together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spunlib.index.segment import Segment
from spunlib.index.sketch import WordSets, by_text, rarity

MOST_POSTINGS: Final = 4096
"""Postings that are read for one suspect."""

LEAST_OF_BEST: Final = 0.25
"""Documents that share less than this part of what the best one shares are no candidates. A text made from
several originals shares some with each."""

_TEXT_BITS: Final = 10
_DOCUMENT_BITS: Final = 32
_WEIGHT_BITS: Final = 22
MOST_TEXTS: Final = 1 << _TEXT_BITS
"""Suspects that can be searched at once."""

_STEPS: Final = 1 << 16
"""Weights are counted in steps of 1/65,536, up to 64: no word is rarer than exp(-64)."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Documents that suspects may have been made from, by suspect, best first.

    Attributes:
        text: int64 (n,), number of the suspect, ascending.
        document: int64 (n,), number of the document.
        share: float64 (n,), score of the module docstring.
    """

    text: NDArray[np.int64]
    document: NDArray[np.int64]
    share: NDArray[np.float64]


def find_candidates(
    segments: Sequence[Segment],
    words: WordSets,
    n_words: int,
    k: int,
    deleted: NDArray[np.bool_] | None = None,
) -> Candidates:
    """The best ``k`` documents for each suspect.

    Args:
        segments: the index.
        words: the different words of at most `MOST_TEXTS` suspects.
        n_words: K.
        k: at most so many for each suspect.
        deleted: bool (N,), documents that do not count.
    """
    frequency, count = np.zeros(words.key.size, np.int64), np.zeros(words.key.size, np.int64)
    places = []
    for segment in segments:
        which, row = segment.table.find(words.key)
        begin = segment.first[row].astype(np.int64)
        length = segment.first[row + 1].astype(np.int64) - begin
        frequency[which] += segment.frequency(row)
        count[which] += length
        places.append((which, begin, length))
    share = rarity(words.prior, frequency, sum(segment.n_counted for segment in segments))
    weight = np.minimum(-np.log(share) * _STEPS, (1 << _WEIGHT_BITS) - 1).astype(np.int64)
    text, word, place = by_text(words, share)
    attainable = np.bincount(text, weights=weight[word] * (place < n_words), minlength=MOST_TEXTS)
    text, word = _looked_up(text, word, place, count)
    head = (text << (_DOCUMENT_BITS + _WEIGHT_BITS)) | weight[word]
    postings = [
        _postings(segment, where, head, word, words.key.size)
        for segment, where in zip(segments, places, strict=True)
    ]
    text, document, total = _summed(np.concatenate([np.zeros(0, np.uint64), *postings]))
    if deleted is not None:
        there = np.flatnonzero(~deleted[document])
        text, document, total = text[there], document[there], total[there]
    text, document, total = _best(text, document, total, k)
    # A suspect can share more words with a sketch than its own rarest.
    return Candidates(text, document, np.minimum(total / np.maximum(attainable[text], 1), 1.0))


def _looked_up(
    text: NDArray[np.int64], word: NDArray[np.int64], place: NDArray[np.int64], count: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Text and word of the pairs to be looked up, see `by_text`; the words have ``count`` (V,) postings."""
    length = count[word]
    read = np.cumsum(length)
    first = np.flatnonzero(place == 0)
    before = np.zeros(MOST_TEXTS, np.int64)
    before[text[first]] = read[first] - length[first]
    chosen = np.flatnonzero((length > 0) & (read - before[text] <= MOST_POSTINGS))
    return text[chosen], word[chosen]


def _postings(
    segment: Segment,
    where: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]],
    head: NDArray[np.int64],
    word: NDArray[np.int64],
    n_words: int,
) -> NDArray[np.uint64]:
    """The postings of a segment for pairs of a text and a word, each as one number, see `_summed`."""
    which, first, length = where
    begin, count = np.zeros(n_words, np.int64), np.zeros(n_words, np.int64)
    begin[which], count[which] = first, length
    begin, count = begin[word], count[word]
    at = np.repeat(begin - (np.cumsum(count) - count), count)
    at += np.arange(at.size)
    document = segment.document[at].astype(np.int64)
    document += segment.first_document
    document <<= _WEIGHT_BITS
    document |= np.repeat(head, count)
    found: NDArray[np.uint64] = document.view(np.uint64)
    return found


def _summed(
    postings: NDArray[np.uint64],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Text, document and summed weight, by text and document, of postings that hold all three in one."""
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


def _best(
    text: NDArray[np.int64], document: NDArray[np.int64], total: NDArray[np.int64], k: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """The ``k`` best documents of each text, best first, those that share too little left out."""
    if not text.size:
        return text, document, total
    bounds = np.flatnonzero(np.concatenate(([True], text[1:] != text[:-1])))
    best = np.zeros(MOST_TEXTS, np.int64)
    best[text[bounds]] = np.maximum.reduceat(total, bounds)
    near = np.flatnonzero(total >= LEAST_OF_BEST * best[text])
    text, document, total = text[near], document[near], total[near]
    order = np.lexsort((document, -total, text))
    text, document, total = text[order], document[order], total[order]
    first = np.arange(text.size) - np.searchsorted(text, text) < k
    return text[first], document[first], total[first]
