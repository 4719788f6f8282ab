"""What torch saved becomes the files of a model, and what it did not save is refused."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from tiny_tagger import HEADS, tiny_tokenizer, tiny_weights

from spunlib.errors import InputError
from spunlib.training import tagger_export
from spunlib.training.tagger_graph import tagger_graph
from spunlib.training.tagger_import import exported_weights
from spunlib.training.tagger_network import base_folder


def test_a_checkpoint_becomes_the_files_of_a_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tokenizer.json").write_text(tiny_tokenizer(), encoding="utf-8")
    monkeypatch.setattr(tagger_export, "base_folder", lambda: tmp_path)
    monkeypatch.setattr(tagger_export, "HEADS", HEADS)
    state = {name: torch.from_numpy(array) for name, array in tiny_weights().items()}
    torch.save(state, tmp_path / "tagger.pt")
    torch.save({"network": state, "step": 7}, tmp_path / "state.pt")
    written = []
    for name in ("tagger.pt", "state.pt"):
        entries = tagger_export.export(tmp_path / name, tmp_path / "new")
        contents = {file: (tmp_path / "new" / file).read_bytes() for file in entries}
        for file, entry in entries.items():
            assert entry["sha256"] == hashlib.sha256(contents[file]).hexdigest()
            assert entry["bytes"] == len(contents[file])
        written.append(contents)
    assert written[0] == written[1]
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == sorted(written[0])


def test_what_was_exported_is_read_back_as_int8_left_it(tmp_path: Path) -> None:
    weights = tiny_weights()
    path = tmp_path / "tagger.onnx"
    path.write_bytes(tagger_graph(weights, HEADS))
    read = exported_weights(path, weights)
    assert read.keys() == weights.keys()
    for name, weight in weights.items():
        rows = name.endswith("word_embeddings.weight") or name.startswith("encoder.encoder.layer")
        largest = np.abs(weight).max(axis=-1, keepdims=True) if rows and weight.ndim == 2 else 1e-6
        assert np.all(np.abs(read[name] - weight) <= largest / 126 + 1e-6), name
    path.write_bytes(tagger_graph(read, HEADS))
    again = exported_weights(path, weights)
    assert all(np.allclose(again[name], read[name], rtol=1e-6, atol=1e-7) for name in weights)


def test_what_is_no_exported_tagger_or_another_one_is_refused(tmp_path: Path) -> None:
    weights = tiny_weights()
    path = tmp_path / "tagger.onnx"
    path.write_bytes(b"no network")
    with pytest.raises(InputError, match=r"tagger\.onnx: not an exported tagger"):
        exported_weights(path, weights)
    path.write_bytes(tagger_graph(weights, HEADS))
    wider = weights | {"output.bias": np.zeros(5, np.float32)}
    with pytest.raises(InputError, match="a tagger of another shape"):
        exported_weights(path, wider)


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04"])
def test_what_is_no_checkpoint_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "tagger.pt").write_bytes(content)
    with pytest.raises(InputError, match=r"tagger\.pt: not the weights of a tagger"):
        tagger_export.export(tmp_path / "tagger.pt", tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_settings_of_the_real_network() -> None:
    """The number of heads is the one that the weights were trained with."""
    config = json.loads((base_folder() / "config.json").read_text(encoding="utf-8"))
    facts = SimpleNamespace(**config)
    assert (facts.num_attention_heads, facts.hidden_act) == (tagger_export.HEADS, "gelu")
    assert facts.layer_norm_eps == 1e-12
