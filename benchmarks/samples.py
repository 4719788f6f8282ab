"""The texts of the benchmark: what the rivals learn from, what sets their thresholds, what all are asked.

Splits are those of `spunlib.training.splits`. The shipped model has learnt from lm and head and has its
thresholds from calibration; every question comes from the development split, which holds sources that no
stage has seen.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Final, TypeVar

from exams import NEWS, Development

from spunlib.training.corpora import LabelledText
from spunlib.training.crops import crop, crop_some
from spunlib.training.draws import LEAST_CHANGED, changed_share
from spunlib.training.spinners import Spun
from spunlib.training.spins import Spinners

LONG: Final = 200
"""Words of the shortest article that is spun to be asked about."""
DENSITY: Final = 0.3
RARE: Final = 20
"""Tools with fewer texts share a row."""
DICTIONARY: Final = ("turbo_first", "turbo_any", "wp_first", "wp_any")
"""The recipes of the dictionaries of two real tools, for which the project has set itself a target."""

_SEED: Final = 71
_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many texts are drawn at most."""

    human_per_group: int
    per_recipe: int
    per_dictionary: int
    learnt: int  # human texts for the rivals; each is spun too, and half as many rewritten ones are added
    timed: int


FULL: Final = Sizes(human_per_group=1000, per_recipe=200, per_dictionary=600, learnt=12_000, timed=256)
QUICK: Final = Sizes(human_per_group=60, per_recipe=20, per_dictionary=50, learnt=1600, timed=96)


class Samples:
    """Reads the data folder once and draws everything from it, the same in every run."""

    def __init__(self, data: Path, sizes: Sizes) -> None:
        development = Development(data)
        self._spinners = Spinners(development.recipes, development.thesauri)
        self._sizes = sizes
        self._human = development.every_human
        self._rewritten = development.every_rewritten

    def learnt(self) -> list[LabelledText]:
        """For the rivals: human texts, a spun copy of each, and half as many texts of the rewriting sets."""
        rng = random.Random(_SEED)
        seen = ("lm", "head")
        human = _draw((text for text in self._human if text.split in seen), self._sizes.learnt, rng)
        sets = (text for text in self._rewritten if text.split in seen)
        rewritten = _draw(sets, self._sizes.learnt // 2, rng)
        spun = self._spinners.spin([text.text for text in human], rng)
        every = [*human, *_spun(human, spun), *rewritten]
        rng.shuffle(every)  # fastText learns in the order of the lines
        return [replace(text, text=crop_some(text.text, rng)) for text in every]

    def calibration(self) -> list[LabelledText]:
        """Human passages of the calibration split, like those behind the shipped thresholds."""
        rng = random.Random(_SEED + 1)
        return [
            replace(text, text=crop_some(text.text, rng))
            for text in self._human
            if text.split == "calibration"
        ]

    def human(self) -> list[LabelledText]:
        """Human texts of the development split, at most so many a group."""
        rng = random.Random(_SEED + 2)
        texts = [text for text in self._human if text.split == "development"]
        groups = groupby(texts, key=lambda text: text.group)
        return [text for _, group in groups for text in _draw(group, self._sizes.human_per_group, rng)]

    def dictionary(self) -> list[LabelledText]:
        """News of the development split, spun by each recipe of `DICTIONARY`, and the originals."""
        originals = self._news(self._sizes.per_dictionary)
        return [*originals, *self._spun_by(DICTIONARY, originals)]

    def recipes(self) -> list[LabelledText]:
        """The same news, spun by every recipe that can be run with the data folder alone."""
        return list(self._spun_by(self._spinners.names, self._news(self._sizes.per_recipe)))

    def rewritten(self) -> list[LabelledText]:
        """The rewriting sets of the development split, each tool named with its set, rare ones together."""
        texts = [text for text in self._rewritten if text.split == "development"]
        times = Counter((text.group, text.tool) for text in texts)
        common = {tool for tool, number in times.items() if number >= RARE}
        names = [text.tool if (text.group, text.tool) in common else "others" for text in texts]
        return [replace(text, tool=f"{text.group}: {name}") for text, name in zip(texts, names, strict=True)]

    def timed(self, words: int) -> list[str]:
        """News articles cut to a number of words."""
        rng = random.Random(_SEED + 3)
        long = (text.text for text in self._human if text.group in NEWS and len(text.text.split()) >= words)
        return [crop(text, words, rng) for text in _draw(long, self._sizes.timed, rng)]

    def _news(self, number: int) -> list[LabelledText]:
        texts = (text for text in self._human if text.split == "development" and text.group in NEWS)
        return _draw(
            (text for text in texts if len(text.text.split()) >= LONG), number, random.Random(_SEED + 4)
        )

    def _spun_by(self, names: Iterable[str], originals: Sequence[LabelledText]) -> Iterator[LabelledText]:
        for name in names:
            spinner = self._spinners.spinner(name, DENSITY)
            rng = random.Random(f"{_SEED} {name}")
            yield from _spun(originals, ((name, spinner.spin(text.text, rng)) for text in originals))


def _spun(originals: Sequence[LabelledText], copies: Iterable[tuple[str, Spun]]) -> Iterator[LabelledText]:
    """Spun copies, but those that a small dictionary has left nearly as they were."""
    for text, (recipe, spun) in zip(originals, copies, strict=True):
        if changed_share(spun) >= LEAST_CHANGED:
            yield replace(text, text=spun.text, kind="synonym_spun", original=text.text, tool=recipe)


def _draw(items: Iterable[_Item], number: int, rng: random.Random) -> list[_Item]:
    every = list(items)
    return rng.sample(every, number) if len(every) > number else every
