"""Passages: whole words, of the length asked for, from anywhere in the text."""

from __future__ import annotations

import random

import pytest

from spunlib.training.crops import WORDS, crop, crop_some, crop_span, spun_passage
from spunlib.training.spinners import Edit, Spun

TEXT = "  " + "\n\n".join(" ".join(f"w{part}-{at}." for at in range(100)) for part in range(9)) + " \n"


@pytest.mark.parametrize("words", [1, 2, 50, 600, 899])
def test_a_passage_is_a_run_of_whole_words(words: int) -> None:
    for seed in range(20):
        passage = crop(TEXT, words, random.Random(seed))
        assert passage in TEXT  # line breaks stay
        assert passage == passage.strip()
        all_words, own = TEXT.split(), passage.split()
        assert len(own) == words
        first = all_words.index(own[0])
        assert all_words[first : first + words] == own


@pytest.mark.parametrize("words", [900, 901, 10_000])
def test_a_text_that_is_no_longer_stays_as_it_is(words: int) -> None:
    assert crop(TEXT, words, random.Random(1)) is TEXT


def test_every_place_is_reached() -> None:
    rng = random.Random(7)
    assert {crop("a b c d", 2, rng) for _ in range(100)} == {"a b", "b c", "c d"}


@pytest.mark.parametrize("text", ["", " \n ", "one"])
def test_short_texts_are_left_alone(text: str) -> None:
    assert crop(text, 1, random.Random(1)) == text
    assert crop_some(text, random.Random(1)) == text


def test_half_of_the_texts_stay_whole() -> None:
    rng = random.Random(9)
    drawn = [crop_some(TEXT, rng) for _ in range(600)]
    assert 250 < sum(text is TEXT for text in drawn) < 350
    assert {len(text.split()) for text in drawn if text is not TEXT} == set(WORDS)


def test_spans_are_where_passages_stand() -> None:
    for seed in range(20):
        for words in (1, 70, 2000):
            start, end = crop_span(TEXT, words, random.Random(seed))
            assert TEXT[start:end] == crop(TEXT, words, random.Random(seed))


def test_edits_follow_their_passage() -> None:
    text, edits = "alpha BETA gamma DELTA", (Edit(6, 9, 6, 10), Edit(16, 21, 17, 22))
    spun = Spun(text, edits)
    for start in range(len(text)):
        for end in range(start + 1, len(text) + 1):
            passage = spun_passage(spun, start, end)
            marked = {at for edit in edits for at in range(edit.start, edit.end) if start <= at < end}
            assert {start + at for edit in passage.edits for at in range(edit.start, edit.end)} == marked
            assert all(edit.start < edit.end for edit in passage.edits)
            assert passage.text == text[start:end]
    assert spun_passage(spun, 0, len(text)) == spun
