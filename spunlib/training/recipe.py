"""What a simulated spinner swaps, and what it leaves alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from spunlib.errors import UsageError
from spunlib.training.lookup import Inflection, Mode

DensityOf = Literal["words", "places"]
Capitals = Literal["protect", "follow", "lose"]
Repeats = Literal["same", "fresh", "once"]
_CHOICES = {
    "mode": Mode,
    "inflection": Inflection,
    "density_of": DensityOf,
    "capitals": Capitals,
    "repeats": Repeats,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """The settings of a simulated spinner.

    Attributes:
        name: what reports call it.
        thesaurus: the name of the thesaurus it draws from.
        mode: which items of a line are looked up, see `Lookup`.
        inflection: what is done about inflected words, see `Lookup`.
        density: how much is swapped, in [0, 1], as `density_of` counts.
        density_of: "words": places are swapped in random order until they cover this share of the content
            words that are not protected, or until none is left. Words that are no function words are content
            words; a swapped phrase counts its content words, so phrases of function words come along free, at
            the same rate as all others; 1.0 swaps every place. "places": this share of the places that the
            thesaurus has an alternative for.
        capitals: words with a leading capital. "protect": never swapped. "follow": looked up without it, and
            the alternative gets one. "lose": looked up without it, and the alternative stays as listed.
        repeats: further occurrences of a phrase. "same": the alternative chosen first. "fresh": chosen anew.
            "once": only the first occurrence is ever swapped.
        protect_quotes: leave quotations alone.
        protect_first_sentence: leave the title, or the first sentence where there is none, alone.
        protect_numbers: leave words with two or more digits alone, and phrases with such a word.
        protect_hyphenated: leave the words that a hyphen joins alone.
        content_words_only: do not swap single function words.
        min_letters: do not swap single words shorter than this.
        word_level_only: swap single words by single words.
        known_share: share of the thesaurus's phrases that the tool knows, the same in all texts: a small
            dictionary swaps the same few words wherever they stand.
        n_best: the alternative is one of the first so many; None for any.
        repair_articles: make a / an fit the alternative.
        doubled_rate: share of the lower-case words not swapped that are written twice.
        stray_capital_rate: share of the lower-case content words not swapped that get a capital.

    Raises:
        UsageError: a number or choice is out of range.
    """

    name: str
    thesaurus: str
    mode: Mode = "first"
    inflection: Inflection = "exact"
    density: float = 1.0
    density_of: DensityOf = "words"
    capitals: Capitals = "follow"
    repeats: Repeats = "same"
    protect_quotes: bool = True
    protect_first_sentence: bool = False
    protect_numbers: bool = True
    protect_hyphenated: bool = True
    content_words_only: bool = False
    min_letters: int = 1
    word_level_only: bool = False
    known_share: float = 1.0
    n_best: int | None = None
    repair_articles: bool = False
    doubled_rate: float = 0.0
    stray_capital_rate: float = 0.0

    def __post_init__(self) -> None:
        for name in ("density", "known_share", "doubled_rate", "stray_capital_rate"):
            value = getattr(self, name)
            if not 0.0 <= value <= 1.0:
                raise UsageError(f"recipe {self.name!r}: {name} must be in [0, 1], not {value!r}")
        if self.n_best is not None and self.n_best < 1:
            raise UsageError(f"recipe {self.name!r}: n_best must be at least 1, not {self.n_best!r}")
        for name, choice in _CHOICES.items():
            value = getattr(self, name)
            if value not in get_args(choice):
                raise UsageError(
                    f"recipe {self.name!r}: {name} must be one of {get_args(choice)}, not {value!r}"
                )
