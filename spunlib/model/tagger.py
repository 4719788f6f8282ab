"""The accurate tier's tagger: a small transformer that reads every word in its sentence and the ones around.

MiniLM (Wang et al. 2020), fine-tuned to tag the tokens that a tool put there, int8, run by onnxruntime. Each
window is run by itself, unpadded: its activations are quantised by its own range, so that no score depends on
what else is in the batch. One thread; parallelism is processes.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spunlib.errors import MissingExtraError, ModelError
from spunlib.model.pieces import Pieces
from spunlib.model.store import check_files
from spunlib.text.tokens import TokenBatch

NETWORK: Final = "tagger.onnx"
VOCABULARY: Final = "tagger_tokenizer.json"
FILES: Final = (NETWORK, VOCABULARY)

OUTPUTS: Final = ("replaced", "paraphrased", "translated")
"""Per token: log-odds that a tool put it there; and what it adds to the log-odds of either style against
human writing."""


def is_installed() -> bool:
    """Whether what the tagger needs is installed; nothing is imported to find out."""
    return all(find_spec(package) is not None for package in ("onnxruntime", "tokenizers"))


class Tagger:
    """A tagger on disk, opened when it is first used. Safe to share between threads.

    It travels to other processes as the name of its folder, and is opened there anew.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = Lock()
        self._opened: tuple[Pieces, Any] | None = None

    @classmethod
    def load(cls, folder: Path, manifest: Mapping[str, Any]) -> Tagger:
        """The tagger of a model, its files checked.

        Raises:
            MissingExtraError: onnxruntime or tokenizers is not installed.
            ModelError: a file is missing or was altered.
        """
        if find_spec("onnxruntime") is None:
            raise MissingExtraError("neural", "onnxruntime")
        if find_spec("tokenizers") is None:
            raise MissingExtraError("neural", "tokenizers")
        check_files(folder, manifest, FILES)
        return cls(folder)

    def outputs(self, batch: TokenBatch) -> NDArray[np.float32]:
        """What the network says of each token, float32 (n, 3), in the order of `OUTPUTS`; 0 for furniture."""
        pieces, session = self._open()
        windows = pieces.windows(batch)
        result = np.zeros((len(batch), len(OUTPUTS)), np.float32)
        if windows.token.size == 0:
            return result
        ids = windows.pieces.astype(np.int64)
        said = [
            session.run(None, {"pieces": ids[None, first:stop]})[0][0]
            for first, stop in zip(windows.first[:-1], windows.first[1:], strict=True)
        ]
        result[windows.token] = np.concatenate(said)[windows.at]
        return result

    def _open(self) -> tuple[Pieces, Any]:
        with self._lock:
            if self._opened is None:
                self._opened = Pieces(self._folder / VOCABULARY), _session(self._folder / NETWORK)
            return self._opened

    def __reduce__(self) -> tuple[type[Tagger], tuple[Path]]:
        return type(self), (self._folder,)


def _session(path: Path) -> Any:
    try:
        import onnxruntime
    except ImportError as error:
        raise MissingExtraError("neural", "onnxruntime") from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3  # errors alone: it would warn of processors that it cannot identify
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # its exceptions share no other base
        raise ModelError(f"{path}: onnxruntime cannot read it ({error}); reinstall spunlib") from error
