"""Simulated disguise and spintax: present, moderate, and seen for what they are by the extractors."""

from __future__ import annotations

import random
import re

import numpy as np
import pytest

from spunlib.text.tokens import tokenise
from spunlib.training.tampering import disguise, leave_spintax

TEXT = (
    "The ferry left the harbour at noon with letters for the bank, and nobody on the quay had seen the crew "
    "before. Their captain, a quiet old woman, paid the harbour master with copper coins. "
) * 4
SEEDS = range(60)
_INVISIBLE = re.compile("[\u200b\u200c\u2060\ufeff]")
_PLAIN = str.maketrans("аеорсухі", "aeopcyxi")


def undisguised(text: str) -> str:
    return _INVISIBLE.sub("", text).translate(_PLAIN)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_disguise_changes_nothing_that_is_read(seed: int) -> None:
    text = disguise(TEXT, random.Random(seed))
    assert text != TEXT
    assert undisguised(text) == TEXT
    assert len(text.split(" ")) == len(TEXT.split(" "))


def test_a_disguise_is_of_few_words_and_of_one_manner() -> None:
    manners = set()
    for seed in SEEDS:
        changed = [word for word in disguise(TEXT, random.Random(seed)).split() if not word.isascii()]
        assert 1 <= len(changed) <= 0.25 * len(TEXT.split())
        invisible = {_INVISIBLE.search(word) is not None for word in changed}
        assert len(invisible) == 1
        manners |= invisible
        assert all(word[0].isascii() for word in changed)
    assert manners == {True, False}


def test_the_tokeniser_sees_through_a_disguise() -> None:
    clean = tokenise([TEXT])
    for seed in SEEDS:
        text = disguise(TEXT, random.Random(seed))
        batch = tokenise([text])
        assert np.array_equal(batch.key, clean.key)
        odd = [not batch.surface(row, 0).isascii() for row in range(len(batch))]
        assert batch.disguised.tolist() == odd


@pytest.mark.parametrize("text", ["", "a to the sea", "1 2 3", "été, où"])
def test_without_long_words_nothing_is_tampered_with(text: str) -> None:
    assert disguise(text, random.Random(1)) == text
    assert leave_spintax(text, random.Random(1)) == text


def test_one_long_word_is_enough() -> None:
    assert disguise("oh harbour", random.Random(2)) != "oh harbour"
    assert leave_spintax("oh harbour", random.Random(2)) == "oh {harbour|harbour}"


@pytest.mark.parametrize("seed", SEEDS)
def test_spintax_keeps_the_text_as_its_first_choices(seed: int) -> None:
    text = leave_spintax(TEXT, random.Random(seed))
    choices = re.findall(r"\{(\w+)\|(\w+)\}", text)
    assert 1 <= len(choices) <= 4
    assert text.count("{") == text.count("|") == text.count("}") == len(choices)
    assert re.sub(r"\{(\w+)\|\w+\}", r"\1", text) == TEXT
    assert all(word in TEXT for pair in choices for word in pair)


def test_a_seed_decides_all() -> None:
    for tamper in (disguise, leave_spintax):
        assert tamper(TEXT, random.Random(4)) == tamper(TEXT, random.Random(4))
        assert len({tamper(TEXT, random.Random(seed)) for seed in SEEDS}) > 50
