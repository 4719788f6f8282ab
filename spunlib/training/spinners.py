"""A simulated article spinner: a thesaurus applied to a text by a recipe.

The defaults do what the dictionary spinners of news sites do (read off the source of two of them): longest
phrases first, whole words, case-sensitive but for a leading capital, mark-up and addresses untouched, words
in hyphenated compounds untouched, one alternative for one phrase throughout the text, articles and agreement
left broken.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from spunlib.errors import UsageError
from spunlib.training.lookup import Lookup
from spunlib.training.places import Place, Word, find_places, free_words
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


class _Swap(NamedTuple):
    start: int
    end: int
    text: str


class Spinner:
    """Spins texts by one recipe.

    Args:
        recipe: what is swapped and what is left alone.
        thesaurus: the source of alternatives; must be the one that the recipe names.
        lookup: one made for this thesaurus and these settings of the recipe, to share what it has looked up;
            also an attribute.

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

    def __init__(self, recipe: Recipe, thesaurus: Thesaurus, lookup: Lookup | None = None) -> None:
        if thesaurus.name != recipe.thesaurus:
            raise UsageError(
                f"recipe {recipe.name!r} is for the thesaurus {recipe.thesaurus!r}, not {thesaurus.name!r}"
            )
        self.recipe = recipe
        self.lookup = lookup or Lookup(thesaurus, recipe.mode, recipe.inflection, recipe.word_level_only)

    def spin(self, text: str, rng: random.Random) -> Spun:
        """Spin one text; the result depends on recipe, thesaurus, text and the state of ``rng`` alone."""
        words = free_words(text, self.recipe)
        places = self._chosen(words, list(find_places(text, words, self.recipe, self.lookup)), rng)
        swaps = {place.first: swap for place, swap in self._swaps(words, places, rng)}
        taken = {index for place in places for index in range(place.first, place.stop)}
        if self.recipe.repair_articles:
            swaps.update(_article_repairs(text, words, swaps, taken))
            taken.update(swaps)
        if self.recipe.doubled_rate or self.recipe.stray_capital_rate:
            swaps.update(self._slips(words, taken, rng))
        return _apply(text, [swaps[index] for index in sorted(swaps)])

    def _chosen(self, words: Sequence[Word], places: list[Place], rng: random.Random) -> list[Place]:
        """The places to be swapped, in order: a random choice up to the density."""
        recipe = self.recipe
        if recipe.density == 1.0:
            return places
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
        self, words: Sequence[Word], places: Sequence[Place], rng: random.Random
    ) -> Iterator[tuple[Place, _Swap]]:
        choices: dict[str, str] = {}
        for place in places:
            alternative = rng.choice(place.alternatives[: self.recipe.n_best])
            if self.recipe.repeats == "same":
                alternative = choices.setdefault(place.phrase, alternative)
            yield place, _Swap(words[place.first].start, words[place.stop - 1].end, alternative)

    def _slips(
        self, words: Sequence[Word], taken: set[int], rng: random.Random
    ) -> Iterator[tuple[int, _Swap]]:
        """Doubled words and stray capitals, among the lower-case words that were not swapped."""
        for index, word in enumerate(words):
            if index in taken or not (word.text.islower() and word.text[0].isalpha()):
                continue
            if rng.random() < self.recipe.doubled_rate:
                yield index, _Swap(word.start, word.end, f"{word.text} {word.text}")
            elif word.content and rng.random() < self.recipe.stray_capital_rate:
                yield index, _Swap(word.start, word.end, word.text.capitalize())


def _article_repairs(
    text: str, words: Sequence[Word], swaps: dict[int, _Swap], taken: set[int]
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


# By spelling: sounds that the first letter does not show.
_CONSONANT_SOUND = re.compile(r"uni(?!m|n)|us[eu]|eu|once?\b|one")
_VOWEL_SOUND = re.compile(r"[aeiou]|hour|honest|honou?r|heir")


def indefinite_article(word: str) -> str:
    """Which of "a" and "an" a word wants.

    >>> [indefinite_article(word) for word in ("attainable", "unit", "hour", "European", "uncommon")]
    ['an', 'a', 'an', 'a', 'an']
    """
    folded = word.lower()
    return "an" if _VOWEL_SOUND.match(folded) and not _CONSONANT_SOUND.match(folded) else "a"


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
