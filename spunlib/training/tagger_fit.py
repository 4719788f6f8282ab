"""Fine-tuning the tagger: hours of one core, so it saves its state and goes on where it stopped.

    python -m spunlib.training.tagger_fit --sequences sequences.npz --output FOLDER [--fold NAME]

The loss is the mean binary cross-entropy over the labelled tokens, and `STYLE_WEIGHT` times the cross-entropy
of the passage's style over (0, mean of output 1, mean of output 2). The rate rises over the first twentieth
of the steps and falls in a line to nothing.
"""

from __future__ import annotations

import argparse
import logging
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spunlib.errors import InputError, MissingExtraError
from spunlib.model.pieces import padded
from spunlib.training.folds import FOLDS, WHOLE, Fold
from spunlib.training.sequences import IGNORED, Sequences
from spunlib.training.tagger_import import exported_weights
from spunlib.training.tagger_network import tagger_network

log = logging.getLogger(__name__)

BATCH: Final = 32
RATE: Final = 2e-4
STYLE_WEIGHT: Final = 0.3
LEARNS_WORDS: Final = False
"""Word vectors stay as they were pretrained, as those of words must that no list swaps; it also saves a sixth
of the time."""
_WARM: Final = 0.05
_SAVE_EVERY: Final = 100
_SEED: Final = 30


def allowed(sequences: Sequences, fold: Fold) -> NDArray[np.int64]:
    """Numbers of the sequences that a fold may learn from.

    As in `spunlib.training.material.Material.read`, a rewritten text is left out with its tool, and with the
    group of its original.
    """
    left_out = np.isin(sequences.origin, sorted(fold.lineages | fold.tools))
    left_out |= np.isin(sequences.group, sorted(fold.groups | fold.tools))
    left_out |= np.isin(sequences.source, sorted(fold.groups))
    return np.flatnonzero(~left_out)


