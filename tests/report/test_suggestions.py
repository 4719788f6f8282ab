"""What probably stood there: ranked, spelt as the word is, and silent where the lexicon knows nothing."""

from __future__ import annotations

import numpy as np
import pytest
from tiny_lexicon import tiny_lexicon

import spunlib
from spunlib.features.context import Context
from spunlib.report.originals import WEIGHTS, originals_of
from spunlib.report.suggestions import MOST, WordSuggestions, phrase_suggestions, recased
from spunlib.text.tokens import LOWER, MIXED, TITLE, UPPER, tokenise

SPUN = (
    "The mayor mentioned on Monday that the council had despatched a letter to the water firm, asking it "
    "to repair the damaged pipes earlier than winter. The residents gathered near the harbour and admired "
    "the boats, while a cheerful gardener explained that the drought had ruined her tomatoes and melons."
)


def context_of(text: str) -> Context:
    return Context.of(tokenise([text]), tiny_lexicon())


def row_of(context: Context, word: str) -> int:
    rows = [row for row in range(len(context.batch)) if context.batch.surface(row, 0) == word]
    assert len(rows) == 1
    return rows[0]


def suggested(text: str, word: str) -> tuple[str, ...]:
    context = context_of(text)
    return suggested_at(context, row_of(context, word))


def suggested_at(context: Context, row: int) -> tuple[str, ...]:
    return WordSuggestions(context, None, np.array([row])).of(row)


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
        found = suggested_at(context, row)
        assert context.batch.surface(row, 0) not in found
        assert len(set(found)) == len(found) <= MOST


def test_words_asked_about_together_get_what_they_get_alone(detector: spunlib.SpinDetector) -> None:
    scored = detector.model.score([SPUN])
    rows = np.flatnonzero(scored.context.prose)
    together = WordSuggestions(scored.context, scored.nearest, rows)
    several = 0
    for row in rows.tolist():
        alone = WordSuggestions(scored.context, scored.nearest, np.array([row]))
        assert alone.of(row) == together.of(row)
        assert alone.gain(row) == together.gain(row)
        several += len(alone.of(row)) > 1
    assert several > 20


def test_what_is_shown_is_ranked_by_its_score(detector: spunlib.SpinDetector) -> None:
    scored = detector.model.score([SPUN])
    row = next(
        r for r in range(len(scored.context.batch)) if scored.context.batch.surface(r, 0) == "despatched"
    )
    found = originals_of(scored.context, scored.nearest, np.array([row]))
    scores = (found.features * list(WEIGHTS.values())).sum(axis=1)
    assert scores.tolist() == found.scores().tolist()
    best = scored.context.lexicon.form(int(found.form[np.argmax(scores)]))
    shown = WordSuggestions(scored.context, scored.nearest, np.array([row])).of(row)
    assert shown[0] == best == "sent"
    assert len(set(shown)) == len(shown) == MOST


def test_words_of_no_ring_get_words_like_them(detector: spunlib.SpinDetector) -> None:
    """The lexicon alone knows nothing to put for most words; their vectors do."""
    scored = detector.model.score([SPUN])
    rows = np.flatnonzero(scored.context.prose & scored.context.known)
    ringless = [r for r in rows.tolist() if not scored.context.alternatives.of(r).size]
    alone = WordSuggestions(scored.context, None, np.array(ringless))
    wider = WordSuggestions(scored.context, scored.nearest, np.array(ringless))
    assert not any(alone.of(row) for row in ringless)
    assert sum(bool(wider.of(row)) for row in ringless) > len(ringless) / 2


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
