"""What the search for substitutions asks of single tokens, as lists: single look-ups in arrays are slow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from spunlib.compare.pair import FUNCTION_ZIPF, BoolArray, Side
from spunlib.text.tokens import MIXED, NUMBER, TITLE, UPPER, WORD, keys_of

FUNCTION, CONTENT, NAME = range(3)
"""Classes of words, so ordered that neighbours stand for each other more easily."""

_APOSTROPHE: Final = ord("'")

# Signs that go with a number.
_UNITS: Final = np.zeros(0x2100, np.bool_)
_UNITS[[ord(mark) for mark in "%$\u00a3\u20ac"]] = True

# "one" is missing: it is mostly no number.
_NUMBER_WORDS: Final = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand "
    "thousands million millions billion billions"
)
_NUMBER_KEYS: Final = np.sort(keys_of(_NUMBER_WORDS.split()))


@dataclass(frozen=True, slots=True)
class Words:
    """The tokens of one text, one item each.

    Attributes:
        text: the text.
        start, end: character offsets.
        classes: `FUNCTION`, `CONTENT` or `NAME`; an 's is of the class of its word.
        numeral: whether it is a number, in digits or a word, or a sign that goes with one.
    """

    text: str
    start: list[int]
    end: list[int]
    classes: list[int]
    numeral: list[bool]

    def lower(self, row: int) -> str:
        """A token in lower case."""
        return self.text[self.start[row] : self.end[row]].lower()

    def lowers(self, at: tuple[int, int]) -> list[str]:
        """A range of tokens in lower case."""
        return [self.lower(row) for row in range(*at)]


def describe(side: Side) -> Words:
    """Describe the tokens of one side of a pair."""
    classes = np.where(side.zipf >= FUNCTION_ZIPF, FUNCTION, np.where(name_rows(side), NAME, CONTENT))
    clitic = np.flatnonzero(side.char[1:] == _APOSTROPHE) + 1
    classes[clitic] = classes[clitic - 1]
    at = np.minimum(np.searchsorted(_NUMBER_KEYS, side.key), _NUMBER_KEYS.size - 1)
    numeral = (
        (side.kind == NUMBER)
        | (_NUMBER_KEYS[at] == side.key)
        | _UNITS[np.minimum(side.char, _UNITS.size - 1)]
    )
    return Words(side.text, side.start.tolist(), side.end.tolist(), classes.tolist(), numeral.tolist())


def name_rows(side: Side) -> BoolArray:
    """Words with a capital where no sentence begins, or more than one capital; bool (tokens,)."""
    follows = np.zeros(side.size, np.bool_)
    follows[1:] = side.sentence[1:] == side.sentence[:-1]
    capital = (side.case == UPPER) | (side.case == MIXED) | ((side.case == TITLE) & follows)
    return np.asarray(capital & (side.kind == WORD))
