"""What the benchmark of the alignment measures with: cases with known offsets, and PAN's measure."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from spunlib.training.spinners import Recipe, Spinner
from spunlib.training.thesauri import Thesaurus

BENCHMARKS = Path(__file__).resolve().parent.parent / "benchmarks"
ORIGINAL = " ".join(f"Sentence number {n} of the article tells of a possible town {n}." for n in range(20))
HOST = " ".join(f"The host has {n} other things to say, and says them all at length here." for n in range(40))


@pytest.fixture
def spinner() -> Spinner:
    thesaurus = Thesaurus.of("small", {"possible": ["attainable"], "tells": ["speaks"]})
    return Spinner(Recipe(name="small", thesaurus="small"), thesaurus)


@pytest.fixture(autouse=True)
def _importable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARKS))


@pytest.mark.parametrize("seed", range(10))
def test_offsets_of_cases_name_the_same_sentences(seed: int, spinner: Spinner) -> None:
    from alignment_passages import cases

    (case,) = cases([ORIGINAL], [HOST], [spinner], random.Random(seed))
    assert len(case.passages) >= 2
    for passage in case.passages:
        here = case.suspect[passage.start : passage.end]
        there = case.original[passage.original_start : passage.original_end]
        assert here.split()[:3] == there.split()[:3]
        assert here.split()[-1] == there.split()[-1]
        assert "host" not in here
        assert "attainable" in here


def test_plagdet_of_what_is_found_whole_in_pieces_and_not_at_all() -> None:
    from alignment_passages import Case, Passage, plagdet

    case = Case("x" * 200, "y" * 200, [Passage(0, 100, 0, 100), Passage(100, 200, 100, 200)])
    assert plagdet([(case, case.passages)])["plagdet"] == 1.0
    halves = [Passage(at, at + 50, at, at + 50) for at in range(0, 200, 50)]
    assert plagdet([(case, halves)]) == {
        "cases": 1,
        "passages": 2,
        "precision": 1.0,
        "recall": 1.0,
        "granularity": 2.0,
        "plagdet": pytest.approx(1 / 1.58496, abs=1e-4),
    }
    assert plagdet([(case, case.passages[:1])])["recall"] == 0.5
    assert plagdet([(case, [Passage(0, 100, 100, 200)])])["plagdet"] == 0.0
    assert plagdet([(case, [])])["plagdet"] == 0.0


def test_rivals_and_spunlib_find_a_swapped_word() -> None:
    import alignment_substitutions as methods

    suspect, original = "The mayor despatched a letter.", "The mayor sent a letter."
    for method in (
        methods.spunlib_substitutions,
        methods.unrelated_substitutions,
        methods.difflib_substitutions,
        methods.rapidfuzz_substitutions,
    ):
        assert method(suspect, original) == [(10, 20, 10, 14)]


def test_page_holds_every_table() -> None:
    from alignment_page import as_page
    from alignment_speed import DIFFLIB

    rate = {"share": 0.98, "low": 0.97, "high": 0.99}
    shares = dict.fromkeys(("recall", "precision", "recall, exact", "precision, exact"), rate)
    row = {"texts": 2, "substitutions": 1200, "spunlib": shares, "difflib": shares, "rapidfuzz": shares}
    row["unrelated"] = shares
    passages = dict.fromkeys(("precision", "recall", "granularity", "plagdet", "low", "high"), 0.9)
    page = as_page(
        {
            "substitutions": {"dictionary": {"20%": row}, "thesaurus": {"30%": row}},
            "passages": {"spunlib": {**passages, "cases": 3, "passages": 9}},
            "replay": {"rewritten/quillbot": {"pairs": 5, "exact": 5}},
            "pairs_per_second": {"spunlib": 200.0, DIFFLIB: 400.0},
        }
    )
    for part in (
        "| 20% | 1,200 | 0.980 (0.970-0.990) |",
        "| 30% |",
        "5 of 5 pairs",
        "quillbot 5",
        "| spunlib | 200 | 0.50 |",
    ):
        assert part in page
