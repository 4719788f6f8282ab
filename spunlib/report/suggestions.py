"""What probably stood in the place of a word or phrase.

Candidates are ranked by how often tools replaced them by this word and by how well they fit around it.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from spunlib.features.context import Context
from spunlib.features.phrases import phrase_row
from spunlib.text.tokens import TITLE, UPPER

MOST: Final = 5
"""Suggestions for one artifact."""

# Weight of the gain in fit (natural log) against the prior (natural log): a bigram model is a rough judge, so
# it counts for half.
_FIT_WEIGHT: Final = 0.5
_WORST: Final = -8.0
"""Candidates this far behind the best, in natural log units, are not shown."""


def rank_alternatives(context: Context, row: int) -> NDArray[np.int64]:
    """Positions in ``context.alternatives`` of a token's probable originals, likeliest first."""
    at = context.alternatives.of(row)
    entry = context.alternatives.entry[at]
    prior = context.lexicon.columns["ring_prior"][entry].astype(np.float64)
    score = prior + _FIT_WEIGHT * np.log(10) * context.alternatives.gain[at]
    order = np.argsort(-score, kind="stable")
    near = order[score[order] > score.max(initial=-np.inf) + _WORST]
    positions: NDArray[np.int64] = at[near[:MOST]]
    return positions


def spell(context: Context, row: int, positions: NDArray[np.int64]) -> tuple[str, ...]:
    """The alternatives at some positions, in the case of the token."""
    form = context.lexicon.columns["ring_form"][context.alternatives.entry[positions]]
    return tuple(recased(word, int(context.batch.case[row])) for word in context.lexicon.forms(form.tolist()))


def word_suggestions(context: Context, row: int) -> tuple[str, ...]:
    """Probable originals of a token, likeliest first; at most `MOST`, empty where the lexicon knows none."""
    return spell(context, row, rank_alternatives(context, row))


def phrase_suggestions(context: Context, first: int, stop: int) -> tuple[str, ...]:
    """Probable originals of the tokens ``first`` up to ``stop``; empty for an unknown phrase."""
    row = phrase_row(context, first, stop)
    if row < 0:
        return ()
    columns = context.lexicon.columns
    begin, end = columns["phrase_first"][row : row + 2].tolist()
    case = int(context.batch.case[first])
    return tuple(
        recased(form, case) for form in context.lexicon.forms(columns["phrase_form"][begin:end].tolist())
    )[:MOST]


def recased(form: str, case: int) -> str:
    """A form in the case of the token it stands for.

    >>> recased("eastern", TITLE), recased("eastern", UPPER), recased("eastern", 0)
    ('Eastern', 'EASTERN', 'eastern')
    """
    return form[:1].upper() + form[1:] if case == TITLE else form.upper() if case == UPPER else form
