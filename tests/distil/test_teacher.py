"""The teacher: one row of outputs a token, the same from the kept files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from spunlib.text.tokens import tokenise
from spunlib.training import teacher
from spunlib.training.tagger_network import tagger_network

TEXTS = ["By Ana Ruiz\nThe old crew read the letter. " + "It was so. " * 60, "", "Ferry"]


def test_a_row_for_every_token_and_none_said_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    torch.manual_seed(1)
    network = tagger_network()
    torch.save(network.state_dict(), tmp_path / "tagger.pt")
    torch.save({"network": network.state_dict(), "step": 3}, tmp_path / "state.pt")
    said = teacher.teacher_outputs(TEXTS, tmp_path / "tagger.pt")
    batch = tokenise(TEXTS)
    assert [one.shape for one in said] == [(size, 3) for size in np.diff(batch.first).tolist()]
    assert said[0].dtype == np.float16
    furniture = batch.furniture[batch.rows(0)]
    assert furniture.any()
    assert (said[0][furniture] == 0).all()
    assert (said[0][~furniture] != 0).all()
    again = teacher.teacher_outputs(iter(TEXTS), tmp_path / "state.pt", tmp_path / "kept")
    assert all((one == other).all() for one, other in zip(said, again, strict=True))
    assert len(list((tmp_path / "kept").iterdir())) == 1

    def never(*_: object) -> None:
        raise AssertionError("asked again")

    monkeypatch.setattr(teacher, "_said", never)
    kept = teacher.teacher_outputs(TEXTS, tmp_path / "state.pt", tmp_path / "kept")
    assert all((one == other).all() for one, other in zip(said, kept, strict=True))
    with pytest.raises(AssertionError, match="asked again"):
        teacher.teacher_outputs(TEXTS[1:], tmp_path / "state.pt", tmp_path / "kept")
