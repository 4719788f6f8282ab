"""Token keys: 64-bit hashes that stand for folded tokens everywhere (tables, models, indexes)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
from numpy.typing import NDArray

KEY_WIDTH: Final = 64
_SEED: Final = np.uint64(0x9E3779B97F4A7C15)


def mix(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The finaliser of splitmix64 (Steele, Lea and Flood 2014): spreads every input bit over all 64."""
    return _mixed(values.copy())


def _mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """`mix`, put into its argument."""
    shifted = values >> np.uint64(30)
    values ^= shifted
    values *= np.uint64(0xBF58476D1CE4E5B9)
    values ^= np.right_shift(values, np.uint64(27), out=shifted)
    values *= np.uint64(0x94D049BB133111EB)
    values ^= np.right_shift(values, np.uint64(31), out=shifted)
    return values


PLACES: Final = mix(np.arange(1, KEY_WIDTH + 1, dtype=np.uint64) * _SEED) | np.uint64(1)
"""One random odd multiplier for each place in a word. Sums of products are a universal hash, had by a
segmented sum here and in a scan in a compiled kernel alike. Words longer than the table wrap around."""


def pair(left: NDArray[np.uint64], right: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Key of two tokens in a row, from their keys.

    >>> navy, blue = plain_keys(["navy"]), plain_keys(["blue"])
    >>> pair(navy, blue) == pair(blue, navy)
    array([False])
    """
    joined, other = halves(left, right)
    joined += other
    return _mixed(joined)


def halves(
    left: NDArray[np.uint64], right: NDArray[np.uint64]
) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """What the left and the right token bring into their `pair`, which is ``mix`` of the sum."""
    return left * np.uint64(0xD6E8FEB86659FD93), right * np.uint64(0xA0761D6478BD642F)


def plain_keys(words: Iterable[str]) -> NDArray[np.uint64]:
    """Keys of words that are already folded: lower case, one token each; uint64 (n,).

    For other text see `spunlib.text.tokens.keys_of`.
    """
    places = PLACES.tolist()  # Python's numbers: thousands of words are keyed when spunlib is imported
    sums = [
        sum(ord(char) * places[place % KEY_WIDTH] for place, char in enumerate(word)) & 0xFFFFFFFFFFFFFFFF
        for word in words
    ]
    return mix(np.array(sums, np.uint64))
