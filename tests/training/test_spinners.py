"""The simulated spinner: what it swaps, what it leaves alone, and that its edits are exact."""

from __future__ import annotations

import random
import sys
from typing import Any

import pytest

from spunlib.errors import MissingExtraError, UsageError
from spunlib.training.function_words import is_content_word
from spunlib.training.lookup import WORD
from spunlib.training.spinners import Recipe, Spinner, Spun
from spunlib.training.thesauri import ADJECTIVE, NOUN, VERB, Line, Thesaurus

TABLE = Thesaurus.of(
    "table",
    {
        "quick": ["speedy"],
        "brown": ["umber"],
        "fox": ["vixen"],
        "in front of": ["ahead of"],
        "in front": ["up the road"],
        "front": ["facade"],
        "possible": ["attainable"],
        "house": ["residence"],
        "12 men": ["a dozen men"],
        "%": [" p.c"],
        "U.K": ["U.Ok"],
        "the": ["thee"],
        "said": ["mentioned"],
    },
)


def spin(text: str, thesaurus: Thesaurus = TABLE, seed: int = 0, **settings: Any) -> str:
    recipe = Recipe(name="test", thesaurus=thesaurus.name, **settings)
    spun = Spinner(recipe, thesaurus).spin(text, random.Random(seed))
    check(text, spun)
    return spun.text


def check(original: str, spun: Spun) -> None:
    """The edits are exact, ordered and not idle; everything else is identical."""
    original_at = at = 0
    for edit in spun.edits:
        assert original_at <= edit.original_start < edit.original_end
        assert original[original_at : edit.original_start] == spun.text[at : edit.start]
        assert original[edit.original_start : edit.original_end] != spun.text[edit.start : edit.end]
        original_at, at = edit.original_end, edit.end
    assert original[original_at:] == spun.text[at:]


def test_longest_phrase_first_and_whole_words_only() -> None:
    assert spin("A fox in front of the foxhole, in front.") == "A vixen ahead of thee foxhole, up the road."


def test_a_phrase_must_stand_as_listed() -> None:
    assert spin("in\nfront of it") == "in\nfacade of it"


@pytest.mark.parametrize(
    ("text", "spun"),
    [
        (
            "See http://fox.org/quick and fox@fox.org, fox.",
            "See http://fox.org/quick and fox@fox.org, vixen.",
        ),
        ('A <a title="fox">fox</a> [fox] &fox; fox', 'A <a title="fox">vixen</a> [fox] &fox; vixen'),
        ("A quick-witted fox, a red-brown fox", "A quick-witted vixen, a red-brown vixen"),
        ("All 12 men in 1 house", "All 12 men in 1 residence"),
    ],
)
def test_addresses_markup_compounds_and_numbers_are_left_alone(text: str, spun: str) -> None:
    assert spin(text) == spun


def test_numbers_may_be_swapped() -> None:
    assert spin("All 12 men, or 13%", protect_numbers=False) == "All a dozen men, or 13 p.c"


@pytest.mark.parametrize("quotes", ["“{}”", '"{}"', "‘{}’"])
def test_quotations_are_protected_on_request(quotes: str) -> None:
    text = "A fox " + quotes.format("said a fox") + " there"
    assert spin(text) == text.replace("A fox", "A vixen")
    assert spin(text, protect_quotes=False) == text.replace("fox", "vixen").replace("said", "mentioned")


def test_a_quotation_that_does_not_end_protects_nothing() -> None:
    assert spin("“A fox.\n\nA fox.") == "“A vixen.\n\nA vixen."


@pytest.mark.parametrize(
    ("text", "spun"),
    [
        ("A fox in a house\nA fox.", "A fox in a house\nA vixen."),
        ("A fox! A fox.", "A fox! A vixen."),
        ("“A fox.” A fox.", "“A fox.” A vixen."),
        ("A fox", "A fox"),
    ],
)
def test_the_opening_is_protected_on_request(text: str, spun: str) -> None:
    assert spin(text, protect_first_sentence=True) == spun


