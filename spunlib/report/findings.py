"""From a scored batch to the artifacts of one document: which words carried the score.

A word is listed when the odds are good that a tool put it there, given what the whole text looks like
(`spunlib.report.listing`). Signs that need no statistics - a broken article, a lost capital, a look-alike
letter - are listed wherever they stand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spunlib.features.evidence import COLUMNS
from spunlib.features.phrases import spans
from spunlib.model.document_head import KINDS
from spunlib.model.model import Scored
from spunlib.report.artifact import Artifact
from spunlib.report.listing import listing_odds
from spunlib.report.suggestions import WordSuggestions, phrase_suggestions

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
    odds = listing_odds(scored, number)
    spun = bool(scored.kinds[number, KINDS.index("synonym_spun")] > 0.5)
    signs = tuple(_signs(scored, rows, spun))
    taken = {row for sign in signs if sign.kind in _WHOLE for row in range(sign.first, sign.stop)}
    phrases = tuple(_replaced_phrases(scored, rows, odds, taken))
    taken.update(row for phrase in phrases for row in range(phrase.first, phrase.stop))
    words = [row for row in _replaced_words(scored, rows, odds) if row not in taken]
    lost = [sign.first for sign in signs if sign.kind == "lost_capital" and sign.stop - sign.first == 1]
    asked = np.array(sorted({*words, *lost}), np.int64)
    found: list[tuple[bool, _Finding]] = []
    suggested = WordSuggestions(scored.context, scored.nearest, asked)
    for sign in signs:
        if sign.first in lost and sign.kind == "lost_capital":
            sign = replace(sign, suggestions=suggested.of(sign.first))
        found.append((True, sign))
    found += [(False, phrase) for phrase in phrases]
    found += [(False, _word_finding(scored, row, suggested)) for row in words]
    artifacts = []
    for is_sign, finding in found:
        start, end = int(batch.start[finding.first]), int(batch.end[finding.stop - 1])
        weight = float(added[finding.first - rows.start : finding.stop - rows.start].sum())
        # A word may look replaced and yet have added nothing to the score. A sign is worth seeing anyway, but
        # for a small letter: people write "republican".
        if weight > 0 or (is_sign and finding.kind != "lost_capital"):
            artifacts.append(
                Artifact(
                    start, end, text[start:end], finding.kind, finding.suggestions, weight, finding.reason
                )
            )
    return tuple(sorted(artifacts, key=lambda artifact: (artifact.start, artifact.end)))


def _added(scored: Scored, number: int) -> NDArray[np.float64]:
    """What each token of a text added to its log-odds, over an average human word; 0 where not prose."""
    context = scored.context
    rows = context.batch.rows(number)
    prose = context.prose[rows]
    first = int(context.prose[: rows.start].sum())
    added = np.zeros(prose.size)
    added[prose] = scored.added[first : first + int(prose.sum())]
    return added


def _signs(scored: Scored, rows: slice, spun: bool) -> Iterator[_Finding]:
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
            unheard_of = stop - first == 1 and not scored.context.alternatives.of(first).size
            if kind == "lost_capital" and not spun and unheard_of:
                continue
            yield _Finding(first, stop, kind, suggestions, reason)


def _replaced_words(scored: Scored, rows: slice, odds: NDArray[np.float64]) -> Iterator[int]:
    """Words that a tool probably put there, outside of quotations: rows of the batch."""
    context = scored.context
    batch = context.batch
    likely = np.flatnonzero((odds > 0) & context.prose[rows] & ~context.batch.quoted[rows]) + rows.start
    for row in likely.tolist():
        lone = context.function[row] or batch.end[row] - batch.start[row] == 1
        if not lone or context.alternatives.of(row).size:
            yield row


def _replaced_phrases(
    scored: Scored, rows: slice, odds: NDArray[np.float64], taken: set[int]
) -> Iterator[_Finding]:
    """Phrases that a tool probably put there, but for those that begin with a token that is ``taken``."""
    column = scored.evidence[rows, COLUMNS.index("phrase_length")]
    for first, stop in ((rows.start + begin, rows.start + end) for begin, end in spans(column)):
        weight = float(scored.evidence[first, COLUMNS.index("phrase")])
        if first in taken or weight < _TELLING or scored.context.batch.quoted[first]:
            continue
        if odds[first - rows.start : stop - rows.start].mean() > 0:
            suggestions = phrase_suggestions(scored.context, first, stop)
            reason = "Spinning tools put this phrase for another one."
            yield _Finding(first, stop, "phrase", suggestions, reason)


def _word_finding(scored: Scored, row: int, suggested: WordSuggestions) -> _Finding:
    """One replaced word: what it is, what probably stood there, and why it is listed."""
    suggestions = suggested.of(row)
    if not scored.context.alternatives.of(row).size:
        reason = "The words around it hardly ever stand beside it in human writing."
        return _Finding(row, row + 1, "collocation", suggestions, reason)
    times = 10 ** min(suggested.gain(row), _SHOWN_GAIN)
    fits = (
        f"would fit the words around it {times:,.0f} times better"
        if times >= 2
        else "is what people write here"
    )
    directional = float(scored.evidence[row, COLUMNS.index("directional")])
    often = "; tools put this word far more often than people do" if directional > _TELLING else ""
    return _Finding(row, row + 1, "synonym", suggestions, f"“{suggestions[0]}” {fits}{often}.")
