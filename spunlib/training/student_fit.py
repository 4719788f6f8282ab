"""Fitting the fast tier's network (extra [distil]): from labels, and from the tagger where it has spoken.

What it is shown is said in `spunlib.training.student_inputs`, what it is to get right in
`spunlib.training.student_loss`.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spunlib.errors import MissingExtraError
from spunlib.model.convolution import gap_of, spread
from spunlib.training import token_fit
from spunlib.training.student_inputs import StudentInputs, shown_at
from spunlib.training.student_loss import loss_of
from spunlib.training.student_network import network_arrays, student_network
from spunlib.training.student_set import StudentSet
from spunlib.training.student_settings import Settings

log = logging.getLogger(__name__)


def fit_student(
    data: StudentSet,
    vector_of: NDArray[np.int32],
    vectors: NDArray[np.float32],
    work: Path,
    settings: Settings | None = None,
) -> dict[str, NDArray[Any]]:
    """Fit the table of n-grams and the network; the arrays of `spunlib.model.token_head.ARRAYS`.

    Runs in one thread. A run that was stopped goes on from the last epoch in ``work``, where it leaves
    ``student.pt``; two runs on one machine give the same arrays.

    Args:
        data: passages, of all groups and lineages.
        vector_of: int32 (V + 3,), the vector of each lexicon row.
        vectors: (W, d), the word vectors to start from; the last but two stands for any unknown word.
        work: a folder for this fit alone.
        settings: those of `Settings` by default.

    Raises:
        MissingExtraError: torch or scikit-learn is not installed.
    """
    try:
        import torch
    except ImportError as error:
        raise MissingExtraError("distil", "torch") from error
    settings = settings or Settings()
    work.mkdir(parents=True, exist_ok=True)
    inputs = StudentInputs.of(data, vector_of, work / "sums.npz")
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        state = _train(data, inputs, vectors, work / "student.pt", settings)
    finally:
        torch.set_num_threads(threads)
    table = token_fit.fit_table(data.slots[data.label >= 0], data.label[data.label >= 0] == 1)
    return {
        **token_fit.quantised(table),
        "token_vector_of": vector_of,
        "token_mean": inputs.mean,
        "token_scale": inputs.scale,
        **network_arrays(state, settings.dilation),
    }


def _train(
    data: StudentSet, inputs: StudentInputs, vectors: NDArray[np.float32], path: Path, settings: Settings
) -> dict[str, Any]:
    import torch

    torch.manual_seed(settings.seed)
    network = student_network(vectors, settings.channels, settings.dilation)
    weights = [weight for name, weight in network.named_parameters() if not name.startswith("vectors")]
    optimisers = (
        torch.optim.AdamW(weights, settings.rate, weight_decay=settings.decay),
        # A step touches few words: the others are left alone.
        torch.optim.SparseAdam(network.vectors.parameters(), settings.rate * settings.vectors),
    )
    steps = -(-len(data) // settings.passages)
    schedules = [
        torch.optim.lr_scheduler.LambdaLR(one, lambda step: _rate(step / (settings.epochs * steps)))
        for one in optimisers
    ]
    parts: dict[str, Any] = {"network": network}
    parts |= {f"{at}": one for at, one in enumerate((*optimisers, *schedules))}
    done = 0
    if path.exists():
        stored = torch.load(path, weights_only=True)
        for name, part in parts.items():
            part.load_state_dict(stored[name])
        done = stored["epochs"]
    gap = gap_of(np.array(settings.dilation))
    for epoch in range(done, settings.epochs):
        total = 0.0
        for tokens, passages in _batches(data, settings, epoch):
            word, shown = shown_at(data, inputs, tokens, vectors.shape[0] - 3, settings, epoch)
            start = data.start[tokens].copy()
            start[np.flatnonzero(np.diff(passages, prepend=-1))] = True
            place = spread(start, gap)
            outputs = network(
                torch.from_numpy(word), torch.from_numpy(shown), torch.from_numpy(place), int(place[-1]) + 1
            )
            loss = loss_of(outputs, data, tokens, passages, settings)
            network.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(weights, 1.0)
            for one in optimisers:
                one.step()
            for schedule in schedules:
                schedule.step()
            total += float(loss.detach())
        log.info("epoch %d: loss %.4f", epoch + 1, total / steps)
        unfinished = path.with_suffix(".part")
        states = {name: one.state_dict() for name, one in parts.items()}
        torch.save({"epochs": epoch + 1} | states, unfinished)
        unfinished.replace(path)
    return dict(network.state_dict())


def _rate(done: float) -> float:
    """Share of the highest learning rate after a share of the steps: a tenth up, then a cosine down."""
    return done / 0.1 if done < 0.1 else 0.5 * (1 + math.cos(math.pi * (done - 0.1) / 0.9))


def _batches(
    data: StudentSet, settings: Settings, epoch: int
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Tokens of some passages, and the number of each token's passage."""
    order = np.random.default_rng((settings.seed, epoch)).permutation(len(data))
    for at in range(0, order.size, settings.passages):
        chosen = order[at : at + settings.passages]
        size = np.diff(data.first)[chosen]
        if not size.any():
            continue
        offset = np.arange(int(size.sum())) - np.repeat(np.cumsum(size) - size, size)
        yield np.repeat(data.first[chosen], size) + offset, np.repeat(chosen, size)
