"""From token evidence to a document's numbers: what the document head sees.

Let z be a tier's log-odds that a tool put a word there and p = sigmoid(z). Every number is a mean over the
document's prose words of one value a word, so a long text does not score higher for being long, the score of
a linear head is a sum over words, and what each word added to it is exact.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spunlib.features.context import Context
from spunlib.features.evidence import COLUMNS
from spunlib.model.style import KINDS as STYLES

STEPS: Final = (-2.0, -1.0, 0.0, 1.0, 2.0, 3.5)
"""Log-odds above which tokens are counted."""

RATES: Final = ("agreement", "numeral", "lost_capital", "stray_capital", "disguise", "spintax", "rotation")
MEANS: Final = ("pmi_left", "contrast", "contrast_pmi", "rarity")

SPLIT: Final = ("replaced", "strongest", "above_0", "above_1")
"""Numbers of which the part that stands in old prose is a number of its own: what tools put was once what
people wrote, and the head can give it another weight there."""

NAMES: Final = (
    "replaced",  # p
    *(f"above_{step:g}" for step in STEPS),  # 1 where z is above the step
    "strongest",  # z of the top twentieth of words alone, where each doubtful word counts once
    "replaced_free",  # p outside quotations alone
    "quotation_contrast",  # p outside quotations less p inside, where the text has enough of both
    *(f"rate_{name}" for name in RATES),
    *(f"mean_{name}" for name in MEANS),
    "style_paraphrased",
    "style_translated",
    "style_historical",
    "network_paraphrased",  # the tier's own outputs for either style
    "network_translated",
    *(f"old_{name}" for name in SPLIT),
)
"""Names of the document's numbers, in order; they stand in the manifest."""

_OLD_PROSE: Final = (4.0, 10.0)
"""A text is old prose not at all up to the first mean of style_historical, wholly from the second: four in
five human texts are below the one, half of the novels of the 19th century above the other."""

_PAGE: Final = 500
"""Words within which the uses of a word are counted."""

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
    worth = _worth(z, text, context.batch.key[prose])
    p = worth / (1 + np.exp(-np.clip(z, -_SURE, _SURE)))
    quoted = context.batch.quoted[prose]
    n_quoted = np.bincount(text, quoted, minlength=n_texts)[text]
    n_free = n - n_quoted
    free_share = np.where(quoted, 0, n / np.maximum(n_free, 1))
    quoted_share = np.where(quoted, n / np.maximum(n_quoted, 1), 0)
    both = (n_quoted >= _BASELINE_WORDS) & (n_free >= _BASELINE_WORDS)
    column = {name: evidence[prose, COLUMNS.index(name)] for name in (*RATES, *MEANS)}
    values = [
        p,
        *((z > step) * worth for step in STEPS),
        _strongest(np.where(worth < 1, np.minimum(z, STEPS[0]), z), text, words),  # each word but once
        np.where(n_free >= _BASELINE_WORDS, p * free_share, p),
        np.where(both, p * (free_share - quoted_share), 0),
        *(column[name] > 0 for name in RATES),
        *(column[name] for name in MEANS),
        *(style[prose, kind] for kind in range(style.shape[1])),
        outputs[prose, 1],
        outputs[prose, 2],
    ]
    numbers = np.empty((len(NAMES), prose.size), np.float32).T
    given = len(NAMES) - len(SPLIT)
    for number, value in zip(range(given), values, strict=True):  # none is left unset
        numbers[:, number] = value
    historical = style[prose, STYLES.index("historical")]
    old = _old(np.bincount(text, historical, minlength=n_texts) / np.maximum(words, 1))[text]
    for number, name in enumerate(SPLIT, given):
        whole = numbers[:, NAMES.index(name)]
        numbers[:, number] = whole * old
        whole -= numbers[:, number]
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


def old_prose(numbers: NDArray[np.float32]) -> NDArray[np.float32]:
    """How much each text is old prose, in [0, 1], float32 (d,), by its numbers, float32 (d, len(NAMES))."""
    return _old(numbers[:, NAMES.index("style_historical")])


def _old(historical: NDArray[np.floating[Any]]) -> NDArray[np.float32]:
    low, high = _OLD_PROSE
    old: NDArray[np.float32] = np.clip((historical - low) / (high - low), 0, 1).astype(np.float32)
    return old


def _worth(z: NDArray[np.float32], text: NDArray[np.int64], key: NDArray[np.uint64]) -> NDArray[np.float32]:
    """What each word counts for as a sign of replacement: 1 / k at the k-th doubtful use of that word.

    A text about mods says "mod" in every other sentence: five times the same doubt are not five doubts. Uses
    are counted anew every `_PAGE` words, or a long text would run out of doubts.
    """
    worth = np.ones(z.size, np.float32)
    doubtful = np.flatnonzero(z > STEPS[0])
    first = np.flatnonzero(np.diff(text, prepend=-1))
    within = doubtful - first[np.searchsorted(first, doubtful, side="right") - 1]
    place = text[doubtful] * (z.size + 1) + within // _PAGE
    order = np.lexsort((key[doubtful], place))
    if order.size:
        place, own = place[order], key[doubtful[order]]
        order = doubtful[order]
        new = np.ones(order.size, np.bool_)
        new[1:] = (np.diff(own) != 0) | (np.diff(place) != 0)
        use = np.arange(order.size) - np.flatnonzero(new)[np.cumsum(new) - 1]
        worth[order] = 1 / (use + 1)
    return worth


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