@pytest.mark.parametrize(
    ("capitals", "spun"),
    [
        ("protect", "Quick FOX, vixen; Brown in the U.K."),
        ("follow", "Speedy FOX, vixen; Umber in the U.Ok."),
        ("lose", "speedy FOX, vixen; umber in the U.Ok."),
    ],
)
def test_capitals(capitals: str, spun: str) -> None:
    text = "Quick FOX, fox; Brown in the U.K."
    protected = spin(text, capitals=capitals, content_words_only=True)
    # A single capital letter is no name, so that even a tool that protects names writes "U.Ok.".
    assert protected.replace("U.K.", "U.Ok.") == spun.replace("U.K.", "U.Ok.")


def test_articles_stay_broken_unless_repaired() -> None:
    text = "A possible house and a possible fox, an house, a  possible way"
    assert spin(text).startswith("A attainable residence and a attainable vixen")
    assert (
        spin(text, repair_articles=True)
        == "An attainable residence and an attainable vixen, a residence, a  attainable way"
    )


def test_function_words_and_short_words_can_be_left_alone() -> None:
    assert spin("the fox said") == "thee vixen mentioned"
    assert spin("the fox said", content_words_only=True) == "the vixen mentioned"
    assert spin("the fox said", content_words_only=True, min_letters=4) == "the fox mentioned"


def test_word_level_neither_looks_up_nor_offers_phrases() -> None:
    thesaurus = Thesaurus.of("t", {"hot dog": ["sausage"], "dog": ["man's friend", "hound"]})
    assert spin("A hot dog.", thesaurus, word_level_only=True) == "A hot hound."


MODES = Thesaurus("modes", (Line(("big", "large")), Line(("big", "grown")), Line(("tall", "big", "high"))))


def test_first_mode_looks_up_entries_and_the_uppermost_line_acts() -> None:
    spun = {spin("big, high", MODES, seed=seed) for seed in range(40)}
    assert spun == {"large, high"}


def test_any_mode_looks_up_every_item_and_joins_all_lines() -> None:
    spun = {spin("big", MODES, seed=seed, mode="any") for seed in range(60)}
    assert spun == {"large", "grown", "tall", "high"}
    assert spin("high", MODES, mode="any") in {"tall", "big"}


def test_repeats_get_the_same_alternative_a_fresh_one_or_none() -> None:
    text = " ".join(["big"] * 30)
    same, fresh, once = (
        spin(text, MODES, mode="any", repeats=repeats).split() for repeats in ("same", "fresh", "once")
    )
    assert len(set(same)) == 1
    assert len(set(fresh)) == 4
    assert once[1:] == ["big"] * 29
    assert once[0] != "big"


def test_the_first_alternatives_alone_on_request() -> None:
    assert {spin("high", MODES, seed=seed, mode="any", n_best=1) for seed in range(40)} == {"tall"}


def test_a_small_dictionary_knows_the_same_few_phrases_everywhere() -> None:
    words = [f"word{chr(97 + number // 26)}{chr(97 + number % 26)}" for number in range(400)]
    thesaurus = Thesaurus.of("many", {word: [word + "s"] for word in words})
    text = " ".join(words)
    swapped = set(spin(text, thesaurus, known_share=0.2).split()) - set(words)
    assert 50 < len(swapped) < 110
    assert set(spin(text, thesaurus, seed=1, known_share=0.2).split()) - set(words) == swapped
    assert {word + "s" for word in words if spin(word, thesaurus, known_share=0.2) != word} == swapped


SENSES = Thesaurus(
    "senses",
    (
        Line(("child", "kid"), NOUN),
        Line(("send", "mail", "ship off"), VERB),
        Line(("quick", "fast"), ADJECTIVE),
        Line(("fly", "insect"), NOUN),
    ),
)


@pytest.mark.parametrize(
    ("inflection", "spun"),
    [
        ("exact", "The children sent flies; a fast child flew"),
        ("strip", "The kid mail insect; a fast kid flew"),
        ("repair", "The kids mailed insects; a fast kid flew"),
    ],
)
def test_inflected_words(inflection: str, spun: str) -> None:
    text = "The children sent flies; a quick child flew"
    expected = {spun, spun.replace("mailed", "shipped off").replace("mail", "ship off")}
    if inflection == "exact":
        expected = {"The children sent flies; a fast kid flew"}
    assert spin(text, SENSES, inflection=inflection) in expected


def test_inflection_needs_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "lemminflect", None)
    with pytest.raises(MissingExtraError, match=r"\[train\]"):
        Spinner(Recipe(name="x", thesaurus="table", inflection="repair"), TABLE)


