"""Passages of spun articles inside longer ones, with known offsets, and PAN's measure of how they are found.

Each case is an article of which two to four passages of two to seven sentences were taken, some without a
sentence from their middle, spun, and put between the sentences of a longer article of another outlet, in any
order, two of them often side by side.
"""

from __future__ import annotations

import difflib
import itertools
import math
import random
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from spunlib.training.spinners import Spinner

_SENTENCE_END: Final = re.compile(r"(?<=[.!?”\"])\s+(?=[A-Z“\"])|\n\s*")
_SHORTEST: Final = 25
"""Characters of the shortest sentence that a passage may begin or end with."""
_CUT: Final = 0.3
"""Share of the passages of four sentences and more that lose one from their middle."""
_SIDE_BY_SIDE: Final = 0.3
"""Share of the passages that are put right behind the one before."""


class Passage(NamedTuple):
    """Characters ``start:end`` of the suspect come from ``original_start:original_end`` of the original."""

    start: int
    end: int
    original_start: int
    original_end: int


class Case(NamedTuple):
    """A suspect, the article that passages of it were taken from, and the passages."""

    suspect: str
    original: str
    passages: list[Passage]


def cases(
    originals: Sequence[str], hosts: Sequence[str], spinners: Sequence[Spinner], rng: random.Random
) -> Iterator[Case]:
    """A case for each original that has twelve sentences and more, and is shorter than some host."""
    for original in originals:
        sentences = _sentences(original)
        longer = [text for text in hosts if len(text) > 1.2 * len(original)]
        if len(sentences) >= 12 and longer:
            yield _insert(original, sentences, rng.choice(longer), rng.choice(spinners), rng)


def _sentences(text: str) -> list[tuple[int, int]]:
    """Where the sentences of a text stand; those too short to tell are part of the one before."""
    bounds = [0]
    for end in _SENTENCE_END.finditer(text):
        if end.start() - bounds[-1] >= _SHORTEST:
            bounds.append(end.end())
    bounds.append(len(text))
    found = [(a, a + len(text[a:b].rstrip())) for a, b in itertools.pairwise(bounds)]
    return [(a, b) for a, b in found if b - a >= _SHORTEST]


def _insert(
    original: str, sentences: list[tuple[int, int]], host: str, spinner: Spinner, rng: random.Random
) -> Case:
    taken = []
    at = rng.randint(0, 2)
    for _ in range(rng.randint(2, 4)):
        size = rng.randint(2, 7)
        if at + size > len(sentences):
            break
        taken.append(sentences[at : at + size])
        at += size + rng.randint(2, 4)
    rng.shuffle(taken)
    ends = [end for _, end in _sentences(host)]
    places = sorted(rng.sample(range(len(ends) - 1), min(len(taken), len(ends) - 1)))
    for number in range(1, len(places)):
        if rng.random() < _SIDE_BY_SIDE:
            places[number] = places[number - 1]
    pieces: list[str] = []
    passages: list[Passage] = []
    position = length = 0
    for place, chosen in zip(places, taken, strict=False):
        kept = list(chosen)
        if len(kept) >= 4 and rng.random() < _CUT:
            kept.pop(rng.randrange(1, len(kept) - 1))
        text = spinner.spin(" ".join(original[a:b] for a, b in kept), rng).text
        before = host[position : ends[place]] + " "
        start = length + len(before)
        pieces += [before, text]
        length = start + len(text)
        passages.append(Passage(start, length, chosen[0][0], chosen[-1][1]))
        position = ends[place]
    return Case("".join(pieces) + host[position:], original, passages)


def plagdet(
    found: Sequence[tuple[Case, Sequence[Passage]]],
) -> dict[str, float]:
    """PAN's measure of text alignment, over all cases: F1 of characters / log2(1 + granularity).

    Precision is the mean share of the characters of a detected passage, on both sides, that a true one which
    it detects has; recall the reverse; granularity how many detections a true passage has that was detected.
    Potthast et al. 2010, An Evaluation Framework for Plagiarism Detection, COLING, section 3.
    """
    precision = [_covered(r, case.passages) for case, detected in found for r in detected]
    recall = [_covered(s, detected) for case, detected in found for s in case.passages]
    several = [
        n for case, detected in found for s in case.passages if (n := sum(_detects(s, r) for r in detected))
    ]
    p, r = _mean(precision), _mean(recall)
    granularity = _mean(several) if several else 1.0
    f1 = 2 * p * r / (p + r) if p + r else 0.0
    return {
        "cases": len(found),
        "passages": len(recall),
        "precision": p,
        "recall": r,
        "granularity": granularity,
        "plagdet": f1 / math.log2(1 + granularity),
    }


def interval_of(
    found: Sequence[tuple[Case, Sequence[Passage]]], rounds: int = 500, level: float = 0.95
) -> tuple[float, float]:
    """Bootstrap interval of plagdet: cases drawn with replacement."""
    rng = random.Random(0)
    values = sorted(plagdet(rng.choices(found, k=len(found)))["plagdet"] for _ in range(rounds))
    tail = round((1 - level) / 2 * rounds)
    return values[tail], values[-1 - tail]


def detect(
    compare: Callable[[str, str], Sequence[Passage]], given: Sequence[Case]
) -> list[tuple[Case, Sequence[Passage]]]:
    """What a method finds in every case."""
    return [(case, compare(case.suspect, case.original)) for case in given]


def difflib_passages(suspect: str, original: str) -> list[Passage]:
    """Blocks of equal words, three and more, joined and sifted as spunlib's stretches are."""
    ones, others = list(re.finditer(r"\w+", suspect)), list(re.finditer(r"\w+", original))
    words, other_words = [one.group().lower() for one in ones], [other.group().lower() for other in others]
    matcher = difflib.SequenceMatcher(None, words, other_words, autojunk=False)
    found: list[Passage] = []
    for a, b, size in matcher.get_matching_blocks():
        if size < 3:
            continue
        block = Passage(
            ones[a].start(), ones[a + size - 1].end(), others[b].start(), others[b + size - 1].end()
        )
        if (
            found
            and block.start - found[-1].end <= 200
            and block.original_start - found[-1].original_end <= 300
        ):
            block = Passage(found[-1].start, block.end, found[-1].original_start, block.original_end)
            found.pop()
        found.append(block)
    return [block for block in found if block.end - block.start >= 100]


def _detects(one: Passage, other: Passage) -> bool:
    return (
        one.start < other.end
        and other.start < one.end
        and one.original_start < other.original_end
        and other.original_start < one.original_end
    )


def _covered(one: Passage, others: Sequence[Passage]) -> float:
    """Share of the characters of a passage, of both sides together, that those which it meets have too."""
    meets = [other for other in others if _detects(one, other)]
    suspect = _union(one.start, one.end, [(other.start, other.end) for other in meets])
    original = _union(
        one.original_start, one.original_end, [(other.original_start, other.original_end) for other in meets]
    )
    return (suspect + original) / (one.end - one.start + one.original_end - one.original_start)


def _union(start: int, end: int, ranges: list[tuple[int, int]]) -> int:
    """Characters of ``start:end`` that any of the ranges has."""
    total, position = 0, start
    for low, high in sorted(ranges):
        low, high = max(low, position), min(high, end)
        total += max(0, high - low)
        position = max(position, high)
    return total


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
