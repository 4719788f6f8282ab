"""From a scored batch to the artifacts of one document: which words carried the score.

A word is listed when the odds that a tool put it there are better than even, given what the whole document
looks like: the tier's log-odds were fitted at one rate of replacement, and are moved to the rate that
the document's own probability of being synonym-spun implies. Signs that need no statistics - a broken
article, a lost capital, a look-alike letter - are listed wherever they stand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spunlib.features.context import Context
from spunlib.features.evidence import COLUMNS
from spunlib.model.document_head import KINDS
from spunlib.model.model import Scored
from spunlib.report.artifact import Artifact
from spunlib.report.suggestions import phrase_suggestions, rank_alternatives, spell, word_suggestions

# Share of words that tools replace: in what the token head was fitted on, in a typical spun text, and what
# human writing looks
# like to it (the remaining errors). Shares of the training data of en-1, see CARD.md.
_FITTED_RATE: Final = 0.10
_SPUN_RATE: Final = 0.18
_HUMAN_RATE: Final = 0.002

_SIGNS: Final = {
    "numeral": "People write this number in words or with other signs; tools write it like this.",
    "agreement": "The article does not fit the word after it, as when a tool has replaced that word.",
    "lost_capital": "People write this word with a capital; the tool's list has it without.",
    "spintax": "An unexpanded choice of a spinning tool was left in the text.",
    "disguise": "The word holds invisible characters, or letters of another alphabet that look like Latin.",
}


_WHOLE: Final = frozenset({"numeral", "spintax", "disguise"})
"""Signs that say all there is to say of their words."""

_TELLING: Final = 1.0
"""Natural log-odds from which a word or phrase is called a tool's."""

_SHOWN_GAIN: Final = 4.0
"""log10 of the largest "times better" that is shown; beyond it a bigram model's odds mean nothing."""


@dataclass(frozen=True, slots=True)
class _Finding:
    first: int
    stop: int
    kind: str
    suggestions: tuple[str, ...]
    reason: str


def find_artifacts(scored: Scored, number: int) -> tuple[Artifact, ...]:
    """The artifacts of one text of a batch, in text order; spans of different kinds may overlap."""
    batch = scored.context.batch
    rows = batch.rows(number)
    text = batch.texts[number]
    added = _added(scored, number)
    found = []
    shift = _shift(scored, number)
    signs = tuple(_signs(scored, rows, shift))
    taken = {row for sign in signs if sign.kind in _WHOLE for row in range(sign.first, sign.stop)}
    replaced = _replaced(scored, rows, shift, taken)
    for is_sign, finding in (*((True, sign) for sign in signs), *((False, other) for other in replaced)):
        start, end = int(batch.start[finding.first]), int(batch.end[finding.stop - 1])
        weight = float(added[finding.first - rows.start : finding.stop - rows.start].sum())
        # A word may look replaced and yet have added nothing to the score; a sign is worth seeing anyway.
        if weight > 0 or is_sign:
            found.append(
                Artifact(
                    start, end, text[start:end], finding.kind, finding.suggestions, weight, finding.reason
                )
            )
    return tuple(sorted(found, key=lambda artifact: (artifact.start, artifact.end)))


def _shift(scored: Scored, number: int) -> float:
    spun = float(scored.kinds[number, KINDS.index("synonym_spun")])
    rate = spun * _SPUN_RATE + (1 - spun) * _HUMAN_RATE
    return float(np.log(rate / (1 - rate)) - np.log(_FITTED_RATE / (1 - _FITTED_RATE)))


def _added(scored: Scored, number: int) -> NDArray[np.float64]:
    """What each token of a text added to its log-odds, over an average human word; 0 where not prose."""
    context = scored.context
    rows = context.batch.rows(number)
    prose = context.prose[rows]
    first = int(context.prose[: rows.start].sum())
    words = int(prose.sum())
    added = np.zeros(prose.size)
    if words:
        head = scored.tier.documents
        direction = (
            head.weights[:, KINDS.index("synonym_spun")] - head.weights[:, KINDS.index("human")]
        ) * head.scale
        values = scored.values[first : first + words] - scored.tier.typical
        added[prose] = values @ direction / words * head.calibration[0]
    return added


def _signs(scored: Scored, rows: slice, shift: float) -> Iterator[_Finding]:
    """Runs of tokens with a sign that speaks for itself.

    In a text that does not look spun, a lost capital does so only where tools are known to put the word:
    people write "republican" as well.
    """
    for kind, reason in _SIGNS.items():
        marked = scored.evidence[rows, COLUMNS.index(kind)] > 0
        edges = np.flatnonzero(np.diff(np.concatenate(([False], marked, [False]))))
        for begin, end in edges.reshape(-1, 2).tolist():
            first, stop = rows.start + begin, rows.start + end
            suggestions: tuple[str, ...] = ()
            if kind == "numeral":
                suggestions = phrase_suggestions(scored.context, first, stop)
            elif kind == "lost_capital":
                suggestions = word_suggestions(scored.context, first) if stop - first == 1 else ()
                if shift < 0 and stop - first == 1 and not suggestions:
                    continue
            yield _Finding(first, stop, kind, suggestions, reason)


def _replaced(scored: Scored, rows: slice, shift: float, taken: set[int]) -> Iterator[_Finding]:
    """Words and phrases that a tool probably put there, but for tokens that are ``taken``."""
    context = scored.context
    batch = context.batch
    z = scored.log_odds[rows] + shift
    likely = np.flatnonzero((z > 0) & context.prose[rows] & ~context.batch.quoted[rows]) + rows.start
    for first, stop in _phrases(scored, rows):
        weight = float(scored.evidence[first, COLUMNS.index("phrase")])
        if first in taken or weight < _TELLING or batch.quoted[first]:
            continue
        if scored.log_odds[first:stop].mean() + shift > 0:
            taken.update(range(first, stop))
            suggestions = phrase_suggestions(context, first, stop)
            yield _Finding(
                first, stop, "phrase", suggestions, "Spinning tools put this phrase for another one."
            )
    for row in likely.tolist():
        lone = context.function[row] or batch.end[row] - batch.start[row] == 1
        if row in taken or (lone and not context.alternatives.of(row).size):
            continue
        yield _word_finding(context, row, float(scored.evidence[row, COLUMNS.index("directional")]))


def _phrases(scored: Scored, rows: slice) -> Iterator[tuple[int, int]]:
    """The phrases of a text, as token ranges, read off the evidence."""
    length = scored.evidence[rows, COLUMNS.index("phrase_length")].astype(np.int64).tolist()
    at = 0
    while at < len(length):
        if length[at]:
            yield rows.start + at, rows.start + at + length[at]
        at += max(length[at], 1)


def _word_finding(context: Context, row: int, directional: float) -> _Finding:
    """One replaced word: what it is, what probably stood there, and why it is listed."""
    order = rank_alternatives(context, row)
    if order.size == 0:
        reason = "The words around it hardly ever stand beside it in human writing."
        return _Finding(row, row + 1, "collocation", (), reason)
    suggestions = spell(context, row, order)
    times = 10 ** min(float(context.alternatives.gain[order[0]]), _SHOWN_GAIN)
    fits = (
        f"would fit the words around it {times:,.0f} times better"
        if times >= 2
        else "is what people write here"
    )
    often = "; tools put this word far more often than people do" if directional > _TELLING else ""
    return _Finding(row, row + 1, "synonym", suggestions, f"“{suggestions[0]}” {fits}{often}.")
