from __future__ import annotations

import pytest
from fake_lexicon import FLAT_MODEL, LEXICON

from spunlib.compare.engine import compare_texts

ONE_WORD = {
    "attainable": ("a {} visit by the mayor", "possible", "synonym"),
    "japanese": ("in {} Europe the winter was long", "eastern", "wrong_sense"),
    "visits": ("the mayor {} the museum", "visit", "inflection"),
    "adviser": ("the {} in the old town", "advisor", "spelling"),
    "a": ("he opened {} museum in the town", "an", "agreement"),
    "1000's": ("tens of {} of people saw it", "thousands", "numeral"),
    "Smith": ("the mayor met {} in the garden", "Jones", "name"),
    "blue": ("the {} house in the old town", "wooden", "other"),
    "financial institution": ("the money of the {} was gone", "bank", "phrase"),
    "if": ("he came {} it rained that morning", "on the off chance that", "phrase"),
    "did not": ("the mayor {} open the museum", "didn't", "contraction"),
    "They've": ("{} opened the museum", "They have", "contraction"),
    "it is": ("he said {} a rare town", "it's", "contraction"),
    "percent": ("the price rose 14 {} in the winter", "%", "numeral"),
    "neighbour": ("a {} of the mayor", "neighbor", "spelling"),
    "U.S.": ("he came from the {} with a letter", "United States", "phrase"),
    "in addition to": ("the mayor {} the minister came", "as well as", "phrase"),
}
"""Suspect, sentence, original and kind."""

SEVERAL = {
    "equal numbers of words": (
        "defuse a attainable battle in the town",
        "defuse a possible conflict in the town",
        [("attainable", "possible"), ("battle", "conflict")],
    ),
    "told apart by the LEXICON": (
        "the financial institution despatched money to the town",
        "the bank sent money to the town",
        [("financial institution", "bank"), ("despatched", "sent")],
    ),
    "a known phrase is told from the words beside it": (
        "they look at video games and the mayor opened the museum",
        "they watch games and the mayor opened the museum",
        [("look at", "watch")],
    ),
    "a known phrase of two words for two": (
        "the mayor in the end despatched money",
        "the mayor at last sent money",
        [("in the end", "at last"), ("despatched", "sent")],
    ),
    "a contraction beside a substitution": (
        "the town is old and it is uncommon, he said",
        "the town is old and it's rare, he said",
        [("it is", "it's"), ("uncommon", "rare")],
    ),
    "a phrase with no related pair": (
        "the huge steel gate was shut in winter",
        "the iron door was shut in winter",
        [("huge steel", "iron"), ("gate", "door")],
    ),
    "a known phrase that shares a word with what it stands for": (
        "the mayor came for a couple of reasons in winter",
        "the mayor came for about a reasons in winter",
        [("a couple of", "about a")],
    ),
    "a phrase whose words changed places": (
        "the council told her to not open the museum",
        "the council told her not to open the museum",
        [("to not", "not to")],
    ),
    "a compound is not cut": (
        "in his sunday-go-to-meeting uncommon suit of green velvet",
        "in his best rare suit of green velvet",
        [("sunday-go-to-meeting", "best"), ("uncommon", "rare")],
    ),
    "a mark is no part of a phrase": (
        "in winter, uncommon, the road",
        "in winter rare, the road",
        [("uncommon", "rare")],
    ),
    "a word added": ("the very old bridge of the town", "the old bridge of the town", []),
    "a word cut": ("the bridge of the town", "the old bridge of the town", []),
    "an 's stays with the word that was kept": (
        "the town's top officer urges Russia to talk",
        "the town chief urges Russia to talk",
        [("top officer", "chief")],
    ),
    "written anew: only what something speaks for": (
        "The mayor said no, grim clerks wept behind uncommon velvet curtains all night long, and left",
        "The mayor said no, six rare birds of paradise flew over while children sang loudly, and left",
        [("uncommon", "rare")],
    ),
}


@pytest.mark.parametrize("suspect", ONE_WORD)
def test_kind_of_a_substitution(suspect: str) -> None:
    sentence, original, kind = ONE_WORD[suspect]
    result = compare_texts(
        f"{sentence.format(suspect)}.", f"{sentence.format(original)}.", LEXICON, FLAT_MODEL
    )
    assert [(s.suspect.text, s.original.text, s.kind) for s in result.substitutions] == [
        (suspect, original, kind)
    ]


@pytest.mark.parametrize("case", SEVERAL)
def test_runs_are_cut_into_substitutions(case: str) -> None:
    suspect, original, expected = SEVERAL[case]
    result = compare_texts(f"{suspect}.", f"{original}.", LEXICON, FLAT_MODEL)
    assert [(s.suspect.text, s.original.text) for s in result.substitutions] == expected
    for s in result.substitutions:
        assert suspect[s.suspect.start : s.suspect.end] == s.suspect.text
        assert original[s.original.start : s.original.end] == s.original.text


KNOWN_TOOL = (
    "It was attainable on Monday. He despatched a letter to the town. Some uncommon winter it was at school. "
    "The japanese road opened again in the morning. She visits the museum and the market."
)
ITS_ORIGINAL = (
    "It was possible on Monday. He sent a letter to the town. Some rare winter it was at school. "
    "The eastern road opened again in the morning. She visit the museum and the market."
)


@pytest.mark.parametrize(
    ("before", "original_before", "expected"),
    [
        (KNOWN_TOOL, ITS_ORIGINAL, [("grim palace", "wooden bridge")]),
        ("The minister said that.", "The minister said that.", [("grim", "wooden"), ("palace", "bridge")]),
    ],
)
def test_unrelated_neighbours_are_a_phrase_where_the_lexicon_knows_the_tool(
    before: str, original_before: str, expected: list[tuple[str, str]]
) -> None:
    behind = " In the garden was a {} of the council and the mayor."
    suspect, original = (
        before + behind.format("grim palace"),
        original_before + behind.format("wooden bridge"),
    )
    found = compare_texts(suspect, original, LEXICON, FLAT_MODEL).substitutions
    assert [(s.suspect.text, s.original.text) for s in found][-len(expected) :] == expected
