"""A tier: what turns a document's numbers into a verdict. A model has a fast one, and may have an accurate.

The tiers differ in the token outputs that go into the numbers; each has a document head, thresholds and
average human numbers of its own, fitted on its own token outputs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spunlib.model import document_head
from spunlib.model.document_head import DocumentHead

FAST: Final = "fast"
ACCURATE: Final = "accurate"

_PREFIX: Final = {FAST: "", ACCURATE: "accurate_"}
_TYPICAL: Final = "document_human"
_THRESHOLDS: Final = "thresholds"

BLEND: Final = "accurate_blend"
"""The array (b0, b1, b2), float32: z = b0 + b1 tagger + b2 fast, log-odds all, at the rate of replacement
that the fast tier's token head is fitted at."""


@dataclass(frozen=True, slots=True)
class Tier:
    """One tier of a model; k numbers.

    Attributes:
        name: `FAST` or `ACCURATE`.
        documents: the document head.
        typical: float32 (k,), mean numbers of human documents: what an artifact's weight is counted from.
        thresholds: float64 (len(KINDS) - 1, len(FPRS), len(LENGTHS)), likelihoods above which a document is
            flagged, by its likeliest rewritten kind.
    """

    name: str
    documents: DocumentHead
    typical: NDArray[np.float32]
    thresholds: NDArray[np.float64]

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]], name: str) -> Tier:
        """The tier of that name over arrays named as in `arrays_of`."""
        own = {stem: arrays[stored] for stem, stored in arrays_of(name).items()}
        return cls(name, DocumentHead.of(own), own[_TYPICAL], own[_THRESHOLDS])


def arrays_of(name: str) -> dict[str, str]:
    """What the arrays of a tier are called in a model, by what those of the fast tier are called.

    >>> arrays_of("accurate")["thresholds"]
    'accurate_thresholds'
    """
    return {stem: _PREFIX[name] + stem for stem in (*document_head.ARRAYS, _TYPICAL, _THRESHOLDS)}


def accurate_outputs(
    tagger: NDArray[np.float32],
    fast: NDArray[np.float32],
    prose: NDArray[np.bool_],
    blend: NDArray[np.float32],
) -> NDArray[np.float32]:
    """The accurate tier's token outputs, float32 (n, 3): log-odds of both tiers, styles of the tagger.

    Args:
        tagger: float32 (n, 3), in the order of `spunlib.model.tagger.OUTPUTS`.
        fast: the same of the fast tier.
        prose: bool (n,); the outputs of other tokens are 0.
        blend: `BLEND`.

    >>> tagger, fast = np.array([[2, 5, 6], [9, 9, 9]], np.float32), np.ones((2, 3), np.float32)
    >>> accurate_outputs(tagger, fast, np.array([True, False]), np.array([0.5, 1, -1], np.float32)).tolist()
    [[1.5, 5.0, 6.0], [0.0, 0.0, 0.0]]
    """
    outputs = tagger.copy()
    outputs[:, 0] = blend[0] + blend[1] * tagger[:, 0] + blend[2] * fast[:, 0]
    outputs[~prose] = 0
    return outputs
