"""Measures of how what was kept, and what came in its place, lie in the texts: evenly, in pieces, where.

They are part of `spunlib.compare.measures`, whose terms hold here too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from spunlib.compare.pair import FUNCTION_ZIPF, BoolArray, FloatArray, IntArray, Pair, Side
from spunlib.compare.passages import Passage
from spunlib.compare.words import name_rows

SPREAD: Final = {
    "whole": "share by words of the passages that were kept whole, or all but 3 %",
    "fragments": "share of the kept words in runs of at most 3 words",
    "long_runs": "share of the suspect's words in kept runs of at least 15 words",
    "content_kept": "share of the original's content words in the passages that were kept, smoothed",
    "names_kept": "share of the original's names in the passages that the suspect has, smoothed",
    "new_function": "share of the words in the passages that are function words and not kept",
    "plainer": "Zipf of the content words that came into the passages less that of those that went",
    "own_place": "share by weight of words whose stem is in their candidate, less in its neighbours",
    "sentences": "|ln(sentences of the suspect / sentences of the original)|",
}
"""Name and formula of every measure."""

_WHOLE: Final = 0.97
_FRAGMENT: Final = 3
_LONG_RUN: Final = 15
_STEM: Final = 5
"""Letters that stand for the stem of a word."""

_CHANCE: Final = 0.15
"""What a candidate without neighbours is taken to share with them: what sentences of one text do."""

_DAMPING: Final = 5
"""Content words by which "plainer" is drawn towards 0."""


def measure_spread(
    pair: Pair, candidates: list[Passage], passages: list[Passage], partner: IntArray
) -> Mapping[str, float]:
    """Compute the `SPREAD` of an aligned pair; the arguments are as of `spunlib.compare.measures.measure`."""
    suspect, original = pair.suspect, pair.original
    word, other_word = suspect.is_word & ~suspect.furniture, original.is_word & ~original.furniture
    kept = word & (partner >= 0)
    other_kept = np.zeros(original.size, np.bool_)
    other_kept[partner[partner >= 0]] = True
    inside, other_inside = np.zeros(suspect.size, np.bool_), np.zeros(original.size, np.bool_)
    for passage in passages:
        inside[passage.suspect_first : passage.suspect_last] = True
        other_inside[passage.original_first : passage.original_last] = True
    inside &= word
    other_inside &= other_word
    function, other_function = suspect.zipf >= FUNCTION_ZIPF, original.zipf >= FUNCTION_ZIPF
    n_words = max(int(word.sum()), 1)
    runs = _runs(kept[word], np.cumsum(other_word, dtype=np.int64)[partner[word]])
    content = other_inside & ~other_function
    names = np.unique(original.number[other_inside & name_rows(original)])
    present = np.zeros(1 + max(suspect.number.max(initial=0), names.max(initial=0)), np.bool_)
    present[suspect.number[word]] = True
    return {
        "whole": _whole(passages, word, kept, other_word),
        "fragments": float(runs[runs <= _FRAGMENT].sum() / max(runs.sum(), 1)),
        "long_runs": float(runs[runs >= _LONG_RUN].sum() / n_words),
        "content_kept": float(((content & other_kept).sum() + 1) / (content.sum() + 2)),
        "names_kept": float((present[names].sum() + 1) / (names.size + 2)),
        "new_function": float((inside & function & ~kept).sum() / max(inside.sum(), 1)),
        "plainer": _plainer(
            suspect.zipf[inside & ~function & ~kept],
            original.zipf[other_inside & ~other_function & ~other_kept],
        ),
        "own_place": _own_place(pair, candidates, word, other_word),
        "sentences": abs(float(np.log(_sentences(suspect) / _sentences(original)))),
    }


def _runs(kept: BoolArray, rank: IntArray) -> IntArray:
    """Lengths of the runs of kept words that stand one after another on both sides.

    >>> _runs(np.array([True, True, False, True, True]), np.array([1, 2, 9, 4, 7])).tolist()
    [2, 1, 1]
    """
    at = np.flatnonzero(kept)
    if not at.size:
        return np.zeros(0, np.int64)
    breaks = np.flatnonzero((np.diff(at) != 1) | (np.diff(rank[at]) != 1)) + 1
    return np.diff(np.concatenate(([0], breaks, [at.size])))


def _whole(passages: list[Passage], word: BoolArray, kept: BoolArray, other_word: BoolArray) -> float:
    """The share "whole"; a passage's words are those of its longer side. 0 without passages."""
    words, others, keeps = (np.concatenate(([0], np.cumsum(rows))) for rows in (word, other_word, kept))
    total = whole = 0
    for passage in passages:
        size = int(words[passage.suspect_last] - words[passage.suspect_first])
        longer = max(size, int(others[passage.original_last] - others[passage.original_first]))
        total += size
        if keeps[passage.suspect_last] - keeps[passage.suspect_first] > _WHOLE * longer:
            whole += size
    return whole / max(total, 1)


def _plainer(came: FloatArray, went: FloatArray) -> float:
    """Difference of the mean Zipf frequencies of known words, drawn towards 0 where there are few."""
    came, went = came[came > 0], went[went > 0]
    n = min(came.size, went.size)
    return float((came.mean() - went.mean()) * n / (n + _DAMPING)) if n else 0.0


def _own_place(pair: Pair, candidates: list[Passage], word: BoolArray, other_word: BoolArray) -> float:
    """The share "own_place": near 0 where any two sentences of the texts are as alike as the aligned ones."""
    n = len(candidates)
    place, other_place = np.full(pair.suspect.size, -1), np.full(pair.original.size, -1)
    for at, candidate in enumerate(candidates):
        place[candidate.suspect_first : candidate.suspect_last] = at
        other_place[candidate.original_first : candidate.original_last] = at
    stem, other_stem = _stems(pair)
    rows, other_rows = np.flatnonzero(word & (place >= 0)), other_word & (other_place >= 0)
    present = np.unique(other_stem[other_rows] * n + other_place[other_rows])
    weight = pair.suspect.weight
    total = max(float(weight[word].sum()), 1e-9)

    def share(step: int) -> float:
        """Share of the words whose stem is in the candidate ``step`` places on."""
        sought = stem[rows] * n + (place[rows] + step) % n
        at = np.minimum(np.searchsorted(present, sought), max(present.size - 1, 0))
        return float(weight[rows[present[at] == sought]].sum()) / total

    if not present.size or not rows.size:
        return -_CHANCE
    return share(0) - ((share(-1) + share(1)) / 2 if n > 1 else _CHANCE)


def _stems(pair: Pair) -> tuple[IntArray, IntArray]:
    """A number for the stem of every token of either side."""
    suspect, original = pair.suspect, pair.original
    stems: dict[str, int] = {}
    stem = np.full(1 + max(suspect.number.max(initial=0), original.number.max(initial=0)), -1, np.int64)
    for side in (suspect, original):
        row = np.full(stem.size, -1, np.int64)
        row[side.number] = np.arange(side.size)
        for number in np.flatnonzero((row >= 0) & (stem < 0)).tolist():
            word = side.surface(row[number])[:_STEM].lower()
            stem[number] = stems.setdefault(word, len(stems))
    return stem[suspect.number], stem[original.number]


def _sentences(side: Side) -> int:
    """Number of sentences, at least 1."""
    return 1 + int(np.count_nonzero(np.diff(side.sentence)))
