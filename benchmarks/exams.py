"""The questions: texts of the development split, as they are, spun at known densities, and rewritten.

Everything is drawn by fixed seeds before anybody answers, and a smaller exam is the beginning of a larger
one, so that a slow tier is asked a part of what a fast one is asked.

The density of a spun text is what was done, not what was asked of the spinner: the share of the content
words of the whole original that stand in an edit. Spinners leave quotations and names alone, so a spinner is
asked for more until the text has the density; a text that cannot reach it is no question of that cell.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from itertools import zip_longest
from pathlib import Path
from typing import Final, TypeVar

from spunlib.errors import SpunlibError
from spunlib.training.corpora import LabelledText, read_human, read_rewritten
from spunlib.training.crops import crop
from spunlib.training.draws import LEAST_CHANGED, changed_share
from spunlib.training.function_words import is_content_word
from spunlib.training.recipes import RECIPES, at_density, lineage_of
from spunlib.training.spinners import Edit, Spinner, Spun
from spunlib.training.spins import Thesauri
from spunlib.training.thesauri import Thesaurus

NEWS: Final = frozenset(
    {
        "abc_australia_2006",
        "abp_us_news",
        "article_extraction_bench",
        "basil_news",
        "bbc_news_2005",
        "masakhanews_eng",
        "polnear_news",
        "reuters21578_1987",
        "reuters_2006_2013",
        "semeval20_partisan_news",
        "worldwide_newswire_2022",
        "yahoo_finance_news",
    }
)
ARTICLES: Final = NEWS | {
    "18f_blog",
    "digitalgov_blog",
    "felix_imperial",
    "onestop_english",
    "openstax_textbooks",
    "ropensci_blog",
    "soultravelers_blog",
    "unaligned_magazine",
    "wikipedia_2019",
}
"""Groups whose texts are spun: what people feed to such tools. False alarms are asked of every group."""
STRESS: Final = frozenset({"movie_reviews_lowercase", "pubmed_binoculars"})
"""Lower-cased or pre-tokenised: not prose as people type it."""
DENSITIES: Final = (0.1, 0.3, 0.5, 0.8)
LENGTHS: Final[Mapping[str, tuple[int, int]]] = {"200-500 words": (200, 500), "80-120 words": (80, 120)}
OWN: Final = "own"
"""Stands for a density: the recipe as it runs by default, for dictionaries too small for the densities."""
MOST_ABOVE: Final = 1.34
"""A text is left out where it has more than this times the density asked for."""

_PATIENCE: Final = 25
"""Texts that a recipe may fail on before it is judged."""
_STEPS: Final = (1.0, 1.1, 1.25, 1.4, 1.7, 2.0, 2.5, 3.0)
"""Times the density that the spinner is asked for, one after the other."""
_SEED: Final = 171
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Question:
    """A text with the truth about it.

    Attributes:
        text: what is asked about.
        kind: human, synonym_spun, paraphrased or translated.
        group: set of human writing that the text or its original belongs to, or the rewriting set.
        tool: recipe or rewriting tool; "" for human writing.
        original: what it was made from, where known.
        edits: of the original into the text, of spun texts.
    """

    text: str
    kind: str
    group: str
    tool: str = ""
    original: str | None = None
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """Spun texts of one lineage, density and length, each with its original.

    Attributes:
        lineage: of the recipes that take turns.
        density: of `DENSITIES`, or `OWN`.
        length: a key of `LENGTHS`.
        spun: the questions.
        tried: originals that were tried; the others could not be brought to the density.
    """

    lineage: str
    density: float | str
    length: str
    spun: Sequence[Question]
    tried: int

    @property
    def name(self) -> str:
        """As files and tables call it."""
        density = self.density if isinstance(self.density, str) else f"{self.density:.0%}"
        return f"{self.lineage} {density} {self.length}"

    @property
    def originals(self) -> list[Question]:
        """The texts that the spun ones were made from, without repeats."""
        found = {spun.original: spun.group for spun in self.spun}
        return [Question(str(text), "human", group) for text, group in found.items()]


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many questions at most."""

    per_cell: int
    per_group: int
    per_tool: int
    pool: int  # originals of each length that are spun


FULL: Final = Sizes(per_cell=300, per_group=1500, per_tool=400, pool=1000)
QUICK: Final = Sizes(per_cell=12, per_group=25, per_tool=10, pool=40)


