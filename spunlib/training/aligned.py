"""Counting what tools put in the place of what: substitutions of aligned (spun, original) texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from spunlib.text.spelling import AMERICAN
from spunlib.training.spinners import Spun

LONGEST_PHRASE: Final = 4
"""Words of the longest phrase that is counted on either side."""


def folded(text: str) -> str:
    """A phrase as the tables spell it: lower case, straight apostrophes, single spaces, American.

    >>> folded("Financial  Institution’s"), folded("The Theatre")
    ("financial institution's", 'the theater')
    """
    words = text.lower().replace("\u2019", "'").split()
    return " ".join(AMERICAN.get(word, word) for word in words)


@dataclass(slots=True)
class SubstitutionCounts:
    """Counts over many aligned texts.

    Attributes:
        pairs: (substitute, original) -> times seen; folded phrases of up to four words.
        words: words of the spun texts that were read.
    """

    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)
    words: int = 0

    def add(self, original: str, spun: Spun) -> None:
        """Count the edits of one spun text."""
        self.words += len(spun.text.split())
        for edit in spun.edits:
            substitute = folded(spun.text[edit.start : edit.end])
            source = folded(original[edit.original_start : edit.original_end])
            if substitute != source and max(substitute.count(" "), source.count(" ")) < LONGEST_PHRASE:
                self.pairs[substitute, source] += 1

    def update(self, items: Iterable[tuple[str, Spun]]) -> None:
        """Count many (original, spun) texts."""
        for original, spun in items:
            self.add(original, spun)
