"""Thesauri made of embedding neighbours, as word attacks (TextFooler and its kin) use them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from spunlib.training.thesauri import Line, Thesaurus

_CHUNK = 1024


def neighbour_thesaurus(
    words: Sequence[str], vectors: ArrayLike, *, n: int = 10, least_cosine: float = 0.5
) -> Thesaurus:
    """A thesaurus named "neighbours": each word with its nearest others, nearest first.

    Args:
        words: W words.
        vectors: (W, D) numbers, one row a word; a row of zeros has no neighbours.
        n: the most neighbours of a word.
        least_cosine: neighbours farther than this are left out.

    >>> neighbour_thesaurus(["cat", "dog", "tax"], [[1, 0], [1, 0.1], [0, 1]]).entries
    {'cat': ('dog',), 'dog': ('cat',)}
    """
    rows = np.asarray(vectors, dtype=np.float32)
    rows = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), np.finfo(np.float32).tiny)
    lines = []
    for start in range(0, len(rows), _CHUNK):
        cosines = rows[start : start + _CHUNK] @ rows.T
        nearest = np.argsort(-cosines, axis=1, kind="stable")[:, : n + 1]
        for row, columns in enumerate(nearest, start):
            near = [words[column] for column in columns if cosines[row - start, column] >= least_cosine]
            others = [word for word in near if word != words[row]][:n]
            if others:
                lines.append(Line((words[row], *others)))
    return Thesaurus("neighbours", tuple(lines))
