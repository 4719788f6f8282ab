"""Packed keys behave as a dict, exact or within the documented rate of false hits."""

from __future__ import annotations

import numpy as np
import pytest

from spunlib.lexicon.packed import PackedKeys

TOP = 2**64


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64, 65, 1000, 30_000])
@pytest.mark.parametrize("exact", [True, False], ids=["exact", "tagged"])
def test_equals_a_dict(size: int, exact: bool) -> None:
    rng = np.random.default_rng(size)
    keys = np.unique(rng.integers(0, TOP, size, np.uint64))
    table = PackedKeys.build(keys, exact=exact)
    assert len(table) == keys.size
    shuffled = rng.permutation(keys)
    rows = dict(zip(keys.tolist(), range(keys.size), strict=True))
    found = table.find(shuffled)
    expected = np.array([rows[key] for key in shuffled.tolist()])
    assert found.dtype == np.int64
    if exact:
        assert np.array_equal(found, expected)
        others = rng.integers(0, TOP, 5000, np.uint64)
        assert [rows.get(key, -1) for key in others.tolist()] == table.find(others).tolist()
    else:
        # Two keys of one bucket with one tag share the first one's row.
        assert (found >= 0).all()
        assert (found != expected).mean() < 1e-3


@pytest.mark.parametrize("size", [40_000, 60_000, 65_536, 65_537])
def test_tags_let_two_in_a_hundred_thousand_strangers_pass(size: int) -> None:
    rng = np.random.default_rng(7)
    keys = np.unique(rng.integers(0, TOP, size, np.uint64))
    table = PackedKeys.build(keys, exact=False)
    assert table.tags.dtype == np.uint16
    strangers = rng.integers(0, TOP, 2_000_000, np.uint64)
    rate = (table.find(strangers) >= 0).mean()
    assert 0 < rate < 2.5e-5


@pytest.mark.parametrize(
    "keys",
    [
        [0],
        [TOP - 1],
        [0, TOP - 1],
        [1, 2, 3, 4, 5, 6],  # all in one bucket
        [TOP - 4, TOP - 3, TOP - 2, TOP - 1],
        [0, 1 << 62, 1 << 63, 3 << 62],
    ],
)
def test_edges_of_the_key_range(keys: list[int]) -> None:
    table = PackedKeys.build(np.array(keys, np.uint64), exact=True)
    assert table.find(np.array(keys, np.uint64)).tolist() == list(range(len(keys)))
    others = np.array([key for key in (0, 1, 7, 1 << 61, 1 << 63, TOP - 1) if key not in keys], np.uint64)
    assert (table.find(others) == -1).all()


@pytest.mark.parametrize("exact", [True, False], ids=["exact", "tagged"])
def test_an_empty_table_and_an_empty_question(exact: bool) -> None:
    none = np.zeros(0, np.uint64)
    empty = PackedKeys.build(none, exact=exact)
    assert len(empty) == 0
    assert empty.find(np.array([0, 5, TOP - 1], np.uint64)).tolist() == [-1, -1, -1]
    assert PackedKeys.build(np.array([5], np.uint64), exact=exact).find(none).shape == (0,)


def test_questions_are_not_changed_and_keep_their_order() -> None:
    keys = np.array([3, 5, 9], np.uint64)
    table = PackedKeys.build(keys, exact=True)
    question = np.array([9, 4, 3, 9], np.uint64)
    before = question.copy()
    assert table.find(question).tolist() == [2, -1, 0, 2]
    assert np.array_equal(question, before)
