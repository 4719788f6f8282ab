"""The simulated spinners by name.

Each recipe is a spinner as it is run by default; `at_density` gives it at other strengths. Recipes of one
lineage draw from one body of synonyms, so a test on a spinner never seen must leave out its whole lineage.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from spunlib.training.dialects import DIALECTS
from spunlib.training.recipe import Recipe

DENSITIES = (0.05, 0.10, 0.20, 0.30, 0.50, 0.80)
"""The strengths at which spinners are tried."""

LINEAGES: Mapping[str, str] = {
    "turbo_spinner_en": "spinner_lists",  # an extension of the next
    "wp_auto_spinner_en": "spinner_lists",
    "wordnet": "wordnet",
    "wordnet_common": "wordnet",
    "mythes": "wordnet",  # derived from it
    "moby": "moby",
    "aiksaurus": "moby",  # shares its sources
    "moby_common": "moby",
    "moby_close": "moby",
    "neighbours": "neighbours",
    "attacks": "attacks",
    "everyday": "everyday",
    "tortured": "tortured",
    **{name: name for name in DIALECTS},
    "academic": "tortured",  # the two
    "dialect_heavy": "tortured",  # written after the marks of the same tools
    "dialect_news": "spinner_lists",  # its marks are those of a sibling of these lists
}
"""Thesaurus -> lineage."""


# A spinner over a general thesaurus: content words of three letters and more, 30 % of them.
_GENERAL = Recipe(name="", thesaurus="", density=0.3, content_words_only=True, min_letters=3)
# A word attack: single words anywhere, chosen anew each time, part of speech ignored.
_ATTACK = replace(
    _GENERAL,
    density=0.1,
    word_level_only=True,
    repeats="fresh",
    capitals="protect",
    protect_quotes=False,
)

# A careless tool: what it swaps loses its capital, and it leaves other slips.
_CARELESS = replace(
    _GENERAL,
    density=1.0,
    capitals="lose",
    protect_quotes=False,
    stray_capital_rate=0.01,
    doubled_rate=0.003,
)

_ALL = (
    # The dictionaries of two real tools, in both look-up modes, as their settings allow.
    Recipe(name="turbo_first", thesaurus="turbo_spinner_en"),
    Recipe(name="turbo_any", thesaurus="turbo_spinner_en", mode="any"),
    Recipe(name="turbo_once", thesaurus="turbo_spinner_en", mode="any", repeats="once"),
    Recipe(
        name="turbo_quotes", thesaurus="turbo_spinner_en", mode="any", repeats="fresh", protect_quotes=False
    ),
    Recipe(name="wp_first", thesaurus="wp_auto_spinner_en"),
    Recipe(name="wp_any", thesaurus="wp_auto_spinner_en", mode="any"),
    Recipe(name="wp_names", thesaurus="wp_auto_spinner_en", capitals="protect", protect_first_sentence=True),
    Recipe(name="wp_lost_capitals", thesaurus="wp_auto_spinner_en", capitals="lose", protect_quotes=False),
    # The same trade over a mild dictionary of our own.
    Recipe(name="everyday_first", thesaurus="everyday", inflection="repair"),
    Recipe(name="everyday_any", thesaurus="everyday", mode="any", inflection="repair"),
    Recipe(name="everyday_listed", thesaurus="everyday", mode="any", repeats="fresh", protect_quotes=False),
    Recipe(name="everyday_names", thesaurus="everyday", inflection="repair", n_best=2, capitals="protect"),
    Recipe(
        name="everyday_once",
        thesaurus="everyday",
        inflection="repair",
        repeats="once",
        protect_first_sentence=True,
        repair_articles=True,
    ),
    Recipe(name="everyday_small", thesaurus="everyday", known_share=0.3, n_best=1, capitals="lose"),
    # Open thesauri, with more and less care for grammar.
    replace(_GENERAL, name="wordnet_listed", thesaurus="wordnet", mode="any"),
    replace(
        _GENERAL,
        name="wordnet_lemmas",
        thesaurus="wordnet",
        mode="any",
        inflection="strip",
        capitals="protect",
    ),
    replace(
        _GENERAL,
        name="wordnet_inflected",
        thesaurus="wordnet",
        inflection="repair",
        capitals="protect",
        repair_articles=True,
    ),
    replace(
        _GENERAL,
        name="wordnet_any_sense",
        thesaurus="wordnet",
        mode="any",
        inflection="repair",
        capitals="protect",
    ),
    replace(
        _GENERAL,
        name="mythes_inflected",
        thesaurus="mythes",
        mode="any",
        inflection="repair",
        capitals="protect",
    ),
    replace(_GENERAL, name="mythes_listed", thesaurus="mythes", repeats="fresh", protect_quotes=False),
    replace(
        _GENERAL,
        name="aiksaurus_words",
        thesaurus="aiksaurus",
        mode="first",
        word_level_only=True,
        capitals="protect",
    ),
    replace(
        _GENERAL,
        name="aiksaurus_inflected",
        thesaurus="aiksaurus",
        inflection="repair",
        word_level_only=True,
        repair_articles=True,
    ),
    replace(_GENERAL, name="moby_listed", thesaurus="moby", capitals="protect"),
    replace(
        _GENERAL,
        name="moby_inflected",
        thesaurus="moby",
        inflection="repair",
        word_level_only=True,
        capitals="protect",
    ),
    # Tools that offer but the commonest words of their thesaurus, for a smoother read.
    replace(
        _GENERAL,
        name="wordnet_common",
        thesaurus="wordnet_common",
        inflection="repair",
        capitals="protect",
        repair_articles=True,
    ),
    replace(_GENERAL, name="wordnet_common_any", thesaurus="wordnet_common", mode="any", inflection="repair"),
    replace(
        _GENERAL,
        name="moby_common",
        thesaurus="moby_common",
        inflection="repair",
        word_level_only=True,
        protect_first_sentence=True,
        repair_articles=True,
    ),
    # Moby's lists are long, alphabetical and mix all senses; the close ones read like a tool that picks.
    replace(_GENERAL, name="moby_close", thesaurus="moby_close", inflection="repair", capitals="protect"),
    replace(_GENERAL, name="moby_close_any", thesaurus="moby_close", mode="any", repeats="fresh"),
    # Small dictionaries and surface damage over open thesauri.
    replace(
        _CARELESS, name="wordnet_small", thesaurus="wordnet", known_share=0.15, n_best=1, inflection="repair"
    ),
    replace(_CARELESS, name="wordnet_careless", thesaurus="wordnet", mode="any"),
    replace(_CARELESS, name="mythes_small", thesaurus="mythes", known_share=0.15, inflection="repair"),
    replace(_CARELESS, name="aiksaurus_small", thesaurus="aiksaurus", known_share=0.15, n_best=2),
    replace(_CARELESS, name="moby_careless", thesaurus="moby_close", inflection="strip"),
    replace(_ATTACK, name="wordnet_attack", thesaurus="wordnet", mode="any", inflection="strip"),
    # Neighbours are inflected like their word, as the attacks demand.
    replace(_ATTACK, name="neighbours_attack", thesaurus="neighbours", density=0.2),
    replace(_ATTACK, name="neighbours_nearest", thesaurus="neighbours", density=0.2, n_best=1),
    replace(_GENERAL, name="neighbours_inflected", thesaurus="neighbours", capitals="protect"),
    # What attacks were seen to put; they change a word in twelve.
    replace(_ATTACK, name="attacks_seen", thesaurus="attacks", density=0.2),
    replace(_ATTACK, name="attacks_follow", thesaurus="attacks", density=0.15, capitals="follow"),
    # The tools behind tortured phrases: the terms alone, and among a rewriter's other words.
    Recipe(name="tortured_phrases", thesaurus="tortured", repeats="fresh"),
    Recipe(
        name="academic_rewriter",
        thesaurus="academic",
        inflection="repair",
        repeats="fresh",
        protect_quotes=False,
    ),
    Recipe(name="academic_words", thesaurus="academic", mode="any", capitals="protect", repair_articles=True),
    # Dialects of pages met in the wild.
    Recipe(name="news_site", thesaurus="dialect_news"),
    Recipe(name="news_site_lost_capitals", thesaurus="dialect_news", capitals="lose"),
    Recipe(name="article_rewriter", thesaurus="dialect_heavy", repeats="fresh", protect_quotes=False),
    Recipe(
        name="local_business",
        thesaurus="dialect_small",
        density=0.6,
        density_of="places",
        stray_capital_rate=0.01,
        protect_quotes=False,
        doubled_rate=0.002,
    ),
    Recipe(name="premium_tool", thesaurus="dialect_premium", repeats="fresh", repair_articles=True),
)

RECIPES: Mapping[str, Recipe] = {recipe.name: recipe for recipe in _ALL}
"""Name -> recipe."""


def at_density(recipe: Recipe, density: float) -> Recipe:
    """The recipe at another density, counted in content words, named after it.

    >>> at_density(RECIPES["wp_any"], 0.3).name
    'wp_any@30'
    """
    return replace(recipe, name=f"{recipe.name}@{density * 100:g}", density=density, density_of="words")


def lineage_of(recipe: Recipe) -> str:
    """The lineage of a recipe's thesaurus; the thesaurus itself where it is not in `LINEAGES`.

    >>> lineage_of(RECIPES["turbo_any"]) == lineage_of(RECIPES["wp_first"])
    True
    """
    return LINEAGES.get(recipe.thesaurus, recipe.thesaurus)
