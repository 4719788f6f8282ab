"""What else could stand in a word's place, and how much better it would fit: shared by several extractors.

Each ring entry (w <- a: people may have written a where w stands) is weighed by a bigram model in the context
l _ r::

    fit(x)  = log10 P(x | l) + log10 P(r | x)
    gain(a) = fit(a) - fit(w)

Source of the idea: context fitness of synonyms (Chen et al. 2011, for synonym steganography).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spunlib.lexicon.lexicon import Lexicon

WEIGHED: Final = 8
"""Entries of a ring that are weighed, the likeliest. All 16 would be a third more look-ups, and the one that
fits best is among these for 95 of 100 words of human text."""

_BLOCK: Final = 4096
"""Tokens weighed at a time: what is worked out for their entries stays in the cache."""


@dataclass(frozen=True, slots=True)
class Alternatives:
    """Ring entries of a batch's tokens, at most `WEIGHED` of each; E entries in token order.

    Attributes:
        token: int64 (E,), the token (row of the batch), ascending.
        entry: int64 (E,), the ring entry.
        gain: float32 (E,), see the module docstring; 0 where the alternative is a phrase.
        commoner: float32 (E,), Zipf frequency of the alternative less that of the word.
        table: int64 (w, m), the entries of each of the m tokens that have any, a column each; the last one is
            repeated.
    """

    token: NDArray[np.int64]
    entry: NDArray[np.int64]
    gain: NDArray[np.float32]
    commoner: NDArray[np.float32]
    table: NDArray[np.int64]

    def of(self, token: int) -> NDArray[np.int64]:
        """Positions of the entries of one token."""
        return np.arange(*np.searchsorted(self.token, (token, token + 1)))

    def best(
        self, values: NDArray[np.float32], n: int, floor: float, use: NDArray[np.bool_] | None = None
    ) -> NDArray[np.float32]:
        """The largest of ``values`` (E,) for each of ``n`` tokens, at least ``floor``; float32 (n,)."""
        best = np.full(n, floor, np.float32)
        if use is not None:
            values = np.where(use, values, np.float32(floor))
        # Some short columns are compared much faster than many short runs.
        largest = values.take(self.table).max(axis=0, initial=np.float32(floor))
        best[self.token.take(self.table[0])] = largest
        return best


def weigh_alternatives(
    lexicon: Lexicon,
    rows: NDArray[np.int64],
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    fits: NDArray[np.float32],
    tokens: NDArray[np.int64],
) -> Alternatives:
    """Weigh the ring entries of ``tokens`` (ascending rows of the batch), given the ``fits`` of all."""
    blocks = [
        _weighed(lexicon, rows, left, right, fits, tokens[at : at + _BLOCK])
        for at in range(0, max(tokens.size, 1), _BLOCK)
    ]
    token, entry, gain, commoner = (np.concatenate(column) for column in zip(*blocks, strict=True))
    begin = np.flatnonzero(np.diff(token, prepend=-1))
    last = np.append(begin[1:], token.size)[: begin.size] - 1
    most = int((last - begin).max(initial=0)) + 1
    table = np.minimum(begin + np.arange(most)[:, None], last)
    return Alternatives(token, entry, gain, commoner, table)


def _weighed(
    lexicon: Lexicon,
    rows: NDArray[np.int64],
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    fits: NDArray[np.float32],
    tokens: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32], NDArray[np.float32]]:
    """Token, entry, gain and commoner of the entries of some tokens."""
    owner, entry = lexicon.ring(rows[tokens], WEIGHED)
    token = tokens[owner]
    other = lexicon.ring_row[entry]
    phrase = np.flatnonzero(other < 0)
    other[phrase] = rows[token[phrase]]  # any known word will do: what it gets is set to 0 below
    gain = lexicon.log_probability(left[token], other)
    gain += lexicon.log_probability(other, right[token])
    gain -= fits[token]
    commoner = lexicon.frequency[other]
    commoner -= lexicon.frequency[rows[token]]
    gain[phrase] = commoner[phrase] = 0
    return token, entry, gain, commoner
