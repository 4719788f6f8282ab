"""What kind of substitution a replaced word or phrase is."""

from __future__ import annotations

from typing import Final

import numpy as np
from rapidfuzz.distance import OSA, JaroWinkler

from spunlib.compare.pair import BoolArray, Side
from spunlib.text.tokens import LOWER, MIXED, NUMBER, TITLE, UPPER, WORD

KINDS: Final = {
    "synonym": "the two words share a sense",
    "wrong_sense": "a synonym of another sense of the original word",
    "inflection": "another form of the same word",
    "spelling": "a variant spelling",
    "agreement": "a for an, or an for a",
    "numeral": "a number written otherwise, or another number",
    "name": "one name for another, or a name for a word",
    "phrase": "a phrase for a word, a word for a phrase, or one phrase for another",
    "other": "a word that no table relates to the original",
}
"""Every kind and what it means."""

_KIND_OF_RELATION: Final = {1: "synonym", 2: "wrong_sense", 3: "inflection"}
_ARTICLES: Final = frozenset({"a", "an"})
_NUMBER_WORDS: Final = frozenset(  # "one" is mostly no number
    [
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
        "twenty",
        "thirty",
        "forty",
        "fifty",
        "sixty",
        "seventy",
        "eighty",
        "ninety",
        "hundred",
        "thousand",
        "million",
        "billion",
        "hundreds",
        "thousands",
        "millions",
        "billions",
    ]
)
_ENDINGS: Final = ("", "s", "es", "d", "ed", "ing", "ly", "er", "est", "n", "en")
_SHORTEST_STEM: Final = 3

# Two spellings of one word: at most a quarter of the letters changed, a swap of neighbours counting once
# (theatre, theater; organise, organize), and words of four letters or fewer are never called variants.
_SPELLING_DISTANCE: Final = 0.25
_SHORTEST_SPELLING: Final = 5

_ALIKE_FROM: Final = 0.88


def kind_of(
    suspect: Side, original: Side, at: tuple[int, int], original_at: tuple[int, int], relation: int
) -> str:
    """Name the kind of a substitution, one of `KINDS`.

    ``at`` and ``original_at`` are ranges of tokens; ``relation`` is `Lexicon.pair_relation` where both
    are one word, else 0.
    """
    if _has_number(suspect, at) or _has_number(original, original_at):
        return "numeral"
    if relation:
        return _KIND_OF_RELATION[relation]
    if at[1] - at[0] > 1 or original_at[1] - original_at[0] > 1:
        return "phrase"
    word, original_word = suspect.surface(at[0]).lower(), original.surface(original_at[0]).lower()
    if word in _ARTICLES and original_word in _ARTICLES:
        return "agreement"
    if same_stem(word, original_word):
        return "inflection"
    if same_spelling(word, original_word):
        return "spelling"
    if is_name(original, original_at[0]):
        return "name"
    return "other"


def same_stem(word: str, other: str) -> bool:
    """Whether two lower-case words differ only in a regular ending.

    >>> same_stem("threatens", "threatening"), same_stem("new", "news"), same_stem("plan", "plant")
    (True, True, False)
    """
    shared = 0
    for letter, other_letter in zip(word, other, strict=False):
        if letter != other_letter:
            break
        shared += 1
    return any(
        word[stem:] in _ENDINGS and other[stem:] in _ENDINGS
        for stem in range(max(_SHORTEST_STEM, shared - 1), shared + 1)
    )


def same_spelling(word: str, other: str) -> bool:
    """Whether two lower-case words look like two spellings of one.

    >>> same_spelling("organise", "organize"), same_spelling("form", "from"), same_spelling("sent", "send")
    (True, False, False)
    """
    shortest = min(len(word), len(other))
    if shortest < _SHORTEST_SPELLING or word[0] != other[0]:
        return False
    return bool(OSA.normalized_distance(word, other) <= _SPELLING_DISTANCE)


def alike(word: str, other: str) -> bool:
    """Whether two lower-case words are probably forms of one, by their initials and Jaro-Winkler similarity.

    >>> alike("talked", "talks"), alike("constructive", "construct"), alike("sent", "wrote")
    (True, True, False)
    """
    return word[:1] == other[:1] and bool(JaroWinkler.similarity(word, other) >= _ALIKE_FROM)


def name_rows(side: Side) -> BoolArray:
    """Words with a capital where no sentence begins, or more than one capital; bool (tokens,)."""
    follows = np.zeros(side.size, np.bool_)
    follows[1:] = side.sentence[1:] == side.sentence[:-1]
    capital = (side.case == UPPER) | (side.case == MIXED) | ((side.case == TITLE) & follows)
    return np.asarray(capital & (side.kind == WORD))


def is_name(side: Side, row: int) -> bool:
    """`name_rows` for one token."""
    case = side.case[row]
    if case == LOWER or side.kind[row] != WORD:
        return False
    return bool(case != TITLE or (row > 0 and side.sentence[row] == side.sentence[row - 1]))


def _has_number(side: Side, at: tuple[int, int]) -> bool:
    return any(side.kind[row] == NUMBER or side.surface(row).lower() in _NUMBER_WORDS for row in range(*at))
