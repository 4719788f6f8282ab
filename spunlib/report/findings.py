"""From a scored batch to the artifacts of one document: which words carried the score, and what probably
stood there.

A word is listed when the odds that a tool put it there are better than even, given what the whole document
looks like: the token head's log-odds were fitted
at one rate of replacement, and are moved to the rate that the document's own probability of being
synonym-spun implies. Signs
that need no statistics - a broken article, a lost capital, a look-alike letter - are listed wherever they
stand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spunlib.features.evidence import COLUMNS
from spunlib.lexicon.lexicon import RING_WRONG_SENSE
from spunlib.model.document_head import KINDS
from spunlib.model.model import Model, Scored
from spunlib.report.artifact import Artifact
from spunlib.report.suggestions import phrase_suggestions, recased, word_suggestions

# Share of words that tools replace: in what the token head was fitted on, in a typical spun text, and what
# human writing looks
# like to it (the remaining errors). Shares of the training data of en-1, see CARD.md.
_FITTED_RATE: Final = 0.12
_SPUN_RATE: Final = 0.30
_HUMAN_RATE: Final = 0.002

_SIGNS: Final = {
    "numeral": "People write this number in words or with other signs; tools write it like this.",
    "agreement": "The article does not fit the word after it, as when a tool replaced the word that it did fit.",
    "lost_capital": "People write this word with a capital; the tool's list has it without.",
    "spintax": "An unexpanded choice of a spinning tool was left in the text.",
    "disguise": "The word holds invisible characters or letters of another alphabet that look like Latin ones.",
}


@dataclass(frozen=True, slots=True)
class _Finding:
    first: int
    stop: int
    kind: str
    suggestions: tuple[str, ...]
    reason: str


def find_artifacts(model: Model, scored: Scored, number: int) -> tuple[Artifact, ...]:
    """The artifacts of one text of a batch, in text order; spans of different kinds may overlap."""
    batch = scored.context.batch
    rows = batch.rows(number)
    text = batch.texts[number]
    added = _added(model, scored, number)
    found = []
    for finding in (*_signs(scored, rows), *_replaced(scored, rows, _shift(scored, number))):
        start, end = int(batch.start[finding.first]), int(batch.end[finding.stop - 1])
        weight = float(added[finding.first - rows.start : finding.stop - rows.start].sum())
        found.append(
            Artifact(start, end, text[start:end], finding.kind, finding.suggestions, weight, finding.reason)
        )
    return tuple(sorted(found, key=lambda artifact: (artifact.start, artifact.end)))


def _shift(scored: Scored, number: int) -> float:
    spun = float(scored.kinds[number, KINDS.index("synonym_spun")])
    rate = spun * _SPUN_RATE + (1 - spun) * _HUMAN_RATE
    return float(np.log(rate / (1 - rate)) - np.log(_FITTED_RATE / (1 - _FITTED_RATE)))


def _added(model: Model, scored: Scored, number: int) -> NDArray[np.float64]:
    """What each token of a text added to the document's log-odds of being rewritten, over an average word;
    float64, 0 where not prose.
    """
    context = scored.context
    rows = context.batch.rows(number)
    prose = context.prose[rows]
    first = int(context.prose[: rows.start].sum())
    words = int(prose.sum())
    added = np.zeros(prose.size)
    if words:
        head = model.documents
        direction = (
            head.weights[:, KINDS.index("synonym_spun")] - head.weights[:, KINDS.index("human")]
        ) * head.scale
        values = scored.values[first : first + words] - head.mean
        added[prose] = values @ direction / words * head.calibration[0]
    return added


def _signs(scored: Scored, rows: slice) -> Iterator[_Finding]:
    """Runs of tokens with a sign that speaks for itself."""
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
            yield _Finding(first, stop, kind, suggestions, reason)


def _replaced(scored: Scored, rows: slice, shift: float) -> Iterator[_Finding]:
    """Words and phrases that a tool probably put there."""
    context = scored.context
    z = scored.log_odds[rows] + shift
    likely = np.flatnonzero((z > 0) & context.prose[rows] & ~context.batch.quoted[rows]) + rows.start
    taken: set[int] = set()
    for first, stop in _phrases(scored, rows):
        weight = float(scored.evidence[first, COLUMNS.index("phrase")])
        if weight > 1 and scored.log_odds[first:stop].mean() + shift > 0:
            taken.update(range(first, stop))
            suggestions = phrase_suggestions(context, first, stop)
            yield _Finding(
                first, stop, "phrase", suggestions, "Spinning tools put this phrase for another one."
            )
    for row in likely.tolist():
        if row in taken or (context.function[row] and not context.alternatives.of(row).size):
            continue
        suggestions = word_suggestions(context, row)
        kind = _kind(scored, row, suggestions)
        yield _Finding(row, row + 1, kind, suggestions, _reason(scored, row, kind, suggestions))


def _phrases(scored: Scored, rows: slice) -> Iterator[tuple[int, int]]:
    """The phrases of a text, as token ranges, read off the evidence."""
    length = scored.evidence[rows, COLUMNS.index("phrase_length")].astype(np.int64).tolist()
    at = 0
    while at < len(length):
        if length[at]:
            yield rows.start + at, rows.start + at + length[at]
        at += max(length[at], 1)


def _kind(scored: Scored, row: int, suggestions: tuple[str, ...]) -> str:
    evidence = dict(zip(COLUMNS, scored.evidence[row].tolist(), strict=True))
    if not suggestions:
        return "collocation"
    best = scored.context.alternatives.of(row)
    flags = scored.context.lexicon.columns["ring_flags"][scored.context.alternatives.entry[best]]
    if (
        evidence["wrong_sense"] > 1
        and (flags & RING_WRONG_SENSE).any()
        and evidence["wrong_sense"] >= evidence["contrast"]
    ):
        return "wrong_sense"
    return "synonym"


def _reason(scored: Scored, row: int, kind: str, suggestions: tuple[str, ...]) -> str:
    evidence = dict(zip(COLUMNS, scored.evidence[row].tolist(), strict=True))
    if kind == "collocation":
        return "The words around it hardly ever stand beside it in human writing."
    times = 10 ** min(evidence["contrast"], 6)
    fits = (
        f" would fit the words around it {times:,.0f} times better"
        if times >= 2
        else " is what people rather write here"
    )
    often = (
        "; tools put this word far more often than people write it" if evidence["directional"] > 1.5 else ""
    )
    return f"“{recased(suggestions[0], 0)}”{fits}{often}."
