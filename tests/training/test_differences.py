"""Which words of a rewritten text are new."""

from __future__ import annotations

import random

import pytest

from spunlib.training.differences import edits_between


@pytest.mark.parametrize(
    ("original", "text", "new"),
    [
        ("The ferry left at noon.", "The ferry left at noon.", []),
        ("The ferry left at noon.", "The boat departed at noon.", ["boat departed"]),
        ("The ferry left at noon.", "The old ferry left at twelve o'clock.", ["old", "twelve o'clock"]),
        ("The old ferry left early at noon.", "The ferry left at noon.", []),
        ("“The ferry” left — at Noon.", '"the ferry" left \u2013 at noon.', []),
        ("The ferry, left", "The ferry; left", [";"]),
        ("", "A ferry", ["A ferry"]),
        ("A ferry", "", []),
        ("", "", []),
    ],
)
def test_what_is_new_is_told(original: str, text: str, new: list[str]) -> None:
    assert [text[edit.start : edit.end] for edit in edits_between(original, text)] == new


def test_the_original_of_an_edit_is_told() -> None:
    original, text = "One small step, and then some.", "One little step at last, and then more."
    edits = edits_between(original, text)
    pairs = [(original[e.original_start : e.original_end], text[e.start : e.end]) for e in edits]
    assert pairs == [("small", "little"), ("", "at last"), ("some", "more")]


def test_edits_are_ordered_and_apart() -> None:
    rng = random.Random(5)
    for _ in range(200):
        original, text = (" ".join(rng.choices("abcd,.", k=rng.randrange(20))) for _ in range(2))
        at = original_at = 0
        for edit in edits_between(original, text):
            assert at <= edit.start < edit.end <= len(text)
            assert original_at <= edit.original_start <= edit.original_end <= len(original)
            at, original_at = edit.end, edit.original_end
