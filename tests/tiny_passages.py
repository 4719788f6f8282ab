"""Passages as those that the networks are fitted to, in the words of the tiny lexicon."""

from __future__ import annotations

from spunlib.training.sequences import Passage
from spunlib.training.spinners import Edit

HUMAN = "The old crew read the letter, and an hour later they sent it to the bank.\n\nIt was so."
SPUN = HUMAN.replace("letter", "missive").replace("sent", "despatched")


def passages(number: int) -> list[Passage]:
    edits = [Edit(0, 0, SPUN.index(word), SPUN.index(word) + len(word)) for word in ("missive", "despatched")]
    translated = "By Ana Ruiz\nA gull was seen of nobody else. " * 2
    kinds = [
        Passage(HUMAN, (), "human", "human", "letters", "letters"),
        Passage(SPUN, edits, "human", "tool", "letters", "letters"),
        Passage(translated, None, "translated", "machine", "gulls", "shanties"),
    ]
    # Half from one place, half from another: n-gram sums come from the other half.
    drawn = [(kinds[at % 3], at // 3 % 2) for at in range(number)]
    return [
        one._replace(group=f"{one.group} {place}", source=f"{one.source} {place}") for one, place in drawn
    ]
