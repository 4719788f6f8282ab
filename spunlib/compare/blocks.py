"""Cutting a run into blocks of a word or phrase each, by dynamic programming over scores of blocks.

A block is a word for a word, or a phrase on either side or both. Its score is a sum of weights
(`spunlib.compare.block_weights`): by the numbers of words, by their classes, by what relates them. Blocks
are found of the highest total score; words in none were only added or cut, which has its price too.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

from spunlib.compare.block_weights import BlockWeights
from spunlib.compare.known_phrases import Block

ALIKE: Final = 1
"""Sign of two words whose letters are alike."""
RELATED: Final = 2
"""Sign of two words that the lexicon relates."""

_SPLIT: Final = -1.0
"""Score of cutting a hyphenated compound on one side alone: more than the fitted weights of any two blocks
differ by. Not fitted, since the tools that are simulated leave compounds alone."""

LONGEST: Final = 5
"""Words of the longest phrase."""

Signs = tuple[tuple[int, ...], ...]


class Shape(NamedTuple):
    """All that the cutting of a run depends on.

    Attributes:
        classes, original_classes: the class of each word, see `spunlib.compare.words`.
        parts, original_parts: for each word, a number that differs where a mark stands between.
        signs: 0, `ALIKE` or `RELATED` for each word of the suspect and each of the original.
        known: blocks that are known pairs of phrases.
        joined, original_joined: for each word, whether it is of one compound with that before.
        anew: whether the run was written anew, so that only what is signed or known makes a block.
    """

    classes: tuple[int, ...]
    original_classes: tuple[int, ...]
    parts: tuple[int, ...]
    original_parts: tuple[int, ...]
    signs: Signs
    known: frozenset[Block]
    joined: tuple[bool, ...]
    original_joined: tuple[bool, ...]
    anew: bool = False


@lru_cache(maxsize=1 << 14)
def best_blocks(shape: Shape, weights: BlockWeights) -> tuple[Block, ...]:
    """The blocks of the highest total score, in order, as ranges of the run's words.

    Kept for the shapes met last, which come again and again: most runs are short.
    """
    added = [weights.added[word] for word in shape.classes]
    cut = [weights.cut[word] for word in shape.original_classes]
    n, m = len(added), len(cut)
    phrases = [_phrases(shape.classes, shape.parts, end) for end in range(n + 1)]
    original_phrases = [_phrases(shape.original_classes, shape.original_parts, end) for end in range(m + 1)]
    signed = any(map(any, shape.signs))
    hyphens = any(shape.joined) or any(shape.original_joined)
    best = [[0.0] * (m + 1) for _ in range(n + 1)]
    sizes = [[(0, 1) if i == 0 else (1, 0) for _ in range(m + 1)] for i in range(n + 1)]
    for i in range(1, n + 1):
        best[i][0] = best[i - 1][0] + added[i - 1]
    for j in range(1, m + 1):
        best[0][j] = best[0][j - 1] + cut[j - 1]
    for i in range(1, n + 1):
        for j in range(1, m + 1):
            top, size = best[i - 1][j] + added[i - 1], (1, 0)
            if best[i][j - 1] + cut[j - 1] > top:
                top, size = best[i][j - 1] + cut[j - 1], (0, 1)
            for rows, words in enumerate(phrases[i], 1):
                for columns, others in enumerate(original_phrases[j], 1):
                    if shape.known and ((i - rows, i), (j - columns, j)) in shape.known:
                        score = weights.size[rows - 1][columns - 1] + weights.known
                    else:
                        sign = _sign(shape.signs, i - rows, i, j - columns, j) if signed else 0
                        if rows == columns == 1:
                            if shape.anew and not sign:
                                continue
                            score = weights.single[words[0]][others[0]][sign]
                        elif shape.anew:
                            continue
                        else:
                            score = weights.phrase(words, others) + weights.sign[sign]
                    if hyphens:
                        score += _SPLIT * _splits(shape, (i - rows, j - columns), (i, j))
                    if best[i - rows][j - columns] + score > top:
                        top, size = best[i - rows][j - columns] + score, (rows, columns)
            best[i][j], sizes[i][j] = top, size
    return tuple(_traced(sizes))


def _splits(shape: Shape, start: tuple[int, int], end: tuple[int, int]) -> int:
    """At how many of its ends a block cuts a hyphenated compound where the other side has none to cut."""
    joined, original_joined = (*shape.joined, False), (*shape.original_joined, False)
    return sum(joined[i] != original_joined[j] for i, j in (start, end))


def _sign(signs: Signs, first: int, last: int, original_first: int, original_last: int) -> int:
    """The strongest sign of any two words of a block."""
    if last - first == 1 == original_last - original_first:
        return signs[first][original_first]
    return max([max(line[original_first:original_last]) for line in signs[first:last]])


def _phrases(classes: tuple[int, ...], parts: tuple[int, ...], end: int) -> list[tuple[int, ...]]:
    """Classes of the words of the phrases that end before a word, the shortest first."""
    return [classes[first:end] for first in range(end - 1, _phrase_start(parts, end) - 1, -1)]


def _phrase_start(parts: tuple[int, ...], end: int) -> int:
    """First word of the longest phrase that ends before a word."""
    if end == 0:
        return 0
    first = end - 1
    while first > max(0, end - LONGEST) and parts[first - 1] == parts[end - 1]:
        first -= 1
    return first


def _traced(sizes: list[list[tuple[int, int]]]) -> list[Block]:
    blocks: list[Block] = []
    i, j = len(sizes) - 1, len(sizes[0]) - 1
    while i or j:
        rows, columns = sizes[i][j]
        if rows and columns:
            blocks.append(((i - rows, i), (j - columns, j)))
        i, j = i - rows, j - columns
    return blocks[::-1]
