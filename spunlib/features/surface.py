"""What a token is in itself: frequency, case, place, word class, quotation.

Weak alone; the head needs them to weigh the others. ``rarity`` = 8 - Zipf frequency, the rest 0 or 1.
Rarity is never decisive: in aligned pairs the substitute is rarer than the original in two cases of three
only, and rare words are what good writers and specialists use.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from spunlib.features.context import Context
from spunlib.lexicon.lexicon import ADJECTIVE, ADVERB, NOUN, VERB
from spunlib.text.tokens import LOWER, TITLE

NAMES = (
    "rarity",
    "unknown",
    "function",
    "noun",
    "verb",
    "adjective",
    "adverb",
    "lower",
    "title",
    "sentence_start",
    "quoted",
)


def extract(context: Context) -> dict[str, NDArray[np.float32]]:
    """Columns float32 (n,)."""
    batch = context.batch
    classes = context.lexicon.columns["word_classes"][context.rows]
    start = np.ones(len(batch), np.bool_)
    start[1:] = (np.diff(batch.sentence) != 0) | (np.diff(context.text) != 0)
    flags = {
        "unknown": ~context.known,
        "function": context.function,
        "noun": (classes & NOUN) > 0,
        "verb": (classes & VERB) > 0,
        "adjective": (classes & ADJECTIVE) > 0,
        "adverb": (classes & ADVERB) > 0,
        "lower": batch.case == LOWER,
        "title": batch.case == TITLE,
        "sentence_start": start,
        "quoted": batch.quoted,
    }
    return {"rarity": 8 - context.lexicon.frequency[context.rows]} | {
        name: flag.astype(np.float32) for name, flag in flags.items()
    }
