"""The dictionary of word attacks: read off aligned texts, one word for one word."""

from __future__ import annotations

import dataclasses

import pytest

from spunlib.training.attacks import attack_thesaurus
from spunlib.training.corpora import LabelledText

ORIGINAL = (
    "The old ferry left the harbour before the storm broke, and nobody on the quay waved to it that day."
)


def attacked(text: str, original: str | None = ORIGINAL) -> LabelledText:
    return LabelledText("1", text, "synonym_spun", "detectrl", "k", "lm", original, "adversarial_word", "")


def test_swaps_are_counted_and_the_commonest_comes_first() -> None:
    once = attacked(ORIGINAL.replace("ferry", "barge").replace("storm", "tempests"))
    twice = attacked(ORIGINAL.replace("ferry", "boats"))
    found = attack_thesaurus([once, twice, twice]).entries
    assert found == {"ferry": ("boats", "barge"), "storm": ("tempests",)}


def test_neighbouring_swaps_are_told_apart() -> None:
    assert attack_thesaurus([attacked(ORIGINAL.replace("old ferry", "aged barge"))]).entries == {
        "old": ("aged",),
        "ferry": ("barge",),
    }


@pytest.mark.parametrize(
    "text",
    [
        ORIGINAL,  # nothing was changed
        ORIGINAL.replace("ferry", "pleasure steamer"),  # two words for one
        ORIGINAL.replace("ferry left the harbour", "boat quit that port"),  # a run too long to be told apart
        ORIGINAL.replace("ferry", "f3rry"),  # no word
    ],
)
def test_what_cannot_be_told_is_passed_over(text: str) -> None:
    assert attack_thesaurus([attacked(text)]).entries == {}


def test_a_text_without_its_original_is_passed_over() -> None:
    text = dataclasses.replace(attacked(ORIGINAL.replace("ferry", "barge")), original=None)
    assert attack_thesaurus([text]).entries == {}
