"""What a model is made of: the data folder less what a fold leaves out, and the spinners it may use."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from spunlib.training.corpora import LabelledText, read_human, read_rewritten
from spunlib.training.folds import Fold
from spunlib.training.recipes import DENSITIES, RECIPES, lineage_of
from spunlib.training.spinners import Spun
from spunlib.training.spins import Spinners, Thesauri

SHARES: Final[Mapping[str, float]] = {
    "attacks": 2.0,
    "everyday": 3.0,
    "moby": 3.0,
    "spinner_lists": 3.0,
    "wordnet": 3.0,
    "neighbours": 2.0,
    "tortured": 2.0,
    "dialect_small": 0.7,
    "dialect_premium": 0.3,
}
"""How often a lineage spins against the others: by the size of its dictionary."""


class Tools:
    """The spinners of many lineages together.

    Args:
        thesauri: where they draw their words from.
        lineages: which; see `spunlib.training.recipes.LINEAGES`.
        densities: strengths, besides each recipe's own.
        shares: of lineages, instead of those of `SHARES`.
    """

    def __init__(
        self,
        thesauri: Thesauri,
        lineages: Sequence[str],
        densities: Sequence[float] = DENSITIES,
        shares: Mapping[str, float] | None = None,
    ) -> None:
        names: dict[str, list[str]] = {lineage: [] for lineage in sorted(lineages)}
        for name, recipe in RECIPES.items():
            if lineage_of(recipe) in names:
                names[lineage_of(recipe)].append(name)
        self.names = tuple(name for recipes in names.values() for name in recipes)
        self._spinners = {
            lineage: Spinners(recipes, thesauri, densities) for lineage, recipes in names.items()
        }
        every = {**SHARES, **(shares or {})}
        self._shares = [every[lineage] for lineage in self._spinners]

    def spin(self, texts: Sequence[str], rng: random.Random) -> Iterator[tuple[str, Spun]]:
        """Each text spun once, by a tool of a lineage drawn at random, with the lineage's name."""
        lineages = list(self._spinners)
        for text in texts:
            (lineage,) = rng.choices(lineages, self._shares)
            for _, spun in self._spinners[lineage].spin([text], rng):
                yield lineage, spun


@dataclass(frozen=True, slots=True)
class Material:
    """Texts and tools that one model may learn from.

    Attributes:
        human, rewritten: texts of all splits.
        thesauri: of the spinners.
        lineages: of the spinners.
    """

    human: list[LabelledText]
    rewritten: list[LabelledText]
    thesauri: Thesauri
    lineages: tuple[str, ...]

    @property
    def tools(self) -> Tools:
        """The spinners, at all densities."""
        return Tools(self.thesauri, self.lineages)

    @classmethod
    def read(cls, data: Path, fold: Fold, thesauri: Thesauri) -> Material:
        """Read the data folder, less what the fold leaves out.

        A rewritten text is left out with its tool, and with the group of its original.
        """
        human = [record for record in read_human(data) if record.group not in fold.groups]
        rewritten = [
            record
            for record in read_rewritten(data)
            if not {record.group, record.method} & fold.tools
            and record.key.partition("/")[0] not in fold.groups
        ]
        lineages = {lineage_of(recipe) for recipe in RECIPES.values()} - fold.lineages
        return cls(human, rewritten, thesauri, tuple(sorted(lineages)))
