"""Counting in bounded memory, against a counter that has all the room it wants."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from spunlib.summary.frequent import Frequency, Frequent


def skewed(rng: random.Random, things: int) -> int:
    """Like the words of a text: the n-th is met about 1 / n times as often as the first."""
    return int(things ** rng.random())


@pytest.mark.parametrize("room", [1, 10, 100])
@pytest.mark.parametrize("seed", range(5))
def test_the_truth_lies_within_the_bounds(room: int, seed: int) -> None:
    rng = random.Random(seed)
    table: Frequent[int] = Frequent(room)
    truth: Counter[int] = Counter()
    for _ in range(3_000):
        things = {skewed(rng, 500) for _ in range(rng.randrange(1, 6))}
        table.add(things)
        truth.update(things)
        assert len(table) <= 2 * room
    for thing, (at_least, at_most) in table.top(1_000):
        assert at_least <= truth[thing] <= at_most
    forgotten = max(
        (count for thing, count in truth.items() if thing not in dict(table.top(1_000))), default=0
    )
    assert forgotten <= max(at_most for _, (_, at_most) in table.top(1_000))


def test_what_is_frequent_is_counted_nearly_exactly() -> None:
    rng = random.Random(1)
    table: Frequent[int] = Frequent(50)
    truth: Counter[int] = Counter()
    for _ in range(20_000):
        thing = skewed(rng, 5_000)
        table.add([thing])
        truth[thing] += 1
    best = [thing for thing, _ in truth.most_common(5)]
    assert [thing for thing, _ in table.top(5)] == best
    assert all(dict(table.top(5))[thing].at_least >= 0.9 * truth[thing] for thing in best)


def test_with_room_for_all_counts_are_exact_and_equals_stand_in_order() -> None:
    table: Frequent[str] = Frequent(10)
    table.add(["b", "a", "c"])
    table.add(["a"])
    assert table.top(3) == [("a", Frequency(2, 2)), ("b", Frequency(1, 1)), ("c", Frequency(1, 1))]
    table.shrink(1)
    table.add(["c"])
    assert table.top(3) == [("a", Frequency(2, 2)), ("c", Frequency(1, 2))]


def test_no_room_at_all_is_no_error() -> None:
    table: Frequent[str] = Frequent(0)
    table.add("abc")
    assert table.top(5) == []
