"""What the tagger says of tokens: the student's second teacher beside the labels (extra [distil])."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spunlib.errors import MissingExtraError
from spunlib.model.pieces import Pieces, Windows, padded
from spunlib.text.tokens import tokenise
from spunlib.training.tagger_network import OUTPUTS, base_folder, tagger_network

_CHUNK: Final = 400
_WINDOWS: Final = 32


def teacher_outputs(texts: Iterable[str], checkpoint: Path) -> list[NDArray[np.float16]]:
    """The tagger's outputs for each token of each text, float16 (tokens of the text, 3).

    Tokens that stand in no window, page furniture, have 0. Runs in one thread, some 85 windows a second where
    bfloat16 is fast.

    Args:
        texts: read once, in order.
        checkpoint: a state_dict of `spunlib.training.tagger_network.tagger_network`, or a file of
            `spunlib.training.tagger_fit.fit_tagger` in which it is called "network".

    Raises:
        MissingExtraError: torch, transformers, tokenizers or the base model is not installed.
    """
    try:
        import torch
    except ImportError as error:
        raise MissingExtraError("distil", "torch") from error
    state = torch.load(checkpoint, weights_only=True)
    network = tagger_network()
    network.load_state_dict(state.get("network", state))
    network.eval()
    pieces = Pieces(base_folder() / "tokenizer.json")
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        return [said for chunk in _chunks(texts) for said in _said(chunk, network, pieces)]
    finally:
        torch.set_num_threads(threads)


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
