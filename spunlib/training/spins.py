"""Spun copies of human texts, by many simulated spinners."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from spunlib.training.recipe import Recipe
from spunlib.training.recipes import DENSITIES, RECIPES, at_density, load_thesaurus
from spunlib.training.spinners import Spinner, Spun
from spunlib.training.thesauri import Thesaurus


class Spinners:
    """The spinners of some recipes, at several densities each.

    Args:
        names: recipes of `spunlib.training.recipes.RECIPES`.
        data_dir: the data folder, for the dictionaries of real tools.
        densities: strengths; each recipe also runs as it is by default.
    """

    def __init__(
        self, names: Sequence[str], data_dir: str | Path, densities: Sequence[float] = DENSITIES
    ) -> None:
        self._data_dir = data_dir
        self._thesauri: dict[str, Thesaurus] = {}
        self._spinners: dict[str, Spinner] = {}
        self.names = tuple(names)
        self._densities = tuple(densities)

    def spinner(self, name: str, density: float | None) -> Spinner:
        """The spinner of a recipe at a density, made on first use; None for the recipe's own."""
        recipe = RECIPES[name] if density is None else at_density(RECIPES[name], density)
        if recipe.name not in self._spinners:
            self._spinners[recipe.name] = Spinner(recipe, self._thesaurus(recipe))
        return self._spinners[recipe.name]

    def spin(self, texts: Sequence[str], rng: random.Random) -> Iterator[tuple[str, Spun]]:
        """Each text spun once, by a spinner and at a density drawn at random, with the recipe's name."""
        for text in texts:
            spinner = self.spinner(rng.choice(self.names), rng.choice((None, *self._densities)))
            yield spinner.recipe.name, spinner.spin(text, rng)

    def _thesaurus(self, recipe: Recipe) -> Thesaurus:
        if recipe.thesaurus not in self._thesauri:
            self._thesauri[recipe.thesaurus] = load_thesaurus(recipe.thesaurus, self._data_dir)
        return self._thesauri[recipe.thesaurus]