@dataclass
class Development:
    """The development split of the data folder, and the spinners.

    Args:
        data: the data folder.
        sizes: how much is drawn.
        files: of the thesauri that are not in the data folder: "moby", "neighbours".
        keep: a folder for the spun texts, so that they need not be made again. A change of the spinners
            themselves, not of recipes or thesauri, is not noticed.
    """

    data: Path
    sizes: Sizes = FULL
    files: Mapping[str, Path] = field(default_factory=dict)
    keep: Path | None = None
    remarks: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.thesauri = Thesauri(self.data, **self.files)
        self._spinners: dict[str, Spinner] = {}
        self._digests: dict[str, bytes] = {}

    @cached_property
    def every_human(self) -> list[LabelledText]:
        """Human texts of all splits."""
        return list(read_human(self.data))

    @cached_property
    def every_rewritten(self) -> list[LabelledText]:
        """Rewritten texts of all splits."""
        return list(read_rewritten(self.data))

    @cached_property
    def recipes(self) -> list[str]:
        """Those whose thesaurus can be loaded; the others are named in the remarks."""
        missing: dict[str, str] = {}
        for thesaurus in dict.fromkeys(recipe.thesaurus for recipe in RECIPES.values()):
            if why := self._why_missing(thesaurus):
                missing[thesaurus] = why
        self.remarks += [f"No questions spun with {name}: {why}" for name, why in missing.items()]
        return [name for name, recipe in RECIPES.items() if recipe.thesaurus not in missing]

    def _why_missing(self, thesaurus: str) -> str:
        try:
            self.thesauri[thesaurus]
        except SpunlibError as error:
            return str(error)
        return ""

    @cached_property
    def lineages(self) -> list[str]:
        """Of the recipes, in their order."""
        return list(dict.fromkeys(lineage_of(RECIPES[name]) for name in self.recipes))

    def human(self, group: str, whole: bool = False) -> list[Question]:
        """Texts of a group; of all splits where ``whole``, for models that have never seen the group."""
        texts = [
            Question(text.text, "human", group)
            for text in self.every_human
            if text.group == group and (whole or text.split == "development")
        ]
        return shuffled(texts, f"human {group}")[: self.sizes.per_group]

    @cached_property
    def groups(self) -> list[str]:
        """Of human writing."""
        return list(dict.fromkeys(text.group for text in self.every_human))

    @cached_property
    def rewritten(self) -> dict[str, list[Question]]:
        """Tool -> its texts. The tool is "set: tool"; those of the method where the set knows no more."""
        found = defaultdict(list)
        for text in self.every_rewritten:
            if text.split == "development":
                name = f"{text.group}: {text.tool}"
                found[name].append(Question(text.text, text.kind, text.group, name, text.original))
        return {name: shuffled(texts, name)[: self.sizes.per_tool] for name, texts in found.items()}

    @cached_property
    def names_of_tools(self) -> dict[str, set[str]]:
        """Key of `rewritten` -> the sets, methods and tools under which a fold may have left it out."""
        found: dict[str, set[str]] = defaultdict(set)
        for text in self.every_rewritten:
            found[f"{text.group}: {text.tool}"] |= {text.group, text.method, text.tool}
        return found

    def pool(self, length: str) -> list[Question]:
        """Originals of a length, from the groups of `ARTICLES` in turn."""
        low, high = LENGTHS[length]
        rng = random.Random(f"{_SEED} pool {length}")
        groups: dict[str, list[Question]] = defaultdict(list)
        for text in self.every_human:
            if text.split == "development" and text.group in ARTICLES and len(text.text.split()) >= low:
                passage = crop(text.text, rng.randint(low, high), rng)
                groups[text.group].append(Question(passage, "human", text.group))
        return in_turn(shuffled(own, name) for name, own in groups.items())[: self.sizes.pool]

    def cells(self, densities: Sequence[float | str] = (*DENSITIES, OWN)) -> Iterator[Cell]:
        """Every cell that has questions."""
        for length in LENGTHS:
            pool = self.pool(length)
            for lineage in self.lineages:
                recipes = [name for name in self.recipes if lineage_of(RECIPES[name]) == lineage]
                for density in densities:
                    cell = self._kept_cell(lineage, recipes, density, length, pool)
                    if cell.spun:
                        yield cell

    def _kept_cell(
        self,
        lineage: str,
        recipes: Sequence[str],
        density: float | str,
        length: str,
        pool: Sequence[Question],
    ) -> Cell:
        """The cell as it was kept in `keep`, where nothing that it hangs on has changed; else a new one."""
        if self.keep is None:
            return self._cell(lineage, recipes, density, length, pool)
        state = hashlib.sha256(repr((self.sizes, density, [RECIPES[name] for name in recipes])).encode())
        for name in dict.fromkeys(RECIPES[name].thesaurus for name in recipes):
            state.update(self._digest(name))
        for question in pool:
            state.update(hashlib.sha256(question.text.encode("utf-8", "surrogatepass")).digest())
        path = self.keep / f"{state.hexdigest()[:32]}.json"
        if not path.exists():
            cell = self._cell(lineage, recipes, density, length, pool)
            self.keep.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps([cell.tried, [asdict(question) for question in cell.spun]]), "utf-8")
        tried, rows = json.loads(path.read_text("utf-8"))
        spun = [Question(**row | {"edits": tuple(Edit(**edit) for edit in row["edits"])}) for row in rows]
        return Cell(lineage, density, length, spun, tried)

    def _digest(self, thesaurus: str) -> bytes:
        if thesaurus not in self._digests:
            lines = "\n".join("\t".join(line.items) for line in self.thesauri[thesaurus].lines)
            self._digests[thesaurus] = hashlib.sha256(lines.encode()).digest()
        return self._digests[thesaurus]

    def _cell(
        self,
        lineage: str,
        recipes: Sequence[str],
        density: float | str,
        length: str,
        pool: Sequence[Question],
    ) -> Cell:
        """Recipes take turns; one that brings hardly a text to the density is asked no more."""
        spun: list[Question] = []
        asked, made = dict.fromkeys(recipes, 0), dict.fromkeys(recipes, 0)
        for number, original in enumerate(shuffled(pool, f"{lineage} {density} {length}")):
            able = [name for name in recipes if asked[name] < _PATIENCE or made[name] > 0.05 * asked[name]]
            if not able or len(spun) == self.sizes.per_cell:
                break
            recipe = able[number % len(able)]
            asked[recipe] += 1
            question = self.spin(recipe, density, original)
            if question is not None:
                made[recipe] += 1
                spun.append(question)
        return Cell(lineage, density, length, spun, sum(asked.values()))

    def spin(self, recipe: str, density: float | str, original: Question) -> Question | None:
        """The original, spun to the density; None where it cannot be."""
        for step in _STEPS:
            rng = random.Random(f"{_SEED} {recipe} {density} {step} {original.text}")
            if isinstance(density, str):
                spun = self._spinner(recipe, None).spin(original.text, rng)
                right = changed_share(spun) >= LEAST_CHANGED
            else:
                asked = min(density * step, 1.0)
                spun = self._spinner(recipe, asked).spin(original.text, rng)
                reached = density_of(original.text, spun)
                right = density <= reached <= max(density * MOST_ABOVE, density + 0.05)
                if not right and (reached > density or asked == 1.0):
                    return None
            if right:
                return Question(spun.text, "synonym_spun", original.group, recipe, original.text, spun.edits)
            if isinstance(density, str):
                return None
        return None

    def spun_freely(self, recipe: str, text: str, rng: random.Random) -> Spun:
        """A text spun at a density drawn at random, or as the recipe runs by default: for rivals to learn."""
        return self._spinner(recipe, rng.choice((None, 0.05, *DENSITIES))).spin(text, rng)

    def thesauri_of(self, names: Iterable[str]) -> list[Thesaurus]:
        """Those that can be loaded."""
        return [self.thesauri[name] for name in names if not self._why_missing(name)]

    def _spinner(self, recipe: str, density: float | None) -> Spinner:
        made = RECIPES[recipe] if density is None else at_density(RECIPES[recipe], density)
        if made.name not in self._spinners:
            share = getattr(self.thesauri, "spinner", None)  # look-ups are shared where they can be
            self._spinners[made.name] = share(made) if share else Spinner(made, self.thesauri[made.thesaurus])
        return self._spinners[made.name]


