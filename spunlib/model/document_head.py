"""The document head: a document's numbers -> probabilities of the kinds and a calibrated likelihood.

Multinomial logistic regression over standardised numbers, with one set of weights for the shortest texts and
one for long ones, mixed by the text's length: a mean over 50 words is noisier than one over 1,000. The score
is linear in means over words, so that what each word added is exact. The score of being rewritten at all,
s = logsumexp(rewritten kinds) - human, is calibrated by Platt's sigmoid (Platt 1999):
likelihood = 1 / (1 + exp(-(a s + b))).
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

ENDS: Final = (40, 1000)
"""Words of a text that has the one set of weights, or the other; between them it has a mixture of both, by
the logarithm of its length."""

_CLIP: Final = 6.0


@dataclass(frozen=True, slots=True)
class DocumentHead:
    """Weights of the head; k numbers.

    Attributes:
        mean, scale: float32 (k,), standardisation.
        weights, bias: float32 (2, k, 4), (2, 4), at either of `ENDS`, one column a kind, in the order of
            `KINDS`.
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

    def logits(self, numbers: NDArray[np.float32], words: NDArray[np.int64]) -> NDArray[np.float64]:
        """Unnormalised log probabilities of the kinds, float64 (d, 4), by numbers and words of each text."""
        standard = np.clip((numbers - self.mean) * self.scale, -_CLIP, _CLIP)
        # Summed number by number: a matrix product may round by the number of rows, and a score must not
        # depend on what else is in the batch.
        short, long = ((standard[:, :, None] * weights).sum(axis=1) for weights in self.weights)
        share = share_of_long(words)[:, None]
        result: NDArray[np.float64] = (short + self.bias[0]) * (1 - share) + (long + self.bias[1]) * share
        return result

    def kinds(self, numbers: NDArray[np.float32], words: NDArray[np.int64]) -> NDArray[np.float64]:
        """Calibrated probabilities of the kinds, float64 (d, 4); rows sum to 1.

        The likelihood of rewriting is 1 less the first column.

        Args:
            numbers: float32 (d, k).
            words: int64 (d,), prose words.
        """
        logits = self.logits(numbers, words)
        rewritten = np.exp(logits[:, 1:] - logits[:, 1:].max(axis=1, keepdims=True))
        rewritten /= rewritten.sum(axis=1, keepdims=True)
        slope, offset = self.calibration
        likelihood = 1 / (1 + np.exp(-np.clip(slope * rewritten_score(logits) + offset, -40, 40)))
        return np.concatenate((1 - likelihood[:, None], rewritten * likelihood[:, None]), axis=1)


def share_of_long(words: NDArray[np.int64]) -> NDArray[np.float64]:
    """How much the weights of long texts count for texts of so many words, in [0, 1]; float64 (d,).

    >>> share_of_long(np.array([10, 40, 200, 1000, 5000])).round(3).tolist()
    [0.0, 0.0, 0.5, 1.0, 1.0]
    """
    low, high = np.log(ENDS)
    share: NDArray[np.float64] = np.clip((np.log(np.maximum(words, 1)) - low) / (high - low), 0, 1)
    return share


def rewritten_score(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    """Log-odds of any rewritten kind against human, before calibration; float64 (d,)."""
    top = logits[:, 1:].max(axis=1)
    score: NDArray[np.float64] = top + np.log(np.exp(logits[:, 1:] - top[:, None]).sum(axis=1)) - logits[:, 0]
    return score
