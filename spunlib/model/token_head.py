"""The replaced-word head: token evidence -> log-odds that a tool put the word there.

Two layers, both small enough for numpy: a table of hashed n-gram weights (logistic regression over aligned
tokens) whose sum is one more column of evidence, and a network with one hidden layer over the evidence of the
token and of its two neighbours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spunlib.features.context import Context
from spunlib.features.evidence import COLUMNS
from spunlib.model.ngrams import ngram_slots

NEIGHBOUR_COLUMNS: Final = ("ngram", "contrast", "directional", "rarity", "function", "quoted")
"""Evidence that the network also sees of the tokens on either side."""

INPUTS: Final = (
    *COLUMNS,
    "ngram",
    *(f"left_{name}" for name in NEIGHBOUR_COLUMNS),
    *(f"right_{name}" for name in NEIGHBOUR_COLUMNS),
)
"""Names of the network's inputs, in order; they stand in the manifest."""

ARRAYS: Final = (
    "token_ngrams",
    "token_ngram_scale",
    "token_mean",
    "token_scale",
    "token_hidden",
    "token_hidden_bias",
    "token_output",
    "token_output_bias",
)

_BLOCK: Final = 192
"""Rows multiplied at a time: they stay in the cache, and BLAS starts no threads, whose spinning would cost as
much as the work. Parallelism is over batches, in processes."""

_CLIP: Final = 8.0
"""Inputs are standardised and clipped here, so that no freak value decides alone."""


@dataclass(frozen=True, slots=True)
class TokenHead:
    """Weights of the head; i inputs, h hidden units.

    Attributes:
        ngrams: int8 (2**bits,), n-gram weights in units of ``ngram_scale``.
        mean, scale: float32 (i,), standardisation.
        hidden, hidden_bias: float32 (i, h), (h,).
        output, output_bias: float32 (h,), (1,).
    """

    ngrams: NDArray[np.int8]
    ngram_scale: float
    mean: NDArray[np.float32]
    scale: NDArray[np.float32]
    hidden: NDArray[np.float32]
    hidden_bias: NDArray[np.float32]
    output: NDArray[np.float32]
    output_bias: NDArray[np.float32]

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]]) -> TokenHead:
        """A head over arrays named as in `ARRAYS`."""
        table, scale, *rest = (arrays[name] for name in ARRAYS)
        return cls(table, float(scale[0]), *rest)

    def log_odds(self, context: Context, evidence: NDArray[np.float32]) -> NDArray[np.float32]:
        """Log-odds that each token was put there by a tool; float32 (n,), 0 for tokens that are not prose."""
        tokens = np.flatnonzero(context.prose)
        bits = int(self.ngrams.size).bit_length() - 1
        ngram = np.zeros(context.rows.size, np.float32)
        ngram[tokens] = (
            self.ngrams[ngram_slots(context.batch, tokens, bits)].sum(axis=1, dtype=np.float32)
            * self.ngram_scale
        )
        result = np.zeros(context.rows.size, np.float32)
        result[tokens] = self.network(head_inputs(context, evidence, ngram, tokens))
        return result

    def outputs(self, context: Context, evidence: NDArray[np.float32]) -> NDArray[np.float32]:
        """`log_odds`, and 0 for both styles, of which this head knows nothing; float32 (n, 3)."""
        outputs = np.zeros((context.rows.size, 3), np.float32)
        outputs[:, 0] = self.log_odds(context, evidence)
        return outputs

    def network(self, inputs: NDArray[np.float32]) -> NDArray[np.float32]:
        """The second layer alone; inputs float32 (m, i), result (m,)."""
        scores = np.empty(len(inputs), np.float32)
        for at in range(0, len(inputs), _BLOCK):
            block = inputs[at : at + _BLOCK]
            standard = np.clip((block - self.mean) * self.scale, -_CLIP, _CLIP)
            # Vectorised BLAS kernels now and then raise the flag "invalid" on finite input (seen once in some
            # 60 runs).
            with np.errstate(invalid="ignore"):
                product = standard @ self.hidden
            hidden = np.maximum(product + self.hidden_bias, 0)
            # Summed row by row: a matrix-vector product rounds by the number of rows, and a score must not
            # depend on what else is in the batch.
            scores[at : at + _BLOCK] = (hidden * self.output).sum(axis=1) + self.output_bias[0]
        return scores


def head_inputs(
    context: Context, evidence: NDArray[np.float32], ngram: NDArray[np.float32], tokens: NDArray[np.int64]
) -> NDArray[np.float32]:
    """Inputs of the network for some tokens, float32 (len(tokens), len(INPUTS)).

    Beyond the edges of a text or paragraph neighbours count as 0.
    """
    neighbours = np.empty((ngram.size + 2, len(NEIGHBOUR_COLUMNS)), np.float32)
    neighbours[0] = neighbours[-1] = 0
    neighbours[1:-1, 0] = ngram
    neighbours[1:-1, 1:] = evidence[:, [COLUMNS.index(name) for name in NEIGHBOUR_COLUMNS[1:]]]
    left, right = neighbours[tokens], neighbours[tokens + 2]
    # No neighbour across the edge of a text or paragraph.
    edge = context.batch.gap == 3
    left[edge[tokens]] = 0
    last = np.ones(edge.size, np.bool_)
    last[:-1] = edge[1:]
    right[last[tokens]] = 0
    return np.concatenate((evidence[tokens], ngram[tokens, None], left, right), axis=1)
