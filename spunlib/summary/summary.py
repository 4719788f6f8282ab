"""Results summed up by group, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from spunlib.errors import InputError, UsageError
from spunlib.report.encoding import to_json
from spunlib.report.report import SCHEMA_VERSION, Failure, Report
from spunlib.summary.findings import Evidence, Findings
from spunlib.summary.groups import GROUPINGS
from spunlib.summary.outcome import Outcome
from spunlib.summary.tally import LEVEL, Tally

MOST_GROUPS: Final = 50_000
"""Groups that are counted one by one; the documents of those that are met later are counted together."""

MOST_ENTRIES: Final = 1_000_000
"""Things counted in the tables of one sort of all groups together; the more groups have tables, the less room
each has."""

ROOM: Final = 1_000
"""Room of a table, as long as there is enough for all: counts of fewer things are exact."""


@dataclass(frozen=True, slots=True)
class Group:
    """One group of documents, or all together.

    Attributes:
        by: what the documents are grouped by.
        name: of the site, author or file; None where it is not known, for `rest` and for all.
        tally: its counts.
        fpr: accepted share of human documents flagged; None where no document has a score.
        model: name of the model; None likewise.
        chance: the probability that so many or more are flagged if people wrote all; see `Tally.chance`.
        adjusted_chance: the probability that there is such a group at all among those that were tested
            (Holm 1979, Scandinavian Journal of Statistics 6).
        rest: whether these are the documents of all groups beyond `MOST_GROUPS`.
    """

    by: str
    name: str | None
    tally: Tally
    fpr: float | None
    model: str | None
    chance: float | None
    adjusted_chance: float | None
    rest: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Plain Python types; the keys are those of docs/site-report.schema.json."""
        tally = self.tally
        findings = tally.findings or Findings(0)
        return {
            "schema_version": SCHEMA_VERSION,
            "group_by": self.by,
            "group": self.name,
            "rest": self.rest,
            "documents": tally.documents,
            "failed": tally.failed,
            "abstained": tally.abstained,
            "decided": tally.decided,
            "spun": tally.spun,
            "share": tally.share,
            "interval": list(tally.interval),
            "level": LEVEL,
            "fpr": self.fpr,
            "expected": None if self.fpr is None else tally.decided * self.fpr,
            "chance": self.chance,
            "adjusted_chance": self.adjusted_chance,
            "model": self.model,
            **findings.to_dict(),
        }

    def to_json(self) -> str:
        """`to_dict` as one line of ASCII JSON."""
        return to_json(self.to_dict())


class Summary:
    """Counts results as they pass.

    Args:
        by: "site", "author" or "file".

    Raises:
        UsageError: ``by`` is none of them.

    >>> summary = Summary("site")
    >>> summary.add([Failure("https://example.org/1", "no article was found in the page")])
    >>> [(group.name, group.tally.documents, group.tally.failed) for group in summary.groups()]
    [('example.org', 1, 1)]
    """

    def __init__(self, by: str) -> None:
        if by not in GROUPINGS:
            raise UsageError(f"results are grouped by {', '.join(GROUPINGS)}, not by {by!r}")
        self.by = by
        self._group_of = GROUPINGS[by]
        self._total = Tally()
        self._tallies: dict[str | None, Tally] = {}
        self._rest: Tally | None = None
        self._room = ROOM
        self._tables = 0
        self._fpr: float | None = None
        self._models: dict[str, None] = {}

    def add(self, results: Iterable[Report | Failure | Outcome]) -> None:
        """Count results.

        Raises:
            InputError: two of them were made at different false-alarm rates: their shares cannot be compared.
        """
        for result in results:
            outcome = result if isinstance(result, Outcome) else Outcome.of(result)
            self._learn(outcome)
            evidence = Evidence.of(outcome)
            self._total.add(outcome.decision, evidence, ROOM)
            tally = self._tally(outcome)
            had_tables = tally.findings is not None
            tally.add(outcome.decision, evidence, self._room)
            if tally.findings is not None and not had_tables:
                self._tables += 1
                self._share_room()

    def total(self) -> Group:
        """All documents together."""
        return self._group(None, self._total, self._chance(self._total))

    def groups(self) -> list[Group]:
        """The groups, first those whose share is surely highest (by the lower end of its interval)."""
        chances = {name: self._chance(tally) for name, tally in self._tallies.items()}
        adjusted = _holm({name: chance for name, chance in chances.items() if chance is not None})
        found = [
            self._group(name, tally, chances[name], adjusted.get(name))
            for name, tally in self._tallies.items()
        ]
        found.sort(key=_order)
        if self._rest:
            found.append(self._group(None, self._rest, self._chance(self._rest), rest=True))
        return found

    def _tally(self, outcome: Outcome) -> Tally:
        name = self._group_of(outcome)
        if name in self._tallies:
            return self._tallies[name]
        if len(self._tallies) < MOST_GROUPS:
            return self._tallies.setdefault(name, Tally())
        self._rest = self._rest or Tally()
        return self._rest

    def _learn(self, outcome: Outcome) -> None:
        """The settings that the results were made with."""
        if outcome.fpr is not None and self._fpr is None:
            self._fpr = outcome.fpr
        if outcome.fpr not in (None, self._fpr):
            raise InputError(
                f"{outcome.id!r} was scored with --fpr {outcome.fpr}, those before it with {self._fpr}: "
                "their shares cannot be compared; sum them up one by one"
            )
        if outcome.model is not None:
            self._models[outcome.model] = None

    def _share_room(self) -> None:
        if 2 * self._tables * self._room > MOST_ENTRIES:  # a table may hold twice its room
            self._room //= 2
            for tally in self._tallies.values():
                if tally.findings:
                    tally.findings.shrink(self._room)

    def _chance(self, tally: Tally) -> float | None:
        return tally.chance(self._fpr) if self._fpr is not None and tally.decided else None

    def _group(
        self,
        name: str | None,
        tally: Tally,
        chance: float | None,
        adjusted: float | None = None,
        rest: bool = False,
    ) -> Group:
        model = ", ".join(self._models) or None
        return Group(self.by, name, tally, self._fpr, model, chance, adjusted, rest)


def _holm(chances: dict[str | None, float]) -> dict[str | None, float]:
    """Chances multiplied by the number of those that are at least as large, and in the same order."""
    adjusted: dict[str | None, float] = {}
    highest = 0.0
    for position, name in enumerate(sorted(chances, key=lambda name: chances[name])):
        highest = max(highest, min(1.0, chances[name] * (len(chances) - position)))
        adjusted[name] = highest
    return adjusted


def _order(group: Group) -> tuple[float, int, int, str]:
    tally = group.tally
    return -tally.interval[0], -tally.spun, -tally.documents, group.name or ""
