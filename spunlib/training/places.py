"""The places of a text where a thesaurus has something else to say."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from spunlib.training.function_words import is_content_word
from spunlib.training.lookup import WORD, Lookup
from spunlib.training.protection import protected_spans
from spunlib.training.recipe import Recipe


class Word(NamedTuple):
    """``text[start:end]``, and whether it is a content word."""

    start: int
    end: int
    text: str
    content: bool


class Place(NamedTuple):
    """The words ``first`` up to ``stop``: their text, what may replace it, how many are content words."""

    first: int
    stop: int
    phrase: str
    alternatives: tuple[str, ...]
    n_content: int


def free_words(text: str, recipe: Recipe) -> list[Word]:
    """The words outside of what the recipe protects, in order.

    >>> [word.text for word in free_words("He said “go” at www.example.org", Recipe(name="", thesaurus=""))]
    ['He', 'said', 'at']
    """
    spans = protected_spans(text, quotes=recipe.protect_quotes, first_sentence=recipe.protect_first_sentence)
    words = []
    position = 0
    for start, end in [*spans, (len(text), len(text))]:
        for match in WORD.finditer(text, position, start):
            word = match.group()
            words.append(Word(match.start(), match.end(), word, is_content_word(word)))
        position = end
    return words


def find_places(text: str, words: Sequence[Word], recipe: Recipe, lookup: Lookup) -> Iterator[Place]:
    """Non-overlapping places from left to right, the longest phrase first at each word."""
    seen: set[str] = set()
    index = 0
    while index < len(words):
        place = _place_at(index, text, words, recipe, lookup)
        if place is None:
            index += 1
            continue
        index = place.stop
        if recipe.repeats == "once":
            if place.phrase in seen:
                continue
            seen.add(place.phrase)
        yield place


def _place_at(index: int, text: str, words: Sequence[Word], recipe: Recipe, lookup: Lookup) -> Place | None:
    first = words[index]
    if recipe.protect_hyphenated and text[first.start - 1 : first.start] == "-":
        return None
    lengths: Sequence[int] = lookup.phrase_lengths(first.text)
    capitalised = recipe.capitals != "protect" and _is_capitalised(first.text)
    if capitalised:
        lengths = sorted({*lengths, *lookup.phrase_lengths(_uncapitalised(first.text))}, reverse=True)
    for length in (*lengths, 1):
        stop = index + length
        if stop > len(words):
            continue
        end = words[stop - 1].end
        phrase = text[first.start : end]
        alternatives = lookup.alternatives(phrase)
        if capitalised and not alternatives:
            alternatives = _recased(phrase, recipe, lookup)
        if (
            alternatives
            and (recipe.known_share == 1.0 or _is_known(phrase, recipe))
            and _is_allowed(words[index:stop], recipe)
            and not (recipe.protect_hyphenated and text[end : end + 1] == "-")
        ):
            return Place(index, stop, phrase, alternatives, sum(word.content for word in words[index:stop]))
    return None


def _is_known(phrase: str, recipe: Recipe) -> bool:
    """Whether a phrase is among those that a small dictionary drew from the thesaurus, by its hash."""
    return (
        zlib.crc32(f"{recipe.thesaurus} {phrase.lower()}".encode("utf-8", "replace"))
        < recipe.known_share * 2**32
    )


def _is_allowed(words: Sequence[Word], recipe: Recipe) -> bool:
    if recipe.capitals == "protect" and any(len(word.text) > 1 and word.text.istitle() for word in words):
        return False
    if recipe.protect_numbers and any(sum(map(str.isdigit, word.text)) > 1 for word in words):
        return False
    if len(words) > 1:
        return True
    return words[0].content >= recipe.content_words_only and len(words[0].text) >= recipe.min_letters


def _is_capitalised(word: str) -> bool:
    """Whether a word starts with a capital and has no other: "Said", "I", not "NATO"."""
    return word[0].isupper() and (len(word) == 1 or word[1:].islower())


def _uncapitalised(phrase: str) -> str:
    return phrase[0].lower() + phrase[1:]


def _recased(phrase: str, recipe: Recipe, lookup: Lookup) -> tuple[str, ...]:
    """The alternatives of a capitalised phrase that is listed without the capital."""
    found = lookup.alternatives(_uncapitalised(phrase))
    if recipe.capitals == "follow":
        found = tuple(alternative[0].upper() + alternative[1:] for alternative in found)
    return tuple(alternative for alternative in found if alternative != phrase)
