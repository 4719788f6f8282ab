"""Candidates: the documents that share the most of a suspect's rare words.

    score(d) = sum of weight(w) over the suspect's words w in the sketch of d
               / sum of the K largest weight(w) over the suspect's words

with weight(w) = -log(rarity(w)), see `spunlib.index.sketch`, and K the size of a sketch, so that the score is
in [0, 1]. The rarest words are looked up first, until `FIRST_POSTINGS` are read; only where no document
shares `SETTLED` by then, more are looked up, until `MOST_POSTINGS` are read. That bounds the time however
many documents there are, and what is left out weighs least. Within that bound all words of the suspect count,
not its rarest alone: words that were swapped in are often rarer than those that stayed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spunlib.index.ranking import MOST_TEXTS, best, postings_of, summed, weights
from spunlib.index.segment import Segment
from spunlib.index.sketch import WordSets, by_text, rarity

FIRST_POSTINGS: Final = 1024
"""Postings that are read for every suspect."""

SETTLED: Final = 0.12
"""A suspect is settled once a document shares as much. Of 200,000 originals of benchmarks/originals.py all of
400 with 80 % of their content words swapped came first by these numbers, as they did by 0.2 or by 2,048
postings, in half the time; with 512 postings one was missed."""

MOST_POSTINGS: Final = 8192
"""Postings that are read for a suspect that is not settled."""

LEAST_OF_BEST: Final = 0.25
"""Documents that share less than this part of what the best one shares are no candidates. A text made from
several originals shares some with each."""


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
    settled_at: float = SETTLED,
) -> Candidates:
    """The best ``k`` documents for each suspect.

    Args:
        segments: the index.
        words: the different words of at most `MOST_TEXTS` suspects.
        n_words: K.
        k: at most so many for each suspect.
        deleted: bool (N,), documents that do not count.
        settled_at: more than 1 where shares themselves matter, not the ranking alone: for suspects that are
            settled early they are too low.
    """
    lists = [_Lists.find(segment, words) for segment in segments]
    frequency, count = (
        sum((one.frequency for one in lists), np.zeros(words.key.size, np.int64)),
        sum((one.count for one in lists), np.zeros(words.key.size, np.int64)),
    )
    share = rarity(words.prior, frequency, sum(segment.n_counted for segment in segments))
    weight = weights(share)
    text, word, place = by_text(words, share)
    attainable = np.bincount(text, weights=weight[word] * (place < n_words), minlength=MOST_TEXTS)
    read = _read(text, place, count[word])

    def ranked(pairs: NDArray[np.bool_]) -> Candidates:
        rows = np.flatnonzero(pairs & (count[word] > 0))
        of, which = text[rows], word[rows]
        postings = [
            postings_of(segment, one.begin[which], one.count[which], of, weight[which])
            for segment, one in zip(segments, lists, strict=True)
        ]
        found, document, total = summed(np.concatenate([np.zeros(0, np.uint64), *postings]))
        if deleted is not None:
            there = np.flatnonzero(~deleted[document])
            found, document, total = found[there], document[there], total[there]
        found, document, total = best(found, document, total, k, LEAST_OF_BEST)
        # A suspect can share more words with a sketch than its own rarest.
        return Candidates(found, document, np.minimum(total / np.maximum(attainable[found], 1), 1.0))

    first = ranked(read <= FIRST_POSTINGS)
    settled = np.zeros(MOST_TEXTS, np.bool_)
    settled[first.text[first.share >= settled_at]] = True
    more = ~settled[text] & (read <= MOST_POSTINGS)
    if not (more & (read > FIRST_POSTINGS)).any():
        return first
    return _joined(first, settled[first.text], ranked(more))


@dataclass(frozen=True, slots=True)
class _Lists:
    """Where the words of suspects are in a segment: int64 (V,) each, 0 for words that are not there.

    Attributes:
        begin, count: first posting of each word, and how many there are.
        frequency: how many documents hold the word.
    """

    begin: NDArray[np.int64]
    count: NDArray[np.int64]
    frequency: NDArray[np.int64]

    @classmethod
    def find(cls, segment: Segment, words: WordSets) -> _Lists:
        """Look the words up."""
        which, row = segment.table.find(words.key)
        begin, count, frequency = (np.zeros(words.key.size, np.int64) for _ in range(3))
        begin[which] = segment.first[row]
        count[which] = segment.first[row + 1] - begin[which]
        frequency[which] = segment.frequency(row)
        return cls(begin, count, frequency)


def _read(text: NDArray[np.int64], place: NDArray[np.int64], count: NDArray[np.int64]) -> NDArray[np.int64]:
    """Postings of a text's words up to and with each, int64 (n,); see `by_text`."""
    read = np.cumsum(count)
    first = np.flatnonzero(place == 0)
    before = np.zeros(MOST_TEXTS, np.int64)
    before[text[first]] = read[first] - count[first]
    found: NDArray[np.int64] = read - before[text]
    return found


def _joined(first: Candidates, settled: NDArray[np.bool_], more: Candidates) -> Candidates:
    """Of the settled texts the first candidates, of the others those that were found with more words."""
    text = np.concatenate((first.text[settled], more.text))
    order = np.argsort(text, kind="stable")
    document = np.concatenate((first.document[settled], more.document))
    share = np.concatenate((first.share[settled], more.share))
    return Candidates(text[order], document[order], share[order])