def density_of(original: str, spun: Spun) -> float:
    """Share of the content words of the original that stand in an edit, in [0, 1].

    >>> density_of("The possible plan failed.", Spun("The attainable plan failed.", (Edit(4, 12, 4, 14),)))
    0.3333333333333333
    """
    edits = iter(spun.edits)
    edit = next(edits, None)
    content = changed = 0
    for match in _WORD.finditer(original):
        if not is_content_word(match.group()):
            continue
        content += 1
        while edit is not None and edit.original_end <= match.start():
            edit = next(edits, None)
        changed += edit is not None and edit.original_start < match.end()
    return changed / max(content, 1)


def mixed_documents(data: Path, number: int, files: Mapping[str, Path] | None = None) -> dict[str, str]:
    """Name -> text of ``number`` documents of 80 words and more, half human from every group, half spun."""
    development = Development(data, FULL, files or {})
    rng = random.Random(_SEED)
    by_group = (
        [text for text in development.every_human if text.group == group and text.split == "development"]
        for group in development.groups
        if group not in STRESS
    )
    human = in_turn(shuffled(texts, "mixed") for texts in by_group)
    human = [text for text in human if len(text.text.split()) >= 80]
    half = number // 2
    found = {f"human {text.id}": crop(text.text, 500, rng) for text in human[:half]}
    for text in human[half:]:
        if len(found) >= number:
            break
        recipe, density = rng.choice(development.recipes), rng.choice(DENSITIES)
        passage = Question(crop(text.text, 500, rng), "human", text.group)
        spun = development.spin(recipe, density, passage)
        if spun is not None:
            found[f"{recipe} {density:.0%} {text.id}"] = spun.text
    return found


def shuffled(items: Sequence[_Item], name: str) -> list[_Item]:
    """The items in an order that the name decides."""
    return random.Random(f"{_SEED} {name}").sample(items, len(items))


def in_turn(lists: Iterable[Sequence[_Item]]) -> list[_Item]:
    """The first of each list, then the second of each, and so on.

    >>> in_turn([["a", "b"], ["c"]])
    ['a', 'c', 'b']
    """
    rounds = zip_longest(*lists)
    return [item for each in rounds for item in each if item is not None]
