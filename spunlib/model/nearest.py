"""Common words that are alike: in meaning and in the company they keep, by the fast network's own vectors.

Where a lexicon's rings know what tools put for what, the vectors know of any word what could stand there too.
Only words that the lexicon can spell are found, and only common ones: it is those that tools replace.
"""

from __future__ import annotations

from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spunlib.lexicon.lexicon import Lexicon
from spunlib.model.token_head import TokenHead

COMMON: Final = 3.0
"""Least Zipf frequency of what is found: about 17,000 words, once in a million or oftener."""

_BLOCK: Final = 64
"""Words looked up at a time."""


class Nearest:
    """Words by their vectors; the table is made when it is first asked, which takes some milliseconds.

    Args:
        lexicon: spellings and frequencies.
        tokens: the fast tier's head, which has a vector for each row of the lexicon.
    """

    def __init__(self, lexicon: Lexicon, tokens: TokenHead) -> None:
        self._lexicon = lexicon
        self._tokens = tokens

    @cached_property
    def forms(self) -> NDArray[np.int64]:
        """The forms that can be found, lower-case single words, int64 (f,)."""
        columns = self._lexicon.columns
        row = columns["form_row"].astype(np.int64)
        known = np.flatnonzero(row >= 0)
        row = row[known]
        known = known[(columns["word_zipf"][row] >= COMMON) & self._own(row)]
        spelt = zip(known.tolist(), self._lexicon.forms(known.tolist()), strict=True)
        return np.array([number for number, form in spelt if form.islower()], np.int64)

    @cached_property
    def _table(self) -> NDArray[np.float32]:
        return self._unit(self._lexicon.columns["form_row"][self.forms].astype(np.int64))

    def alike(self, rows: NDArray[np.int64], others: NDArray[np.int64]) -> NDArray[np.float32]:
        """Cosines of words with others, pair by pair, as lexicon rows; float32 (n,), 0 where unknown."""
        known = self._own(rows) & self._own(others)
        cosine = np.einsum("nd,nd->n", self._unit(rows), self._unit(others))
        return np.where(known, cosine, np.float32(0)).astype(np.float32)

    def of(self, rows: NDArray[np.int64], most: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The ``most`` nearest forms of each word, the word itself among them: ``(owner, form)``.

        Args:
            rows: lexicon rows, int64 (n,).
            most: forms for each; none for a word without a vector of its own.

        Returns:
            int64 (m,) both; ``owner`` indexes ``rows`` in ascending order.
        """
        known = np.flatnonzero(self._own(rows))
        most = min(most, self.forms.size)
        if most == 0 or known.size == 0:
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        found = np.zeros((known.size, most), np.int64)
        for at in range(0, known.size, _BLOCK):
            cosine = self._unit(rows[known[at : at + _BLOCK]]) @ self._table.T
            found[at : at + _BLOCK] = _largest(cosine, most)
        return np.repeat(known, most), self.forms[found.ravel()]

    def _own(self, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Whether words have a vector that they share with no unknown one."""
        of = self._tokens.vector_of
        own: NDArray[np.bool_] = of[rows] != of[self._lexicon.size]
        return own

    @cached_property
    def _units(self) -> NDArray[np.float32]:
        """All vectors, each divided by its length."""
        vectors = self._tokens.vectors.astype(np.float32)
        vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), np.float32(1e-6))
        return vectors

    def _unit(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        found: NDArray[np.float32] = self._units[self._tokens.vector_of[rows]]
        return found


def _largest(table: NDArray[np.float32], most: int) -> NDArray[np.int64]:
    """Columns of the ``most`` largest values of each row, ascending, int64 (rows, most).

    >>> _largest(np.array([[3, 1, 2, 5], [7, 7, 7, 8]], np.float32), 2)
    array([[0, 3],
           [0, 3]])
    """
    # Partitioning the values takes a fraction of partitioning their places.
    least = np.partition(table, table.shape[1] - most, axis=1)[:, table.shape[1] - most, None]
    chosen = table >= least
    for row in np.flatnonzero(chosen.sum(axis=1) > most).tolist():  # some are as large as the last: the first
        ties = np.flatnonzero(table[row] == least[row])
        chosen[row, ties[most - int(chosen[row].sum()) :]] = False
    columns: NDArray[np.int64] = np.flatnonzero(chosen).reshape(-1, most) % table.shape[1]
    return columns
