"""Walks and unrelated words: what they offer, for which words, and under which lineage."""

from __future__ import annotations

import random

import pytest

from spunlib.training import neighbours
from spunlib.training.inflection import Inflector
from spunlib.training.spins import Thesauri
from spunlib.training.strangers import UNRELATED, WALKED, Strangers, unrelated, walk
from spunlib.training.thesauri import Thesaurus

WORDS = ("house", "river", "letter", "carry", "walk", "strange", "quickly", "houses", "walked", "carried")
TEXT = "They carried the letter to a strange house by the river, and walked home quickly to the other houses."


@pytest.fixture(scope="module")
def inflector() -> Inflector:
    return Inflector()


def test_a_walk_takes_two_steps_and_offers_neither_the_first_nor_the_word(inflector: Inflector) -> None:
    steps = {"walk": ["march", "carry"], "march": ["walk", "parade"], "carry": ["bear", "march"]}
    found = walk(Thesaurus.of("small", steps), ["walk", "river"], inflector, random.Random(0)).entries
    assert {word: set(offered) for word, offered in found.items()} == {"walk": {"parade", "bear"}}


def test_a_walk_ends_at_words_of_the_same_part_of_speech(inflector: Inflector) -> None:
    steps = {"quickly": ["fast"], "fast": ["soon", "river", "in time"]}
    assert walk(Thesaurus.of("small", steps), ["quickly"], inflector, random.Random(0)).entries == {
        "quickly": ("soon",)
    }


def test_unrelated_words_have_the_same_form(inflector: Inflector) -> None:
    found = unrelated(WORDS, inflector, random.Random(0)).entries
    assert "houses" not in {other for others in found.values() for other in others}
    assert set(found["walked"]) == {"carried"}
    assert "river" in found["house"]
    assert "quickly" not in found


class SmallThesauri(Thesauri):
    def __init__(self) -> None:
        pass

    def __getitem__(self, name: str) -> Thesaurus:
        entries = {"house": ["home"], "home": ["nest"], "carry": ["bear"], "bear": ["endure"]}
        return Thesaurus.of(name, entries)


@pytest.fixture
def few_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbours, "words_by_frequency", lambda: WORDS)


@pytest.mark.usefixtures("few_words")
def test_walks_go_by_the_lineage_of_their_thesaurus_and_are_left_out_with_it() -> None:
    rng = random.Random(1)
    everything = Strangers(SmallThesauri(), ("spinner_lists", "everyday", "wordnet", "moby"))
    fewer = Strangers(SmallThesauri(), ("everyday", "moby", "tortured"))
    assert {name for name, _ in everything.spin([TEXT] * 200, rng)} == {
        UNRELATED,
        "spinner_lists",
        "everyday",
        "wordnet",
        "moby",
    }
    assert {name for name, _ in fewer.spin([TEXT] * 200, rng)} == {UNRELATED, "everyday", "moby"}
    assert len(WALKED) == 4


@pytest.mark.usefixtures("few_words")
def test_swaps_have_the_form_of_their_words_and_edits_say_where_they_are() -> None:
    for lineage, spun in Strangers(SmallThesauri(), ("everyday",)).spin([TEXT] * 60, random.Random(2)):
        for edit in spun.edits:
            old, new = TEXT[edit.original_start : edit.original_end], spun.text[edit.start : edit.end]
            assert old != new
            if lineage == "everyday":
                assert (old, new) in {("carried", "endured"), ("house", "nest"), ("houses", "nests")}


@pytest.mark.usefixtures("few_words")
def test_the_same_seed_gives_the_same_texts() -> None:
    one, other = (Strangers(SmallThesauri(), ("moby",)) for _ in range(2))
    assert list(one.spin([TEXT] * 20, random.Random(3))) == list(other.spin([TEXT] * 20, random.Random(3)))
