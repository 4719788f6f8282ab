"""What probably stood there: ranked, spelt as the word is, and silent where the lexicon knows nothing."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from tiny_lexicon import tiny_lexicon

import spunlib
from spunlib.features.context import Context
from spunlib.report.suggestions import (
    MOST,
    phrase_suggestions,
    rank_alternatives,
    recased,
    spell,
    word_suggestions,
)
from spunlib.text.tokens import LOWER, MIXED, TITLE, UPPER, tokenise


def context_of(text: str) -> Context:
    return Context.of(tokenise([text]), tiny_lexicon())


def row_of(context: Context, word: str) -> int:
    rows = [row for row in range(len(context.batch)) if context.batch.surface(row, 0) == word]
    assert len(rows) == 1
    return rows[0]


def suggested(text: str, word: str) -> tuple[str, ...]:
    context = context_of(text)
    return word_suggestions(context, row_of(context, word))


def phrase(text: str, first: str, last: str) -> tuple[str, ...]:
    context = context_of(text)
    return phrase_suggestions(context, row_of(context, first), row_of(context, last) + 1)


@pytest.mark.parametrize(
    ("text", "word", "best"),
    [
        ("It was a attainable war, they said.", "attainable", "possible"),
        ("The crew despatched it to the bank.", "despatched", "sent"),
        ("He read the missive and sent it.", "missive", "letter"),
        ("In japanese Europe a crew saw it.", "japanese", "eastern"),
        ("Missive in hand, the crew saw it.", "Missive", "Letter"),
        ("THE MISSIVE WAS OLD.", "MISSIVE", "LETTER"),
    ],
)
def test_the_word_that_was_replaced_comes_first(text: str, word: str, best: str) -> None:
    assert suggested(text, word)[0] == best


@pytest.mark.parametrize("word", ["ferry", "rudder", "9", ",", "."])
def test_words_without_alternatives_get_none(word: str) -> None:
    text = "At 9 the ferry lost a rudder, they said."
    assert suggested(text, word) == ()


def test_no_word_suggests_itself() -> None:
    context = context_of("He despatched a attainable missive or note to the bank, and she sends a letter.")
    for row in range(len(context.batch)):
        found = word_suggestions(context, row)
        assert context.batch.surface(row, 0) not in found
        assert len(set(found)) == len(found) <= MOST


def assert_ranked(context: Context) -> int:
    """Natural logs; the fit counts for half, and what lies 8 or more behind the best is not shown."""
    prior, entry = context.lexicon.columns["ring_prior"], context.alternatives.entry
    several = 0
    for row in range(len(context.batch)):
        score = {
            at: float(prior[entry[at]]) + 0.5 * math.log(10) * float(context.alternatives.gain[at])
            for at in context.alternatives.of(row).tolist()
        }
        shown = sorted((at for at in score if score[at] > max(score.values()) - 8), key=lambda at: -score[at])
        assert rank_alternatives(context, row).tolist() == shown[:MOST]
        several += len(shown) > 1
    return several


def test_candidates_rank_by_prior_and_fit() -> None:
    assert assert_ranked(context_of("It was a attainable war. He despatched a missive or note to the bank."))


def test_the_shipped_candidates_do_too(detector: spunlib.SpinDetector, example: Callable[[str], str]) -> None:
    assert assert_ranked(detector.model.score([example("spun")]).context) > 100


def test_nothing_is_spelt_for_no_positions() -> None:
    assert spell(context_of("The ferry left."), 1, np.zeros(0, np.int64)) == ()


@pytest.mark.parametrize(
    ("text", "first", "last", "best"),
    [
        ("She sent it to the financial institution at noon.", "financial", "institution", "bank"),
        ("Financial institution or crew, they said so.", "Financial", "institution", "Bank"),
        ("She left in the event that it was old.", "in", "that", "if"),
        ("In the event that it was old, she left.", "In", "that", "If"),
    ],
)
def test_phrases_have_originals_too(text: str, first: str, last: str, best: str) -> None:
    assert phrase(text, first, last)[0] == best


def test_unknown_phrases_have_none() -> None:
    assert phrase("She sent it to the financial institution at noon.", "the", "financial") == ()
    assert phrase("She sent it to the financial institution at noon.", "sent", "sent") == ()


@pytest.mark.parametrize(
    ("form", "case", "expected"),
    [
        ("eastern", LOWER, "eastern"),
        ("eastern", TITLE, "Eastern"),
        ("eastern", UPPER, "EASTERN"),
        ("eastern", MIXED, "eastern"),
        ("at least", TITLE, "At least"),
        ("at least", UPPER, "AT LEAST"),
        ("NATO", TITLE, "NATO"),
        ("", TITLE, ""),
    ],
)
def test_case_is_that_of_the_word(form: str, case: int, expected: str) -> None:
    assert recased(form, case) == expected
