"""What speaks for cutting a run so and not otherwise: the weights of `spunlib.compare.blocks`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from spunlib.compare.words import FUNCTION

Row = tuple[float, ...]
Table = tuple[Row, ...]


@dataclass(frozen=True)
class BlockWeights:
    """Weights of blocks; classes of words are those of `spunlib.compare.words`, the suspect's always first.

    Attributes:
        single: of a word for a word, by class, class and sign (`spunlib.compare.blocks`).
        size: of other blocks, by their numbers of words less 1.
        sign: by the strongest sign of any two of their words.
        known: of known pairs of phrases, in the place of all that follows and of the sign.
        function: by the numbers of function words, 2 for more.
        first, last: by the classes of the first and of the last words.
        added, cut: of a word in no block, by its class.
        phrases: sums for phrases met so far.
    """

    single: tuple[Table, ...]
    size: Table
    sign: Row
    known: float
    function: Table
    first: Table
    last: Table
    added: Row
    cut: Row
    phrases: dict[tuple[tuple[int, ...], tuple[int, ...]], float] = field(
        default_factory=dict, repr=False, compare=False
    )

    def phrase(self, classes: tuple[int, ...], others: tuple[int, ...]) -> float:
        """Weight of a block of phrases by what its words are: all but sign and known."""
        total = self.phrases.get((classes, others))
        if total is None:
            total = self.phrases[classes, others] = (
                self.size[len(classes) - 1][len(others) - 1]
                + self.function[min(classes.count(FUNCTION), 2)][min(others.count(FUNCTION), 2)]
                + self.first[classes[0]][others[0]]
                + self.last[classes[-1]][others[-1]]
            )
        return total


FAMILIAR: Final = BlockWeights(
    single=(
        ((-0.733, 0.0, 0.176), (-0.735, 0.0, -0.113), (-0.487, 0.0, 0.0)),
        ((-0.337, -0.229, 0.308), (-0.081, -0.09, 0.521), (-0.255, 0.0, 0.41)),
        ((-0.229, -0.14, 0.0), (-0.09, 0.0, 0.307), (-0.141, 0.065, 0.653)),
    ),
    size=(
        (-0.5, -0.136, -0.438, -0.935, -1.075),
        (-0.194, -0.124, -0.106, -0.447, -0.576),
        (-0.477, -0.273, -0.084, -0.5, -0.56),
        (-0.753, -0.602, -0.293, -0.147, -0.5),
        (-0.852, -0.655, -0.731, -0.571, -0.5),
    ),
    sign=(-0.139, 0.016, -0.151),
    known=0.746,
    function=((-0.017, -0.08, -0.176), (-0.084, -0.044, -0.02), (0.04, 0.035, 0.073)),
    first=((-0.158, -0.118, -0.042), (-0.104, 0.029, -0.173), (-0.057, 0.163, 0.186)),
    last=((-0.034, -0.041, -0.216), (0.029, 0.152, 0.191), (-0.452, 0.082, 0.015)),
    added=(-0.797, -0.667, -0.433),
    cut=(-0.688, -0.452, -0.373),
)
"""Where the lexicon knows most of the tool's words."""

UNFAMILIAR: Final = BlockWeights(
    single=(
        ((-0.55, 0.0, 0.176), (-0.72, 0.0, -0.05), (-0.356, 0.0, 0.0)),
        ((-0.056, -0.397, 0.523), (0.207, 0.069, 0.712), (-0.138, 0.0, 0.291)),
        ((-0.653, 0.0, 0.0), (-0.001, 0.0, 0.0), (0.363, 0.364, 0.917)),
    ),
    size=(
        (-0.5, 0.043, -0.375, -0.836, -1.187),
        (0.001, -0.02, -0.124, -0.317, -0.662),
        (-0.305, -0.1, -0.094, -0.692, -0.595),
        (-0.661, -0.511, -0.369, -0.353, -0.5),
        (-1.046, -0.761, -0.822, -0.549, -0.598),
    ),
    sign=(-0.215, 0.193, -0.035),
    known=0.624,
    function=((-0.225, -0.113, 0.062), (-0.27, -0.129, 0.107), (-0.128, 0.128, 0.511)),
    first=((-0.255, 0.006, -0.093), (-0.101, 0.115, -0.163), (-0.064, 0.192, 0.305)),
    last=((-0.08, -0.02, -0.267), (-0.014, 0.2, 0.199), (-0.442, 0.155, 0.213)),
    added=(-1.054, -0.77, -0.462),
    cut=(-0.8, -0.587, -0.559),
)
"""Elsewhere: learnt with a quarter of it to all of it hidden."""

# Both fitted by ``python -m spunlib.training.blocks --data DIR`` on simulated spins of training news by a
# dictionary and by WordNet: averaged structured perceptrons (Collins 2002) over the true blocks.
