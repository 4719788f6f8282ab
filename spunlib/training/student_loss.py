"""What the student is to get right.

- Of each prose token whose label or teacher is known, the cross-entropy of the log-odds, half with the label
  and half with the teacher's probability, or with the one that is there;
- of each passage, the cross-entropy of (0, mean of output 1, mean of output 2) with its style, and the
  squared difference of these means from the teacher's.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from spunlib.training.sequences import IGNORED
from spunlib.training.student_set import StudentSet
from spunlib.training.student_settings import Settings


def loss_of(
    outputs: Any,
    data: StudentSet,
    tokens: NDArray[np.int64],
    passages: NDArray[np.int64],
    settings: Settings,
) -> Any:
    """The loss of the outputs (n, 3) of some tokens, in the passages given; int64 (n,) both."""
    import torch
    from torch.nn import functional

    prose = data.prose[tokens]
    label = data.label[tokens]
    taught = data.taught[passages] & prose
    labelled = (label != IGNORED) & prose
    share = np.where(taught, np.where(labelled, settings.taught, 1.0), 0.0)
    said = data.teacher[tokens].astype(np.float32)
    target = share / (1 + np.exp(-said[:, 0])) + (1 - share) * (label == 1)
    use = torch.from_numpy(np.flatnonzero(taught | labelled))
    replaced = functional.binary_cross_entropy_with_logits(
        outputs[use, 0], torch.from_numpy(target.astype(np.float32))[use]
    )
    own, number = np.unique(passages[prose], return_inverse=True)
    if own.size == 0:
        return replaced
    words = np.bincount(number)
    at = torch.from_numpy(number)
    count = torch.from_numpy(words.astype(np.float32))[:, None]
    means = outputs.new_zeros(own.size, 2).index_add(0, at, outputs[torch.from_numpy(prose)][:, 1:]) / count
    logits = torch.cat((means.new_zeros(own.size, 1), means), dim=1)
    style = functional.cross_entropy(logits, torch.from_numpy(data.style[own].astype(np.int64)))
    asked = np.flatnonzero(data.taught[own])
    if asked.size:
        teacher = np.stack(
            [np.bincount(number, said[prose, output]) / words for output in (1, 2)], axis=1
        ).astype(np.float32)
        style = style + functional.mse_loss(means[asked], torch.from_numpy(teacher)[asked])
    return replaced + settings.style * style
