"""Fitting the fast tier's network: it learns, numpy runs what torch has learnt, and a stopped run goes on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from tiny_lexicon import tiny_lexicon
from tiny_passages import HUMAN, SPUN, passages

from spunlib.features.context import Context
from spunlib.features.evidence import token_evidence
from spunlib.model.convolution import Convolutions, spread
from spunlib.model.token_head import ARRAYS, TokenHead
from spunlib.text.tokens import tokenise
from spunlib.training import student_fit
from spunlib.training.static_vectors import vector_index
from spunlib.training.student_network import network_arrays, student_network
from spunlib.training.student_set import StudentSet, student_set
from spunlib.training.student_settings import Settings


@pytest.fixture(scope="module")
def data() -> StudentSet:
    return student_set(passages(90), tiny_lexicon())


def fit(data: StudentSet, folder: Path, epochs: int = 60) -> dict[str, NDArray[Any]]:
    size = tiny_lexicon().size
    index = vector_index(np.arange(0, size, 2), size)
    vectors = np.random.default_rng(2).normal(size=(int(index.max()) + 1, 6)).astype(np.float32)
    settings = Settings(channels=8, dilation=(1, 2), epochs=epochs, passages=16, rate=1e-2)
    return student_fit.fit_student(data, index, vectors, folder, settings)


def outputs(arrays: dict[str, NDArray[Any]], text: str) -> tuple[list[str], NDArray[np.float32]]:
    context = Context.of(tokenise([text]), tiny_lexicon())
    words = [context.batch.surface(row, 0) for row in range(len(context.batch))]
    return words, TokenHead.of(arrays).outputs(context, token_evidence(context))


def test_it_learns_what_is_put_and_the_style(data: StudentSet, tmp_path: Path) -> None:
    arrays = fit(data, tmp_path)
    assert sorted(arrays) == sorted(ARRAYS)
    words, found = outputs(arrays, SPUN)
    positive = [word for word, (z, *_) in zip(words, found.tolist(), strict=True) if z > 0]
    assert positive == ["missive", "despatched"]
    assert (outputs(arrays, HUMAN)[1][:, 0] <= 0).all()
    prose = found[found.any(axis=1)]
    translated = outputs(arrays, passages(3)[2].text)[1]
    assert translated[translated.any(axis=1), 2].mean() > 0.5 > prose[:, 2].mean()


def test_it_learns_from_the_teacher_alone(tmp_path: Path) -> None:
    unlabelled = [one._replace(edits=None) for one in passages(60)]
    said = []
    for one in unlabelled:
        batch = tokenise([one.text])
        words = [batch.surface(row, 0) for row in range(len(batch))]
        said.append(np.array([[6 if word == "crew" else -6, 0, 0] for word in words], np.float16))
    data = student_set(unlabelled, tiny_lexicon(), said)
    words, found = outputs(fit(data, tmp_path), SPUN)
    assert [word for word, (z, *_) in zip(words, found.tolist(), strict=True) if z > 0] == ["crew"]


def test_two_runs_and_a_stopped_one_give_the_same_arrays(data: StudentSet, tmp_path: Path) -> None:
    one, two = fit(data, tmp_path / "one", 4), fit(data, tmp_path / "two", 4)
    real, calls = student_fit._batches, []

    def stops(*given: Any) -> Any:
        calls.append(given)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return real(*given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(student_fit, "_batches", stops)
        with pytest.raises(KeyboardInterrupt):
            fit(data, tmp_path / "three", 4)
    three = fit(data, tmp_path / "three", 4)
    for name in ARRAYS:
        assert (one[name] == two[name]).all(), name
        assert (one[name] == three[name]).all(), name


def test_numpy_runs_what_torch_has_learnt(data: StudentSet, tmp_path: Path) -> None:
    torch.manual_seed(1)
    rng = np.random.default_rng(1)
    vectors = rng.normal(size=(9, 6)).astype(np.float32)
    module = student_network(vectors, 8, (1, 3))
    arrays = network_arrays(module.state_dict(), (1, 3))
    start = rng.random(70) < 0.1
    start[0] = True
    place = spread(start, 6)
    word, given = rng.integers(0, 9, 70), rng.normal(size=(70, 30)).astype(np.float32)
    expected = module(*map(torch.from_numpy, (word, given, place)), int(place[-1]) + 1).detach().numpy()
    net = Convolutions(
        *(arrays[f"token_{name}"] for name in
          ("input", "input_bias", "layers", "layer_bias", "dilation", "output", "output_bias"))
    )  # fmt: skip

    def rows(first: int, stop: int, inputs: NDArray[np.float32]) -> NDArray[np.int64]:
        own = (place >= first) & (place < stop)
        inputs[place[own] - first, :6] = arrays["token_vectors"][word[own]]
        inputs[place[own] - first, 6:] = given[own]
        return np.setdiff1d(np.arange(stop - first), place[own] - first)

    found = net.over(int(place[-1]) + 1, rows)[place]
    assert found == pytest.approx(expected, abs=0.03)  # vectors are rounded to int8
