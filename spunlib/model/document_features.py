"""From token evidence to a document's numbers: what the document head sees.

Let z be a tier's log-odds that a tool put a word there and p = sigmoid(z). Every number is a mean over the
document's prose words of one value a word, so a long text does not score higher for being long, the score of
a linear head is a sum over words, and what each word added to it is exact.
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
MEANS: Final = ("pmi_left", "contrast", "contrast_pmi", "rarity")

NAMES: Final = (
    "replaced",  # p
    *(f"above_{step:g}" for step in STEPS),  # 1 where z is above the step
    "strongest",  # z of the top twentieth of words alone
    "replaced_free",  # p outside quotations alone
    "quotation_contrast",  # p outside quotations less p inside, where the text has enough of both
    *(f"rate_{name}" for name in RATES),
    *(f"mean_{name}" for name in MEANS),
    "style_paraphrased",
    "style_translated",
    "style_historical",
    "network_paraphrased",  # the tier's own outputs for either style
    "network_translated",
)
"""Names of the document's numbers, in order; they stand in the manifest."""

_BASELINE_WORDS: Final = 15
"""A text with fewer words inside quotations, or outside, has no baseline of its own."""

_SURE: Final = 60.0
"""Log-odds beyond which a float32 probability is 0 or 1, and its exponential no number."""


def word_numbers(
    context: Context, evidence: NDArray[np.float32], outputs: NDArray[np.float32], style: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Values of each prose word of a batch, float32 (m, len(NAMES)), in token order.

    Their means over a text are its numbers.

    Args:
        context: the batch; n tokens.
        evidence: float32 (n, len(COLUMNS)).
        outputs: float32 (n, 3) of a tier, in the order of `spunlib.model.tagger.OUTPUTS`.
        style: float32 (n, 3), see `spunlib.model.style`.
    """
    prose = np.flatnonzero(context.prose)
    n_texts = len(context.batch.texts)
    text = context.text[prose]
    words = np.bincount(text, minlength=n_texts)
    n = words[text]
    z = outputs[prose, 0]
    p = 1 / (1 + np.exp(-np.clip(z, -_SURE, _SURE)))
    quoted = context.batch.quoted[prose]
    n_quoted = np.bincount(text, quoted, minlength=n_texts)[text]
    n_free = n - n_quoted
    free_share = np.where(quoted, 0, n / np.maximum(n_free, 1))
    quoted_share = np.where(quoted, n / np.maximum(n_quoted, 1), 0)
    both = (n_quoted >= _BASELINE_WORDS) & (n_free >= _BASELINE_WORDS)
    column = {name: evidence[prose, COLUMNS.index(name)] for name in (*RATES, *MEANS)}
    values = [
        p,
        *(z > step for step in STEPS),
        _strongest(z, text, words),
        np.where(n_free >= _BASELINE_WORDS, p * free_share, p),
        np.where(both, p * (free_share - quoted_share), 0),
        *(column[name] > 0 for name in RATES),
        *(column[name] for name in MEANS),
        *(style[prose, kind] for kind in range(style.shape[1])),
        outputs[prose, 1],
        outputs[prose, 2],
    ]
    numbers = np.empty((len(NAMES), prose.size), np.float32).T
    for number, value in zip(range(len(NAMES)), values, strict=True):  # none is left unset
        numbers[:, number] = value
    return np.ascontiguousarray(numbers)  # filled by the column, read by the word


def document_numbers(context: Context, values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Numbers of each text of a batch from those of its words, float32 (n_texts, len(NAMES)).

    They are 0 for a text without prose.
    """
    text = context.text[context.prose]
    words = np.bincount(text, minlength=len(context.batch.texts))
    numbers = np.zeros((words.size, len(NAMES)), np.float32)
    last = np.cumsum(words)
    for number in np.flatnonzero(words):
        own = values[last[number] - words[number] : last[number]]
        numbers[number] = own.sum(axis=0, dtype=np.float64) / words[number]
    return numbers


def _strongest(
    z: NDArray[np.float32], text: NDArray[np.int64], words: NDArray[np.int64]
) -> NDArray[np.float32]:
    """The log-odds of each text's top twentieth of words, at least one; 0 for the others.

    They are scaled so that their mean over all words of the text is the mean over its top.
    """
    top = np.maximum(words // 20, 1)
    strongest = np.zeros(z.size, np.float32)
    first = np.cumsum(words) - words
    for number in np.flatnonzero(words):
        own = z[first[number] : first[number] + words[number]]
        best = np.argpartition(-own, top[number] - 1)[: top[number]]
        strongest[first[number] + best] = own[best] * (words[number] / top[number])
    return strongest
