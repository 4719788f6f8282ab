"""When there is no verdict: texts that are empty, too short or too long, not English, or not prose."""

from __future__ import annotations

from typing import Final

import numpy as np

from spunlib.model.model import Scored
from spunlib.model.thresholds import LENGTHS
from spunlib.text.tokens import UPPER, WORD

MAX_CHARACTERS: Final = 1_000_000
"""Longer texts are not scored: they are books or dumps, and are better scored by the chapter or page."""

# Below these shares of known and of function words no text of the human groups of the calibration split is
# running English; other languages, tables, word lists and code are.
_LEAST_KNOWN: Final = 0.6
_LEAST_FUNCTION: Final = 0.2

# Of 8,197 human texts drawn from all groups, 0.8 % have a smaller share of words among their tokens (mail
# with drawings, answers with code, lists of ingredients) and 0.1 % have more words in capitals.
_LEAST_WORD_SHARE: Final = 0.55
_MOST_CAPITALS: Final = 0.5


def obstacle_of(text: str, scored: Scored, number: int) -> str | None:
    """Why a text of a batch cannot be judged, as a sentence, or None."""
    if len(text) > MAX_CHARACTERS:
        return f"The text has {len(text):,} characters; split it into parts of at most {MAX_CHARACTERS:,}."
    context = scored.context
    rows = context.batch.rows(number)
    if rows.start == rows.stop:
        return "There are no words." if text.strip() else "The text is empty."
    own = ~context.batch.furniture[rows]
    is_word = (context.batch.kind[rows] == WORD) & own
    n_words = np.count_nonzero(is_word)
    if n_words >= LENGTHS[0] and np.count_nonzero(context.known[rows] & is_word) / n_words < _LEAST_KNOWN:
        return "The text is not in English, or is no running text: most of its words are unknown."
    words = int(scored.words[number])
    if words < LENGTHS[0]:
        return f"The text has {words} words of prose; a verdict needs at least {LENGTHS[0]}."
    if n_words / np.count_nonzero(own) < _LEAST_WORD_SHARE:
        return "The text is no running text: there are too many numbers and marks among its words."
    if np.count_nonzero((context.batch.case[rows] == UPPER) & is_word) / n_words > _MOST_CAPITALS:
        return "Most of the text is in capitals, of which the model knows nothing."
    if np.count_nonzero(context.function[rows] & is_word) / n_words < _LEAST_FUNCTION:
        return "The text is not in English, or is no running text: it has hardly any function words."
    return None
