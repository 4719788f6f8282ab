"""Substitutions: what stands in the suspect in the place of which word or phrase of the original.

A run of one word and one word is a substitution. A longer one is cut into blocks of a word or phrase each,
where the lexicon, the likeness of the words and their classes tell how (`spunlib.compare.blocks`). Words
only cut, or only added, are edits and no substitutions.
"""

from __future__ import annotations

import itertools
from typing import Final, NamedTuple

import numpy as np

from spunlib.compare.block_weights import FAMILIAR, UNFAMILIAR
from spunlib.compare.blocks import ALIKE, LONGEST, RELATED, Shape, Signs, best_blocks
from spunlib.compare.joined_gaps import join_gaps
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

# Share of the words swapped one for one that the lexicon relates, from which it knows the tool: unrelated
# words side by side are a phrase then, and elsewhere often two substitutions. Copies of known tools have 0.7
# and more (95 % of them), real paraphrases a half.
_FAMILIAR_SHARE: Final = 0.7
_FEW: Final = 5

_JOINTS: Final = frozenset("-\u2010\u2011.")
_FULL_STOP: Final = ord(".")


def find_swaps(pair: Pair, passages: list[Passage], partner: IntArray, lexicon: Lexicon) -> list[Swap]:
    """Find the substitutions of an aligned pair, in the order of the suspect, no token in two of them.

    ``passages`` and ``partner`` are as `spunlib.compare.alignment.align_tokens` returns them. Words that were
    only respelt or contracted are not among them, see `spunlib.compare.respelt`.
    """
    gaps = join_gaps(pair, find_gaps(passages, partner), partner, lexicon.phrase_pairs())
    return swaps_in(pair, find_runs(pair, gaps, find_contractions(pair, gaps, partner)), lexicon)


def swaps_in(pair: Pair, runs: list[Run], lexicon: Lexicon) -> list[Swap]:
    """The substitutions in the runs of a pair, likewise."""
    if not runs:
        return []
    words, others = describe(pair.suspect), describe(pair.original)
    swaps: list[Swap] = []
    known = find_known(pair, runs, lexicon.phrase_pairs())
    relations = _relations(pair, runs, lexicon)
    weights = FAMILIAR if _familiar(runs, relations) else UNFAMILIAR
    for run, relation, blocks in zip(runs, relations, known, strict=True):
        shape = _shape(run, relation, blocks, words, others)
        cut = _ONE if shape is None else _whole(shape) or best_blocks(shape, weights)
        for (first, last), (original_first, original_last) in cut:
            at = run.suspect[first], run.suspect[last - 1] + 1
            original_at = run.original[original_first], run.original[original_last - 1] + 1
            single = last - first == 1 == original_last - original_first
            related = relation[first * len(run.original) + original_first] if single else 0
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


def _whole(shape: Shape) -> tuple[Block, ...]:
    """A phrase for a word of which nothing is known: one block, as in nine of ten copies of known tools."""
    n, m = len(shape.classes), len(shape.original_classes)
    unknown = not shape.known and not any(map(any, shape.signs))
    unbroken = shape.parts[0] == shape.parts[-1] and shape.original_parts[0] == shape.original_parts[-1]
    if unknown and unbroken and min(n, m) == 1 and max(n, m) <= LONGEST:
        return (((0, n), (0, m)),)
    return ()


def _familiar(runs: list[Run], relations: list[list[int]]) -> bool:
    """Whether the lexicon knows the tool, if it was one, by the runs of one word for one word."""
    singles = [relation[0] > 0 for run, relation in zip(runs, relations, strict=True) if run.grid == 1]
    return len(singles) >= _FEW and sum(singles) >= _FAMILIAR_SHARE * len(singles)


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


def _relations(pair: Pair, runs: list[Run], lexicon: Lexicon) -> list[list[int]]:
    """`Lexicon.pair_relation` of every pair of words of each run, row by row of the suspect's words."""
    if not runs:
        return []
    n = np.array([len(run.suspect) for run in runs])
    m = np.array([len(run.original) for run in runs])
    suspect = np.array([row for run in runs for row in run.suspect])
    original = np.array([row for run in runs for row in run.original])
    width = np.repeat(m, n)  # for each word of the suspect, the words of the original beside it
    first = np.repeat(np.cumsum(m) - m, n)
    column = np.repeat(first - np.cumsum(width) + width, width) + np.arange(int(width.sum()))
    keys, original_keys = pair.suspect.key[np.repeat(suspect, width)], pair.original.key[original[column]]
    found = lexicon.pair_relation(keys, original_keys).tolist()
    ends = np.cumsum(n * m).tolist()
    return [found[start:end] for start, end in zip([0, *ends], ends, strict=False)]


def _shape(
    run: Run, relation: list[int], known: frozenset[Block], words: Words, others: Words
) -> Shape | None:
    """All that the cutting of a run depends on; None for a word and a word, which are one block."""
    n, m = len(run.suspect), len(run.original)
    if n == 1 == m:
        return None
    signs = _signs(run, relation, words, others)
    signed = bool(known) or any(map(any, signs))
    uneven = abs(n - m) > _UNEVEN or (not signed and n != m and min(n, m) >= _SIGNED)
    return Shape(
        tuple([words.classes[row] for row in run.suspect]),
        tuple([others.classes[row] for row in run.original]),
        _from_0(run.suspect_part),
        _from_0(run.original_part),
        signs,
        known,
        _joined(run.suspect, words),
        _joined(run.original, others),
        uneven or max(n, m) > _LONGEST_RUN,
    )


def _joined(rows: list[int], words: Words) -> tuple[bool, ...]:
    """For each word, whether a hyphen or the full stop of an abbreviation joins it to the one before."""
    inside = [
        last + 2 == row and words.text[words.end[last] : words.start[row]] in _JOINTS
        for last, row in itertools.pairwise(rows)
    ]
    return (False, *inside)


def _from_0(parts: list[int]) -> tuple[int, ...]:
    return tuple([part - parts[0] for part in parts])


def _signs(run: Run, relation: list[int], words: Words, others: Words) -> Signs:
    """0, `ALIKE` or `RELATED` for each pair of words."""
    original = [others.lower(row) for row in run.original]
    found: list[tuple[int, ...]] = []
    for row in run.suspect:
        word = words.lower(row)
        at = len(found) * len(original)
        line = zip(original, relation[at : at + len(original)], strict=True)
        found.append(tuple([RELATED if related else ALIKE * alike(word, other) for other, related in line]))
    return tuple(found)
