"""A document's numbers: what a repeated doubt is worth."""

from __future__ import annotations

import numpy as np
import pytest

from spunlib.model.document_features import STEPS, _worth


def test_the_same_doubt_counts_less_each_time() -> None:
    z = np.array([1, 1, 1, 1, 1], np.float32)
    text = np.array([0, 0, 0, 0, 1])
    key = np.array([7, 9, 7, 7, 7], np.uint64)
    assert _worth(z, text, key).tolist() == pytest.approx([1, 1, 1 / 2, 1 / 3, 1])


def test_uses_that_are_not_in_doubt_do_not_count() -> None:
    low = STEPS[0] - 1
    worth = _worth(np.array([low, 1, low, 1], np.float32), np.zeros(4, np.int64), np.full(4, 7, np.uint64))
    assert worth.tolist() == [1, 1, 1, 0.5]


def test_uses_are_counted_anew_in_a_long_text() -> None:
    worth = _worth(np.ones(1001, np.float32), np.zeros(1001, np.int64), np.full(1001, 7, np.uint64))
    assert worth[[0, 499, 500, 999, 1000]].tolist() == pytest.approx([1, 1 / 500, 1, 1 / 500, 1])


def test_a_text_without_doubts() -> None:
    assert _worth(np.full(3, -9, np.float32), np.zeros(3, np.int64), np.zeros(3, np.uint64)).tolist() == [
        1,
        1,
        1,
    ]
    assert _worth(np.zeros(0, np.float32), np.zeros(0, np.int64), np.zeros(0, np.uint64)).size == 0
