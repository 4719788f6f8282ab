"""British and American spelling: one key for both, and no word that means something else."""

from __future__ import annotations

import pytest

from spunlib.text.spelling import AMERICAN
from spunlib.text.tokens import TokenBatch, keys_of, tokenise

BRITISH_TEXT = (
    "The Theatre's manager apologised: “Our neighbours’ COLOUR programme was cancelled.” He analysed the "
    "grey travellers, and fulfilled a labour-saving dia\xadlogue about colo\xadur."
)
AMERICAN_TEXT = (
    "The Theater's manager apologized: “Our neighbors’ COLOR program was canceled.” He analyzed the "
    "gray travelers, and fulfilled a labor-saving dia\xadlog about colo\xadr."
)


def keys(batch: TokenBatch, text: int) -> list[int]:
    return [int(key) for key in batch.key[batch.rows(text)]]


def test_the_table_is_of_plain_words_and_never_goes_on() -> None:
    assert len(AMERICAN) > 2_500
    for british, american in AMERICAN.items():
        assert f"{british}{american}".isascii()
        assert f"{british}{american}".isalpha()
        assert f"{british}{american}".islower()
        assert british != american
    # One look-up is enough: nothing is both.
    assert not AMERICAN.keys() & set(AMERICAN.values())


def test_texts_that_differ_by_spelling_have_equal_keys() -> None:
    batch = tokenise([BRITISH_TEXT, AMERICAN_TEXT])
    assert keys(batch, 0) == keys(batch, 1)
    for number, text in enumerate((BRITISH_TEXT, AMERICAN_TEXT)):
        assert keys(batch, number) == keys(tokenise([text]), 0)


@pytest.mark.parametrize("british", ["colour", "Colour", "COLOUR", "co\xadlour", "c\u043elour", "ｃolour"])
def test_what_is_folded_otherwise_is_folded_before(british: str) -> None:
    assert keys_of([british]).tolist() == keys_of(["color"]).tolist()


def test_every_british_spelling_has_the_key_of_its_american_one() -> None:
    assert keys_of(AMERICAN).tolist() == keys_of(AMERICAN.values()).tolist()


def test_only_words_of_the_table_share_a_key() -> None:
    words = sorted({*AMERICAN, *AMERICAN.values()})
    own = keys_of(words).tolist()
    assert len(set(own)) == len(set(AMERICAN.values()))


@pytest.mark.parametrize(
    "word",
    # What the rules would make of them is no word, or another one.
    ["four", "hour", "tour", "contour", "velour", "wise", "promise", "exercise", "advise", "rebel", "metre"],
)
def test_words_that_only_look_british_are_left_alone(word: str) -> None:
    assert word not in AMERICAN
    assert word not in AMERICAN.values()


def test_the_surface_stays_as_it_was_given() -> None:
    batch = tokenise(["Colour, honour."])
    assert [batch.surface(row, 0) for row in range(len(batch))] == ["Colour", ",", "honour", "."]
