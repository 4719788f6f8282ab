"""What the flagged and the copied documents of a group have in common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from spunlib.summary.dialects import dialect_of
from spunlib.summary.frequent import Frequency, Frequent
from spunlib.summary.origins import Origin, origin_of
from spunlib.summary.outcome import Outcome
from spunlib.summary.swaps import Swap, swaps_of

MOST_LISTED: Final = 20
"""Entries of each list, the most frequent."""


class Evidence(NamedTuple):
    """What one document adds to the findings: of one that is not flagged, at most its source."""

    kind: str | None = None
    dialect: str | None = None
    signs: Mapping[str, int] = {}
    swaps: Sequence[Swap] = ()
    origin: Origin | None = None

    @classmethod
    def of(cls, outcome: Outcome) -> Evidence | None:
        """The evidence of a result; None where there is none.

        >>> Evidence.of(Outcome("7", None, {}, "not_spun"))
        """
        spun = outcome.decision == "spun"
        origin = origin_of(outcome.sources, spun) if outcome.sources else None
        if not spun:
            return cls(origin=origin) if origin else None
        signs = Counter(artifact["kind"] for artifact in outcome.artifacts)
        swaps = tuple(swaps_of(outcome.artifacts))
        return cls(outcome.kind, dialect_of(outcome.artifacts), signs, swaps, origin)


class Findings:
    """Counts of documents; tables of what there is no end of have a bounded room.

    Attributes:
        kinds: kind -> documents flagged that are likeliest of it.
        dialects: dialect -> documents flagged that have its marks.
    """

    __slots__ = ("_origins", "_signs", "_sites", "_swaps", "dialects", "kinds")

    def __init__(self, room: int) -> None:
        self.kinds: Counter[str] = Counter()
        self.dialects: Counter[str] = Counter()
        self._signs: dict[str, tuple[int, int]] = {}  # kind of artifact -> documents, artifacts
        self._swaps: Frequent[Swap] = Frequent(room)
        self._origins: Frequent[Origin] = Frequent(room)
        self._sites: Frequent[tuple[str, str]] = Frequent(room)

    def add(self, evidence: Evidence) -> None:
        """Count what a document shows."""
        if evidence.kind:
            self.kinds[evidence.kind] += 1
        if evidence.dialect:
            self.dialects[evidence.dialect] += 1
        for kind, count in evidence.signs.items():
            documents, artifacts = self._signs.get(kind, (0, 0))
            self._signs[kind] = (documents + 1, artifacts + count)
        self._swaps.add(evidence.swaps)
        if evidence.origin:
            self._origins.add([evidence.origin])
            if evidence.origin.site:
                self._sites.add([(evidence.origin.site, evidence.origin.how)])

    def shrink(self, room: int) -> None:
        """Go on with less room."""
        for table in (self._swaps, self._origins, self._sites):
            table.shrink(room)

    def to_dict(self) -> dict[str, Any]:
        """Plain Python types, the most frequent first; the keys are those of docs/site-report.schema.json."""
        signs = sorted(self._signs.items(), key=lambda item: (-item[1][0], -item[1][1], item[0]))
        return {
            "kinds": dict(self.kinds.most_common()),
            "dialects": dict(self.dialects.most_common()),
            "artifacts": {kind: {"documents": n, "artifacts": count} for kind, (n, count) in signs},
            "substitutions": [
                {
                    "original": swap.original or None,
                    "substitute": swap.substitute,
                    "proven": swap.proven,
                    **_counted(frequency),
                }
                for swap, frequency in self._swaps.top(MOST_LISTED)
            ],
            "sources": [
                {**origin._asdict(), **_counted(frequency)}
                for origin, frequency in self._origins.top(MOST_LISTED)
            ],
            "source_sites": [
                {"site": site, "how": how, **_counted(frequency)}
                for (site, how), frequency in self._sites.top(MOST_LISTED)
            ],
        }


def _counted(frequency: Frequency) -> dict[str, int]:
    return {"documents": frequency.at_least, "at_most": frequency.at_most}
