"""Fitting the replaced-word head on tagged tokens."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spunlib.errors import MissingExtraError
from spunlib.model.ngrams import TEMPLATES
from spunlib.model.token_head import TokenHead, head_inputs
from spunlib.training.tagging import TaggedTokens

Batches = Callable[[], Iterator[TaggedTokens]]

BITS: Final = 21
HIDDEN: Final = 32
_NGRAM_L2: Final = 2e-7
_NGRAM_EPOCHS: Final = 3
_NETWORK_EPOCHS: Final = 6
_SEED: Final = 20


def fit_token_head(folds: Sequence[Batches]) -> TokenHead:
    """Fit the head on two folds of documents or more.

    The network must see n-gram sums as they are on unseen text, so each fold's sums come from a table fitted
    on the other folds; the table that ships is fitted on all.

    Args:
        folds: each yields its tagged batches anew at every call.
    """
    slots, labels = zip(*(_gather(fold) for fold in folds), strict=True)
    inputs, targets = [], []
    for number, fold in enumerate(folds):
        rest = [other for other in range(len(folds)) if other != number]
        table = _fit_table(
            np.concatenate([slots[other] for other in rest]),
            np.concatenate([labels[other] for other in rest]),
        )
        for batch in fold():
            ngram = np.zeros(batch.context.rows.size, np.float32)
            ngram[batch.tokens] = table[batch.slots].sum(axis=1)
            inputs.append(head_inputs(batch.context, batch.evidence, ngram, batch.tokens))
            targets.append(batch.label)
    table = _fit_table(np.concatenate(slots), np.concatenate(labels))
    scale = float(np.abs(table).max() / 127) or 1.0
    quantised = np.round(table / scale).astype(np.int8)
    return TokenHead(quantised, scale, *_fit_network(np.concatenate(inputs), np.concatenate(targets)))


def head_arrays(head: TokenHead) -> dict[str, NDArray[Any]]:
    """The arrays of `spunlib.model.token_head.ARRAYS`."""
    return {
        "token_ngrams": head.ngrams,
        "token_ngram_scale": np.array([head.ngram_scale], np.float32),
        "token_mean": head.mean,
        "token_scale": head.scale,
        "token_hidden": head.hidden,
        "token_hidden_bias": head.hidden_bias,
        "token_output": head.output,
        "token_output_bias": head.output_bias,
    }


def _gather(fold: Batches) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
    slots, labels = [], []
    for batch in fold():
        slots.append(batch.slots)
        labels.append(batch.label)
    return np.concatenate(slots), np.concatenate(labels)


def _fit_table(slots: NDArray[np.int32], label: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Logistic regression on n-gram slots by averaged stochastic gradient descent."""
    try:
        from scipy.sparse import csr_matrix
        from sklearn.linear_model import SGDClassifier
    except ImportError as error:
        raise MissingExtraError("train", "scikit-learn") from error
    rows = label.size
    data = np.ones(rows * TEMPLATES, np.float32)
    matrix = csr_matrix(
        (data, slots.ravel(), np.arange(0, rows * TEMPLATES + 1, TEMPLATES)), shape=(rows, 1 << BITS)
    )
    model = SGDClassifier(
        loss="log_loss",
        alpha=_NGRAM_L2,
        max_iter=_NGRAM_EPOCHS,
        tol=None,
        average=True,
        random_state=_SEED,
        fit_intercept=True,
    )
    model.fit(matrix, label)
    weights: NDArray[np.float32] = model.coef_[0].astype(np.float32)
    return weights


def _fit_network(inputs: NDArray[np.float32], target: NDArray[np.bool_]) -> tuple[NDArray[np.float32], ...]:
    try:
        from sklearn.neural_network import MLPClassifier
    except ImportError as error:
        raise MissingExtraError("train", "scikit-learn") from error
    mean = inputs.mean(axis=0, dtype=np.float64).astype(np.float32)
    scale = (1 / np.maximum(inputs.std(axis=0, dtype=np.float64), 1e-3)).astype(np.float32)
    standard = np.clip((inputs - mean) * scale, -8, 8)
    network = MLPClassifier(
        (HIDDEN,),
        batch_size=2048,
        learning_rate_init=2e-3,
        max_iter=_NETWORK_EPOCHS,
        alpha=1e-4,
        random_state=_SEED,
        tol=0.0,
    )
    network.fit(standard, target)
    hidden, output = network.coefs_
    return (
        mean,
        scale,
        hidden.astype(np.float32),
        network.intercepts_[0].astype(np.float32),
        output[:, 0].astype(np.float32),
        network.intercepts_[1].astype(np.float32),
    )
