"""The most frequent of things that are too many to count."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Generic, NamedTuple, TypeVar

_K = TypeVar("_K", bound=Hashable)


class Frequency(NamedTuple):
    """How often a thing was met: ``at_least`` times at least, ``at_most`` at most."""

    at_least: int
    at_most: int


class Frequent(Generic[_K]):
    """Counts things in bounded memory; what is frequent stays, what is rare may be forgotten.

    Space-saving (Metwally, Agrawal and El Abbadi 2005), in batches: when there are twice as many things as
    there is room for, the rarer half is forgotten. What is met anew may be one of those, and so may have been
    met as often before as the most frequent of them; that much its count is uncertain. As long as all things
    have room, counts are exact.

    >>> words = Frequent(room=1)
    >>> for word in ("said", "said", "told", "asked", "told"):
    ...     words.add([word])
    >>> words.top(2)
    [('said', Frequency(at_least=2, at_most=2)), ('told', Frequency(at_least=1, at_most=2))]
    """

    __slots__ = ("_counts", "_floor", "_uncertain", "room")

    def __init__(self, room: int) -> None:
        self.room = room
        self._counts: dict[_K, int] = {}  # with what may have been missed
        self._uncertain: dict[_K, int] = {}
        self._floor = 0  # the most often that anything was met that has been forgotten

    def __len__(self) -> int:
        return len(self._counts)

    def add(self, things: Iterable[_K]) -> None:
        """Count each thing once."""
        for thing in things:
            if thing in self._counts:
                self._counts[thing] += 1
                continue
            self._counts[thing] = self._floor + 1
            if self._floor:
                self._uncertain[thing] = self._floor
            if len(self._counts) > 2 * self.room:
                self.shrink(self.room)

    def shrink(self, room: int) -> None:
        """Forget all but the ``room`` most frequent, and count in that room from now on."""
        self.room = room
        order = sorted(self._counts.items(), key=lambda item: -item[1])
        for thing, count in order[room:]:
            self._floor = max(self._floor, count)
            self._uncertain.pop(thing, None)
        self._counts = dict(order[:room])

    def top(self, most: int) -> list[tuple[_K, Frequency]]:
        """The things that were surely met most often, at most ``most``; of equals, those met first."""
        found = [
            (thing, Frequency(count - self._uncertain.get(thing, 0), count))
            for thing, count in self._counts.items()
        ]
        return sorted(found, key=lambda item: -item[1].at_least)[:most]
