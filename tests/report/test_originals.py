"""Candidates for a word's original: each once, judged by what it is, and never the word itself."""

from __future__ import annotations

import numpy as np
import pytest

import spunlib
from spunlib.report.originals import KEPT, WEIGHTS, ending_of, originals_of, same_stem

TEXT = (
    "The mayor mentioned on Monday that the council had despatched a letter to the firm, and that the "
    "vegetation along the canal would be cut. She mentioned a quick answer."
)


def test_candidates_are_new_words_each_once(detector: spunlib.SpinDetector) -> None:
    scored = detector.model.score([TEXT])
    context = scored.context
    tokens = np.flatnonzero(context.prose)
    found = originals_of(context, scored.nearest, tokens)
    assert found.features.shape == (found.form.size, len(WEIGHTS))
    assert np.isfinite(found.features).all()
    assert np.all(np.diff(found.owner) >= 0)
    assert len(set(zip(found.owner.tolist(), found.form.tolist(), strict=True))) == found.form.size
    row = context.lexicon.columns["form_row"][found.form]
    like = found.features[:, list(WEIGHTS).index("ring")] == 0
    assert not (row == context.rows[tokens[found.owner]])[like].any()
    assert np.bincount(found.owner[like]).max() <= KEPT


def test_a_ring_alone_gives_its_entries(detector: spunlib.SpinDetector) -> None:
    context = detector.model.score([TEXT]).context
    for token in np.flatnonzero(context.prose).tolist():
        found = originals_of(context, None, np.array([token]))
        _, entry = context.lexicon.ring(context.rows[[token]])
        assert found.form.tolist() == context.lexicon.columns["ring_form"][entry].tolist()
        weighed = context.alternatives.gain[context.alternatives.of(token)]  # of the likeliest alone
        single = (context.lexicon.columns["form_row"][found.form] >= 0)[: weighed.size]
        assert found.gain[: weighed.size][single] == pytest.approx(weighed[single], abs=1e-5)


def test_no_token_has_no_candidate(detector: spunlib.SpinDetector) -> None:
    scored = detector.model.score([TEXT])
    found = originals_of(scored.context, scored.nearest, np.zeros(0, np.int64))
    assert found.form.size == found.owner.size == found.scores().size == 0


@pytest.mark.parametrize(
    ("word", "ending"),
    [
        ("making", "ing"),
        ("walked", "ed"),
        ("boats", "s"),
        ("glass", ""),
        ("focus", ""),
        ("badly", "ly"),
        ("", ""),
    ],
)
def test_endings(word: str, ending: str) -> None:
    assert ending_of(word) == ending


@pytest.mark.parametrize(
    ("word", "other", "same"),
    [
        ("report", "reported", True),
        ("possible", "possibly", True),
        ("nation", "nationally", True),
        ("conflict", "confluence", False),
        ("cat", "cats", False),  # too short to tell
        ("", "", False),
    ],
)
def test_words_of_one_family(word: str, other: str, same: bool) -> None:
    assert same_stem(word, other) is same
