"""Broken collocation: the word and its neighbour hardly ever stand together, though both are common.

    pmi(l, w) = log10 P(w | l) - log10 P(w)        (pointwise mutual information; Church and Hanks 1990)

Direction: lower speaks for a swapped word ("attainable battle"). Length-free. Known false alarms: poetry,
headlines, names, number-heavy tables; unseen pairs of rare words, for which the model backs off towards 0.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from spunlib.features.context import Context

NAMES = ("pmi_left", "pmi_right", "fit")


def extract(context: Context) -> dict[str, NDArray[np.float32]]:
    """Columns float32 (n,) in log10 units; ``fit`` is 0 for what is no known word of prose.

    PMI with either neighbour, and ``fit``, the log probability of the word's two pairs.
    """
    zipf = context.lexicon.frequency
    offset = np.float32(9.0)
    left = context.before - (zipf[context.rows] - offset)
    right = context.after - (zipf[context.right] - offset)
    looked_at = context.prose & context.known
    return {
        "pmi_left": left,
        "pmi_right": right,
        "fit": np.where(looked_at, context.before + context.after, 0),
    }
