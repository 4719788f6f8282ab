"""Word vectors by company and by meaning."""

from __future__ import annotations

import numpy as np
import pytest

from spunlib.training.static_vectors import commonest, company_vectors, vector_index


def test_words_in_like_company_are_near() -> None:
    rng = np.random.default_rng(3)
    # Words 0-4 stand between 20s and 21s, words 5-9 between 30s and 31s.
    first = [row for word in rng.integers(0, 5, 3000) for row in (20, word, 21)]
    second = [row for word in rng.integers(5, 10, 3000) for row in (30, word, 31)]
    rows = np.array(first + second)
    vectors = company_vectors(rows, np.arange(10), 40, dims=2)
    assert vectors.shape == (10, 2)
    assert vectors.dtype == np.float32
    assert vectors.std() == pytest.approx(1, rel=1e-5)
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    cosine = unit @ unit.T
    assert cosine[:5, :5].min() > 0.9 > 0.2 > cosine[:5, 5:].max()
    assert (company_vectors(rows, np.arange(10), 40, dims=2) == vectors).all()


def test_the_commonest_come_first_and_none_that_never_occurs() -> None:
    assert commonest(np.array([3, 0, 7, 3, 1]), 3).tolist() == [2, 0, 3]
    assert commonest(np.array([3, 0]), 5).tolist() == [0]


def test_unknown_words_numbers_and_starts_have_vectors_of_their_own() -> None:
    index = vector_index(np.array([4, 1]), 6)
    assert index.tolist() == [2, 1, 2, 2, 0, 2, 2, 3, 4]
