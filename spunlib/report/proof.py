"""Artifacts beside an original: those that the alignment proves, and the suspicions that it leaves open."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from math import log
from typing import Final

from spunlib.compare.replay import KEEP
from spunlib.compare.result import ComparisonResult
from spunlib.report.artifact import SUBSTITUTION, Artifact
from spunlib.report.visible import one_line

_MOST: Final = 0.999
"""Likelihoods above it count as it: a regression does not know what is certain."""

_REPLACED: Final = frozenset({"synonym", "collocation", "phrase"})
"""Kinds of artifacts that say no more than that something else stood there."""


def substitutions_of(result: ComparisonResult, source: str) -> tuple[Artifact, ...]:
    """The substitutions that a comparison proves, as artifacts.

    Each weighs an equal share of the comparison's log-odds: which of them told the most is not known.

    Args:
        result: the suspect beside its original.
        source: name of the original.
    """
    swaps = [swap for swap in result.substitutions if swap.suspect.text]
    likelihood = min(result.likelihood, _MOST)
    weight = log(likelihood / (1 - likelihood)) / len(swaps) if swaps and likelihood > 0 else 0.0
    return tuple(
        Artifact(
            swap.suspect.start,
            swap.suspect.end,
            swap.suspect.text,
            SUBSTITUTION,
            (swap.original.text,) if swap.original.text else (),
            weight,
            f"“{one_line(source)}” has “{one_line(swap.original.text)}” here ({swap.kind}).",
        )
        for swap in swaps
    )


def unsettled(suspected: Sequence[Artifact], result: ComparisonResult) -> tuple[Artifact, ...]:
    """Artifacts of the text alone that the comparison with an original neither proves nor refutes.

    What stands in the original too is no trace of rewriting. What was put in the place of something else is
    shown as a substitution; beside it only those artifacts say more that are signs by themselves, as a broken
    article is.
    """
    kept = list(_kept(result))
    swapped = [(swap.suspect.start, swap.suspect.end) for swap in result.substitutions]
    return tuple(
        artifact
        for artifact in suspected
        if not _within(artifact, kept) and not (artifact.kind in _REPLACED and _overlaps(artifact, swapped))
    )


def _kept(result: ComparisonResult) -> Iterator[tuple[int, int]]:
    """Stretches of the suspect that are the original's, in order; stretches in a row are one."""
    at, start = 0, -1
    for edit in result.edits:
        length = edit.original_end - edit.original_start if edit.kind == KEEP else len(edit.text)
        if edit.kind == KEEP:
            start = at if start < 0 else start
        elif length and start >= 0:
            yield start, at
            start = -1
        at += length
    if start >= 0:
        yield start, at


def _within(artifact: Artifact, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether one of the spans, which are in order and apart, holds the artifact."""
    before = bisect_right(spans, artifact.start, key=_start) - 1
    return before >= 0 and artifact.end <= spans[before][1]


def _overlaps(artifact: Artifact, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether one of the spans, which are in order and apart, has a character of the artifact."""
    before = bisect_right(spans, artifact.end - 1, key=_start) - 1
    return before >= 0 and artifact.start < spans[before][1]


def _start(span: tuple[int, int]) -> int:
    return span[0]
