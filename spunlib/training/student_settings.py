"""How the fast tier's network is fitted."""

from __future__ import annotations

from dataclasses import dataclass

from spunlib.model.convolution import CHANNELS
from spunlib.training.student_network import DILATION


@dataclass(frozen=True, slots=True)
class Settings:
    """Shape, length and rates of a fit.

    Attributes:
        channels, dilation: its shape.
        epochs, passages, rate: passes over the set, passages of a step, the highest learning rate.
        vectors: the learning rate of the word vectors as a share of that.
        decay: weight decay of all but the word vectors.
        strangers, unlisted: shares of the passages that are shown sums of a table that does not know their
            lineage; and that are shown none of the inputs made of counted substitutions.
        unknown_words: share of the tokens whose word is hidden.
        taught: weight of the teacher's probabilities against the labels, where both are there.
        style: weight of the passages' style.
        seed: of everything drawn.
    """

    channels: int = CHANNELS
    dilation: tuple[int, ...] = DILATION
    epochs: int = 6
    passages: int = 48
    rate: float = 2e-3
    vectors: float = 0.5
    decay: float = 1e-2
    strangers: float = 0.1
    unlisted: float = 0.0
    unknown_words: float = 0.02
    taught: float = 0.5
    style: float = 0.3
    seed: int = 3
