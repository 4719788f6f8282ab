"""Different articles on one topic: the nearest by their rare words, copies left out.

An article's sketch is its `_SKETCH` rarest words, names and numbers included, of those that at least one
other article has. Two articles are as near as the share of the weight of their sketches that both have, a
word weighing log(articles / articles that have it). That two articles tell of one event in other words is
what the comparison must not take for rewriting; that one copied the other is another matter, so pairs are
left out that share more than `MOST_COPIED` of their runs of seven words: wire copy, updates of a story by
the same desk, excerpts. Quotations and a sentence of background stay below it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

_SKETCH: Final = 32
_NEIGHBOURS: Final = 3
"""How many of the nearest of each article are looked at."""

# A word that more articles have than this share, or this number, tells nothing about the topic.
_COMMON: Final = 0.01, 50

MOST_COPIED: Final = 0.10
"""Share of the shorter text's runs of seven words above which a pair counts as copied. In news of one year
most pairs share none, and one in ten of the nearest more than this."""

_RUN: Final = 7
_WORD: Final = re.compile(r"\w+")


def topic_pairs(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Pairs of different texts on one topic, by their places, the nearest first; no pair twice."""
    runs: dict[int, set[tuple[str, ...]]] = {}

    def runs_of(at: int) -> set[tuple[str, ...]]:
        if at not in runs:
            runs[at] = _runs(texts[at])
        return runs[at]

    nearness = _nearest(_numbered(texts))
    for pair in sorted(nearness, key=lambda pair: (-nearness[pair], pair)):
        one, other = (runs_of(at) for at in pair)
        if len(one & other) <= MOST_COPIED * max(1, min(len(one), len(other))):
            yield pair


def copied_share(text: str, other: str) -> float:
    """Share of the shorter text's runs of seven words that the other has, in [0, 1].

    >>> copied_share("one two three four five six seven eight", "One two three four five six seven.")
    1.0
    """
    one, two = _runs(text), _runs(other)
    return len(one & two) / max(1, min(len(one), len(two)))


def _numbered(texts: Sequence[str]) -> list[NDArray[np.int64]]:
    """The different words of each text, as numbers in order."""
    numbers: dict[str, int] = {}
    return [
        np.unique(
            np.array(
                [numbers.setdefault(word, len(numbers)) for word in _WORD.findall(text.lower())], np.int64
            )
        )
        for text in texts
    ]


def _nearest(words: Sequence[NDArray[np.int64]]) -> dict[tuple[int, int], float]:
    """The `_NEIGHBOURS` nearest of every text: pairs and their nearness in [0, 1]."""
    n_texts = len(words)
    count = np.bincount(np.concatenate(words))
    telling = (count >= 2) & (count <= max(_COMMON[1], _COMMON[0] * n_texts))
    weight = np.where(telling, np.log(n_texts / np.maximum(count, 1)), 0.0)
    sketches = [
        known[np.argsort(-weight[known], kind="stable")[:_SKETCH]]
        for one in words
        for known in [one[weight[one] > 0]]
    ]
    owner = np.repeat(np.arange(n_texts), [sketch.size for sketch in sketches])
    flat = np.concatenate(sketches)
    order = np.argsort(flat, kind="stable")
    places = np.split(owner[order], np.cumsum(np.bincount(flat, minlength=count.size))[:-1])
    total = np.array([weight[sketch].sum() for sketch in sketches])
    found: dict[tuple[int, int], float] = {}
    for at, sketch in enumerate(sketches):
        if not sketch.size:
            continue
        others = [places[word] for word in sketch]
        shared = np.bincount(
            np.concatenate(others), np.repeat(weight[sketch], [o.size for o in others]), n_texts
        )
        shared[at] = 0.0
        for other in np.argsort(-shared, kind="stable")[:_NEIGHBOURS].tolist():
            if shared[other] > 0:
                pair = min(at, other), max(at, other)
                found[pair] = float(shared[other] / np.sqrt(total[at] * total[other]))
    return found


def _runs(text: str) -> set[tuple[str, ...]]:
    words = _WORD.findall(text.lower())
    return {tuple(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1)}
