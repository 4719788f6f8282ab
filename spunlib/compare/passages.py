"""Passage alignment: which sentences of the suspect stand for which of the original.

Sentences are moved, split, merged and cut; page furniture comes and goes. Steps:

1. How much two sentences share: the summed weight of the words that both have, from a join on the words.
   Rare words weigh more (`Side.weight`), and a word in n sentences of a text weighs 1 / sqrt(n): names
   that stand in every sentence tell none apart. score(i, j) = shared(i, j) / (min(total(i), total(j)) +
   `_SMOOTHING`), in [0, 1).
2. The best links first, each sentence once. Nearly equal scores go to the pair that lies nearer to the
   diagonal.
3. Gaps between links that are neighbours on both sides and hold equally many sentences are linked in
   order, though the sentences share little: a spinner leaves the order alone.
4. What follows, or comes before, a link on both sides is linked too, where neither sentence is yet and they
   share a little more than that.
5. A sentence left over joins the passage beside it when it shares enough with it: that is a split or a
   merger.
"""

from __future__ import annotations

import itertools
from typing import Final, NamedTuple

import numpy as np

from spunlib.compare.pair import FloatArray, IntArray, Pair, Side

# Scores at which two sentences are linked, on their own, inside a gap and beside a link, and at which one
# joins its neighbour's passage. Chosen by eye on spun, paraphrased and independent news (docs/compare.md);
# the relation is fitted on what they leave.
_LINK: Final = 0.30
_LINK_IN_GAP: Final = 0.10
_LINK_NEXT: Final = 0.15
_JOIN: Final = 0.30

# Added to the smaller total weight, so that two short sentences ("He said so.") are not linked by a few
# common words.
_SMOOTHING: Final = 3.0

# Penalty of a link from one corner of the two texts to the other: it only breaks ties, such as repeated
# sentences.
_DIAGONAL: Final = 0.05

# Pairs of sentences up to which a sum for each is quicker than sorting those that occur.
_DENSE: Final = 100_000

# Most pairs of sentences that the join may count; words that are in most sentences of long texts are left
# out first.
_JOIN_LIMIT: Final = 2_000_000


class Passage(NamedTuple):
    """Whole sentences: tokens ``suspect_first:suspect_last`` and ``original_first:original_last``."""

    suspect_first: int
    suspect_last: int
    original_first: int
    original_last: int


def align_passages(pair: Pair) -> list[Passage]:
    """Align the sentences of a pair, in the order of the suspect; no token is in two passages."""
    suspect, original = _sentence_starts(pair.suspect), _sentence_starts(pair.original)
    n_suspect, n_original = suspect.size - 1, original.size - 1
    if n_suspect <= 0 or n_original <= 0:
        return []
    scores = _scores(pair, suspect, original)
    link = np.full(n_suspect, -1, np.int64)
    _link_best(link, n_original, scores)
    _link_gaps(link, n_original, scores)
    _link_next(link, n_original, scores)
    return [
        Passage(int(suspect[a]), int(suspect[b]), int(original[c]), int(original[d]))
        for a, b, c, d in _join_neighbours(link, n_original, scores)
    ]


def _sentence_starts(side: Side) -> IntArray:
    """First token of each sentence, and the number of tokens at the end."""
    if side.size == 0:
        return np.zeros(1, np.int64)
    return np.concatenate(([0], np.flatnonzero(np.diff(side.sentence)) + 1, [side.size]))


Scores = dict[tuple[int, int], float]


def _scores(pair: Pair, suspect: IntArray, original: IntArray) -> Scores:
    """Scores of the pairs of sentences that reach `_LINK_IN_GAP`."""
    n_suspect, n_original = suspect.size - 1, original.size - 1
    word_a, sentence_a, weight_a = _sentence_words(pair.suspect, suspect)
    word_b, sentence_b, weight_b = _sentence_words(pair.original, original)
    sentences = np.maximum(*_counts(word_a, word_b))
    weight_a /= np.sqrt(sentences[word_a])
    weight_b /= np.sqrt(sentences[word_b])
    low = np.searchsorted(word_b, word_a, "left")
    count = np.searchsorted(word_b, word_a, "right") - low
    count[_past_limit(count, sentences[word_a])] = 0
    left = np.repeat(np.arange(word_a.size), count)
    right = np.repeat(low - np.cumsum(count) + count, count) + np.arange(left.size)
    code, shared = _summed(sentence_a[left] * n_original + sentence_b[right], weight_a[left])
    i, j = code // n_original, code % n_original
    total_a = np.bincount(sentence_a, weight_a, n_suspect)
    total_b = np.bincount(sentence_b, weight_b, n_original)
    score = shared / (np.minimum(total_a[i], total_b[j]) + _SMOOTHING)
    good = score >= _LINK_IN_GAP
    return dict(zip(zip(i[good].tolist(), j[good].tolist(), strict=True), score[good].tolist(), strict=True))


