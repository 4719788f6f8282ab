"""Cutting a run into blocks of a word or phrase each, by dynamic programming over scores of blocks.

A block is a word for a word, or a phrase on either side or both. Its score is a sum of weights
(`spunlib.compare.block_weights`): by the numbers of words, by their classes, by what relates them. Blocks
are found of the highest total score; words in none were only added or cut, which has its price too.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from spunlib.compare.block_weights import WEIGHTS, BlockWeights
from spunlib.compare.known_phrases import Block

ALIKE: Final = 1
"""Sign of two words whose letters are alike."""
RELATED: Final = 2
"""Sign of two words that the lexicon relates."""

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
        anew: whether the run was written anew, so that only what is signed or known makes a block.
    """

    classes: tuple[int, ...]
    original_classes: tuple[int, ...]
    parts: tuple[int, ...]
    original_parts: tuple[int, ...]
    signs: Signs
    known: frozenset[Block]
    anew: bool = False


@lru_cache(maxsize=1 << 14)
def best_blocks(shape: Shape, weights: BlockWeights = WEIGHTS) -> tuple[Block, ...]:
    """The blocks of the highest total score, in order, as ranges of the run's words.

    Kept for the shapes met last, which come again and again: most runs are short.
    """
    added = [weights.added[word] for word in shape.classes]
    cut = [weights.cut[word] for word in shape.original_classes]
    n, m = len(added), len(cut)
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
            for score, rows, columns in _ending(shape, weights, i, j):
                if best[i - rows][j - columns] + score > top:
                    top, size = best[i - rows][j - columns] + score, (rows, columns)
            best[i][j], sizes[i][j] = top, size
    return tuple(_traced(sizes))


def _ending(shape: Shape, weights: BlockWeights, i: int, j: int) -> Iterator[tuple[float, int, int]]:
    """Score and numbers of words of each block that ends before word ``i`` and ``j``."""
    lowest, original_lowest = _phrase_start(shape.parts, i), _phrase_start(shape.original_parts, j)
    sign = shape.signs[i - 1][j - 1]
    if sign or not shape.anew:
        yield weights.single[shape.classes[i - 1]][shape.original_classes[j - 1]][sign], 1, 1
    for first in range(i - 1, lowest - 1, -1):
        for original_first in range(j - 1, original_lowest - 1, -1):
            rows, columns = i - first, j - original_first
            if rows == columns == 1:
                continue
            if ((first, i), (original_first, j)) in shape.known:
                yield weights.size[rows - 1][columns - 1] + weights.known, rows, columns
            elif not shape.anew:
                sign = max(max(line[original_first:j]) for line in shape.signs[first:i])
                score = weights.phrase(shape.classes[first:i], shape.original_classes[original_first:j])
                yield score + weights.sign[sign], rows, columns


def _phrase_start(parts: tuple[int, ...], end: int) -> int:
    """First word of the longest phrase that ends before a word."""
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
