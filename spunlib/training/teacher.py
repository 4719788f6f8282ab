"""What the tagger says of tokens: the student's second teacher beside the labels (extra [distil])."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spunlib.errors import MissingExtraError
from spunlib.model.pieces import Pieces, Windows, padded
from spunlib.text.tokens import tokenise
from spunlib.training.tagger_network import OUTPUTS, base_folder, tagger_network
from spunlib.training.work_files import load_arrays, save_arrays

_CHUNK: Final = 400
_WINDOWS: Final = 32


def teacher_outputs(
    texts: Iterable[str], checkpoint: Path, work: Path | None = None
) -> list[NDArray[np.float16]]:
    """The tagger's outputs for each token of each text, float16 (tokens of the text, 3).

    Tokens that stand in no window, page furniture, have 0. Runs in one thread, some 25 passages of 150 words
    a second where bfloat16 is fast.

    Args:
        texts: read once, in order.
        checkpoint: a state_dict of `spunlib.training.tagger_network.tagger_network`, or a file of
            `spunlib.training.tagger_fit.fit_tagger` in which it is called "network".
        work: a folder in which what was said of each few hundred texts is kept, so that a run that was
            stopped goes on.

    Raises:
        MissingExtraError: torch, transformers, tokenizers or the base model is not installed.
    """
    try:
        import torch
    except ImportError as error:
        raise MissingExtraError("distil", "torch") from error
    stored = checkpoint.read_bytes()
    state = torch.load(io.BytesIO(stored), weights_only=True)
    weights = hashlib.sha256(stored)
    network = tagger_network()
    network.load_state_dict(state.get("network", state))
    network.eval()
    pieces = Pieces(base_folder() / "tokenizer.json")
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        said: list[NDArray[np.float16]] = []
        for chunk in _chunks(texts):
            kept = None if work is None else work / f"{_name(weights.copy(), chunk)}.npz"
            said += _kept(kept, partial(_said, chunk, network, pieces))
        return said
    finally:
        torch.set_num_threads(threads)


def _name(weights: Any, texts: list[str]) -> str:
    """A name for what a network says of texts; ``weights`` is the hash of the network."""
    for text in texts:
        weights.update(f"{len(text)} {text}".encode("utf-8", "surrogatepass"))
    return str(weights.hexdigest()[:24])


def _kept(path: Path | None, make: Callable[[], Iterator[NDArray[np.float16]]]) -> list[NDArray[np.float16]]:
    """What is stored at a path; made and stored when it is not there."""
    if path is None:
        return list(make())
    if not path.exists():
        said = list(make())
        path.parent.mkdir(parents=True, exist_ok=True)
        sizes = np.array([len(one) for one in said])
        save_arrays(path, {"said": np.concatenate(said), "size": sizes})
    stored = load_arrays(path)
    return np.split(stored["said"], np.cumsum(stored["size"])[:-1])


def _said(texts: list[str], network: Any, pieces: Pieces) -> Iterator[NDArray[np.float16]]:
    batch = tokenise(texts)
    windows = pieces.windows(batch)
    outputs = np.zeros((len(batch), len(OUTPUTS)), np.float16)
    outputs[windows.token] = _of_pieces(windows, network)[windows.at]
    for text in range(len(texts)):
        yield outputs[batch.rows(text)]


def _of_pieces(windows: Windows, network: Any) -> NDArray[np.float16]:
    """The outputs of all pieces, windows of like length together."""
    import torch

    result = np.zeros((windows.pieces.size, len(OUTPUTS)), np.float16)
    size = np.diff(windows.first)
    order = np.argsort(size, kind="stable")
    for at in range(0, order.size, _WINDOWS):
        chosen = order[at : at + _WINDOWS]
        parts = [windows.pieces[windows.first[one] : windows.first[one + 1]] for one in chosen]
        block = torch.from_numpy(padded(parts, int(size[chosen].max()))).long()
        with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16):
            said = network(block, (block > 0).long())
        for row, one in enumerate(chosen):
            result[windows.first[one] : windows.first[one + 1]] = (
                said[row, : size[one]].float().numpy().astype(np.float16)
            )
    return result


def _chunks(texts: Iterable[str]) -> Iterator[list[str]]:
    iterator = iter(texts)
    while chunk := list(islice(iterator, _CHUNK)):
        yield chunk
