"""Fitting the table of n-gram weights of the token head: logistic regression over hashed n-grams.

The network above the table must see sums as they are on text that the table has not seen, and now and then as
they are on the text of a tool that it has not seen: so sums for training come from tables fitted on the other
fold, and for a share of the passages without their lineage of spinners.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spunlib.errors import MissingExtraError
from spunlib.model.ngrams import TEMPLATES
from spunlib.training.tagging import TaggedTokens

Batches = Callable[[], Iterator[TaggedTokens]]

BITS: Final = 21
_L2: Final = 2e-7
_EPOCHS: Final = 3
_SEED: Final = 20
_TURN: Final = 2000
"""Tokens of untouched text in a row that get their sums from one table."""


def refit_ngrams(
    folds: Sequence[Batches], mean: NDArray[np.float32], scale: NDArray[np.float32]
) -> dict[str, NDArray[Any]]:
    """A table fitted anew for a network that is there: a user's own spinners, learnt without torch.

    The sums are scaled to look to the network as those that it was trained on: standardised by their own mean
    and deviation on the folds, each by a table fitted on the others.

    Args:
        folds: two or more, each yields its tagged batches anew at every call.
        mean: the array token_mean of the network, of which the last is the sum's.
        scale: the array token_scale, likewise.

    Returns:
        The arrays token_ngrams, token_ngram_scale, token_mean and token_scale.
    """
    slots, labels = zip(*(_gather(fold) for fold in folds), strict=True)
    sums = []
    for number in range(len(folds)):
        rest = [other for other in range(len(folds)) if other != number]
        table = fit_table(
            np.concatenate([slots[at] for at in rest]), np.concatenate([labels[at] for at in rest])
        )
        sums.append(sums_of(table, slots[number]))
    mean, scale = mean.copy(), scale.copy()
    mean[-1:], scale[-1:] = standard(np.concatenate(sums)[:, None])
    return (
        quantised(fit_table(np.concatenate(slots), np.concatenate(labels)))
        | {"token_mean": mean, "token_scale": scale}
    )  # fmt: skip


def cross_fitted_sums(
    slots: NDArray[np.int32],
    label: NDArray[np.int8],
    fold: NDArray[np.int64],
    lineage: NDArray[np.int64],
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """n-gram sums of m tokens by tables that have not seen their text; and that know no tool of its lineage.

    Args:
        slots: int32 (m, TEMPLATES).
        label: int8 (m,), 1 where a tool put the token, 0 where not, less where that is not known.
        fold: int64 (m,), 0 or 1; the tokens of a text, and of its spun copies, are in one fold.
        lineage: int64 (m,), of the tool. Tokens of a lineage without any replaced ones (untouched text, or
            text rewritten as a whole) are strangers to all: their second sums come from one table after the
            other.

    Returns:
        Both float32 (m,).
    """
    known, stranger = np.empty(label.size, np.float32), np.empty(label.size, np.float32)
    lineages = np.unique(lineage[label == 1])
    turn = lineage.copy()
    other = np.flatnonzero(~np.isin(lineage, lineages))
    if lineages.size:
        turn[other] = lineages[other // _TURN % lineages.size]
    for number in (0, 1):
        own, rest = fold == number, (fold != number) & (label >= 0)
        known[own] = stranger[own] = sums_of(fit_table(slots[rest], label[rest] == 1), slots[own])
        for one in lineages.tolist():
            use, to = rest & (lineage != one), own & (turn == one)
            stranger[to] = sums_of(fit_table(slots[use], label[use] == 1), slots[to])
    return known, stranger


def fit_table(slots: NDArray[np.int32], label: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Weights of the 2**BITS slots by averaged stochastic gradient descent; float32 (2**BITS,).

    Args:
        slots: int32 (m, TEMPLATES).
        label: bool (m,).

    Raises:
        MissingExtraError: scikit-learn is not installed.
    """
    try:
        from scipy.sparse import csr_matrix
        from sklearn.linear_model import SGDClassifier
    except ImportError as error:
        raise MissingExtraError("train", "scikit-learn") from error
    if label.all() or not label.any():
        return np.zeros(1 << BITS, np.float32)
    rows = label.size
    data = np.ones(rows * TEMPLATES, np.float32)
    matrix = csr_matrix(
        (data, slots.ravel(), np.arange(0, rows * TEMPLATES + 1, TEMPLATES)), shape=(rows, 1 << BITS)
    )
    model = SGDClassifier(
        loss="log_loss",
        alpha=_L2,
        max_iter=_EPOCHS,
        tol=None,
        average=True,
        random_state=_SEED,
        fit_intercept=True,
    )
    model.fit(matrix, label)
    weights: NDArray[np.float32] = model.coef_[0].astype(np.float32)
    return weights


def sums_of(table: NDArray[np.float32], slots: NDArray[np.int32]) -> NDArray[np.float32]:
    """What the n-grams of each token add up to; (m, TEMPLATES) -> (m,)."""
    sums: NDArray[np.float32] = table[slots].sum(axis=1)
    return sums


def quantised(table: NDArray[np.float32]) -> dict[str, NDArray[Any]]:
    """A table as the arrays token_ngrams (int8) and token_ngram_scale."""
    unit = float(np.abs(table).max() / 127) or 1.0
    return {
        "token_ngrams": np.round(table / unit).astype(np.int8),
        "token_ngram_scale": np.array([unit], np.float32),
    }


def standard(columns: NDArray[Any]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Mean and inverse deviation of columns, both float32 (columns,)."""
    mean = columns.mean(axis=0, dtype=np.float64).astype(np.float32)
    scale = (1 / np.maximum(columns.std(axis=0, dtype=np.float64), 1e-3)).astype(np.float32)
    return mean, scale


def _gather(fold: Batches) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
    slots, labels = [], []
    for batch in fold():
        slots.append(batch.slots)
        labels.append(batch.label)
    return np.concatenate(slots), np.concatenate(labels)
