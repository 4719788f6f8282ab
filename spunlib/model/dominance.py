"""No word or phrase accuses a text by itself: what one of them may add to a document's log-odds has a limit.

In a short text a single phrase that tools are fond of - a lease that says "in the event that" - could decide.
It lowers scores, but for what clipped numbers hide, so thresholds that were taken without it still hold.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from spunlib.features import phrases
from spunlib.features.context import Context
from spunlib.features.evidence import COLUMNS
from spunlib.model.document_head import KINDS, share_of_long
from spunlib.model.tiers import Tier

MOST_ADDED: Final = 2.0
"""Natural log-odds of being synonym-spun that one word, or one phrase known to the lexicon, may add.

With the odds of 1 to 4 that likelihoods begin with it leads to 0.65. No threshold is as low
(`spunlib.model.thresholds.LEAST`)."""


def added_by_words(
    tier: Tier, context: Context, values: NDArray[np.float32], words: NDArray[np.int64]
) -> NDArray[np.float64]:
    """What each prose word added to its text's log-odds of being synonym-spun, over an average human word.

    Float64 (m,), for ``values`` as `spunlib.model.document_features.word_numbers` gives them and the number
    of prose words of each text.
    """
    head = tier.documents
    direction = (head.weights[..., KINDS.index("synonym_spun")] - head.weights[..., 0]) * head.scale
    above = values - tier.typical
    # Summed number by number: a matrix product may round by the number of rows.
    short, long = ((above * end).sum(axis=1, dtype=np.float64) for end in direction)
    text = context.text[context.prose]
    share = share_of_long(words)[text]
    result: NDArray[np.float64] = (short + (long - short) * share) / words[text] * head.calibration[0]
    return result


def limited(
    tier: Tier,
    context: Context,
    evidence: NDArray[np.float32],
    values: NDArray[np.float32],
    words: NDArray[np.int64],
) -> NDArray[np.float32]:
    """The values of prose words; too strong words and phrases are drawn towards the average human word."""
    unit = _units(evidence)[context.prose]
    total = np.bincount(unit, added_by_words(tier, context, values, words), minlength=1)
    strong = total > MOST_ADDED
    if not strong.any():
        return values
    kept = np.where(strong, MOST_ADDED / np.where(strong, total, 1), 1)[unit].astype(np.float32)
    changed = kept < 1
    result = values.copy()
    result[changed] = tier.typical + (values[changed] - tier.typical) * kept[changed, None]
    return result


def _units(evidence: NDArray[np.float32]) -> NDArray[np.int64]:
    """The row with which each token's word or phrase begins, int64 (n,)."""
    unit = np.arange(len(evidence))
    for first, stop in phrases.spans(evidence[:, COLUMNS.index("phrase_length")]):
        unit[first:stop] = first
    return unit
