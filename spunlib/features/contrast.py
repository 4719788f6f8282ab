"""Local contrast: a thesaurus alternative would fit far better than the word that stands here.

    contrast    = max over alternatives a of  log10 P(a | l, r) - log10 P(w | l, r)
    contrast_pmi = the same less the difference in frequency: how much of it the context alone explains

A bigram model on each side stands for P(. | l, r); see `alternatives`. Direction: higher speaks for a swapped
word. Source: field notes on context fitness (Chen et al. 2011); Martel 2024 for phrases. Known false alarms:
rare but right technical words beside a common synonym; learners' words; names that are also words.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from spunlib.features.context import Context

NAMES = ("contrast", "contrast_pmi", "commoner", "word_share")


def extract(context: Context) -> dict[str, NDArray[np.float32]]:
    """Columns float32 (n,): contrasts in log10 units, floor -3.

    ``commoner`` is the largest Zipf gain of any alternative, ``word_share`` the share of the word's uses that
    tools put there, in aligned training pairs (0 where never).
    """
    alternatives, n = context.alternatives, context.rows.size
    pmi = alternatives.gain - alternatives.commoner
    return {
        "contrast": alternatives.best(alternatives.gain, n, -3.0),
        "contrast_pmi": alternatives.best(pmi, n, -3.0),
        "commoner": alternatives.best(alternatives.commoner, n, -3.0),
        "word_share": context.lexicon.column("word_share", context.rows),
    }
