"""Fine-tuning the tagger, with two small layers in place of MiniLM: it learns, and a stopped run goes on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from tiny_passages import passages
from tiny_tagger import HEADS, INNER, LAYERS, WIDTH, tiny_tokenizer, tiny_vocabulary
from transformers import BertConfig, BertModel

from spunlib.errors import InputError
from spunlib.model.pieces import END, LONGEST, Pieces
from spunlib.training import tagger_fit
from spunlib.training.folds import FOLDS, WHOLE, Fold
from spunlib.training.sequences import IGNORED, Sequences, sequences_of
from spunlib.training.tagger_export import vocabulary
from spunlib.training.tagger_network import tagger_network

STEPS = 10
Weights = dict[str, torch.Tensor]


@pytest.fixture(autouse=True)
def _small_and_often_saved(base: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(tagger_fit, "tagger_network", partial(tagger_network, base))
    monkeypatch.setattr(tagger_fit, "_SAVE_EVERY", 3)
    # Random layers and words have more to learn than pretrained ones.
    monkeypatch.setattr(tagger_fit, "RATE", 1e-2)
    monkeypatch.setattr(tagger_fit, "LEARNS_WORDS", True)
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as MiniLM's, with random weights."""
    folder = tmp_path_factory.mktemp("base")
    config = BertConfig(
        vocab_size=len(tiny_vocabulary()),
        hidden_size=WIDTH,
        num_hidden_layers=LAYERS,
        num_attention_heads=HEADS,
        intermediate_size=INNER,
        max_position_embeddings=LONGEST,
    )
    torch.manual_seed(4)
    BertModel(config, add_pooling_layer=False).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def sequences(tmp_path_factory: pytest.TempPathFactory) -> Sequences:
    """Of 100 passages a third each untouched, with two words replaced, and translated."""
    path = tmp_path_factory.mktemp("pieces") / "tokenizer.json"
    path.write_bytes(vocabulary(tiny_tokenizer()))
    made = sequences_of(passages(100), Pieces(path))
    assert len(made) == 100
    assert (np.diff(made.first).min(), made.pieces.max()) < (LONGEST, len(tiny_vocabulary()))
    return made


def weights_of(path: Path) -> Weights:
    found: Weights = torch.load(path, weights_only=True)
    return found


def fit(sequences: Sequences, folder: Path, steps: int = STEPS, fold: Fold = WHOLE) -> Weights:
    path = tagger_fit.fit_tagger(sequences, folder, steps, fold)
    assert [one.name for one in folder.iterdir()] == [path.name] == ["tagger.pt"]
    return weights_of(path)


def equal(one: Weights, other: Weights) -> bool:
    assert one.keys() == other.keys()
    return all(torch.equal(one[name], other[name]) for name in one)


def losses(sequences: Sequences, weights: Weights | None) -> list[float]:
    """Of tokens and of styles; without weights, those from which training starts."""
    torch.manual_seed(tagger_fit._SEED)
    network = tagger_fit.tagger_network()
    if weights is not None:
        network.load_state_dict(weights)
    network.eval()
    every = np.arange(len(sequences))
    with torch.inference_mode():
        return [float(one) for one in tagger_fit._losses(torch, network, sequences, every)]


def test_both_losses_fall(sequences: Sequences, tmp_path: Path) -> None:
    before = losses(sequences, None)
    after = losses(sequences, fit(sequences, tmp_path, 60))
    assert after[0] < before[0] / 4
    assert after[1] < before[1] / 2


def test_too_little_to_learn_from_is_refused(sequences: Sequences, tmp_path: Path) -> None:
    everything = Fold(tools=frozenset({"human", "tool", "machine"}))
    with pytest.raises(InputError, match="0 sequences do not fill a batch of 32"):
        tagger_fit.fit_tagger(sequences, tmp_path, STEPS, everything)