def _summed(code: IntArray, weight: FloatArray) -> tuple[IntArray, FloatArray]:
    """The different codes, rising, and the summed weight of each."""
    if code.max(initial=0) < _DENSE:
        total: FloatArray = np.bincount(code, weight).astype(np.float64)
        different: IntArray = np.flatnonzero(total)
        return different, total[different]
    different, place = np.unique(code, return_inverse=True)
    return different, np.bincount(place, weight, different.size).astype(np.float64)


def _sentence_words(side: Side, starts: IntArray) -> tuple[IntArray, IntArray, FloatArray]:
    """Number, sentence and weight of every different word of each sentence, sorted by number."""
    rows = np.flatnonzero(side.weight > 0)
    n_sentences = starts.size - 1
    sentence = np.searchsorted(starts, rows, "right") - 1
    code, first = np.unique(side.number[rows] * n_sentences + sentence, return_index=True)
    return code // n_sentences, code % n_sentences, side.weight[rows[first]]


def _counts(word_a: IntArray, word_b: IntArray) -> tuple[IntArray, IntArray]:
    """In how many sentences of either text each word is, by its number."""
    size = int(max(word_a.max(initial=0), word_b.max(initial=0))) + 1
    return np.bincount(word_a, minlength=size), np.bincount(word_b, minlength=size)


def _past_limit(count: IntArray, sentences: IntArray) -> IntArray:
    """Entries of the commonest words, which are left out of the join so that it stays below `_JOIN_LIMIT`."""
    if int(count.sum()) <= _JOIN_LIMIT:
        return np.zeros(0, np.int64)
    order = np.argsort(sentences, kind="stable")
    return order[np.cumsum(count[order]) > _JOIN_LIMIT]


def _link_best(link: IntArray, n_original: int, scores: Scores) -> None:
    """Link the best pairs first, each sentence at most once."""
    good = [(i, j, score) for (i, j), score in scores.items() if score >= _LINK]
    rank = [(-score + _DIAGONAL * abs(i / link.size - j / n_original), i, j) for i, j, score in good]
    linked: set[int] = set()
    taken: set[int] = set()
    for _, i, j in sorted(rank):
        if i not in linked and j not in taken:
            link[i] = j
            linked.add(i)
            taken.add(j)


def _link_gaps(link: IntArray, n_original: int, scores: Scores) -> None:
    """Link the sentences between two links in order, where both sides hold equally many."""
    fences = [(-1, -1), *((int(i), int(link[i])) for i in np.flatnonzero(link >= 0)), (link.size, n_original)]
    taken = {j for _, j in fences}
    for (i, j), (next_i, next_j) in itertools.pairwise(fences):
        size = next_i - i - 1
        if size == 0 or size != next_j - j - 1 or any(between in taken for between in range(j + 1, next_j)):
            continue
        for step in range(1, size + 1):
            if (i + step, j + step) in scores:
                link[i + step] = j + step


def _link_next(link: IntArray, n_original: int, scores: Scores) -> None:
    """Link the sentences before and behind a link where both sides have one to spare."""
    free = set(range(n_original)).difference(link.tolist())
    for step, order in ((1, range(link.size - 1)), (-1, range(link.size - 1, 0, -1))):
        for i in order:
            j = int(link[i]) + step
            if (
                link[i] >= 0
                and link[i + step] < 0
                and j in free
                and scores.get((i + step, j), 0.0) >= _LINK_NEXT
            ):
                link[i + step] = j
                free.remove(j)


def _join_neighbours(link: IntArray, n_original: int, scores: Scores) -> list[tuple[int, int, int, int]]:
    """Passages as ranges of sentences: the links, and the sentences left over that belong to them."""
    passages = [[int(i), int(i) + 1, int(link[i]), int(link[i]) + 1] for i in np.flatnonzero(link >= 0)]
    used_suspect = {p[0] for p in passages}
    used_original = {p[2] for p in passages}

    def near(i: int, j: int) -> bool:
        return scores.get((i, j), 0.0) >= _JOIN

    for p in passages:
        core_i, core_j = p[0], p[2]
        while p[1] < link.size and p[1] not in used_suspect and near(p[1], core_j):
            used_suspect.add(p[1])
            p[1] += 1
        while p[0] > 0 and p[0] - 1 not in used_suspect and near(p[0] - 1, core_j):
            p[0] -= 1
            used_suspect.add(p[0])
        while p[3] < n_original and p[3] not in used_original and near(core_i, p[3]):
            used_original.add(p[3])
            p[3] += 1
        while p[2] > 0 and p[2] - 1 not in used_original and near(core_i, p[2] - 1):
            p[2] -= 1
            used_original.add(p[2])
    return [(p[0], p[1], p[2], p[3]) for p in passages]
