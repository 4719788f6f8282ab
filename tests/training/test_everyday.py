"""The everyday thesaurus: well-formed, so that what a simulated tool puts is a word and another one."""

from __future__ import annotations

import random
import re
from importlib import resources

import pytest

from spunlib.training.everyday import load_everyday
from spunlib.training.recipes import RECIPES, lineage_of
from spunlib.training.spinners import Spinner
from spunlib.training.thesauri import Thesaurus

# Lower case, and no mark that would be taken for markup, spintax or the end of a sentence.
PLAIN = re.compile(r"[a-z0-9](?:[a-z0-9' %.-]*[a-z0-9'%.])?")
TEXT = (
    "The doctor said that the car was very old. People in the town often asked about it, and a few of them "
    "wanted to buy it.\n\n“It is not for sale,” he told them. Nobody believed him, but many children came to "
    "look at the big wheels and the strange lamp."
)
NAMES = sorted(name for name, recipe in RECIPES.items() if recipe.thesaurus == "everyday")


@pytest.fixture(scope="module")
def rows() -> list[list[str]]:
    text = resources.files("spunlib.training").joinpath("everyday.tsv").read_text(encoding="utf-8")
    assert text.endswith("\n")
    assert "\r" not in text
    return [line.split("\t") for line in text.splitlines()]


@pytest.fixture(scope="module")
def thesaurus() -> Thesaurus:
    return load_everyday()


def test_every_line_is_an_entry_and_its_alternatives(rows: list[list[str]]) -> None:
    assert {len(row) for row in rows} == {2}


def test_entries_are_sorted_and_stand_once(rows: list[list[str]]) -> None:
    entries = [entry for entry, _ in rows]
    assert entries == sorted(set(entries))
    assert len(entries) > 5_000


def test_alternatives_are_plain_and_others_than_the_entry(rows: list[list[str]]) -> None:
    for entry, items in rows:
        alternatives = items.split("|")
        assert len(set(alternatives)) == len(alternatives), entry
        assert entry not in alternatives, entry
        for item in (entry, *alternatives):
            assert PLAIN.fullmatch(item), (entry, item)
            assert "  " not in item, (entry, item)


def test_nothing_is_lost_in_loading(rows: list[list[str]], thesaurus: Thesaurus) -> None:
    assert thesaurus.name == "everyday"
    assert {entry: tuple(items.split("|")) for entry, items in rows} == thesaurus.entries


def test_it_is_a_lineage_with_recipes() -> None:
    assert len(NAMES) == 6
    assert {lineage_of(RECIPES[name]) for name in NAMES} == {"everyday"}


@pytest.mark.parametrize("name", NAMES)
def test_its_recipes_spin(name: str, thesaurus: Thesaurus) -> None:
    spun = Spinner(RECIPES[name], thesaurus).spin(TEXT, random.Random(3))
    assert spun.edits
    assert spun.text != TEXT
    for edit in spun.edits:
        assert spun.text[edit.start : edit.end] != TEXT[edit.original_start : edit.original_end]
    if RECIPES[name].protect_quotes:
        assert "“It is not for sale,”" in spun.text