@pytest.mark.parametrize("stopped_at", [2, 3, 8])
def test_a_stopped_run_ends_where_one_without_a_stop_does(
    sequences: Sequences, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stopped_at: int
) -> None:
    whole = fit(sequences, tmp_path / "whole")
    real, asked = tagger_fit._losses, Counter[str]()

    def stops(*given: Any) -> Any:
        asked["first run"] += 1
        if asked["first run"] > stopped_at:
            raise KeyboardInterrupt
        return real(*given)

    def goes_on(*given: Any) -> Any:
        asked["second run"] += 1
        return real(*given)

    folder = tmp_path / "stopped"
    monkeypatch.setattr(tagger_fit, "_losses", stops)
    with pytest.raises(KeyboardInterrupt):
        tagger_fit.fit_tagger(sequences, folder, STEPS)
    saved = stopped_at // 3 * 3
    assert [one.name for one in folder.iterdir()] == (["state.pt"] if saved else [])
    torch.manual_seed(99)  # in a new process the generator stands elsewhere
    monkeypatch.setattr(tagger_fit, "_losses", goes_on)
    assert equal(fit(sequences, folder), whole)
    assert asked["second run"] == STEPS - saved


def test_what_is_done_is_not_done_again(
    sequences: Sequences, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = fit(sequences, tmp_path, 1)

    def never(*_: object) -> None:
        raise AssertionError("trained again")

    monkeypatch.setattr(tagger_fit, "_losses", never)
    assert equal(fit(sequences, tmp_path, 1), first)


def test_training_may_begin_with_earlier_weights(
    sequences: Sequences, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    earlier = tagger_fit.fit_tagger(sequences, tmp_path / "earlier", 4)
    real, first = tagger_fit._losses, list[Weights]()

    def noted(torch: Any, network: Any, *given: Any) -> Any:
        if not first:
            first.append({name: value.clone() for name, value in network.state_dict().items()})
        return real(torch, network, *given)

    monkeypatch.setattr(tagger_fit, "_losses", noted)
    begun = weights_of(tagger_fit.fit_tagger(sequences, tmp_path / "begun", 2, earlier=earlier))
    assert equal(first[0], weights_of(earlier))
    assert not equal(begun, weights_of(earlier))
    assert not equal(begun, fit(sequences, tmp_path / "anew", 2))


def test_the_command_line_hands_earlier_weights_on(
    sequences: Sequences, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sequences.save(tmp_path / "some.npz")
    asked = []
    monkeypatch.setattr(tagger_fit, "fit_tagger", lambda *given: asked.append(given[1:]))
    command = ["tagger_fit", "--sequences", str(tmp_path / "some.npz"), "--output", "out", "--fold", "moby"]
    for begin in ([], ["--begin", "earlier.pt"]):
        monkeypatch.setattr("sys.argv", [*command, "--steps", "7", *begin])
        tagger_fit.main()
    assert asked == [
        (Path("out"), 7, FOLDS["moby"], None),
        (Path("out"), 7, FOLDS["moby"], Path("earlier.pt")),
    ]


@pytest.mark.parametrize(
    "fold",
    [
        Fold(lineages=frozenset({"tool"})),
        Fold(tools=frozenset({"machine"})),
        Fold(tools=frozenset({"gulls 0", "gulls 1"})),
        Fold(groups=frozenset({"letters 1"})),
        Fold(groups=frozenset({"shanties 1"})),
    ],
    ids=["lineage", "method", "set", "group", "group of the original"],
)
def test_what_a_fold_leaves_out_changes_nothing(sequences: Sequences, tmp_path: Path, fold: Fold) -> None:
    names = fold.lineages | fold.tools | fold.groups
    making = zip(sequences.origin, sequences.group, sequences.source, strict=True)
    left_out = np.array([not names.isdisjoint(made) for made in making])
    assert 10 < left_out.sum() < 40
    inside = np.repeat(left_out, np.diff(sequences.first))
    other = replace(
        sequences,
        pieces=np.where(inside & (sequences.pieces > END), END + 1, sequences.pieces),
        label=np.where(inside & (sequences.label != IGNORED), 1 - sequences.label, sequences.label),
        style=np.where(left_out, 1, sequences.style),
    )
    assert equal(fit(sequences, tmp_path / "a", 3, fold), fit(other, tmp_path / "b", 3, fold))
    assert not equal(fit(sequences, tmp_path / "c", 3), fit(other, tmp_path / "d", 3))
