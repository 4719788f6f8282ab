"""Spun copies of texts, by many simulated spinners.

Mostly of human texts; but any text can be spun, and what the translation and paraphrase sets hold should be
too, for people do translate or paraphrase first and spin then. Such copies are synonym_spun all the same.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from spunlib.training.lookup import Inflection, Lookup, Mode
from spunlib.training.recipe import Recipe
from spunlib.training.recipes import DENSITIES, RECIPES, at_density
from spunlib.training.spinners import Spinner, Spun
from spunlib.training.thesauri import Thesaurus
from spunlib.training.thesaurus_names import DERIVED, load_thesaurus


class Thesauri:
    """Thesauri by the names that recipes use, each loaded on first use: WordNet takes long.

    Args:
        data_dir: the data folder.
        moby: the packed npm package moby, where a recipe draws on it.
        neighbours: the file of `spunlib.training.neighbours.load_neighbours`, where a recipe draws on it.
    """

    def __init__(
        self, data_dir: str | Path, *, moby: str | Path | None = None, neighbours: str | Path | None = None
    ) -> None:
        self._data_dir = data_dir
        self._files = {"moby": moby, "neighbours": neighbours}
        self._loaded: dict[str, Thesaurus] = {}
        self._lookups: dict[tuple[str, Mode, Inflection, bool], Lookup] = {}

    def __getitem__(self, name: str) -> Thesaurus:
        if name not in self._loaded:
            if name in DERIVED:
                base, derive = DERIVED[name]
                self._loaded[name] = derive(self[base])
            else:
                self._loaded[name] = load_thesaurus(name, self._data_dir, **self._files)
        return self._loaded[name]

    def spinner(self, recipe: Recipe) -> Spinner:
        """A spinner by this recipe; those that look words up alike share what they have found."""
        settings = (recipe.thesaurus, recipe.mode, recipe.inflection, recipe.word_level_only)
        if settings not in self._lookups:
            self._lookups[settings] = Lookup(self[recipe.thesaurus], *settings[1:])
        return Spinner(recipe, self[recipe.thesaurus], self._lookups[settings])


class Spinners:
    """The spinners of some recipes, at several densities each.

    Args:
        names: recipes of `spunlib.training.recipes.RECIPES`.
        thesauri: where they draw their words from.
        densities: strengths; each recipe also runs as it is by default.
    """

    def __init__(
        self, names: Sequence[str], thesauri: Thesauri, densities: Sequence[float] = DENSITIES
    ) -> None:
        self._thesauri = thesauri
        self._spinners: dict[str, Spinner] = {}
        self.names = tuple(names)
        self._densities = tuple(densities)

    def spinner(self, name: str, density: float | None) -> Spinner:
        """The spinner of a recipe at a density, made on first use; None for the recipe's own."""
        recipe = RECIPES[name] if density is None else at_density(RECIPES[name], density)
        if recipe.name not in self._spinners:
            self._spinners[recipe.name] = self._thesauri.spinner(recipe)
        return self._spinners[recipe.name]

    def recipe(self, name: str) -> Recipe:
        """The recipe behind a name that `spin` has given."""
        return self._spinners[name].recipe

    def spin(self, texts: Sequence[str], rng: random.Random) -> Iterator[tuple[str, Spun]]:
        """Each text spun once, by a spinner and at a density drawn at random, with the recipe's name."""
        for text in texts:
            spinner = self.spinner(rng.choice(self.names), rng.choice((None, *self._densities)))
            yield spinner.recipe.name, spinner.spin(text, rng)
