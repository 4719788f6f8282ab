"""Substitutions: what stands in the suspect in the place of which word or phrase of the original.

A run of one word and one word is a substitution. A longer one is cut into pairs of a word or phrase each
where the lexicon, the likeness of the words or equal numbers of words tell how
(`spunlib.compare.blocks`). Words only cut, or only added, are edits and no substitutions.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from spunlib.compare.blocks import ALIKE, NEVER, RELATED, Block, Grid, best_blocks
from spunlib.compare.kinds import alike, kind_of
from spunlib.compare.pair import IntArray, Lexicon, Pair
from spunlib.compare.passages import Passage
from spunlib.compare.runs import Run, find_runs
from spunlib.compare.words import FUNCTION, Words, describe


class Swap(NamedTuple):
    """Tokens ``first:last`` stand for ``original_first:original_last``; ``kind`` is one of `KINDS`."""

    first: int
    last: int
    original_first: int
    original_last: int
    kind: str


# A run longer than this on either side, or this uneven, or with this many words on both sides, other
# numbers of them and no related pair, was written anew: only pairs that the lexicon or their letters
# relate are substitutions there.
_LONGEST_RUN: Final = 8
_UNEVEN: Final = 4
_SIGNED: Final = 4

# Score of two unrelated words by how far their classes lie apart: function words seldom stand for content
# words and never for names.
_UNRELATED: Final = (1.0, 0.2, NEVER)


def find_swaps(pair: Pair, passages: list[Passage], partner: IntArray, lexicon: Lexicon) -> list[Swap]:
    """Find the substitutions of an aligned pair, in the order of the suspect, no token in two of them.

    ``passages`` and ``partner`` are as `spunlib.compare.alignment.align_tokens` returns them.
    """
    runs = find_runs(pair, passages, partner)
    words, others = describe(pair.suspect), describe(pair.original)
    swaps: list[Swap] = []
    for run, relation in zip(runs, _relations(pair, runs, lexicon), strict=True):
        for (first, last), (original_first, original_last) in _split(run, relation, words, others):
            at = run.suspect[first], run.suspect[last - 1] + 1
            original_at = run.original[original_first], run.original[original_last - 1] + 1
            single = last - first == 1 == original_last - original_first
            known = relation[first][original_first] if single else 0
            swaps.append(Swap(*at, *original_at, kind_of(words, others, at, original_at, known)))
    return swaps


def _relations(pair: Pair, runs: list[Run], lexicon: Lexicon) -> Iterator[list[list[int]]]:
    """`Lexicon.pair_relation` of every pair of words of each run: a row for each word of the suspect."""
    if not runs:
        return
    suspect = [row for run in runs for row in run.suspect for _ in run.original]
    original = [row for run in runs for _ in run.suspect for row in run.original]
    found = lexicon.pair_relation(pair.suspect.key[suspect], pair.original.key[original]).tolist()
    at = 0
    for run in runs:
        size = len(run.original)
        yield [found[row : row + size] for row in range(at, at + run.grid, size)]
        at += run.grid


def _split(run: Run, relation: list[list[int]], words: Words, others: Words) -> list[Block]:
    """Cut a run into blocks of a word or phrase each."""
    n, m = len(run.suspect), len(run.original)
    if n == 1 == m:
        return [((0, 1), (0, 1))]
    signs = _signs(run, relation, words, others)
    signed = any(map(any, signs))
    if max(n, m) > _LONGEST_RUN or abs(n - m) > _UNEVEN or (not signed and n != m and min(n, m) >= _SIGNED):
        only_signs = [[score or NEVER for score in row] for row in signs]
        return best_blocks(run, only_signs, phrases=False) if signed else []
    classes = [words.classes[row] for row in run.suspect]
    other_classes = [others.classes[row] for row in run.original]
    function_pairs = sum(FUNCTION in pair for pair in zip(classes, other_classes, strict=False))
    return best_blocks(run, _with_unrelated(signs, classes, other_classes), function_pairs=function_pairs)


def _signs(run: Run, relation: list[list[int]], words: Words, others: Words) -> Grid:
    """Scores of the pairs of words that the lexicon or their letters relate, 0 elsewhere."""
    suspect = [words.lower(row) for row in run.suspect]
    original = [others.lower(row) for row in run.original]
    return [
        [
            RELATED if related else ALIKE if alike(word, other) else 0.0
            for other, related in zip(original, row, strict=True)
        ]
        for word, row in zip(suspect, relation, strict=True)
    ]


def _with_unrelated(signs: Grid, classes: list[int], others: list[int]) -> Grid:
    """Fill in the scores of the unrelated pairs, from the classes of the words of either side."""
    return [
        [sign or _UNRELATED[abs(word - other)] for sign, other in zip(row, others, strict=True)]
        for row, word in zip(signs, classes, strict=True)
    ]
