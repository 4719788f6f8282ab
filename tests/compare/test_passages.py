from __future__ import annotations

import pytest
from fake_lexicon import FLAT_MODEL, LEXICON

from spunlib.compare import alignment
from spunlib.compare.alignment import align_tokens
from spunlib.compare.engine import compare_texts
from spunlib.compare.pair import read_pair
from spunlib.compare.passages import align_passages

MUSEUM = "The mayor opened the new museum beside the river on Monday morning."
ROAD = "Workers closed the northern road after heavy snow brought down two old trees."
TALKS = "Ministers from both countries will hold talks about fishing rights in March."
SCHOOL = "Pupils of the village school planted forty apple trees behind the playground."


def segments(suspect: str, original: str) -> list[tuple[str, str]]:
    result = compare_texts(suspect, original, LEXICON, FLAT_MODEL)
    return [(segment.suspect.text, segment.original.text) for segment in result.segments]


def test_sentences_may_move() -> None:
    found = segments(f"{TALKS} {MUSEUM} {ROAD}", f"{MUSEUM} {ROAD} {TALKS}")
    assert found == [(TALKS, TALKS), (MUSEUM, MUSEUM), (ROAD, ROAD)]


def test_sentences_may_be_cut_and_added() -> None:
    found = segments(f"{MUSEUM} {SCHOOL} {TALKS}", f"{MUSEUM} {ROAD} {TALKS}")
    assert found == [(MUSEUM, MUSEUM), (TALKS, TALKS)]


def test_a_sentence_may_be_split() -> None:
    halves = "Workers closed the northern road. Heavy snow brought down two old trees."
    assert (halves, ROAD) in segments(f"{MUSEUM} {halves}", f"{MUSEUM} {ROAD}")


def test_sentences_may_be_merged() -> None:
    halves = "Workers closed the northern road. Heavy snow brought down two old trees."
    assert (ROAD, halves) in segments(f"{MUSEUM} {ROAD}", f"{MUSEUM} {halves}")


def test_a_sentence_between_two_aligned_ones_may_share_little() -> None:
    changed = "Labourers shut the northern highway after severe snow brought low two aged trees."
    found = segments(f"{MUSEUM} {changed} {TALKS}", f"{MUSEUM} {ROAD} {TALKS}")
    assert found[1] == (changed, ROAD)


def test_one_subject_is_no_passage() -> None:
    suspect = (
        "Critics asked the mayor why ticket prices doubled so soon. Rain flooded cellars along the river."
    )
    original = "Her friends say the mayor paints landscapes every weekend. Swans nest on the river in spring."
    assert segments(suspect, original) == []


@pytest.mark.parametrize("longest", [1, 2, 7, 50])
def test_long_passages_are_cut_without_losing_the_copy(longest: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alignment, "_LONGEST", longest)
    text = " ".join(f"word{number}" for number in range(200))
    pair = read_pair(text, text, LEXICON)
    _, partner = align_tokens(pair, align_passages(pair))
    assert partner.tolist() == list(range(pair.suspect.size))
