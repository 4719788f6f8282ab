"""Cutting a run into blocks of a word or phrase each, by dynamic programming over scores of pairs of words.

The scores were chosen on the examples in tests/compare/test_blocks.py. A related pair outweighs every way
of not pairing it; two unrelated words pair up when the numbers of words agree (1 + 1 beats a block of 2
and 2); otherwise a run stays whole (a block of 2 and 3 beats a pair and a phrase that nothing speaks
for).
"""

from __future__ import annotations

from typing import Final

from spunlib.compare.runs import Run

RELATED: Final = 4.0
"""Score of two words that the lexicon relates."""
ALIKE: Final = 3.0
"""Score of two words whose letters are alike."""
NEVER: Final = -1000.0
"""Score of two words that cannot stand for each other, not in a phrase either."""

_PHRASE: Final = 1.2
_PHRASE_PER_WORD: Final = -0.2
_PHRASE_WITH_RELATED: Final = 2.5
_LONGEST_PHRASE: Final = 5
_WHOLE_PER_WORD: Final = 1.15
_LONGEST_WHOLE: Final = 4
_LEFT_OVER: Final = -1.0

Rows = tuple[int, int]
Block = tuple[Rows, Rows]
Grid = list[list[float]]


def best_blocks(run: Run, scores: Grid, phrases: bool = True, function_pairs: int = 0) -> list[Block]:
    """The blocks of the highest total score, in order, as ranges of the run's words.

    Words in no block were only added or cut.
    ``scores`` has a row for each word of the suspect and a column for each of the original. Blocks are a
    word for a word, or, with ``phrases``, a phrase for a word, the reverse, or a whole short run.
    ``function_pairs`` is the number of
    pairs with a function word when the run is paired word by word.
    """
    n, m = len(scores), len(scores[0])
    if phrases and _is_phrase(run, scores):
        return [((0, n), (0, m))]
    best = [[_LEFT_OVER * (i + j) for j in range(m + 1)] for i in range(n + 1)]
    shape = [[(0, 1) if i == 0 else (1, 0) for _ in range(m + 1)] for i in range(n + 1)]
    for i in range(1, n + 1):
        for j in range(1, m + 1):
            options = [
                (best[i - 1][j - 1] + scores[i - 1][j - 1], (1, 1)),
                (best[i - 1][j] + _LEFT_OVER, (1, 0)),
                (best[i][j - 1] + _LEFT_OVER, (0, 1)),
            ]
            if phrases:
                column = [scores[row][j - 1] for row in range(max(0, i - _LONGEST_PHRASE), i)][::-1]
                for size, score in _phrase_scores(
                    column, run.suspect_part[max(0, i - _LONGEST_PHRASE) : i][::-1]
                ):
                    options.append((best[i - size][j - 1] + score, (size, 1)))
                line = scores[i - 1][max(0, j - _LONGEST_PHRASE) : j][::-1]
                for size, score in _phrase_scores(
                    line, run.original_part[max(0, j - _LONGEST_PHRASE) : j][::-1]
                ):
                    options.append((best[i - 1][j - size] + score, (1, size)))
            best[i][j], shape[i][j] = max(options)
    if phrases and _whole_score(run, scores, function_pairs) > best[n][m]:
        return [((0, n), (0, m))]
    return _traced(shape)


def _is_phrase(run: Run, scores: Grid) -> bool:
    """Whether a run is a phrase for a word or the reverse, which no way of cutting it outscores."""
    return (
        min(len(scores), len(scores[0])) == 1
        and max(len(scores), len(scores[0])) <= _LONGEST_PHRASE
        and run.suspect_part[0] == run.suspect_part[-1]
        and run.original_part[0] == run.original_part[-1]
        and min(map(min, scores)) > NEVER
    )


def _traced(shape: list[list[tuple[int, int]]]) -> list[Block]:
    blocks: list[Block] = []
    i, j = len(shape) - 1, len(shape[0]) - 1
    while i and j:
        rows, columns = shape[i][j]
        if rows and columns:
            blocks.append(((i - rows, i), (j - columns, j)))
        i, j = i - rows, j - columns
    return blocks[::-1]


def _phrase_scores(scores: list[float], parts: list[int]) -> list[tuple[int, float]]:
    """Sizes and scores of the phrases that may stand for one word, from two words on.

    ``scores`` are those of the phrase's words with that word, ``parts`` the parts they are in, both from
    the last one back.
    """
    found: list[tuple[int, float]] = []
    highest = scores[0]
    for size in range(2, len(scores) + 1):
        if scores[size - 1] == NEVER or scores[0] == NEVER or parts[size - 1] != parts[0]:
            break
        highest = max(highest, scores[size - 1])
        related = _PHRASE_WITH_RELATED if highest >= ALIKE else 0.0
        found.append((size, _PHRASE + related + _PHRASE_PER_WORD * (size - 2)))
    return found


def _whole_score(run: Run, scores: Grid, function_pairs: int) -> float:
    """Score of one block for the whole of a short run.

    With equal numbers of words only a run that would pair function words off twice ("in addition to" for "as
    well as") is a phrase: a tool that swaps words one by one mostly swaps content words.
    """
    n, m = len(scores), len(scores[0])
    if min(n, m) < 2 or max(n, m) > _LONGEST_WHOLE or (n == m and function_pairs < 2):
        return NEVER
    if run.suspect_part[0] != run.suspect_part[-1] or run.original_part[0] != run.original_part[-1]:
        return NEVER
    return _WHOLE_PER_WORD * min(n, m)
