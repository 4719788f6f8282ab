"""The tagger as an ONNX graph with int8 weights, node by node: no tracing, so equal weights give equal bytes.

Weights are symmetric int8 with one scale a column; activations are quantised where they are multiplied, by
their own range (dynamic quantisation; Jacob et al. 2018), so that a score depends on its own window alone.
Of the int8 range the weights use 7 bits: processors without VNNI add two products in 16 bits, where 8 bits
would saturate, and a score would depend on the machine. Normalisations, the softmax and the output layer stay
in float32. Fused operators are those of ONNX Runtime (domain com.microsoft), for the BERT of Devlin et al.
2019.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spunlib.errors import MissingExtraError
from spunlib.model.pieces import LONGEST

INPUT: Final = "pieces"
OUTPUT: Final = "outputs"

_EPSILON: Final = 1e-12
"""Of the normalisations; MiniLM's."""

_LEVELS: Final = 63
_LEAST_ROW: Final = 0.25
"""No row is divided by less; the largest values of ordinary rows are 1 to 6."""

_OPSET: Final = 17
_IR_VERSION: Final = 8
"""What onnxruntime reads since 1.13."""

_FUSED: Final = "com.microsoft"

Weights = Mapping[str, NDArray[np.float32]]


def tagger_graph(weights: Weights, heads: int) -> bytes:
    """A model file: pieces int64 (1, l), l <= `LONGEST`, -> float32 (1, l, outputs).

    Args:
        weights: of `spunlib.training.tagger_network.tagger_network`, by their names there.
        heads: attention heads of a layer.

    Raises:
        MissingExtraError: onnx is not installed.
    """
    try:
        from onnx import TensorProto, helper
    except ImportError as error:
        raise MissingExtraError("distil", "onnx") from error
    graph = _Graph()
    hidden = _embedding(graph, _below("encoder.embeddings", weights))
    layers = 1 + max(int(name.split(".")[3]) for name in weights if name.startswith("encoder.encoder.layer."))
    for number in range(layers):
        hidden = _layer(graph, _below(f"encoder.encoder.layer.{number}", weights), hidden, heads)
    product = graph.node("MatMul", hidden, graph.constant(weights["output.weight"].T))
    graph.node("Add", product, graph.constant(weights["output.bias"]), name=OUTPUT)
    outputs = len(weights["output.bias"])
    made = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "tagger",
            [helper.make_tensor_value_info(INPUT, TensorProto.INT64, [1, "length"])],
            [helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, [1, "length", outputs])],
            graph.constants,
        ),
        opset_imports=[helper.make_opsetid("", _OPSET), helper.make_opsetid(_FUSED, 1)],
        ir_version=_IR_VERSION,
        producer_name="spunlib",
    )
    content: bytes = made.SerializeToString(deterministic=True)
    return content


def _embedding(graph: _Graph, weights: Weights) -> str:
    """The rows of the pieces, each with a scale of its own, and those of their places."""
    rows, scale = quantised(weights["word_embeddings.weight"].T)
    piece = graph.node("Cast", graph.node("Gather", graph.constant(rows.T), INPUT), to=1)
    scaled = graph.node("Mul", piece, graph.node("Gather", graph.constant(scale[:, None]), INPUT))
    # The second type of sentence never occurs: the vector of the first belongs to every place.
    places = weights["position_embeddings.weight"][:LONGEST] + weights["token_type_embeddings.weight"][0]
    length = graph.node("Shape", INPUT, start=1)
    zero, one = (graph.constant(np.array([value], np.int64)) for value in (0, 1))
    place = graph.node("Slice", graph.constant(places), zero, length, zero, one)
    norm = (graph.constant(weights[f"LayerNorm.{name}"]) for name in ("weight", "bias"))
    return graph.node("LayerNormalization", graph.node("Add", scaled, place), *norm, epsilon=_EPSILON)


