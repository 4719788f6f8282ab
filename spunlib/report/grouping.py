"""Repeated artifacts told once, strongest first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from spunlib.report.artifact import Artifact


@dataclass(frozen=True, slots=True)
class ArtifactGroup:
    """Artifacts of one kind on the same words; of substitutions, for the same words.

    Attributes:
        strongest: the one with the highest weight, the first of several.
        count: how many there are.
        weight: log-odds that they added together.
    """

    strongest: Artifact
    count: int
    weight: float


def group_artifacts(artifacts: Iterable[Artifact]) -> list[ArtifactGroup]:
    """Group artifacts by kind and words (in any case): what is proven first, then by falling joint weight.

    >>> first = Artifact(0, 4, "Navy", "synonym", (), 1.0, "")
    >>> second = Artifact(9, 13, "navy", "synonym", (), 2.0, "")
    >>> [(group.strongest.start, group.count, group.weight) for group in group_artifacts([first, second])]
    [(9, 2, 3.0)]
    """
    groups: dict[tuple[str, ...], list[Artifact]] = {}
    for artifact in artifacts:
        there = [original.casefold() for original in artifact.suggestions] if artifact.proven else []
        groups.setdefault((artifact.kind, artifact.text.casefold(), *there), []).append(artifact)
    found = [
        ArtifactGroup(
            strongest=max(group, key=lambda artifact: artifact.weight),
            count=len(group),
            weight=sum(artifact.weight for artifact in group),
        )
        for group in groups.values()
    ]
    return sorted(found, key=_order)


def _order(group: ArtifactGroup) -> tuple[bool, float, int]:
    return not group.strongest.proven, -group.weight, group.strongest.start
