from __future__ import annotations

import itertools
import random

import pytest
from fake_lexicon import FLAT_MODEL, LEXICON
from test_passages import MUSEUM, ROAD, SCHOOL, TALKS
from test_replay import SENTENCES, shuffled_copy

from spunlib.compare.engine import compare_texts
from spunlib.compare.result import Change


def changes(suspect: str, original: str) -> list[tuple[str, str, str]]:
    found = compare_texts(suspect, original, LEXICON, FLAT_MODEL).changes
    return [(change.kind, change.suspect.text, change.original.text) for change in found]


CASES = {
    "a word added": (MUSEUM.replace("the river", "the wide river"), MUSEUM, [("insertion", "wide", "")]),
    "words cut": (MUSEUM.replace(" on Monday morning", ""), MUSEUM, [("deletion", "", "on Monday morning")]),
    "a sentence cut and one added": (
        f"{MUSEUM} {SCHOOL} {TALKS}",
        f"{MUSEUM} {ROAD} {TALKS}",
        [("deletion", "", ROAD[:-1]), ("insertion", SCHOOL[:-1], "")],
    ),
    "a sentence moved": (
        f"{TALKS} {MUSEUM} {ROAD}",
        f"{MUSEUM} {ROAD} {TALKS}",
        [("reorder", TALKS, TALKS)],
    ),
    "a word moved": (
        "On Monday workers closed the northern road after heavy snow.",
        "Workers closed the northern road on Monday after heavy snow.",
        [("insertion", "On", ""), ("reorder", "Monday", "Monday"), ("deletion", "", "on")],
    ),
    "a substitution is no change": (MUSEUM.replace("new", "old"), MUSEUM, []),
    "nor is a mark": (MUSEUM.replace(" on", ", on"), MUSEUM, []),
}


@pytest.mark.parametrize("case", CASES)
def test_changes(case: str) -> None:
    suspect, original, expected = CASES[case]
    assert changes(suspect, original) == expected


@pytest.mark.parametrize("seed", range(20))
def test_every_word_is_kept_swapped_or_changed(seed: int) -> None:
    rng = random.Random(seed)
    text = [rng.choice(SENTENCES) for _ in range(rng.randint(1, 12))]
    original, suspect = "".join(text), "".join(shuffled_copy(text, rng))
    result = compare_texts(suspect, original, LEXICON, FLAT_MODEL)
    if result.relation == "identical":
        return
    for side, alone in (("suspect", "insertion"), ("original", "deletion")):
        told = [getattr(change, side) for change in result.changes if change.kind == alone]
        swapped = [
            getattr(swap, side)
            for swap in result.substitutions
            if swap.kind not in ("spelling", "contraction")
        ]
        for span in (*told, *swapped):
            assert (suspect if side == "suspect" else original)[span.start : span.end] == span.text
        spans = sorted((span.start, span.end) for span in (*told, *swapped))
        assert all(end <= start for (_, end), (start, _) in itertools.pairwise(spans))


def test_places_of_what_is_missing_are_empty_spans() -> None:
    suspect = MUSEUM.replace("new ", "")
    (change,) = compare_texts(suspect, MUSEUM, LEXICON, FLAT_MODEL).changes
    assert isinstance(change, Change)
    assert (change.suspect.start, change.suspect.end) == (suspect.index("the museum") + 3,) * 2


def test_neighbours_in_both_texts_are_one_stretch() -> None:
    suspect = f"{SCHOOL} {MUSEUM} {ROAD} {SCHOOL.replace('village', 'town')} {TALKS}"
    result = compare_texts(suspect, f"{MUSEUM} {ROAD} {TALKS}", LEXICON, FLAT_MODEL)
    assert len(result.segments) == 3
    (stretch,) = result.stretches
    assert (stretch.suspect.start, stretch.original.text) == (len(SCHOOL) + 1, f"{MUSEUM} {ROAD} {TALKS}")


def test_stretches_that_are_far_apart_stay_two() -> None:
    between = "Rain flooded some cellars. " * 12
    between_original = "Swans sleep in winter. " * 16
    result = compare_texts(
        f"{TALKS} {SCHOOL} {between} {MUSEUM} {ROAD}",
        f"{MUSEUM} {ROAD} {between_original} {TALKS} {SCHOOL}",
        LEXICON,
        FLAT_MODEL,
    )
    assert [stretch.original.text for stretch in result.stretches] == [
        f"{TALKS} {SCHOOL}",
        f"{MUSEUM} {ROAD}",
    ]