def batches(sequences: Sequences, chosen: NDArray[np.int64], steps: int) -> Iterator[NDArray[np.int64]]:
    """``steps`` batches, the same at every call: passes over the sequences in ever new order.

    Sequences of one batch have about one length, so that little padding is read.
    """
    rng = np.random.default_rng(_SEED)
    length = np.diff(sequences.first)
    made = 0
    while True:
        order = rng.permutation(chosen)
        for at in range(0, order.size - BATCH + 1, 16 * BATCH):
            some = order[at : at + 16 * BATCH]
            some = some[np.argsort(length[some], kind="stable")]
            whole = some[: some.size // BATCH * BATCH].reshape(-1, BATCH)
            for row in rng.permutation(len(whole)):
                if made == steps:
                    return
                yield whole[row]
                made += 1


def rate_at(step: int, steps: int) -> float:
    """The learning rate of a step."""
    warm = max(int(steps * _WARM), 1)
    return RATE * min((step + 1) / warm, max(steps - step, 1) / max(steps - warm, 1))


def fit_tagger(
    sequences: Sequences, folder: Path, steps: int, fold: Fold = WHOLE, earlier: Path | None = None
) -> Path:
    """Train, or go on training, and give back the file of the weights.

    Args:
        sequences: all of them; those that the fold leaves out are not read.
        folder: holds ``state.pt`` while training lasts, ``tagger.pt`` afterwards.
        steps: batches of `BATCH` sequences.
        fold: what is left out.
        earlier: the weights of an earlier training to begin with, of the same fold, ``tagger.pt`` or the
            ``tagger.onnx`` of a model; MiniLM's by default.

    Raises:
        InputError: there are too few sequences for one batch, or ``earlier`` holds no weights of a tagger.
        MissingExtraError: torch, transformers or onnx is not installed.
    """
    try:
        import torch
    except ImportError as error:
        raise MissingExtraError("distil", "torch") from error
    done = folder / "tagger.pt"
    if done.exists():
        return done
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(_SEED)
    network = tagger_network()
    if earlier is not None:
        network.load_state_dict(_earlier(torch, network, earlier))
    network.train()
    network.encoder.embeddings.requires_grad_(LEARNS_WORDS)
    learnt = [weights for weights in network.parameters() if weights.requires_grad]
    optimiser = torch.optim.AdamW(learnt, lr=RATE, weight_decay=0.01)
    state = folder / "state.pt"
    begin = 0
    if state.exists():
        stored = torch.load(state, weights_only=True)
        network.load_state_dict(stored["network"])
        optimiser.load_state_dict(stored["optimiser"])
        begin = int(stored["step"])
    chosen = allowed(sequences, fold)
    if chosen.size < BATCH:
        raise InputError(f"{chosen.size} sequences do not fill a batch of {BATCH}; is the data folder whole?")
    log.info("%d of %d sequences, step %d of %d", chosen.size, len(sequences), begin, steps)
    started, seen = time.monotonic(), np.zeros(2)
    for step, rows in enumerate(batches(sequences, chosen, steps)):
        if step < begin:
            continue
        for group in optimiser.param_groups:
            group["lr"] = rate_at(step, steps)
        losses = _losses(torch, network, sequences, rows)
        (losses[0] + STYLE_WEIGHT * losses[1]).backward()
        torch.nn.utils.clip_grad_norm_(learnt, 1.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        seen += [float(loss.detach()) for loss in losses]
        if (step + 1) % _SAVE_EVERY == 0:
            speed = (step + 1 - begin) * BATCH / (time.monotonic() - started)
            log.info("step %d: loss %.4f %.4f, %.1f a second", step + 1, *(seen / _SAVE_EVERY), speed)
            seen[:] = 0
            _save(torch, state, network, optimiser, step + 1)
    part = folder / "tagger.part"
    torch.save(network.state_dict(), part)
    part.replace(done)
    state.unlink(missing_ok=True)
    return done


def _earlier(torch: Any, network: Any, path: Path) -> Any:
    if path.suffix != ".onnx":
        return torch.load(path, weights_only=True)
    untouched = {name: weight.numpy() for name, weight in network.state_dict().items()}
    return {name: torch.tensor(weight) for name, weight in exported_weights(path, untouched).items()}


def _losses(torch: Any, network: Any, sequences: Sequences, rows: NDArray[np.int64]) -> tuple[Any, Any]:
    spans = [slice(int(sequences.first[row]), int(sequences.first[row + 1])) for row in rows]
    width = max(span.stop - span.start for span in spans)
    pieces = torch.from_numpy(
        padded([sequences.pieces[span].astype(np.int32) for span in spans], width)
    ).long()
    label = torch.from_numpy(_beside([sequences.label[span] for span in spans], width, IGNORED))
    words = torch.from_numpy(_beside([sequences.words[span] for span in spans], width, 0)).float()
    with torch.autocast("cpu", dtype=torch.bfloat16):
        outputs = network(pieces, (pieces > 0).long())
    outputs = outputs.float()
    told = label != IGNORED
    cross_entropy = torch.nn.functional.binary_cross_entropy_with_logits
    tokens = cross_entropy(outputs[..., 0][told], label[told].float()) if told.any() else outputs.sum() * 0
    means = (outputs[..., 1:] * words[..., None]).sum(1) / words.sum(1, keepdim=True).clamp(min=1)
    logits = torch.cat((torch.zeros_like(means[:, :1]), means), 1)
    target = torch.from_numpy(sequences.style[rows].astype(np.int64))
    return tokens, torch.nn.functional.cross_entropy(logits, target)


def _beside(parts: list[NDArray[Any]], width: int, fill: int) -> NDArray[np.int8]:
    block = np.full((len(parts), width), fill, np.int8)
    for row, part in enumerate(parts):
        block[row, : part.size] = part
    return block


def _save(torch: Any, path: Path, network: Any, optimiser: Any, step: int) -> None:
    part = path.with_suffix(".part")
    stored = {
        "network": network.state_dict(),
        "optimiser": optimiser.state_dict(),
        "step": step,
    }
    torch.save(stored, part)
    part.replace(path)


def main() -> None:
    """Parse the command line and train."""
    parser = argparse.ArgumentParser(description="Fine-tune the tagger of replaced words.")
    parser.add_argument("--sequences", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--fold", choices=sorted(FOLDS))
    parser.add_argument("--steps", type=int, default=1_800)
    parser.add_argument(
        "--begin", type=Path, help="tagger.pt or tagger.onnx of an earlier training of this fold"
    )
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    import torch

    torch.set_num_threads(arguments.threads)
    fold = FOLDS[arguments.fold] if arguments.fold else WHOLE
    fit_tagger(Sequences.load(arguments.sequences), arguments.output, arguments.steps, fold, arguments.begin)


if __name__ == "__main__":
    main()
