"""The document head: a document's numbers -> probabilities of the kinds and a calibrated likelihood.

Multinomial logistic regression over standardised numbers; its score is linear in means over words, so that
what each word added is exact. The score of being rewritten at all, s = logsumexp(rewritten kinds) - human, is
calibrated by Platt's sigmoid (Platt 1999): likelihood = 1 / (1 + exp(-(a s + b))).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

KINDS: Final = ("human", "synonym_spun", "paraphrased", "translated")
ARRAYS: Final = (
    "document_mean",
    "document_scale",
    "document_weights",
    "document_bias",
    "document_calibration",
)

_CLIP: Final = 6.0


@dataclass(frozen=True, slots=True)
class DocumentHead:
    """Weights of the head; k numbers.

    Attributes:
        mean, scale: float32 (k,), standardisation.
        weights, bias: float32 (k, 4), (4,), one column a kind, in the order of `KINDS`.
        calibration: float64 (2,), a and b of the sigmoid.
    """

    mean: NDArray[np.float32]
    scale: NDArray[np.float32]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    calibration: NDArray[np.float64]

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]]) -> DocumentHead:
        """A head over arrays named as in `ARRAYS`."""
        return cls(*(arrays[name] for name in ARRAYS))

    def logits(self, numbers: NDArray[np.float32]) -> NDArray[np.float64]:
        """Unnormalised log probabilities of the kinds, float64 (d, 4)."""
        standard = np.clip((numbers - self.mean) * self.scale, -_CLIP, _CLIP)
        # Summed number by number: a matrix product may round by the number of rows, and a score must not
        # depend on what else is in the batch.
        product = (standard[:, :, None] * self.weights).sum(axis=1)
        result: NDArray[np.float64] = (product + self.bias).astype(np.float64)
        return result

    def kinds(self, numbers: NDArray[np.float32]) -> NDArray[np.float64]:
        """Calibrated probabilities of the kinds, float64 (d, 4); rows sum to 1.

        The likelihood of rewriting is 1 less the first column.
        """
        logits = self.logits(numbers)
        rewritten = np.exp(logits[:, 1:] - logits[:, 1:].max(axis=1, keepdims=True))
        rewritten /= rewritten.sum(axis=1, keepdims=True)
        slope, offset = self.calibration
        likelihood = 1 / (1 + np.exp(-np.clip(slope * rewritten_score(logits) + offset, -40, 40)))
        return np.concatenate((1 - likelihood[:, None], rewritten * likelihood[:, None]), axis=1)


def rewritten_score(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    """Log-odds of any rewritten kind against human, before calibration; float64 (d,)."""
    top = logits[:, 1:].max(axis=1)
    score: NDArray[np.float64] = top + np.log(np.exp(logits[:, 1:] - top[:, None]).sum(axis=1)) - logits[:, 0]
    return score
