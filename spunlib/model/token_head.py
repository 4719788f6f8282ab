"""The token head of the fast tier: token evidence -> what the network says of each token.

A convolutional network (`spunlib.model.convolution`) reads all tokens of a text but page furniture: the
vector of the word, the columns of evidence, and the sum of hashed n-gram weights. It does not look across the
edge of a paragraph. It is fitted by `spunlib.training.student_fit`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spunlib.features.context import Context
from spunlib.features.evidence import COLUMNS
from spunlib.model.convolution import Convolutions, spread
from spunlib.model.ngrams import ngram_slots
from spunlib.text.tokens import TokenBatch

INPUTS: Final = (*COLUMNS, "ngram")
"""Names of the network's inputs besides the vector of the word, in order; they stand in the manifest."""

OUTPUTS: Final = ("replaced", "paraphrased", "translated")
"""Log-odds that a tool put the token there; and what the token adds to the log-odds of either style against
human writing, of which a text's is the mean over its words."""

ARRAYS: Final = (
    "token_ngrams",
    "token_ngram_scale",
    "token_vectors",
    "token_vector_of",
    "token_mean",
    "token_scale",
    "token_input",
    "token_input_bias",
    "token_layers",
    "token_layer_bias",
    "token_dilation",
    "token_output",
    "token_output_bias",
)

CLIP: Final = 8.0
"""Inputs are standardised and clipped here, so that no freak value decides alone."""


@dataclass(frozen=True, slots=True)
class TokenHead:
    """Weights of the head; W word vectors of d numbers, V words of the lexicon, e = len(INPUTS).

    Attributes:
        ngrams: int8 (2**bits,), n-gram weights in units of ``ngram_scale``.
        vectors: int8 (W, d), the vectors of words; their units are taken up by the weights that they meet.
        vector_of: int32 (V + 3,), the vector of each lexicon row.
        mean, scale: float32 (e,), standardisation of evidence and n-gram sum.
        network: inputs are the vector, then the standardised `INPUTS`.
    """

    ngrams: NDArray[np.int8]
    ngram_scale: float
    vectors: NDArray[np.int8]
    vector_of: NDArray[np.int32]
    mean: NDArray[np.float32]
    scale: NDArray[np.float32]
    network: Convolutions

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]]) -> TokenHead:
        """A head over arrays named as in `ARRAYS`."""
        table, unit, vectors, vector_of, mean, scale, *weights = (arrays[name] for name in ARRAYS)
        return cls(table, float(unit[0]), vectors, vector_of, mean, scale, Convolutions(*weights))

    def outputs(self, context: Context, evidence: NDArray[np.float32]) -> NDArray[np.float32]:
        """`OUTPUTS` of each token, float32 (n, 3), 0 for tokens that are not prose."""
        n = context.rows.size
        result = np.zeros((n, len(OUTPUTS)), np.float32)
        token, start = read_tokens(context.batch)
        if token.size == 0:
            return result
        place = spread(start, self.network.gap)
        last = int(place[-1])
        # The token of each place; where none stands, any will do, since the network clears its row.
        standing = np.zeros(last + 1, np.int64)
        standing[place] = token
        empty = np.ones(last + 1, np.bool_)
        empty[place] = False
        vector = np.take(self.vector_of, context.rows)
        ngram = self._ngram_sums(context)
        columns = np.ascontiguousarray(evidence.T)
        dims = self.vectors.shape[1]
        mean, scale = self.mean[:, None], self.scale[:, None]

        def rows(first: int, stop: int, inputs: NDArray[np.float32]) -> NDArray[np.int64]:
            low, high = max(first, 0), min(stop, last + 1)
            own = standing[low:high]
            given = np.empty((len(INPUTS), own.size), np.float32)
            np.take(columns, own, axis=1, out=given[:-1], mode="clip")  # "raise" would buffer
            np.take(ngram, own, out=given[-1], mode="clip")
            given -= mean
            given *= scale
            np.clip(given, -CLIP, CLIP, out=given)
            there = inputs[low - first : high - first]
            there[:, :dims] = np.take(self.vectors, np.take(vector, own), axis=0)
            there[:, dims:] = given.T
            missing = np.ones(stop - first, np.bool_)
            missing[low - first : high - first] = empty[low:high]
            return np.flatnonzero(missing)

        result[token] = np.take(self.network.over(last + 1, rows), place, axis=0)
        result[~context.prose] = 0
        return result

    def log_odds(self, context: Context, evidence: NDArray[np.float32]) -> NDArray[np.float32]:
        """Log-odds that a tool put each token there, the first of `outputs`; float32 (n,)."""
        return self.outputs(context, evidence)[:, 0]

    def _ngram_sums(self, context: Context) -> NDArray[np.float32]:
        """Sums of the n-gram weights of each token, float32 (n,), 0 for tokens that are not prose."""
        tokens = np.flatnonzero(context.prose)
        bits = int(self.ngrams.size).bit_length() - 1
        weights = self.ngrams[ngram_slots(context.batch, tokens, bits)]
        sums = np.zeros(context.rows.size, np.float32)
        sums[tokens] = weights.sum(axis=1, dtype=np.float32) * self.ngram_scale
        return sums


def read_tokens(batch: TokenBatch) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """The tokens that the network reads, int64 (m,), all but page furniture; and where it starts anew.

    It does, bool (m,), at a text, at a paragraph, and where furniture stood.
    """
    token = np.flatnonzero(~batch.furniture)
    start = batch.gap[token] == 3
    start[1:] |= np.diff(token) != 1
    start[:1] = True
    return token, start
