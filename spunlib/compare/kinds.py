"""What kind of substitution a replaced word or phrase is."""

from __future__ import annotations

from typing import Final

from rapidfuzz.distance import OSA, JaroWinkler

from spunlib.compare.words import NAME, Words

KINDS: Final = {
    "synonym": "the two words share a sense",
    "wrong_sense": "a synonym of another sense of the original word",
    "inflection": "another form of the same word",
    "spelling": "a variant spelling",
    "agreement": "a for an, or an for a",
    "contraction": "a contraction for its words, or the words for it",
    "numeral": "a number written otherwise, or another number",
    "name": "one name for another, or a name for a word",
    "phrase": "a phrase for a word, a word for a phrase, or one phrase for another",
    "other": "a word that no table relates to the original",
}
"""Every kind and what it means."""

_KIND_OF_RELATION: Final = {1: "synonym", 2: "wrong_sense", 3: "inflection"}
_CLITICS: Final = {
    "s": ("is", "has", "us"),
    "re": ("are",),
    "ve": ("have",),
    "ll": ("will", "shall"),
    "d": ("would", "had"),
    "m": ("am",),
}
_IRREGULAR: Final = {"can't": ["can", "not"], "won't": ["will", "not"], "shan't": ["shall", "not"]}
_ARTICLES: Final = frozenset({"a", "an"})
_ENDINGS: Final = ("", "s", "es", "d", "ed", "ing", "ly", "er", "est", "n", "en")
_SHORTEST_STEM: Final = 3

# Two spellings of one word: at most a quarter of the letters changed, a swap of neighbours counting once
# (adviser, advisor), and words of four letters or fewer are never called variants. The British
# and American spellings of `spunlib.text.spelling` are one word and do not get here.
_SPELLING_DISTANCE: Final = 0.25
_SHORTEST_SPELLING: Final = 5

_ALIKE_FROM: Final = 0.88


def kind_of(
    suspect: Words, original: Words, at: tuple[int, int], original_at: tuple[int, int], relation: int
) -> str:
    """Name the kind of a substitution, one of `KINDS`.

    ``at`` and ``original_at`` are ranges of tokens; ``relation`` is `Lexicon.pair_relation` where both
    are one word, else 0.
    """
    if at[1] - at[0] == 1 == original_at[1] - original_at[0]:
        return kind_of_word(suspect, original, at[0], original_at[0], relation)
    if any(suspect.numeral[slice(*at)]) or any(original.numeral[slice(*original_at)]):
        return "numeral"
    short = contracted(suspect.lowers(at), original.lowers(original_at))
    return "contraction" if short else "phrase"


def kind_of_word(suspect: Words, original: Words, row: int, original_row: int, relation: int) -> str:
    """`kind_of` one word for one word."""
    if suspect.numeral[row] or original.numeral[original_row]:
        return "numeral"
    if relation:
        return _KIND_OF_RELATION[relation]
    word, original_word = suspect.lower(row), original.lower(original_row)
    if word in _ARTICLES and original_word in _ARTICLES:
        return "agreement"
    if same_stem(word, original_word):
        return "inflection"
    if same_spelling(word, original_word):
        return "spelling"
    if original.classes[original_row] == NAME:
        return "name"
    return "other"


def contracted(words: list[str], others: list[str]) -> bool:
    """Whether one is a contraction and the other the words that it is short for, in lower case.

    >>> contracted(["don't"], ["do", "not"]), contracted(["they", "have", "got"], ["they've"])
    (True, True)
    >>> contracted(["it's"], ["the", "car"])
    False
    """
    short, long_form = (words, others) if len(words) < len(others) else (others, words)
    if len(short) != 1 or len(long_form) < 2:
        return False
    stem, _, ending = short[0].replace("\u2019", "'").partition("'")
    whole = f"{stem}'{ending}"
    if whole in _IRREGULAR:
        return long_form[:2] == _IRREGULAR[whole]
    if ending == "t" and stem.endswith("n"):
        return long_form[:2] == [stem[:-1], "not"]
    return long_form[0] == stem and long_form[1] in _CLITICS.get(ending, ())


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

    >>> same_spelling("adviser", "advisor"), same_spelling("form", "from"), same_spelling("sent", "send")
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
