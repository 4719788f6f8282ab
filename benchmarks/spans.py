"""How well the artifacts point at the words that a spinner put there, and at those that stood there before.

A true span is an edit without the words that both sides begin or end with: "in the" for "within the" swaps
one word. An artifact is right where it overlaps a true span, a true span is found where an artifact overlaps
it; "exact" asks for the same characters. The original is named where a suggestion reads like the edit's
original, or like all that stood in the place of the artifact's characters, case and spaces aside.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

import numpy as np
from exams import Question
from numpy.typing import NDArray

from spunlib.report.artifact import Artifact
from spunlib.training.aligned import folded
from spunlib.training.spinners import Edit

TOP: Final = 5
_ROUNDS: Final = 1000
_SEED: Final = 23


@dataclass(frozen=True, slots=True)
class SpanCounts:
    """Counts of one document.

    Attributes:
        listed, right, right_exact: artifacts; those on true spans; those that are true spans.
        true, found, found_exact: true spans; those with an artifact; those that are an artifact.
        first, among_five: found spans whose original is the first suggestion, or one of five.
        stray, original_words: artifacts on the untouched original, and its words.
    """

    listed: int = 0
    right: int = 0
    right_exact: int = 0
    true: int = 0
    found: int = 0
    found_exact: int = 0
    first: int = 0
    among_five: int = 0
    stray: int = 0
    original_words: int = 0


def true_spans(question: Question) -> list[Edit]:
    """The edits, trimmed; those that only add words count where they stand.

    >>> spun = Question("An attainable one.", "synonym_spun", "", "", "A likely one.", (Edit(0, 8, 0, 13),))
    >>> [spun.text[span.start : span.end] for span in true_spans(spun)]
    ['An attainable']
    """
    original = question.original or ""
    return [trimmed for edit in question.edits if (trimmed := _trimmed(question.text, original, edit))]


def _trimmed(text: str, original: str, edit: Edit) -> Edit | None:
    """The edit without common words at its ends; None where nothing of the text is left.

    >>> _trimmed("It is within the box", "It is in the box", Edit(6, 12, 6, 16))
    Edit(original_start=6, original_end=8, start=6, end=12)
    """
    start, end, first, last = edit.start, edit.end, edit.original_start, edit.original_end
    words, others = text[start:end].split(" "), original[first:last].split(" ")
    while len(words) > 1 and len(others) > 1 and words[0] == others[0]:
        start += len(words.pop(0)) + 1
        first += len(others.pop(0)) + 1
    while len(words) > 1 and len(others) > 1 and words[-1] == others[-1]:
        end -= len(words.pop()) + 1
        last -= len(others.pop()) + 1
    return Edit(first, last, start, end) if start < end and text[start:end] != original[first:last] else None


def count_spans(
    question: Question, artifacts: Sequence[Artifact], on_original: Sequence[Artifact]
) -> SpanCounts:
    """The counts of one spun document; ``on_original`` are the artifacts of its original."""
    spans = true_spans(question)
    right = [artifact for artifact in artifacts if any(_overlap(artifact, span) for span in spans)]
    exact = {(span.start, span.end) for span in spans} & {(found.start, found.end) for found in artifacts}
    found = first = among = 0
    for span in spans:
        touching = [artifact for artifact in artifacts if _overlap(artifact, span)]
        if touching:
            found += 1
            best = max(
                touching, key=lambda artifact: (_shared(artifact, span), artifact.start - artifact.end)
            )
            wanted = originals_of(question, span, best)
            suggestions = [folded(suggestion) for suggestion in best.suggestions[:TOP]]
            first += bool(suggestions) and suggestions[0] in wanted
            among += not wanted.isdisjoint(suggestions)
    return SpanCounts(
        listed=len(artifacts),
        right=len(right),
        right_exact=len(exact),
        true=len(spans),
        found=found,
        found_exact=len(exact),
        first=first,
        among_five=among,
        stray=len(on_original),
        original_words=len((question.original or "").split()),
    )


def originals_of(question: Question, span: Edit, artifact: Artifact) -> set[str]:
    """What a suggestion for an artifact may read like: see the top of this module."""
    original = question.original or ""
    start, end = artifact.start, artifact.end
    before = [edit for edit in question.edits if edit.start <= start]
    behind = [edit for edit in question.edits if edit.start < end]
    left = _place(before, start, at_end=False)
    right = _place(behind, end, at_end=True)
    return {
        folded(original[span.original_start : span.original_end]),
        folded(original[left:right]),
    }


def _place(edits: Sequence[Edit], position: int, *, at_end: bool) -> int:
    """Where a character of the spun text stood in the original; inside an edit, the edit's border."""
    if not edits:
        return position
    last = edits[-1]
    if position < last.end or (at_end and position == last.end):
        return last.original_end if at_end else last.original_start
    return position - last.end + last.original_end


def _overlap(artifact: Artifact, span: Edit) -> bool:
    return artifact.start < span.end and span.start < artifact.end


def _shared(artifact: Artifact, span: Edit) -> int:
    return min(artifact.end, span.end) - max(artifact.start, span.start)


FIGURES: Final = {
    "precision": ("right", "listed"),
    "recall": ("found", "true"),
    "precision, exact": ("right_exact", "listed"),
    "recall, exact": ("found_exact", "true"),
    "first suggestion is the original": ("first", "found"),
    "original among five": ("among_five", "found"),
}
"""Figure -> its numerator and denominator, summed over documents."""


def span_figures(counts: Iterable[SpanCounts]) -> dict[str, Any]:
    """Each figure with a 95 % interval: percentiles of 1,000 bootstrap samples of documents."""
    names = [field.name for field in fields(SpanCounts)]
    rows = np.array([[getattr(count, name) for name in names] for count in counts], dtype=np.int64)
    result: dict[str, Any] = {"documents": len(rows)}
    if not len(rows):
        return result
    result |= {name: int(rows[:, at].sum()) for at, name in enumerate(names)}
    weights = np.random.default_rng(_SEED).multinomial(len(rows), np.full(len(rows), 1 / len(rows)), _ROUNDS)
    for figure, (over, under) in FIGURES.items():
        top, bottom = rows[:, names.index(over)], rows[:, names.index(under)]
        result[figure] = _ratio(top, bottom, weights)
    result["stray artifacts per 1,000 words of originals"] = (
        1000 * result["stray"] / max(result["original_words"], 1)
    )
    return result


def _ratio(
    top: NDArray[np.int64], bottom: NDArray[np.int64], weights: NDArray[np.int64]
) -> dict[str, float | None]:
    if not bottom.sum():
        return {"value": None, "low": None, "high": None}
    sums = weights @ bottom
    ratios = (weights @ top)[sums > 0] / sums[sums > 0]
    low, high = np.quantile(ratios, (0.025, 0.975))
    return {"value": float(top.sum() / bottom.sum()), "low": float(low), "high": float(high)}
