"""Candidates: the documents that share the most of a suspect's rare words.

    score(d) = sum of weight(w) over the suspect's words w in the sketch of d
               / sum of the K largest weight(w) over the suspect's words

with weight(w) = -log(rarity(w)), see `spunlib.index.sketch`, and K the size of a sketch, so that the score is
in [0, 1]. All of the suspect's words are looked up, not its rarest alone: words that were swapped in are
often rarer than those that stayed.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from spunlib.index.segment import Segment
from spunlib.index.sketch import WordSets, rarity


def find_candidates(
    segments: Sequence[Segment], words: WordSets, n_words: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Number and score of every document that has one of the suspect's words in its sketch, best first.

    Args:
        segments: the index.
        words: the different words of one suspect.
        n_words: K.
    """
    if not segments or not words.key.size:
        return np.zeros(0, np.int64), np.zeros(0)
    frequency = np.zeros(words.key.size, np.int64)
    shared, documents = [], []
    for segment in segments:
        which, place = segment.find(words.key)
        frequency[which] += segment.frequency[place]
        of, document = segment.postings(place)
        shared.append(which[of])
        documents.append(document)
    n_documents = sum(segment.n_documents for segment in segments)
    weight = -np.log(np.minimum(rarity(words, frequency, n_documents), 1.0))
    numbers, place = np.unique(np.concatenate(documents), return_inverse=True)
    attainable = max(float(np.sort(weight)[-n_words:].sum()), 1e-9)
    shares = np.bincount(place, weights=weight[np.concatenate(shared)], minlength=numbers.size) / attainable
    scores = np.minimum(shares, 1.0)  # sums differ in their last bits
    order = np.lexsort((numbers, -scores))
    return numbers[order], scores[order]
