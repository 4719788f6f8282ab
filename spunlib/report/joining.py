"""What the text alone says and what the comparison with its sources says, as one report."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from math import inf
from typing import Any, Final

from spunlib.compare.result import SPUN_RELATIONS, ComparisonResult
from spunlib.report.artifact import Artifact
from spunlib.report.proof import substitutions_of, unsettled
from spunlib.report.report import Report
from spunlib.report.sources import COPIES, rule
from spunlib.report.visible import one_line

LEAST_WORDS: Final = 20
"""Shorter texts are accused by no comparison: a sentence that a person reworded looks like a machine's."""

_ORDER: Final = {"before": ", published before it", "same_day": ", published on the same day"}

Compare = Callable[[str], ComparisonResult]
"""The suspect beside the source of an id."""


def with_sources(
    report: Report, sources: Sequence[Mapping[str, Any]], threshold: float, compare: Compare
) -> Report:
    """A report of the text alone, with the sources of the text, which decide where they can.

    Where the comparison with an original proves that a machine rewrote a text of `LEAST_WORDS` or more, the
    decision is "spun" whatever the text alone says, even nothing; the substitutions take the place of what
    was suspected. A copy is "not_spun", if it is beyond doubt or the text alone does not say "spun". In both
    cases likelihood, kinds and threshold are the comparison's. Otherwise the text alone decides.

    Args:
        report: of the text alone.
        sources: as of `spunlib.report.sources.entries_of`, best first.
        threshold: likelihood above which a comparison proves that a machine rewrote the suspect.
        compare: asked for the source that decides, if one does.
    """
    least = threshold if report.n_words >= LEAST_WORDS else inf
    source, note = rule(sources, least, suspected=report.decision == "spun")
    if source is None:
        joined = copy.copy(report)
        joined.sources = sources
        if note:
            joined.reason = f"{report.reason.removesuffix('.')}; {note}."
        return joined
    name = one_line(source["id"])
    result = compare(source["id"])
    copied = source["relation"] in COPIES
    proven = () if copied else substitutions_of(result, name)
    order = _ORDER.get(source["published"] or "", "")
    return Report(
        text=report.text,
        likelihood=result.likelihood,
        kinds=_kinds(result),
        decision="not_spun" if copied else "spun",
        reason=(_reason_of_copy if copied else _reason_of_proof)(report, result, f"“{name}”{order}"),
        fpr=report.fpr,
        threshold=threshold,
        n_words=report.n_words,
        artifacts=lambda: _merged(proven, unsettled(report.artifacts, result)),
        model=report.model,
        tier=report.tier,
        sources=sources,
        id=report.id,
    )


def _kinds(result: ComparisonResult) -> dict[str, float]:
    """The comparison's probability of each kind."""
    shares = {"human": 1 - result.likelihood} | {kind: result.relations[kind] for kind in SPUN_RELATIONS}
    if result.relation in SPUN_RELATIONS and max(shares, key=shares.__getitem__) != result.relation:
        # Split between three ways of rewriting, each is less than what is left: the verdict is one of them.
        shares = dict.fromkeys(shares, 0.0) | {
            "human": 1 - result.likelihood,
            result.relation: result.likelihood,
        }
    return shares


def _reason_of_proof(report: Report, result: ComparisonResult, name: str) -> str:
    return (
        f"Beside its original {name}, the text is {result.relation}, above the threshold of comparisons at a "
        f"false-positive rate of {report.fpr:g}: {result.reason}."
    )


def _reason_of_copy(report: Report, result: ComparisonResult, name: str) -> str:
    copied = f"The text is a copy of {name} ({result.relation}): {result.reason}"
    if report.decision != "spun":
        return f"{copied}."
    # Whoever indexed it held it for an original.
    return f"{copied}; read alone both look rewritten (likelihood {report.likelihood:.2f})."


def _merged(proven: Sequence[Artifact], suspected: Sequence[Artifact]) -> tuple[Artifact, ...]:
    return tuple(sorted((*proven, *suspected), key=lambda artifact: (artifact.start, artifact.end)))
