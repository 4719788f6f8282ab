"""A simulated article spinner: a thesaurus applied to a text by a recipe.

The defaults do what the dictionary spinners of news sites do (read off the source of two of them): longest phrases
first, whole words, case-sensitive but for a leading capital, mark-up and addresses untouched, words in hyphenated
compounds untouched, one alternative for one phrase throughout the text, articles and agreement left broken.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from spunlib.errors import UsageError
from spunlib.training.function_words import is_content_word
from spunlib.training.lookup import WORD, Lookup
from spunlib.training.protection import protected_spans
from spunlib.training.recipe import Recipe
from spunlib.training.thesauri import Thesaurus

__all__ = ["Edit", "Recipe", "Spinner", "Spun"]


@dataclass(frozen=True, slots=True)
class Edit:
    """``text[start:end]`` of the spun text stands where ``original[original_start:original_end]`` stood."""

    original_start: int
    original_end: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Spun:
    """A spun text and its edits, in order, non-overlapping; outside of them it equals the original."""

    text: str
    edits: tuple[Edit, ...]


class _Word(NamedTuple):
    start: int
    end: int
    text: str
    content: bool


class _Place(NamedTuple):
    """Words ``first`` up to ``stop`` that the thesaurus has alternatives for."""

    first: int
    stop: int
    phrase: str
    alternatives: tuple[str, ...]
    n_content: int


class _Swap(NamedTuple):
    start: int
    end: int
    text: str


class Spinner:
    """Spins texts by one recipe.

    Args:
        recipe: what is swapped and what is left alone.
        thesaurus: the source of alternatives; must be the one that the recipe names.

    Raises:
        UsageError: the recipe is for another thesaurus.
        MissingExtraError: the recipe needs lemminflect, which is not installed.

    >>> thesaurus = Thesaurus.of("small", {"possible": ["attainable"], "sent": ["despatched"]})
    >>> spinner = Spinner(Recipe(name="example", thesaurus="small"), thesaurus)
    >>> spun = spinner.spin("She sent “a possible plan” and a possible date.", random.Random(0))
    >>> spun.text
    'She despatched “a possible plan” and a attainable date.'
    >>> spun.edits[0]
    Edit(original_start=4, original_end=8, start=4, end=14)
    """

    def __init__(self, recipe: Recipe, thesaurus: Thesaurus) -> None:
        if thesaurus.name != recipe.thesaurus:
            raise UsageError(
                f"the recipe {recipe.name!r} is for the thesaurus {recipe.thesaurus!r}, not {thesaurus.name!r}"
            )
        self.recipe = recipe
        self._lookup = Lookup(thesaurus, recipe.mode, recipe.inflection, recipe.word_level_only)

    def spin(self, text: str, rng: random.Random) -> Spun:
        """Spin one text. The result depends on nothing but the recipe, the thesaurus, the text and the state of ``rng``."""
        words = self._free_words(text)
        places = self._chosen(words, list(self._places(text, words)), rng)
        swaps = {place.first: swap for place, swap in self._swaps(words, places, rng)}
        taken = {index for place in places for index in range(place.first, place.stop)}
        if self.recipe.repair_articles:
            swaps.update(_article_repairs(text, words, swaps, taken))
            taken.update(swaps)
        if self.recipe.doubled_rate or self.recipe.stray_capital_rate:
            swaps.update(self._slips(words, taken, rng))
        return _apply(text, [swaps[index] for index in sorted(swaps)])

    def _free_words(self, text: str) -> list[_Word]:
        """The words outside of what is protected."""
        recipe = self.recipe
        spans = protected_spans(text, quotes=recipe.protect_quotes, first_sentence=recipe.protect_first_sentence)
        words = []
        position = 0
        for start, end in [*spans, (len(text), len(text))]:
            for match in WORD.finditer(text, position, start):
                word = match.group()
                words.append(_Word(match.start(), match.end(), word, is_content_word(word)))
            position = end
        return words

    def _places(self, text: str, words: Sequence[_Word]) -> Iterator[_Place]:
        """Non-overlapping places from left to right, the longest phrase first at each word."""
        seen: set[str] = set()
        index = 0
        while index < len(words):
            place = self._place_at(text, words, index)
            if place is None:
                index += 1
                continue
            index = place.stop
            if self.recipe.repeats == "once":
                if place.phrase in seen:
                    continue
                seen.add(place.phrase)
            yield place

    def _place_at(self, text: str, words: Sequence[_Word], index: int) -> _Place | None:
        word = words[index]
        if self.recipe.protect_hyphenated and text[word.start - 1 : word.start] == "-":
            return None
        lengths = self._lookup.phrase_lengths(word.text)
        if self.recipe.capitals != "protect" and word.text[0].isupper():
            lengths = (*self._lookup.phrase_lengths(_uncapitalised(word.text)), *lengths)
        for length in (*lengths, 1):
            stop = index + length
            if stop > len(words):
                continue
            end = words[stop - 1].end
            if self.recipe.protect_hyphenated and text[end : end + 1] == "-":
                continue
            phrase = text[word.start : end]
            alternatives = self._alternatives(phrase)
            if alternatives and self._allowed(words[index:stop]):
                n_content = sum(covered.content for covered in words[index:stop])
                return _Place(index, stop, phrase, alternatives, n_content)
        return None

    def _alternatives(self, phrase: str) -> tuple[str, ...]:
        found = self._lookup.alternatives(phrase)
        if found or self.recipe.capitals == "protect" or not _is_capitalised(phrase):
            return found
        found = self._lookup.alternatives(_uncapitalised(phrase))
        if self.recipe.capitals == "follow":
            found = tuple(alternative[0].upper() + alternative[1:] for alternative in found)
        return tuple(alternative for alternative in found if alternative != phrase)

    def _allowed(self, words: Sequence[_Word]) -> bool:
        recipe = self.recipe
        if recipe.capitals == "protect" and any(len(word.text) > 1 and word.text.istitle() for word in words):
            return False
        if recipe.protect_numbers and any(sum(map(str.isdigit, word.text)) > 1 for word in words):
            return False
        if len(words) > 1:
            return True
        return words[0].content >= recipe.content_words_only and len(words[0].text) >= recipe.min_letters

    def _chosen(self, words: Sequence[_Word], places: list[_Place], rng: random.Random) -> list[_Place]:
        """The places to be swapped, in order: a random choice up to the density."""
        recipe = self.recipe
        if recipe.density_of == "places":
            chosen = rng.sample(places, round(recipe.density * len(places)))
        else:
            goal = round(recipe.density * sum(word.content for word in words))
            chosen = []
            for place in rng.sample(places, len(places)):
                if goal <= 0:
                    break
                chosen.append(place)
                goal -= place.n_content
        return sorted(chosen, key=lambda place: place.first)

    def _swaps(
        self, words: Sequence[_Word], places: Sequence[_Place], rng: random.Random
    ) -> Iterator[tuple[_Place, _Swap]]:
        choices: dict[str, str] = {}
        for place in places:
            alternative = rng.choice(place.alternatives)
            if self.recipe.repeats == "same":
                alternative = choices.setdefault(place.phrase, alternative)
            yield place, _Swap(words[place.first].start, words[place.stop - 1].end, alternative)

    def _slips(self, words: Sequence[_Word], taken: set[int], rng: random.Random) -> Iterator[tuple[int, _Swap]]:
        """Doubled words and stray capitals, among the lower-case words that were not swapped."""
        for index, word in enumerate(words):
            if index in taken or not (word.text.islower() and word.text[0].isalpha()):
                continue
            if rng.random() < self.recipe.doubled_rate:
                yield index, _Swap(word.start, word.end, f"{word.text} {word.text}")
            elif word.content and rng.random() < self.recipe.stray_capital_rate:
                yield index, _Swap(word.start, word.end, word.text.capitalize())


def _is_capitalised(phrase: str) -> bool:
    """Whether the first word starts with a capital and has no other: "Said", "I", not "NATO"."""
    first = phrase.split(" ", 1)[0]
    return first[:1].isupper() and (len(first) == 1 or first[1:].islower())


def _uncapitalised(phrase: str) -> str:
    return phrase[0].lower() + phrase[1:]


def _article_repairs(
    text: str, words: Sequence[_Word], swaps: dict[int, _Swap], taken: set[int]
) -> Iterator[tuple[int, _Swap]]:
    """Swaps of a / an where the word behind it was swapped for one that wants the other."""
    for index, swap in list(swaps.items()):
        article = words[index - 1] if index else None
        if article is None or index - 1 in taken or article.text.lower() not in ("a", "an"):
            continue
        if text[article.end : swap.start] != " ":
            continue
        wanted = indefinite_article(swap.text)
        if wanted != article.text.lower():
            yield index - 1, _Swap(article.start, article.end, article.text[0] + wanted[1:])


def indefinite_article(word: str) -> str:
    """ "a" or "an", by spelling: vowels but not "uni-", "use", "eu-", "one", and a silent h.

    >>> [indefinite_article(word) for word in ("attainable", "unit", "hour", "European", "uncommon")]
    ['an', 'a', 'an', 'a', 'an']
    """
    folded = word.lower()
    if folded.startswith(("uni", "use", "usu", "eu", "one", "once")) and not folded.startswith(("unim", "unin")):
        return "a"
    return "an" if folded.startswith(("a", "e", "i", "o", "u", "hour", "honest", "honour", "honor", "heir")) else "a"


def _apply(text: str, swaps: Sequence[_Swap]) -> Spun:
    pieces = []
    edits = []
    position = length = 0
    for swap in swaps:
        pieces += [text[position : swap.start], swap.text]
        start = length + swap.start - position
        length = start + len(swap.text)
        edits.append(Edit(swap.start, swap.end, start, length))
        position = swap.end
    pieces.append(text[position:])
    return Spun("".join(pieces), tuple(edits))