def _layer(graph: _Graph, weights: Weights, hidden: str, heads: int) -> str:
    attended = _attention(graph, _below("attention.self", weights), hidden, heads)
    hidden = _residual(graph, _below("attention.output", weights), attended, hidden)
    dense = _below("intermediate.dense", weights)
    inner = graph.node(
        "BiasGelu", _product(graph, hidden, dense["weight"]), graph.constant(dense["bias"]), domain=_FUSED
    )
    return _residual(graph, _below("output", weights), inner, hidden)


def _attention(graph: _Graph, weights: Weights, hidden: str, heads: int) -> str:
    names = ("query", "key", "value")
    values, scale = quantised(np.concatenate([weights[f"{name}.weight"].T for name in names], axis=1))
    bias = np.concatenate([weights[f"{name}.bias"] for name in names])
    levels, step, zero = graph.several("DynamicQuantizeLinear", hidden, outputs=3)
    return graph.node(
        "QAttention",
        levels,
        graph.constant(values),
        graph.constant(bias),
        step,
        graph.constant(scale),
        "",  # no mask: a window is read whole
        zero,
        graph.constant(np.zeros(scale.shape, np.int8)),
        domain=_FUSED,
        num_heads=heads,
    )


def _residual(graph: _Graph, weights: Weights, inner: str, skipped: str) -> str:
    """A dense layer, what went around it, and the normalisation of both.

    The fused SkipLayerNormalization takes ten times as long as single operators (onnxruntime 1.31).
    """
    product = _product(graph, inner, weights["dense.weight"])
    biased = graph.node("Add", product, graph.constant(weights["dense.bias"]))
    norm = (graph.constant(weights[f"LayerNorm.{name}"]) for name in ("weight", "bias"))
    return graph.node("LayerNormalization", graph.node("Add", biased, skipped), *norm, epsilon=_EPSILON)


def _product(graph: _Graph, left: str, weight: NDArray[np.float32]) -> str:
    """Rows times a weight; each row is divided by its largest value before, and multiplied by it after.

    The rows of a few tokens are forty times as large as the others, which one scale would leave with a tenth
    of the levels: without this the outputs err by twice as much.
    """
    largest = graph.node("ReduceMax", graph.node("Abs", left), axes=[-1], keepdims=1)
    size = graph.node("Max", largest, graph.constant(np.array(_LEAST_ROW, np.float32)))
    values, scale = quantised(weight.T)
    constants = (graph.constant(values), graph.constant(scale))
    levelled = graph.node("Div", left, size)
    return graph.node("Mul", graph.node("DynamicQuantizeMatMul", levelled, *constants, domain=_FUSED), size)


def quantised(matrix: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """A matrix in levels from -63 to 63, int8, and the size of a level in each column, float32.

    >>> values, scale = quantised(np.array([[1.0, 0.0], [-63.0, 0.0]], np.float32))
    >>> values.tolist(), scale.tolist()
    ([[1, 0], [-63, 0]], [1.0, 1.0])
    """
    largest = np.abs(matrix).max(axis=0)
    scale = np.where(largest > 0, largest / np.float32(_LEVELS), np.float32(1)).astype(np.float32)
    return np.rint(matrix / scale).astype(np.int8), scale


def _below(prefix: str, weights: Weights) -> dict[str, NDArray[np.float32]]:
    start = f"{prefix}."
    return {name[len(start) :]: array for name, array in weights.items() if name.startswith(start)}


class _Graph:
    """Nodes and constants, numbered in the order in which they are made."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def constant(self, array: NDArray[Any]) -> str:
        from onnx import numpy_helper

        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def node(self, kind: str, *inputs: str, name: str = "", domain: str = "", **settings: Any) -> str:
        (output,) = self.several(kind, *inputs, names=[name] if name else (), domain=domain, **settings)
        return output

    def several(
        self,
        kind: str,
        *inputs: str,
        outputs: int = 1,
        names: Sequence[str] = (),
        domain: str = "",
        **settings: Any,
    ) -> Sequence[str]:
        from onnx import helper

        names = names or [f"n{len(self.nodes)}_{number}" for number in range(outputs)]
        self.nodes.append(helper.make_node(kind, list(inputs), list(names), domain=domain, **settings))
        return names
