from __future__ import annotations

import pickle
import time
from dataclasses import replace

import numpy as np
import pytest
from fake_lexicon import FLAT_MODEL, LEXICON

from spunlib.compare import pair
from spunlib.compare.engine import compare_texts, verify
from spunlib.compare.result import RELATIONS
from spunlib.errors import InputError

ARTICLE = (
    "The mayor opened the old bridge on Monday. “It took us 14 long years,” she told the council. "
    "Maria Lopez, who sells bread beside the river, said that 1,200 people had crossed by noon."
)
BRITISH = (
    "The Theatre's neighbours apologised to the travellers: “The grey harbour has lost its COLOUR,” said Ada "
    "Lovell. In 1998 the old labour-saving programme was cancelled, analysed and at last fulfilled."
)
AMERICAN = (
    "The Theater's neighbors apologized to the travelers: “The gray harbor has lost its COLOR,” said Ada "
    "Lovell. In 1998 the old labor-saving program was canceled, analyzed and at last fulfilled."
)
HOSTILE = ["", " \n", "?!", "\ud800", "\x00", "\u200b", "\u202eabc", "x", "\U0001f600" * 50, "a. " * 300]


@pytest.mark.parametrize("suspect", HOSTILE)
def test_any_texts_are_compared(suspect: str) -> None:
    for original in [*HOSTILE, ARTICLE]:
        result = compare_texts(suspect, original, LEXICON, FLAT_MODEL)
        assert result.replay() == suspect
        assert result.relation in RELATIONS
        assert 0.0 <= result.coverage <= 1.0
        assert 0.0 <= result.likelihood <= 1.0
        assert sum(result.relations.values()) == pytest.approx(1.0)


def test_a_text_without_words_is_unrelated_and_says_why() -> None:
    result = compare_texts("...", ARTICLE, LEXICON, FLAT_MODEL)
    assert (result.relation, result.likelihood, result.reason) == (
        "unrelated",
        0.0,
        "the suspect has no words",
    )
    assert compare_texts(ARTICLE, "", LEXICON, FLAT_MODEL).reason == "the original has no words"


@pytest.mark.parametrize(
    "suspect",
    [ARTICLE, ARTICLE.replace("“", '"').replace("”", '"'), ARTICLE.replace(". ", ".\n\n"), f" {ARTICLE}\n"],
)
def test_identical_but_for_typography(suspect: str) -> None:
    result = compare_texts(suspect, ARTICLE, LEXICON, FLAT_MODEL)
    assert (result.relation, result.likelihood, result.coverage) == ("identical", 0.0, 1.0)
    assert result.replay() == suspect


@pytest.mark.parametrize(("suspect", "original"), [(AMERICAN, BRITISH), (BRITISH, AMERICAN)])
def test_identical_but_for_british_and_american_spelling(suspect: str, original: str) -> None:
    result = compare_texts(suspect, original, LEXICON, FLAT_MODEL)
    assert (result.relation, result.likelihood, result.coverage) == ("identical", 0.0, 1.0)
    assert {substitution.kind for substitution in result.substitutions} == {"spelling"}
    assert ("Theatre", "Theater") in {
        tuple(sorted((s.suspect.text, s.original.text), reverse=True)) for s in result.substitutions
    }
    assert result.replay() == suspect


def test_a_respelt_word_is_told_from_a_swapped_one_and_is_restored() -> None:
    suspect = AMERICAN.replace("old labor", "uncommon labor")
    result = compare_texts(suspect, BRITISH.replace("old labour", "rare labour"), LEXICON, FLAT_MODEL)
    swapped = [s for s in result.substitutions if s.kind != "spelling"]
    assert [(s.suspect.text, s.original.text) for s in swapped] == [("uncommon", "rare")]
    assert result.measures["log_swap_rate"] == pytest.approx(np.log10(0.003 + 1 / 32), abs=0.001)
    assert result.replay() == suspect


def test_lost_capitals_are_not_identical() -> None:
    assert compare_texts(ARTICLE.lower(), ARTICLE, LEXICON, FLAT_MODEL).relation != "identical"


def test_kept_quotations_names_and_numbers() -> None:
    suspect = ARTICLE.replace("told", "informed").replace("sells", "vends").replace("crossed", "passed")
    result = compare_texts(suspect, ARTICLE, LEXICON, FLAT_MODEL)
    kept = [(kept.suspect.text, kept.kind) for kept in result.kept]
    assert ("“It took us 14 long years,”", "quotation") in kept
    assert ("Maria Lopez", "name") in kept
    assert ("1,200", "number") in kept
    assert ("14", "number") not in kept


def test_results_survive_pickling() -> None:
    result = compare_texts(ARTICLE.replace("old", "new"), ARTICLE, LEXICON, FLAT_MODEL)
    assert pickle.loads(pickle.dumps(result)) == result  # noqa: S301


def test_candidates_are_verified_as_if_each_were_compared_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    originals = [ARTICLE, "", BRITISH, ARTICLE.replace("old", "rare"), "The council.", AMERICAN, "?!"]
    suspect = ARTICLE.replace("bridge", "garden")
    alone = [compare_texts(suspect, original, LEXICON, FLAT_MODEL) for original in originals]
    assert verify(suspect, originals, LEXICON, FLAT_MODEL) == alone
    monkeypatch.setattr(pair, "_BATCH", 200)
    assert verify(suspect, originals, LEXICON, FLAT_MODEL) == alone
    assert verify(suspect, [], LEXICON, FLAT_MODEL) == []


def test_an_original_that_is_too_long_is_not_verified(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pair, "MAX_TOKENS", 20)
    results = verify(
        "The mayor.", [ARTICLE, "The mayor.", "x" * (pair.MAX_CHARACTERS + 1)], LEXICON, FLAT_MODEL
    )
    assert [result and result.relation for result in results] == [None, "identical", None]
    with pytest.raises(InputError, match="the suspect has"):
        verify(ARTICLE, ["The mayor."], LEXICON, FLAT_MODEL)


def test_parts_are_made_once_and_only_when_asked_for() -> None:
    result = compare_texts(ARTICLE.replace("old", "new"), ARTICLE, LEXICON, FLAT_MODEL)
    assert "edits" not in vars(result)
    assert result.substitutions is result.substitutions
    assert "edits" not in vars(result)
    assert replace(result, likelihood=0.5).edits == result.edits
    with pytest.raises(AttributeError, match="no attribute 'parts'"):
        result.parts  # type: ignore[attr-defined]  # noqa: B018


def test_a_text_that_is_too_long_is_refused_with_advice(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match=r"the suspect has .* characters.*split it"):
        compare_texts("x" * (pair.MAX_CHARACTERS + 1), ARTICLE, LEXICON, FLAT_MODEL)
    monkeypatch.setattr(pair, "MAX_TOKENS", 20)
    with pytest.raises(InputError, match=r"the original has .* tokens.*split it"):
        compare_texts("short", ARTICLE, LEXICON, FLAT_MODEL)


def test_ten_thousand_words_on_one_line_take_seconds() -> None:
    """Nothing in the alignment may be quadratic in Python: this took minutes when it was."""
    words = [f"w{number * 7919 % 3001}" for number in range(10_000)]
    suspect = " ".join(word if number % 9 else "swap" for number, word in enumerate(words))
    began = time.process_time()
    result = compare_texts(suspect, " ".join(words), LEXICON, FLAT_MODEL)
    assert time.process_time() - began < 10
    assert result.coverage > 0.9
