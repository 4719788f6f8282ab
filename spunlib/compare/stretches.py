"""Stretches: passages that belong together because they are neighbours, or nearly, in both texts.

`spunlib.compare.passages` aligns sentence by sentence. What was lifted from an original is longer: sentences
in a row, a few of them cut, added, swapped about or beyond recognition.
"""

from __future__ import annotations

from typing import Final

from spunlib.compare.pair import Pair
from spunlib.compare.passages import Passage

# Most characters between two passages of one stretch, in the suspect (a sentence) and in the original (two);
# and characters of the shortest stretch beside another, since single sentences are often alike by chance.
# Chosen on articles of the training outlets; benchmarks/alignment.py measures on others.
_GAP: Final = 200
_ORIGINAL_GAP: Final = 300
_SHORTEST: Final = 100


def find_stretches(pair: Pair, passages: list[Passage]) -> list[Passage]:
    """Join passages into stretches, in the order of the suspect; short ones count only alone in a text."""
    spans = [_characters(pair, passage) for passage in passages]
    stretch = list(range(len(passages)))
    for here in range(len(passages)):
        for before in range(here - 1, -1, -1):
            if spans[here][0] - spans[before][1] > _GAP:
                break
            apart = max(spans[here][2] - spans[before][3], spans[before][2] - spans[here][3])
            if apart <= _ORIGINAL_GAP:
                old, new = stretch[here], stretch[before]
                stretch = [new if number == old else number for number in stretch]
    joined: dict[int, Passage] = {}
    for number, passage in zip(stretch, passages, strict=True):
        joined[number] = _around(joined[number], passage) if number in joined else passage
    found = sorted(joined.values())
    return [one for one in found if _length(pair, one) >= _SHORTEST] or found


def _characters(pair: Pair, passage: Passage) -> tuple[int, int, int, int]:
    first, last, original_first, original_last = passage
    suspect, original = pair.suspect, pair.original
    return (
        int(suspect.start[first]),
        int(suspect.end[last - 1]),
        int(original.start[original_first]),
        int(original.end[original_last - 1]),
    )


def _length(pair: Pair, passage: Passage) -> int:
    start, end, _, _ = _characters(pair, passage)
    return end - start


def _around(one: Passage, other: Passage) -> Passage:
    """The smallest passage that holds both."""
    return Passage(
        min(one.suspect_first, other.suspect_first),
        max(one.suspect_last, other.suspect_last),
        min(one.original_first, other.original_first),
        max(one.original_last, other.original_last),
    )
