"""Fitting the style heads on documents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spunlib.errors import MissingExtraError
from spunlib.features.context import Context
from spunlib.lexicon.lexicon import Lexicon
from spunlib.model.style import BITS, KINDS, style_slots
from spunlib.text.tokens import tokenise

_PENALTY: Final = 1.0
"""Inverse strength of the L2 penalty, on counts scaled to `_PER` words."""
_PER: Final = 300.0
_SEED: Final = 21

HISTORICAL: Final = "historical"
HISTORICAL_GROUPS: Final = frozenset({"novels_19c_excerpts", "us_speeches_1789_2006"})
"""Groups of human writing in the register `HISTORICAL`."""


def fit_style(
    texts: Iterable[str], kinds: Sequence[str], weights: Sequence[float], lexicon: Lexicon
) -> dict[str, NDArray[Any]]:
    """The arrays of `spunlib.model.style.ARRAYS`: one-against-human logistic regression for each kind.

    Args:
        texts: documents.
        kinds: of each: "human" or one of `spunlib.model.style.KINDS`; what does not occur gets no weights.
        weights: of each in the fit, so that no large set rules.
        lexicon: tables that say which words are frequent.
    """
    try:
        from scipy.sparse import csr_matrix
        from sklearn.linear_model import LogisticRegression
    except ImportError as error:
        raise MissingExtraError("train", "scikit-learn") from error
    indptr, indices, data = [0], [], []
    iterator = iter(texts)
    while chunk := list(islice(iterator, 500)):
        context = Context.of(tokenise(chunk), lexicon)
        slots, tokens = style_slots(context)
        text = context.text[tokens]
        words = np.bincount(context.text[context.prose], minlength=len(chunk))
        order = np.lexsort((slots, text))
        indices.append(slots[order].astype(np.int32))
        data.append((_PER / np.maximum(words, 1)[text[order]]).astype(np.float32) / 10)
        indptr.extend((indptr[-1] + np.cumsum(np.bincount(text, minlength=len(chunk)))).tolist())
    shape = (len(indptr) - 1, 1 << BITS)
    matrix = csr_matrix((np.concatenate(data), np.concatenate(indices), np.array(indptr)), shape=shape)
    matrix.sum_duplicates()
    label, weight = np.array(kinds), np.array(weights)
    table, scale = np.zeros((1 << BITS, len(KINDS)), np.int8), np.zeros(len(KINDS), np.float32)
    for number, kind in enumerate(KINDS):
        use = np.flatnonzero(np.isin(label, ("human", HISTORICAL, kind)))
        if not (label == kind).any():
            continue
        model = LogisticRegression(C=_PENALTY, max_iter=60, random_state=_SEED)
        model.fit(matrix[use], label[use] == kind, sample_weight=weight[use])
        scale[number] = np.abs(model.coef_).max() / 127
        table[:, number] = np.round(model.coef_[0] / scale[number])
    # A document's number is the mean over its words: _PER / 10 of the regression's units each.
    return {"style_weights": table, "style_scale": scale * np.float32(_PER / 10)}
