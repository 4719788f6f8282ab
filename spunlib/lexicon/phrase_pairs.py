"""Which phrases stand for which words or phrases: the pairs behind the phrase table and the rings.

Both were counted on aligned pairs of spun and original texts. Looked up in either direction: a tool's line of
interchangeable items has no direction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spunlib.text.keys import pair
from spunlib.text.tokens import tokenise

LONGEST: Final = 4
"""Tokens of the longest phrase."""

Keys = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class PhrasePairs:
    """A set of pairs of phrases or words, told by their keys (`phrase_keys`); one of the two is a phrase.

    Attributes:
        members: uint64 (m,), sorted: every phrase or word that stands in a pair.
        pairs: uint64 (n,), sorted: `spunlib.text.keys.pair` of the two keys, either way round.
    """

    members: Keys
    pairs: Keys

    @classmethod
    def of(cls, phrases: Keys, others: Keys) -> PhrasePairs:
        """The pairs of two columns of keys.

        >>> keys = np.array([3, 5, 7], np.uint64)
        >>> known = PhrasePairs.of(keys[:2], keys[1:])
        >>> known.related(keys[[1, 0, 0]], keys[[0, 1, 2]])
        array([ True,  True, False])
        """
        both = np.concatenate((pair(phrases, others), pair(others, phrases)))
        return cls(np.unique(np.concatenate((phrases, others))), np.unique(both))

    def has(self, keys: Keys) -> NDArray[np.bool_]:
        """Which phrases or words stand in any pair; bool (n,)."""
        return _among(self.members, keys)

    def related(self, phrases: Keys, others: Keys) -> NDArray[np.bool_]:
        """Which phrases stand for which others; bool (n,)."""
        return _among(self.pairs, pair(phrases, others))


def phrase_keys(phrases: Sequence[str]) -> Keys:
    """Key of each phrase, 0 where it has no token or more than `LONGEST`; uint64 (n,).

    The key of a word is its own; of more, `spunlib.text.keys.pair` of what is before the last and the last.

    >>> from spunlib.text.tokens import keys_of
    >>> bool(phrase_keys(["rare", "of rare beauty"])[0] == keys_of(["rare"])[0])
    True
    """
    batch = tokenise(["\n".join(phrases)])  # a text for each would cost more than their tokens
    ends = np.cumsum([len(phrase) + 1 for phrase in phrases])
    first = np.concatenate(([0], np.searchsorted(batch.start, ends)))
    sizes = np.diff(first)
    keys = np.zeros(sizes.size, np.uint64)
    some = np.flatnonzero((sizes > 0) & (sizes <= LONGEST))
    keys[some] = batch.key[first[some]]
    for size in range(2, LONGEST + 1):
        some = some[sizes[some] >= size]
        keys[some] = pair(keys[some], batch.key[first[some] + size - 1])
    return keys


def _among(table: Keys, keys: Keys) -> NDArray[np.bool_]:
    if table.size == 0:
        return np.zeros(keys.size, np.bool_)
    at = np.minimum(np.searchsorted(table, keys), table.size - 1)
    return np.asarray(table[at] == keys)
