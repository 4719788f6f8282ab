"""Texts without a verdict, and the reason that is given for each."""

from __future__ import annotations

import pytest
from tiny_model import model_arrays, model_facts

from spunlib.model.abstention import MAX_CHARACTERS, obstacle_of
from spunlib.model.model import Model
from spunlib.model.thresholds import LENGTHS

PROSE = "The crew read the letter and sent it to the old man at the bank. "


@pytest.fixture(scope="module")
def model() -> Model:
    return Model.of(model_arrays(), model_facts())


def obstacle(model: Model, text: str) -> str | None:
    """The obstacle of a text, alone and between two others."""
    alone = obstacle_of(text, model.score([text]), 0)
    assert obstacle_of(text, model.score(["", text, PROSE]), 1) == alone
    return alone


def test_prose_of_enough_words_has_none(model: Model) -> None:
    assert obstacle(model, PROSE * 4) is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "The text is empty."),
        (" \n\t\xa0", "The text is empty."),
        ("\u200b\u200b", "There are no words."),
        ("... 12 / 4 ...", "The text has 0 words of prose"),
        (PROSE, f"The text has 15 words of prose; a verdict needs at least {LENGTHS[0]}."),
        ("By Ana Ruiz\n" * 40, "The text has 0 words of prose"),
        ("Die Mannschaft las den langen brief daheim am alten hafen. " * 8, "The text is not in English"),
        ("rudder tiller mast keel anchor " * 20, "most of its words are unknown"),
        ("letter ferry bank crew harbour noon " * 20, "hardly any function words"),
    ],
)
def test_every_obstacle_has_its_reason(model: Model, text: str, reason: str) -> None:
    assert reason in str(obstacle(model, text))


def test_very_long_texts_are_to_be_split(model: Model) -> None:
    scored = model.score([PROSE * 4])
    assert obstacle_of("x" * MAX_CHARACTERS, scored, 0) is None
    assert "split it into parts" in str(obstacle_of("x" * (MAX_CHARACTERS + 1), scored, 0))
