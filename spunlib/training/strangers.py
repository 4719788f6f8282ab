"""Swaps that no dictionary holds, so that the tagger learns what does not fit and not what a list contains.

A tagger that reads only the pairs of known lists knows those pairs: on a spinner left out of its training it
found half as many of the swapped words. Two sources of swaps have no list to be learnt by heart:

- **walks**: two steps through a thesaurus, from a word to an alternative of an alternative that is none of
  its own: about what the word means, and wrong in the context more often than not, as a stranger's choice is.
- **unrelated**: any other word of the same form and about the same frequency (cf. the corrupted tokens of
  ELECTRA, Clark et al. 2020, arXiv:2003.10555).

Both are for training alone: nobody sells such a spinner, so none is among the recipes that benchmarks run.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Final

from spunlib.training.inflection import Inflector, Reading
from spunlib.training.lookup import Inflection
from spunlib.training.neighbours import common_words
from spunlib.training.recipe import Recipe
from spunlib.training.recipes import LINEAGES, at_density
from spunlib.training.spinners import Spinner, Spun
from spunlib.training.spins import Thesauri
from spunlib.training.thesauri import Line, Thesaurus

UNRELATED: Final = "unrelated"
"""The lineage of random words; no fold leaves it out."""

WALKED: Final = ("turbo_spinner_en", "everyday", "wordnet", "moby")
"""The thesauri that are walked through. A walk is of the lineage of its thesaurus, and left out with it."""

DENSITIES: Final = (0.08, 0.15, 0.25, 0.4, 0.6)

_ENTRIES: Final = 20_000
"""Words that get alternatives: the commonest content words of the web."""
_OFFERED: Final = 12
_NEAR: Final = 1_500
"""Unrelated words are at most so many ranks apart."""
_SEED: Final = 77


def walk(thesaurus: Thesaurus, words: Sequence[str], inflector: Inflector, rng: random.Random) -> Thesaurus:
    """For each word at most `_OFFERED` alternatives of its alternatives, of a part of speech it can have.

    Args:
        thesaurus: to walk through; phrases are no steps.
        words: base forms that get alternatives, as far as the thesaurus has them.
        inflector: says what part of speech a word can be.
        rng: chooses among many.

    >>> thesaurus = Thesaurus.of("small", {"big": ["great"], "great": ["big", "fine"], "fine": ["thin"]})
    >>> walk(thesaurus, ["big"], Inflector(), random.Random(0)).entries
    {'big': ('fine',)}
    """
    entries = thesaurus.entries
    lines = []
    for word in words:
        own = [step for step in entries.get(word, ()) if " " not in step]
        barred = {word, *own}
        second = {other for step in own for other in entries.get(step, ()) if other.isalpha()} - barred
        parts = _parts(inflector.readings(word))
        drawn = rng.sample(sorted(second), min(len(second), 4 * _OFFERED))
        kept = islice((other for other in drawn if parts & _parts(inflector.readings(other))), _OFFERED)
        lines.append(Line((word, *kept)))
    return Thesaurus(thesaurus.name, tuple(line for line in lines if len(line.items) > 1))


def unrelated(words: Sequence[str], inflector: Inflector, rng: random.Random) -> Thesaurus:
    """For each word at most `_OFFERED` others that can have its form, from at most `_NEAR` ranks away.

    Args:
        words: in the order of their frequency.
        inflector: says which forms a word can be.
        rng: chooses among many.
    """
    forms = [{reading[1:] for reading in inflector.readings(word)} for word in words]
    lines = []
    for rank, word in enumerate(words):
        near = range(max(rank - _NEAR, 0), min(rank + _NEAR, len(words)))
        drawn = rng.sample(near, min(len(near), 8 * _OFFERED))
        kept = islice((words[at] for at in drawn if at != rank and forms[at] & forms[rank]), _OFFERED)
        lines.append(Line((word, *kept)))
    return Thesaurus(UNRELATED, tuple(line for line in lines if len(line.items) > 1))


class Strangers:
    """Spinners over walks and unrelated words; `spin` is that of `spunlib.training.material.Tools`.

    Args:
        thesauri: to walk through.
        lineages: walks of others are not made.

    Raises:
        MissingExtraError: lemminflect is not installed.
    """

    def __init__(self, thesauri: Thesauri, lineages: Sequence[str]) -> None:
        rng, inflector = random.Random(_SEED), Inflector()
        words = common_words(inflector, _ENTRIES)
        made = [unrelated(words, inflector, rng)]
        made += [walk(thesauri[name], words, inflector, rng) for name in WALKED if LINEAGES[name] in lineages]
        self._spinners = [
            (LINEAGES.get(thesaurus.name, UNRELATED), spinner)
            for thesaurus in made
            for spinner in _spinners(thesaurus)
        ]

    def spin(self, texts: Sequence[str], rng: random.Random) -> Iterator[tuple[str, Spun]]:
        """Each text spun once, by a spinner drawn at random, with the name of its lineage."""
        for text in texts:
            lineage, spinner = rng.choice(self._spinners)
            yield lineage, spinner.spin(text, rng)


def _parts(readings: Sequence[Reading]) -> set[str]:
    """The parts of speech that a word can be in its base form."""
    return {reading.pos for reading in readings if not reading.tag}


def _spinners(thesaurus: Thesaurus) -> Iterator[Spinner]:
    """Careful and careless ones at each density, the careful ones putting words in the right form."""
    # Unrelated words have the form of their word already; a walk goes from base form to base form.
    inflection: Inflection = "exact" if thesaurus.name == UNRELATED else "repair"
    careful = Recipe(
        name="stranger",
        thesaurus=thesaurus.name,
        inflection=inflection,
        content_words_only=True,
        min_letters=3,
        word_level_only=True,
        capitals="protect",
        repair_articles=True,
    )
    careless = replace(careful, repeats="fresh", protect_quotes=False, repair_articles=False)
    first = Spinner(careful, thesaurus)
    for recipe in (careful, careless):
        for density in DENSITIES:
            yield Spinner(at_density(recipe, density), thesaurus, first.lookup)
