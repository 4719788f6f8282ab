"""From token evidence to a document's numbers: what the document head sees.

Let p be the probability of replacement of each prose word (the sigmoid of the token head's log-odds). Every number but the last few is a mean
over words, so that a long text does not score higher for being long; `length_*` tell the head how much noise to expect.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from spunlib.features.context import Context
from spunlib.features.evidence import COLUMNS

STEPS: Final = (-2.0, -1.0, 0.0, 1.0, 2.0, 3.5)
"""Log-odds above which tokens are counted."""

RATES: Final = ("agreement", "numeral", "lost_capital", "stray_capital", "disguise", "spintax", "rotation")
MEANS: Final = ("pmi_left", "contrast", "contrast_pmi", "directional", "rarity", "unknown", "lower")

NAMES: Final = (
    "replaced",
    *(f"above_{step:g}" for step in STEPS),
    "log_odds",
    "strongest",
    "replaced_free",
    "quotation_contrast",
    *(f"rate_{name}" for name in RATES),
    "rate_phrase",
    *(f"mean_{name}" for name in MEANS),
    "style_paraphrased",
    "style_translated",
    "length_log",
    "length_root",
)
"""Names of the document's numbers, in order; they stand in the manifest."""

_QUOTED_WORDS: Final = 15
"""A text with fewer quoted words has no baseline of its own."""


def document_features(
    context: Context, evidence: NDArray[np.float32], log_odds: NDArray[np.float32], style: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Numbers of each text of a batch, float32 (n_texts, len(NAMES))."""
    n_texts = len(context.batch.texts)
    prose = np.flatnonzero(context.prose)
    text = context.text[prose]
    words = np.bincount(text, minlength=n_texts)
    each = np.maximum(words, 1)

    def mean(values: NDArray[np.float32] | NDArray[np.bool_]) -> NDArray[np.float64]:
        return np.bincount(text, values, minlength=n_texts) / each

    z = log_odds[prose]
    p = 1 / (1 + np.exp(-z))
    quoted = context.batch.quoted[prose]
    free_words = np.bincount(text, ~quoted, minlength=n_texts)
    quoted_words = words - free_words
    replaced = mean(p)
    free = np.bincount(text, p * ~quoted, minlength=n_texts) / np.maximum(free_words, 1)
    inside = np.bincount(text, p * quoted, minlength=n_texts) / np.maximum(quoted_words, 1)
    contrast = np.where((quoted_words >= _QUOTED_WORDS) & (free_words >= _QUOTED_WORDS), free - inside, 0)
    column = {name: evidence[prose, number] for number, name in enumerate(COLUMNS)}
    numbers = [
        replaced,
        *(mean(z > step) for step in STEPS),
        mean(np.clip(z, -6, 6)),
        _strongest(z, text, words),
        np.where(free_words >= _QUOTED_WORDS, free, replaced),
        contrast,
        *(mean(column[name] > 0) for name in RATES),
        mean(column["phrase"] > 1),
        *(mean(column[name]) for name in MEANS),
        mean(style[prose, 0]),
        mean(style[prose, 1]),
        np.log(each),
        1 / np.sqrt(each),
    ]
    return np.stack(numbers, axis=1).astype(np.float32)


def _strongest(z: NDArray[np.float32], text: NDArray[np.int64], words: NDArray[np.int64]) -> NDArray[np.float64]:
    """Mean log-odds of each text's top twentieth of words, at least one."""
    result = np.zeros(words.size)
    if z.size == 0:
        return result
    order = np.lexsort((-z, text))
    first = np.cumsum(words) - words
    rank = np.arange(z.size) - first[text]
    taken = rank < np.maximum(words // 20, 1)[text]
    sums = np.bincount(text[taken], z[order][taken], minlength=words.size)
    result[words > 0] = (sums / np.maximum(words // 20, 1))[words > 0]
    return result
