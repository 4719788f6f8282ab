"""Spun copies of human texts, by many simulated spinners."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from spunlib.training.recipes import DENSITIES, RECIPES, at_density, load_thesaurus
from spunlib.training.spinners import Spinner, Spun
from spunlib.training.thesauri import Thesaurus


class Thesauri:
    """Thesauri by the names that recipes use, each loaded on first use: WordNet takes long."""

    def __init__(self, data_dir: str | Path) -> None:
        self._data_dir = data_dir
        self._loaded: dict[str, Thesaurus] = {}

    def __getitem__(self, name: str) -> Thesaurus:
        if name not in self._loaded:
            self._loaded[name] = load_thesaurus(name, self._data_dir)
        return self._loaded[name]


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
            self._spinners[recipe.name] = Spinner(recipe, self._thesauri[recipe.thesaurus])
        return self._spinners[recipe.name]

    def spin(self, texts: Sequence[str], rng: random.Random) -> Iterator[tuple[str, Spun]]:
        """Each text spun once, by a spinner and at a density drawn at random, with the recipe's name."""
        for text in texts:
            spinner = self.spinner(rng.choice(self.names), rng.choice((None, *self._densities)))
            yield spinner.recipe.name, spinner.spin(text, rng)
