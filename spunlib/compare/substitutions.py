"""Substitutions: what stands in the suspect in the place of which word or phrase of the original.

A run of one word and one word is a substitution. A longer one is cut into blocks of a word or phrase each,
where the lexicon, the likeness of the words and their classes tell how (`spunlib.compare.blocks`). Words
only cut, or only added, are edits and no substitutions.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from spunlib.compare.blocks import ALIKE, RELATED, Shape, Signs, best_blocks
from spunlib.compare.kinds import alike, kind_of
from spunlib.compare.known_phrases import Block, find_known
from spunlib.compare.pair import IntArray, Lexicon, Pair, Side
from spunlib.compare.passages import Passage
from spunlib.compare.runs import Run, find_contractions, find_gaps, find_runs
from spunlib.compare.words import Words, describe


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

_ONE: Final = (((0, 1), (0, 1)),)

_FULL_STOP: Final = ord(".")


def find_swaps(pair: Pair, passages: list[Passage], partner: IntArray, lexicon: Lexicon) -> list[Swap]:
    """Find the substitutions of an aligned pair, in the order of the suspect, no token in two of them.

    ``passages`` and ``partner`` are as `spunlib.compare.alignment.align_tokens` returns them. Words that were
    only respelt or contracted are not among them, see `spunlib.compare.respelt`.
    """
    gaps = find_gaps(passages, partner)
    return swaps_in(pair, find_runs(pair, gaps, find_contractions(pair, gaps, partner)), lexicon)


def swaps_in(pair: Pair, runs: list[Run], lexicon: Lexicon) -> list[Swap]:
    """The substitutions in the runs of a pair, likewise."""
    words, others = describe(pair.suspect), describe(pair.original)
    swaps: list[Swap] = []
    known = find_known(pair, runs, lexicon.phrase_pairs())
    for run, relation, blocks in zip(runs, _relations(pair, runs, lexicon), known, strict=True):
        shape = _shape(run, relation, blocks, words, others)
        for (first, last), (original_first, original_last) in best_blocks(shape) if shape else _ONE:
            at = run.suspect[first], run.suspect[last - 1] + 1
            original_at = run.original[original_first], run.original[original_last - 1] + 1
            single = last - first == 1 == original_last - original_first
            related = relation[first][original_first] if single else 0
            kind = kind_of(words, others, at, original_at, related)
            end = _with_full_stop(pair.suspect, at[1], run.suspect_last)
            original_end = _with_full_stop(pair.original, original_at[1], run.original_last)
            swaps.append(Swap(at[0], end, original_at[0], original_end, kind))
    return swaps


def shapes_in(pair: Pair, runs: list[Run], lexicon: Lexicon) -> list[Shape | None]:
    """What the cutting of each run depends on, which `spunlib.training.blocks` learns from.

    None for a word and a word, which need no cutting.
    """
    words, others = describe(pair.suspect), describe(pair.original)
    known = find_known(pair, runs, lexicon.phrase_pairs())
    found = zip(runs, _relations(pair, runs, lexicon), known, strict=True)
    return [_shape(run, relation, blocks, words, others) for run, relation, blocks in found]


def _with_full_stop(side: Side, last: int, gap_last: int) -> int:
    """The end of a phrase, with the full stop of an abbreviation ("p.c."): one that ends no sentence."""
    if (
        last < gap_last
        and side.char[last] == _FULL_STOP
        and side.start[last] == side.end[last - 1]
        and side.sentence[min(last + 1, side.size - 1)] == side.sentence[last]
    ):
        return last + 1
    return last


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


def _shape(
    run: Run, relation: list[list[int]], known: frozenset[Block], words: Words, others: Words
) -> Shape | None:
    """All that the cutting of a run depends on; None for a word and a word, which are one block."""
    n, m = len(run.suspect), len(run.original)
    if n == 1 == m:
        return None
    signs = _signs(run, relation, words, others)
    signed = bool(known) or any(map(any, signs))
    uneven = abs(n - m) > _UNEVEN or (not signed and n != m and min(n, m) >= _SIGNED)
    part, original_part = run.suspect_part[0], run.original_part[0]
    return Shape(
        tuple(words.classes[row] for row in run.suspect),
        tuple(others.classes[row] for row in run.original),
        tuple(after - part for after in run.suspect_part),
        tuple(after - original_part for after in run.original_part),
        signs,
        known,
        uneven or max(n, m) > _LONGEST_RUN,
    )


def _signs(run: Run, relation: list[list[int]], words: Words, others: Words) -> Signs:
    """0, `ALIKE` or `RELATED` for each pair of words."""
    suspect = [words.lower(row) for row in run.suspect]
    original = [others.lower(row) for row in run.original]
    return tuple(
        tuple(
            RELATED if related else ALIKE if alike(word, other) else 0
            for other, related in zip(original, row, strict=True)
        )
        for word, row in zip(suspect, relation, strict=True)
    )
