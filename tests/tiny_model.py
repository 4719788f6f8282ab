"""A whole model over the tiny lexicon, with seeded random weights: right in shape, not in judgement."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tiny_lexicon import tiny_arrays

from spunlib.model import document_features, style, token_head
from spunlib.model.convolution import WIDTH
from spunlib.model.document_head import KINDS
from spunlib.model.model import LAYOUT
from spunlib.model.thresholds import FPRS, LENGTHS

NGRAM_BITS = 9
CHANNELS = 5
DIMENSIONS = 4
VECTORS = 20
DILATION = (1, 2)


@cache
def model_arrays() -> dict[str, NDArray[Any]]:
    """The arrays of a model."""
    rng = np.random.default_rng(11)
    inputs, numbers = len(token_head.INPUTS), len(document_features.NAMES)

    def normal(*shape: int) -> NDArray[np.float32]:
        return rng.normal(size=shape).astype(np.float32)

    tiny = tiny_arrays()
    arrays = {
        "token_ngrams": rng.integers(-127, 128, 1 << NGRAM_BITS).astype(np.int8),
        "token_ngram_scale": np.array([0.01], np.float32),
        "token_mean": normal(inputs),
        "token_scale": np.abs(normal(inputs)),
        "token_vectors": rng.integers(-127, 128, (VECTORS, DIMENSIONS)).astype(np.int8),
        "token_vector_of": rng.integers(0, VECTORS, tiny["word_keys"].size + 3).astype(np.int32),
        "token_input": normal(DIMENSIONS + inputs, CHANNELS) / ([[100]] * DIMENSIONS + [[4]] * inputs),
        "token_input_bias": normal(CHANNELS),
        "token_layers": normal(len(DILATION), WIDTH, CHANNELS, CHANNELS) / 4,
        "token_layer_bias": normal(len(DILATION), CHANNELS),
        "token_dilation": np.array(DILATION),
        "token_output": normal(CHANNELS, len(token_head.OUTPUTS)),
        "token_output_bias": normal(len(token_head.OUTPUTS)),
        "style_weights": rng.integers(-127, 128, (1 << style.BITS, len(style.KINDS))).astype(np.int8),
        "style_scale": np.array([0.02, 0.03, 0.01], np.float32),
        "document_mean": normal(numbers),
        "document_scale": np.abs(normal(numbers)),
        "document_weights": normal(2, numbers, len(KINDS)) / 4,
        "document_bias": normal(2, len(KINDS)),
        "document_calibration": np.array([0.7, -0.2]),
        "document_human": normal(numbers),
        "thresholds": np.linspace(0.9, 0.5, len(FPRS))[:, None] * np.ones((3, 1, len(LENGTHS))),
    }
    arrays["token_input"] = arrays["token_input"].astype(np.float32)
    return dict(tiny) | arrays


def model_facts() -> dict[str, Any]:
    """The manifest of a model but for its arrays."""
    return {"name": "tiny", "layout": {key: list(names) for key, names in LAYOUT.items()}}
