"""What probably stood in the place of a word or phrase, likeliest first, spelt as the text spells."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from spunlib.features.context import Context
from spunlib.features.phrases import phrase_row
from spunlib.model.nearest import Nearest
from spunlib.report.originals import Originals, originals_of
from spunlib.text.tokens import TITLE, UPPER

MOST: Final = 5
"""Suggestions for one artifact."""

_WORST: Final = -8.0
"""Candidates this far behind the best, in natural log units, are not shown."""


class WordSuggestions:
    """Probable originals of some words of one text, found all at once.

    Args:
        context: of the text's batch.
        nearest: for originals that no ring of the lexicon has; None for those of the rings alone.
        tokens: rows of the batch, ascending.
    """

    def __init__(self, context: Context, nearest: Nearest | None, tokens: NDArray[np.int64]) -> None:
        self._context = context
        self._tokens = tokens
        self._originals: Originals = originals_of(context, nearest, tokens)
        self._score = self._originals.scores()
        self._found: dict[int, NDArray[np.int64]] = {}

    def of(self, token: int) -> tuple[str, ...]:
        """Originals of one of the tokens, likeliest first, in its case; at most `MOST`, maybe none."""
        form = self._originals.form[self._best(token)]
        case = int(self._context.batch.case[token])
        return tuple(recased(word, case) for word in self._context.lexicon.forms(form.tolist()))

    def gain(self, token: int) -> float:
        """How much better the likeliest original fits between the neighbours, log10; 0 without one."""
        best = self._best(token)[:1]
        return float(self._originals.gain[best].sum())

    def _best(self, token: int) -> NDArray[np.int64]:
        if token not in self._found:
            self._found[token] = self._looked_up(token)
        return self._found[token]

    def _looked_up(self, token: int) -> NDArray[np.int64]:
        number = int(np.searchsorted(self._tokens, token))
        first, stop = np.searchsorted(self._originals.owner, (number, number + 1))
        score = self._score[first:stop]
        order = np.argsort(-score, kind="stable")
        order = order[score[order] > score.max(initial=-np.inf) + _WORST]
        # Two spellings of one word are one suggestion.
        row = self._context.lexicon.columns["form_row"][self._originals.form[first:stop][order]]
        _, once = np.unique(np.where(row < 0, -1 - order, row), return_index=True)
        best: NDArray[np.int64] = first + order[np.sort(once)[:MOST]]
        return best


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