def _article(n_words: int, seed: int = 1) -> str:
    rng = random.Random(seed)
    words = ["quick", "brown", "fox", "house", "in front of", "the", "and", "walked", "river", "1961"]
    return " ".join(rng.choice(words) for _ in range(n_words))


def _swapped_share(text: str, spun: Spun) -> float:
    words = [match.span() for match in WORD.finditer(text) if is_content_word(match.group())]
    swapped = [any(e.original_start <= start < e.original_end for e in spun.edits) for start, _ in words]
    return sum(swapped) / len(words)


@pytest.mark.parametrize("density", [0.0, 0.05, 0.1, 0.3, 0.5])
def test_density_is_the_share_of_content_words_that_are_swapped(density: float) -> None:
    text = _article(600)
    spun = Spinner(Recipe(name="x", thesaurus="table", density=density), TABLE).spin(text, random.Random(2))
    check(text, spun)
    assert _swapped_share(text, spun) == pytest.approx(density, abs=0.01)


def test_density_ends_where_the_thesaurus_ends() -> None:
    text = _article(600)
    full, most = (
        Spinner(Recipe(name="x", thesaurus="table", density=density), TABLE).spin(text, random.Random(2))
        for density in (1.0, 0.95)
    )
    assert full == most
    assert 0.6 < _swapped_share(text, full) < 0.9


def test_density_of_places_is_the_share_of_what_could_be_swapped() -> None:
    text = _article(600)
    full, half = (
        Spinner(Recipe(name="x", thesaurus="table", density=density, density_of="places"), TABLE)
        .spin(text, random.Random(2))
        .edits
        for density in (1.0, 0.5)
    )
    assert len(half) == pytest.approx(len(full) / 2, abs=1)


def test_slips_double_words_and_capitalise_content_words() -> None:
    text = "river and stream and 2nd mill " * 50
    doubled = spin(text, doubled_rate=0.2)
    assert "river river" in doubled
    assert "and and" in doubled
    capitals = spin(text, stray_capital_rate=0.2)
    assert "River" in capitals
    assert "And" not in capitals


def test_the_same_seed_gives_the_same_spin() -> None:
    text = _article(200)
    assert len({spin(text, MODES, seed=3, mode="any", density=0.5) for _ in range(3)}) == 1


@pytest.mark.parametrize(
    "text", ["", "\n", "%", "’", "\ud800 fox \U0001f600", "“", "a" * 10_000, "fox" + "\u0301"]
)
def test_odd_texts_are_spun_exactly(text: str) -> None:
    spin(text, doubled_rate=0.5, stray_capital_rate=0.5, repair_articles=True, protect_first_sentence=True)


def test_edits_are_exact_under_every_setting() -> None:
    rng = random.Random(4)
    pieces = [
        "fox",
        "Fox",
        "a ",
        "an ",
        "possible",
        "in front of",
        "“",
        "”",
        '"',
        ".",
        "\n",
        "-",
        " ",
        " ",
        "the",
        "12 men",
        "%",
    ]
    for _ in range(400):
        text = "".join(rng.choice(pieces) for _ in range(60))
        spin(
            text,
            seed=rng.randrange(1000),
            density=rng.random(),
            density_of=rng.choice(["words", "places"]),
            capitals=rng.choice(["protect", "follow", "lose"]),
            repeats=rng.choice(["same", "fresh", "once"]),
            protect_quotes=rng.random() < 0.5,
            protect_first_sentence=rng.random() < 0.5,
            protect_numbers=rng.random() < 0.5,
            repair_articles=rng.random() < 0.5,
            doubled_rate=rng.choice([0.0, 0.3]),
            stray_capital_rate=rng.choice([0.0, 0.3]),
        )


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("density", 30),
        ("known_share", 2.0),
        ("n_best", 0),
        ("doubled_rate", -0.1),
        ("mode", "last"),
        ("capitals", "keep"),
        ("inflection", True),
    ],
)
def test_settings_out_of_range_are_refused(setting: str, value: object) -> None:
    with pytest.raises(UsageError, match=f"'odd'.*{setting}"):
        Recipe(name="odd", thesaurus="table", **{setting: value})  # type: ignore[arg-type]


def test_a_recipe_for_another_thesaurus_is_refused() -> None:
    with pytest.raises(UsageError, match="'other', not 'table'"):
        Spinner(Recipe(name="x", thesaurus="other"), TABLE)
