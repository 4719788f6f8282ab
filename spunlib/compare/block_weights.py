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
        ((-0.664, 0.0, 0.152), (-0.649, 0.0, -0.122), (-0.34, 0.0, 0.0)),
        ((-0.371, -0.213, 0.318), (-0.103, -0.135, 0.513), (-0.391, 0.0, 0.384)),
        ((-0.303, -0.05, 0.0), (-0.23, 0.0, 0.305), (-0.251, 0.146, 0.658)),
    ),
    size=(
        (-0.5, -0.116, -0.437, -0.856, -1.079),
        (-0.18, -0.129, -0.114, -0.359, -0.67),
        (-0.478, -0.298, -0.186, -0.5, -0.541),
        (-0.769, -0.603, -0.348, -0.185, -0.5),
        (-0.841, -0.638, -0.66, -0.5, -0.5),
    ),
    sign=(-0.145, 0.044, -0.127),
    known=0.742,
    function=((-0.114, -0.152, -0.149), (-0.097, -0.038, 0.037), (0.063, 0.076, 0.146)),
    first=((-0.173, -0.084, -0.093), (-0.095, 0.047, -0.162), (-0.007, 0.125, 0.214)),
    last=((-0.04, -0.057, -0.244), (0.004, 0.171, 0.218), (-0.426, 0.135, 0.011)),
    added=(-0.77, -0.735, -0.439),
    cut=(-0.678, -0.471, -0.389),
)
"""Where the lexicon knows most of the tool's words."""

UNFAMILIAR: Final = BlockWeights(
    single=(
        ((-0.406, 0.0, 0.081), (-0.675, -0.296, -0.241), (-0.441, 0.0, 0.0)),
        ((-0.029, -0.165, 0.623), (0.162, -0.132, 0.606), (-0.386, 0.0, 0.165)),
        ((-0.474, 0.0, 0.0), (-0.017, 0.0, 0.0), (0.227, 0.161, 0.732)),
    ),
    size=(
        (-0.5, -0.043, -0.324, -0.7, -1.079),
        (0.007, -0.113, -0.154, -0.326, -0.591),
        (-0.242, -0.099, -0.131, -0.415, -0.636),
        (-0.538, -0.407, -0.561, -0.628, -0.668),
        (-1.093, -0.739, -0.535, -0.67, -0.5),
    ),
    sign=(-0.171, 0.232, -0.038),
    known=0.791,
    function=((-0.204, -0.101, 0.114), (-0.192, -0.084, 0.091), (-0.083, 0.109, 0.372)),
    first=((-0.241, -0.022, -0.143), (-0.02, 0.133, -0.129), (-0.013, 0.155, 0.303)),
    last=((-0.037, 0.017, -0.171), (0.024, 0.205, 0.152), (-0.345, 0.108, 0.069)),
    added=(-0.706, -0.473, -0.351),
    cut=(-0.524, -0.467, -0.39),
)
"""Elsewhere: learnt with a quarter of it to all of it hidden."""

# Both fitted by ``python -m spunlib.training.blocks --data DIR`` on simulated spins of training news by a
# dictionary and by WordNet: averaged structured perceptrons (Collins 2002) over the true blocks.
