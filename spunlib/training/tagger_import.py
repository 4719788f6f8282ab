"""The weights of a tagger that was exported, to go on training from: a model outlives its work folder.

What int8 took from them is lost (`spunlib.training.tagger_graph`): a column of weights errs by half a level,
a 126th of its largest, which the first steps of a training mend.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spunlib.errors import InputError, MissingExtraError

Array = NDArray[Any]

_LAYER: Final = "encoder.encoder.layer"


def exported_weights(path: Path, untouched: Mapping[str, Array]) -> dict[str, NDArray[np.float32]]:
    """The weights in a ``tagger.onnx``, by their names in `spunlib.training.tagger_network.tagger_network`.

    Args:
        path: a file of `spunlib.training.tagger_export.export`.
        untouched: weights of that network by name, from which comes what is not exported: places beyond the
            longest window, the second type of sentence.

    Raises:
        InputError: the file is no such model.
        MissingExtraError: onnx is not installed.
    """
    try:
        import onnx
        from onnx import numpy_helper
    except ImportError as error:
        raise MissingExtraError("distil", "onnx") from error
    try:
        constants = [numpy_helper.to_array(one) for one in onnx.load(str(path)).graph.initializer]
        weights = dict(_named(iter(constants), untouched))
    except Exception as error:  # protobuf raises what it likes, and so does numpy on shapes that do not fit
        raise InputError(f"{path}: not an exported tagger ({error})") from error
    if {name: weight.shape for name, weight in weights.items()} != {
        name: weight.shape for name, weight in untouched.items()
    }:
        raise InputError(f"{path}: a tagger of another shape than the network that is to go on from it")
    return weights


def _named(constants: Iterator[Array], untouched: Mapping[str, Array]) -> Iterator[tuple[str, Array]]:
    """Constants in the order in which `spunlib.training.tagger_graph.tagger_graph` writes them."""
    embeddings = "encoder.embeddings"
    rows, scale, _, _, places = (next(constants) for _ in range(5))
    yield f"{embeddings}.word_embeddings.weight", rows * scale
    # The first type of sentence was added to every place.
    kinds = untouched[f"{embeddings}.token_type_embeddings.weight"]
    beyond = untouched[f"{embeddings}.position_embeddings.weight"][len(places) :]
    yield f"{embeddings}.position_embeddings.weight", np.concatenate((places - kinds[0], beyond))
    yield f"{embeddings}.token_type_embeddings.weight", kinds
    yield from _norm(constants, embeddings)
    for number in range(len({name.split(".")[3] for name in untouched if name.startswith(_LAYER)})):
        layer = f"{_LAYER}.{number}"
        values, bias, scale, _ = (next(constants) for _ in range(4))
        for name, columns, shift in zip(
            ("query", "key", "value"),
            np.split(values * scale, 3, axis=1),
            np.split(bias, 3),
            strict=True,
        ):
            yield f"{layer}.attention.self.{name}.weight", columns.T
            yield f"{layer}.attention.self.{name}.bias", shift
        yield from _dense(constants, f"{layer}.attention.output.dense")
        yield from _norm(constants, f"{layer}.attention.output")
        yield from _dense(constants, f"{layer}.intermediate.dense")
        yield from _dense(constants, f"{layer}.output.dense")
        yield from _norm(constants, f"{layer}.output")
    yield "output.weight", next(constants).T
    yield "output.bias", next(constants)


def _dense(constants: Iterator[Array], name: str) -> Iterator[tuple[str, Array]]:
    _, values, scale, bias = (next(constants) for _ in range(4))
    yield f"{name}.weight", (values * scale).T
    yield f"{name}.bias", bias


def _norm(constants: Iterator[Array], name: str) -> Iterator[tuple[str, Array]]:
    yield f"{name}.LayerNorm.weight", next(constants)
    yield f"{name}.LayerNorm.bias", next(constants)
