"""The tagger as an ONNX graph: what BERT computes, quantised, the same bytes every time."""

from __future__ import annotations

import json
import math

import numpy as np
import onnx
import onnxruntime
import pytest
from numpy.typing import NDArray
from tiny_tagger import HEADS, INNER, LAYERS, WIDTH, tiny_tokenizer, tiny_vocabulary, tiny_weights

from spunlib.model.pieces import BEGIN, END, LONGEST
from spunlib.training import tagger_export
from spunlib.training.tagger_graph import quantised, tagger_graph


def run(content: bytes, pieces: NDArray[np.int64]) -> NDArray[np.float32]:
    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    said: NDArray[np.float32] = session.run(None, {"pieces": pieces[None]})[0][0]
    return said


def bert(weights: dict[str, NDArray[np.float32]], pieces: NDArray[np.int64]) -> NDArray[np.float64]:
    """The network in float64, after the paper."""

    def get(name: str) -> NDArray[np.float64]:
        return weights[name].astype(np.float64)

    def dense(name: str, x: NDArray[np.float64]) -> NDArray[np.float64]:
        return x @ get(f"{name}.weight").T + get(f"{name}.bias")

    def norm(name: str, x: NDArray[np.float64]) -> NDArray[np.float64]:
        centred = x - x.mean(1, keepdims=True)
        unit = centred / np.sqrt((centred**2).mean(1, keepdims=True) + 1e-12)
        return unit * get(f"{name}.weight") + get(f"{name}.bias")

    erf = np.vectorize(math.erf)
    start = "encoder.embeddings"
    x = get(f"{start}.word_embeddings.weight")[pieces]
    x = x + get(f"{start}.position_embeddings.weight")[: len(pieces)]
    x = norm(f"{start}.LayerNorm", x + get(f"{start}.token_type_embeddings.weight")[0])
    for number in range(LAYERS):
        layer = f"encoder.encoder.layer.{number}"
        q, k, v = (dense(f"{layer}.attention.self.{name}", x) for name in ("query", "key", "value"))
        size = WIDTH // HEADS
        attended = []
        for head in range(HEADS):
            own = slice(head * size, (head + 1) * size)
            score = np.exp(q[:, own] @ k[:, own].T / math.sqrt(size))
            attended.append(score / score.sum(1, keepdims=True) @ v[:, own])
        inner = dense(f"{layer}.attention.output.dense", np.concatenate(attended, axis=1))
        x = norm(f"{layer}.attention.output.LayerNorm", inner + x)
        inner = dense(f"{layer}.intermediate.dense", x)
        inner = inner * (1 + erf(inner / math.sqrt(2))) / 2
        x = norm(f"{layer}.output.LayerNorm", dense(f"{layer}.output.dense", inner) + x)
    return dense("output", x)


@pytest.fixture(scope="module")
def content() -> bytes:
    return tagger_graph(tiny_weights(), HEADS)


@pytest.mark.parametrize("length", [2, 3, 40, LONGEST])
def test_the_graph_computes_what_the_network_does(content: bytes, length: int) -> None:
    rng = np.random.default_rng(length)
    pieces = np.array([BEGIN, *rng.integers(0, len(tiny_vocabulary()), length - 2), END])
    expected = bert(tiny_weights(), pieces)
    found = run(content, pieces)
    assert found.shape == (length, 3)
    assert found.dtype == np.float32
    # Weights and activations are rounded to 7 and 8 bits in every layer; the outputs vary by 1.
    assert np.abs(found - expected).max() < 0.15
    assert np.corrcoef(found.ravel(), expected.ravel())[0, 1] > 0.995


def test_equal_weights_give_equal_bytes(content: bytes) -> None:
    again = {name: array.copy() for name, array in tiny_weights().items()}
    assert tagger_graph(again, HEADS) == content
    again["output.bias"] = again["output.bias"] + 1
    assert tagger_graph(again, HEADS) != content


def test_the_graph_is_small_and_tells_nothing_of_its_maker(content: bytes) -> None:
    model = onnx.load_model_from_string(content)
    assert not model.metadata_props
    assert all(not node.doc_string and not node.metadata_props for node in model.graph.node)
    sizes = {constant.name: len(constant.raw_data) for constant in model.graph.initializer}
    kinds = {constant.data_type for constant in model.graph.initializer if sizes[constant.name] > 4 * INNER}
    large = {constant.name for constant in model.graph.initializer if constant.data_type == 1}
    assert onnx.TensorProto.INT8 in kinds
    # In float32 are the vectors, the places and the output layer alone.
    assert max(sizes[name] for name in large) == 4 * LONGEST * WIDTH


def test_no_level_of_a_weight_can_saturate_sixteen_bits() -> None:
    matrix = np.random.default_rng(3).normal(size=(40, 7)).astype(np.float32)
    matrix[:, 2] = 0
    values, scale = quantised(matrix)
    assert values.dtype == np.int8
    assert np.abs(values).max() == 63
    assert 2 * 255 * 64 < 2**15
    assert np.abs(values * scale - matrix).max() <= scale.max() / 2 + 1e-7


def test_the_vocabulary_neither_pads_nor_cuts() -> None:
    made = tagger_export.vocabulary(tiny_tokenizer())
    settings = json.loads(made)
    assert settings["padding"] is settings["truncation"] is None
    assert settings["model"]["vocab"] == tiny_vocabulary()
    assert tagger_export.vocabulary(made.decode()) == made
