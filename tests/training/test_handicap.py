"""The handicap: no kind's thresholds are set by writers who are mistaken for another kind."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from spunlib.model.document_head import KINDS, DocumentHead
from spunlib.training.handicap import STEPS, fit_handicap, handicapped

SPUN, TRANSLATED = KINDS.index("synonym_spun"), KINDS.index("translated")


@pytest.fixture
def head() -> DocumentHead:
    """Two numbers: the first is the log-odds of being spun, the second of being translated."""
    weights = np.zeros((2, 2, 4), np.float32)
    weights[:, 0, SPUN] = weights[:, 1, TRANSLATED] = 1
    bias = np.full((2, 4), -30, np.float32)
    bias[:, [0, SPUN, TRANSLATED]] = 0
    return DocumentHead(np.zeros(2, np.float32), np.ones(2, np.float32), weights, bias, np.array([1.0, 0.0]))


def documents(translator: float) -> tuple[NDArray[np.float32], NDArray[np.str_], NDArray[np.str_]]:
    """People, of whom a tenth translate and look it, and texts that are plainly spun."""
    rng = np.random.default_rng(4)
    human, spun = rng.normal(-3, 0.5, (1000, 2)), rng.normal((2, -3), 0.5, (500, 2))
    human[:100, 1] = rng.normal(translator, 0.5, 100)
    kinds = np.repeat(("human", "synonym_spun"), (1000, 500))
    groups = np.repeat(("translators", "others", "tool"), (100, 900, 500))
    return np.concatenate((human, spun)).astype(np.float32), kinds, groups


def test_what_people_are_mistaken_for_gets_a_handicap(head: DocumentHead) -> None:
    numbers, kinds, groups = documents(translator=3.0)
    fitted = fit_handicap(head, numbers, np.full(1500, 300), kinds, groups, np.ones(1500))
    less = head.bias - fitted.bias
    assert less[0, TRANSLATED] == max(STEPS)
    assert (less[:, [0, SPUN]] == 0).all()


def test_without_need_there_is_none(head: DocumentHead) -> None:
    numbers, kinds, groups = documents(translator=-3.0)
    fitted = fit_handicap(head, numbers, np.full(1500, 300), kinds, groups, np.ones(1500))
    assert (fitted.bias == head.bias).all()


def test_with_one_side_alone_there_is_nothing_to_choose_by(head: DocumentHead) -> None:
    numbers, kinds, groups = documents(translator=3.0)
    own = kinds == "human"
    fitted = fit_handicap(head, numbers[own], np.full(1000, 300), kinds[own], groups[own], np.ones(1000))
    assert fitted is head


def test_a_handicap_is_taken_off_at_both_ends_of_length(head: DocumentHead) -> None:
    less = head.bias - handicapped(head, {"translated": 1.5}).bias
    assert less[:, TRANSLATED].tolist() == [1.5, 1.5]
    assert np.count_nonzero(less) == 2
