"""Word vectors to start the student from: what stands beside a word, and what it means by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spunlib.errors import MissingExtraError
from spunlib.training.word_vectors import word_vectors

COMPANY: Final = 24
MEANING: Final = 16
"""Dimensions from neighbours and from MiniLM."""

_CONTEXTS: Final = 4000
_SEED: Final = 7


def company_vectors(
    rows: NDArray[np.int64], wanted: NDArray[np.int64], n_rows: int, dims: int = COMPANY
) -> NDArray[np.float32]:
    """Vectors of words by their left and right neighbours; float32 (len(wanted), dims), of variance 1.

    The positive pointwise mutual information of each word with the commonest words on either side, reduced by
    a truncated singular value decomposition, U sqrt(S) (Levy, Goldberg and Dagan 2015, with contexts
    discounted by the power 0.75).

    Args:
        rows: a body of text as lexicon rows.
        wanted: the rows that get a vector.
        n_rows: how many rows there are.
        dims: numbers of a vector.

    Raises:
        MissingExtraError: scikit-learn is not installed.
    """
    try:
        from scipy.sparse import coo_matrix
        from sklearn.utils.extmath import randomized_svd
    except ImportError as error:
        raise MissingExtraError("train", "scikit-learn") from error
    count = np.bincount(rows, minlength=n_rows)
    contexts = np.argsort(-count, kind="stable")[:_CONTEXTS]
    row_of, context_of = np.full(n_rows, -1), np.full(n_rows, -1)
    row_of[wanted] = np.arange(wanted.size)
    context_of[contexts] = np.arange(contexts.size)
    code, number = [], []
    width = 2 * contexts.size
    for word, other, offset in ((rows[1:], rows[:-1], 0), (rows[:-1], rows[1:], contexts.size)):
        use = (row_of[word] >= 0) & (context_of[other] >= 0)
        both = row_of[word[use]] * width + context_of[other[use]] + offset
        found, times = np.unique(both, return_counts=True)
        code.append(found)
        number.append(times.astype(np.float64))
    at, counts = np.concatenate(code), np.concatenate(number)
    word, other = at // width, at % width
    share = np.bincount(other, counts, minlength=width) ** 0.75
    share /= share.sum()
    own = np.bincount(word, counts, minlength=wanted.size)
    pmi = np.log(counts / (own[word] * share[other]))
    keep = pmi > 0
    matrix = coo_matrix((pmi[keep], (word[keep], other[keep])), shape=(wanted.size, width)).tocsr()
    u, s, _ = randomized_svd(matrix, dims, random_state=_SEED)
    return _even(u * np.sqrt(s))


def meaning_vectors(words: Sequence[str], dims: int = MEANING) -> NDArray[np.float32]:
    """Vectors of words by what MiniLM makes of them alone; float32 (len(words), dims), of variance 1.

    The leading principal components of `spunlib.training.word_vectors.word_vectors`.
    """
    vectors = word_vectors(words).astype(np.float64)
    vectors -= vectors.mean(axis=0)
    _, axes = np.linalg.eigh(vectors.T @ vectors)
    leading = axes[:, ::-1][:, :dims]
    # An axis has no direction of its own: let its largest part be positive.
    leading *= np.sign(leading[np.abs(leading).argmax(axis=0), np.arange(leading.shape[1])])
    return _even(vectors @ leading)


def commonest(count: NDArray[np.int64], limit: int) -> NDArray[np.int64]:
    """The ``limit`` rows with the largest counts, commonest first, none that never occurs; int64."""
    order = np.argsort(-count, kind="stable")[:limit]
    return order[count[order] > 0]


def vector_index(wanted: NDArray[np.int64], n_words: int) -> NDArray[np.int32]:
    """The vector of each lexicon row, int32 (n_words + 3,), given the words that have one of their own.

    Vectors len(wanted) and after are those of any other word, of numbers, and of none.

    >>> vector_index(np.array([2, 0]), 3).tolist()
    [1, 2, 0, 2, 3, 4]
    """
    index = np.full(n_words + 3, wanted.size, np.int32)
    index[wanted] = np.arange(wanted.size)
    index[n_words + 1 :] = wanted.size + 1 + np.arange(2)
    return index


def _even(vectors: NDArray[np.float64]) -> NDArray[np.float32]:
    centred = vectors - vectors.mean(axis=0)
    even: NDArray[np.float32] = (centred / centred.std()).astype(np.float32)
    return even
