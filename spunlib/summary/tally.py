"""The running sums of one group."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from spunlib.summary.findings import Evidence, Findings
from spunlib.training.intervals import chance_of, clopper_pearson

LEVEL: Final = 0.95
"""Confidence of the interval."""


class Tally:
    """What has been counted of one group of documents.

    Attributes:
        documents: results, of any kind.
        failed: of them without a score.
        abstained: of them with the decision "abstain".
        spun: of them with the decision "spun".
        findings: of those that are flagged, or copies of a source; None where there are none.

    >>> tally = Tally()
    >>> tally.add("not_spun", None, room=10)
    >>> tally.decided, tally.share, tally.interval
    (1, 0.0, (0.0, 0.975))
    """

    __slots__ = ("abstained", "documents", "failed", "findings", "spun")

    def __init__(self) -> None:
        self.documents = self.failed = self.abstained = self.spun = 0
        self.findings: Findings | None = None

    @property
    def decided(self) -> int:
        """Documents with the decision "spun" or "not_spun"."""
        return self.documents - self.failed - self.abstained

    @property
    def share(self) -> float | None:
        """The share of the decided documents that is flagged; None where none is decided."""
        return self.spun / self.decided if self.decided else None

    @property
    def interval(self) -> tuple[float, float]:
        """The exact interval of that share by Clopper and Pearson, to six places."""
        return _interval(self.spun, self.decided)

    def chance(self, fpr: float) -> float:
        """The probability that so many or more are flagged if people wrote all.

        The share ``fpr`` of them is flagged by mistake then; mistakes are taken not to depend on each other.
        """
        return chance_of(self.spun, self.decided, fpr)

    def add(self, decision: str | None, evidence: Evidence | None, room: int) -> None:
        """Count a result.

        Args:
            decision: None where the document has no score.
            evidence: what was found in it, if anything was.
            room: for the tables, which are made for the first evidence.
        """
        self.documents += 1
        self.failed += decision is None
        self.abstained += decision == "abstain"
        self.spun += decision == "spun"
        if evidence:
            self.findings = self.findings or Findings(room)
            self.findings.add(evidence)


@lru_cache(maxsize=10_000)  # most sites of a crawl have few documents, none of them flagged
def _interval(spun: int, decided: int) -> tuple[float, float]:
    low, high = clopper_pearson(spun, decided, LEVEL)
    return round(low, 6), round(high, 6)
