"""Words by their vectors: the nearest are found, the unknown have none, and nobody's neighbours matter."""

from __future__ import annotations

import numpy as np
import pytest
from tiny_model import model_arrays, model_facts

import spunlib
from spunlib.model.model import Model
from spunlib.model.nearest import COMMON, Nearest
from spunlib.text.tokens import keys_of


def shipped(detector: spunlib.SpinDetector) -> Nearest:
    return Nearest(detector.model.lexicon, detector.model.tokens)


def rows(detector: spunlib.SpinDetector, words: list[str]) -> np.ndarray:
    return detector.model.lexicon.ids(keys_of(words))


def test_forms_are_common_lower_case_words(detector: spunlib.SpinDetector) -> None:
    lexicon = detector.model.lexicon
    forms = shipped(detector).forms
    assert np.all(np.diff(forms) > 0)
    assert 5_000 < forms.size < 40_000
    row = lexicon.columns["form_row"][forms]
    assert np.all(lexicon.column("word_zipf", row) >= COMMON)
    assert all(form.islower() and " " not in form for form in lexicon.forms(forms[:500].tolist()))


def test_the_nearest_are_those_with_the_largest_cosines(detector: spunlib.SpinDetector) -> None:
    nearest = shipped(detector)
    asked = rows(detector, ["quick", "purchase", "agony"])
    owner, form = nearest.of(asked, 20)
    assert np.bincount(owner).tolist() == [20, 20, 20]
    every = detector.model.lexicon.columns["form_row"][nearest.forms].astype(np.int64)
    for number, row in enumerate(asked.tolist()):
        cosine = nearest.alike(np.full(every.size, row), every)
        assert set(form[owner == number].tolist()) == set(nearest.forms[np.argsort(-cosine)[:20]].tolist())
        assert row in detector.model.lexicon.columns["form_row"][form[owner == number]]


def test_a_word_is_looked_up_alike_in_any_company(detector: spunlib.SpinDetector) -> None:
    nearest = shipped(detector)
    asked = np.concatenate((rows(detector, ["quick", "purchase"]), np.arange(2000, 2300)))
    owner, form = nearest.of(asked, 15)
    for number in (0, 1, 77, 301):
        alone, found = nearest.of(asked[number : number + 1], 15)
        assert alone.tolist() == [0] * found.size
        assert found.tolist() == form[owner == number].tolist()


def test_unknown_words_are_like_nothing(detector: spunlib.SpinDetector) -> None:
    nearest, size = shipped(detector), detector.model.lexicon.size
    unknown = np.array([size, size])
    assert nearest.of(unknown, 5)[0].size == 0
    assert nearest.alike(unknown, rows(detector, ["quick", "slow"])).tolist() == [0, 0]
    assert nearest.alike(unknown, unknown).tolist() == [0, 0]


@pytest.mark.parametrize("most", [0, 3])
def test_a_small_lexicon_may_have_none(most: int) -> None:
    model = Model.of(model_arrays(), model_facts())
    nearest = Nearest(model.lexicon, model.tokens)
    owner, form = nearest.of(np.arange(5), most)
    assert owner.size == form.size <= 5 * most
