"""No word and no phrase decides by itself."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from spunlib.model import dominance
from spunlib.model.document_features import word_numbers
from spunlib.model.dominance import MOST_ADDED, added_by_words, limited
from spunlib.model.model import Model
from spunlib.model.style import style_weights

CASES = Path(__file__).resolve().parent.parent / "cases"

# A clause of a lease as lawyers write it: one phrase that tools put for "if", and nothing else of theirs.
CLAUSE = (
    "The Licensee shall keep the boat shed in good repair and shall give it up at the end of the season. "
    "In the event that the annual fee remains unpaid for thirty days after it has become due, the Club may "
    "end this licence by a letter to the last known address of the Licensee, and the Licensee shall then "
    "take the boat away within one week at their own cost."
)


@pytest.fixture(scope="module")
def model() -> Model:
    return Model.load("en-1")


def test_nothing_adds_more_than_the_limit(model: Model) -> None:
    scored = model.score([CLAUSE])
    phrase = slice(*np.flatnonzero(np.diff(_within(scored, "In the event that"), prepend=0, append=0)))
    assert 0 < scored.added[phrase].sum() <= MOST_ADDED + 1e-3
    assert scored.added.max() <= MOST_ADDED + 1e-3


@pytest.fixture
def strict(monkeypatch: pytest.MonkeyPatch) -> float:
    """A limit that the phrase of `CLAUSE` exceeds, whatever the model that ships makes of it."""
    limit = 0.2
    monkeypatch.setattr(dominance, "MOST_ADDED", limit)
    return limit


def test_only_what_is_too_strong_is_drawn_in(model: Model, strict: float) -> None:
    scored = model.score([CLAUSE])
    raw = word_numbers(
        scored.context, scored.evidence, scored.outputs, style_weights(scored.context, model.arrays)
    )
    own = limited(model.fast, scored.context, scored.evidence, raw, scored.words)
    assert (own == scored.values).all()
    before = added_by_words(model.fast, scored.context, raw, scored.words)
    phrase = _within(scored, "In the event that").astype(bool)
    assert before[phrase].sum() > strict
    assert (own[~phrase & (before <= strict)] == raw[~phrase & (before <= strict)]).all()


def test_no_score_rises_by_more_than_rounding(model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the limit that ships: a tenth of it would draw in so much that clipped numbers come to light."""
    names = ("negatives", "in_the_wild", "synthetic", "known_failures")
    cases = [case for name in names for case in json.loads((CASES / f"{name}.json").read_text("utf-8"))]
    texts = [case["text"] for case in cases]
    with_limit = model.score(texts).kinds[:, 0]
    _unlimited(monkeypatch)
    without = model.score(texts).kinds[:, 0]
    assert (with_limit > without + 1e-6).any()
    assert (with_limit > without - 1e-6).all()  # numbers are clipped: the sum may shift in its last digits


def test_a_limit_lowers_the_score_of_what_exceeds_it(
    model: Model, strict: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_limit = model.score([CLAUSE]).kinds[0, 0]
    _unlimited(monkeypatch)
    assert with_limit > model.score([CLAUSE]).kinds[0, 0]


def _unlimited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spunlib.model.model.limited", lambda *arguments: arguments[3])


def test_a_score_does_not_depend_on_the_batch(model: Model) -> None:
    alone = model.score([CLAUSE]).kinds[0]
    among = model.score(["Some other text. " * 30, CLAUSE, "And a last one. " * 30]).kinds[1]
    assert (alone == among).all()


def test_a_lease_is_not_called_spun(model: Model) -> None:
    assert model.score([CLAUSE]).kinds[0, 0] > 0.2


def _within(scored: object, phrase: str) -> np.ndarray:
    context = scored.context  # type: ignore[attr-defined]
    begin = CLAUSE.index(phrase)
    rows = np.flatnonzero(context.prose)
    inside = (context.batch.start[rows] >= begin) & (context.batch.end[rows] <= begin + len(phrase))
    return inside.astype(int)
