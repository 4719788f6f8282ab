from __future__ import annotations

import random

import numpy as np
import pytest
from fake_lexicon import LEXICON

from spunlib.compare.alignment import align_tokens
from spunlib.compare.pair import read_pair
from spunlib.compare.passages import align_passages
from spunlib.compare.replay import DELETE, INSERT, KEEP, REPLACE, Edit, edits_of, replay

SENTENCES = [
    "The mayor opened the old bridge on Monday. ",
    "“It is a rare thing,” he said.\n\n",
    "Some 1,200 people came from the eastern town; the bank's money did not. ",
    "A letter was sent to the council…  ",
    "Nobody wrote back!\r\n",
    "Nobody wrote back! ",
    "The colour of the theatre was honoured. ",
    "The color of the theater was honored. ",
    "\u00c9t\u00e9 caf\u00e9 — na\u00efve co\u00f6peration, “quoted” and 'single'. ",
]
HOSTILE = [
    "",
    " ",
    "\n\n\n",
    "\ud800",
    "a\ud800b \udfff.",
    "\x00\x01\x02",
    "\u200bze\u200bro wi\u00addth\u200b",
    "p\u0430ypal \u0441ode",
    "\u202e\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627",
    "e\u0301 \ufb01 \u01c6 \u0130 \ufffd \U0001f600\U0001f600",
    "...!!!???",
    "\"'`\u00b4\u2018\u2019",
    "a" * 5000,
    "a " * 5000,
]


def edits_between(suspect: str, original: str) -> tuple[Edit, ...]:
    pair = read_pair(suspect, original, LEXICON)
    _, partner = align_tokens(pair, align_passages(pair))
    return edits_of(pair, partner)


def check(suspect: str, original: str, edits: tuple[Edit, ...]) -> None:
    assert replay(original, edits) == suspect
    read = sorted((edit.original_start, edit.original_end) for edit in edits if edit.kind != INSERT)
    assert [start for start, _ in read] == [0, *(end for _, end in read)][: len(read)], (
        "read once, without gaps"
    )
    assert (read[-1][1] if read else 0) == len(original)
    for edit in edits:
        assert bool(edit.text) == (edit.kind in (REPLACE, INSERT))
        assert (edit.original_start == edit.original_end) == (edit.kind == INSERT)


def shuffled_copy(text: list[str], rng: random.Random) -> list[str]:
    copy = list(text)
    for _ in range(rng.randint(0, 6)):
        at = rng.randrange(len(copy) + 1)
        action = rng.randrange(5)
        if action == 0 and copy:
            copy.insert(at, copy.pop(rng.randrange(len(copy))))
        elif action == 1:
            copy.insert(at, rng.choice(HOSTILE))
        elif action == 2 and copy:
            copy.pop(rng.randrange(len(copy)))
        elif copy:
            words = copy[at % len(copy)].split(" ")
            words[rng.randrange(len(words))] = rng.choice(
                ["battle", "", "an other", "X", "\ud83d", words[-1].upper()]
            )
            copy[at % len(copy)] = " ".join(words)
    return copy


@pytest.mark.parametrize("seed", range(10))
def test_edits_give_the_suspect_back_on_a_hundred_random_pairs(seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(100):
        original = [rng.choice(SENTENCES) for _ in range(rng.randint(0, 12))]
        suspect, source = "".join(shuffled_copy(original, rng)), "".join(original)
        check(suspect, source, edits_between(suspect, source))


@pytest.mark.parametrize("suspect", HOSTILE)
def test_edits_give_hostile_suspects_back(suspect: str) -> None:
    for original in HOSTILE:
        check(suspect, original, edits_between(suspect, original))


@pytest.mark.parametrize("seed", range(20))
def test_edits_hold_for_any_partners(seed: int) -> None:
    """Whatever tokens are said to be partners: a wrong alignment may cost copies, never a character."""
    rng = random.Random(seed)
    suspect = "".join(rng.choices("ab .,\u0301\u200bA", k=60))
    original = "".join(rng.choices("ab .,\u0301\u200bA", k=60))
    pair = read_pair(suspect, original, LEXICON)
    partner = np.full(pair.suspect.size, -1, np.int64)
    count = rng.randint(0, min(pair.suspect.size, pair.original.size))
    partner[rng.sample(range(pair.suspect.size), count)] = rng.sample(range(pair.original.size), count)
    check(suspect, original, edits_of(pair, partner))


def test_a_moved_sentence_is_copied_out_of_order() -> None:
    first, second = "The mayor opened the old bridge.", "A letter was sent to the council."
    edits = edits_between(f"{second} {first}", f"{first} {second}")
    copied = [(edit.original_start, edit.original_end) for edit in edits if edit.kind == KEEP]
    assert copied == [(33, 66), (0, 32)]


def test_a_cut_is_a_deletion_and_a_new_word_an_insertion() -> None:
    edits = edits_between("The mayor has opened the bridge.", "The mayor opened the old bridge.")
    assert [edit.kind for edit in edits] == [KEEP, INSERT, KEEP, DELETE, KEEP]
