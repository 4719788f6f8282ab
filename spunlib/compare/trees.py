"""Boosted regression trees as flat arrays: what a small ensemble needs to be read and evaluated by numpy.

Tree ``t`` adds to the score of class ``t % n_classes``, and the score of a class is the sum of its trees
(Friedman 2001, The Annals of Statistics 29). Inner nodes send a row to their left child where its column is
at most the limit. Children stand behind their parent, so every walk ends.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

LEAF: Final = -1
"""The column of a leaf."""


@dataclass(frozen=True, slots=True)
class Trees:
    """An ensemble; node by node, but for the roots.

    Attributes:
        root: int64 (trees,), the first node of each tree; as many trees of each class, the classes by turns.
        column: int64 (nodes,), the column that a node asks for, `LEAF` for leaves.
        limit: float64 (nodes,).
        left, right: int64 (nodes,), the children.
        value: float64 (nodes,), what a leaf adds to the score.
    """

    root: NDArray[np.int64]
    column: NDArray[np.int64]
    limit: NDArray[np.float64]
    left: NDArray[np.int64]
    right: NDArray[np.int64]
    value: NDArray[np.float64]

    def scores(self, values: NDArray[np.float64], n_classes: int) -> NDArray[np.float64]:
        """The scores of rows, float64 (rows, classes), from float64 (rows, columns).

        >>> stump = Trees.read({"root": [0], "column": [0, -1, -1], "limit": [0.5, 0, 0], "left": [1, 0, 0],
        ...                     "right": [2, 0, 0], "value": [0, -1.0, 2.0]}, n_columns=1)
        >>> stump.scores(np.array([[0.5], [0.6]]), 1).tolist()
        [[-1.0], [2.0]]
        """
        # The trees were fitted on single precision: a value at a limit must fall to the same side here.
        values = values.astype(np.float32)
        rows = np.arange(len(values))[:, None]
        node = np.repeat(self.root[None, :], len(values), axis=0)
        while (inner := self.column[node] != LEAF).any():
            lower = values[rows, self.column[node]] <= self.limit[node]
            node = np.where(inner, np.where(lower, self.left[node], self.right[node]), node)
        return np.asarray(self.value[node].reshape(len(values), -1, n_classes).sum(1))

    @classmethod
    def read(cls, content: Mapping[str, Any], n_columns: int) -> Trees:
        """The ensemble of lists of numbers, by the names of the attributes.

        Raises:
            ValueError: a list is missing, holds no numbers, is of the wrong length, or names a column or a
                node that is not there.
        """
        arrays: dict[str, Any] = {}
        for field in fields(cls):
            real = field.name in ("limit", "value")
            found = np.array(content.get(field.name, "missing"))
            if found.ndim != 1 or (found.size and found.dtype.kind not in ("if" if real else "i")):
                raise ValueError(f"{field.name} is no list of {'' if real else 'whole '}numbers")
            arrays[field.name] = found.astype(np.float64 if real else np.int64)
        trees = cls(**arrays)
        trees._check(n_columns)
        return trees

    def _check(self, n_columns: int) -> None:
        n_nodes = self.column.size
        if any(array.size != n_nodes for array in (self.limit, self.left, self.right, self.value)):
            raise ValueError("the lists of nodes are not of one length")
        if not (np.isfinite(self.limit).all() and np.isfinite(self.value).all()):
            raise ValueError("limits and values must be finite")
        if ((self.root < 0) | (self.root >= n_nodes)).any():
            raise ValueError("a root is no node")
        if ((self.column < LEAF) | (self.column >= n_columns)).any():
            raise ValueError(f"a node asks for a column that is not among the {n_columns}")
        inner = np.flatnonzero(self.column != LEAF)
        for child in (self.left[inner], self.right[inner]):
            if ((child <= inner) | (child >= n_nodes)).any():
                raise ValueError("a child does not stand behind its parent")
