"""Matches: candidates that were aligned with the suspect."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from spunlib.compare.engine import verify
from spunlib.compare.pair import Lexicon
from spunlib.compare.result import ComparisonResult
from spunlib.errors import InputError
from spunlib.index.documents import Entry

LEAST_SHARE: Final = 0.05
"""Candidates that share less of the suspect's rare words are not aligned. With 80 % of the content words
swapped, 99 in 100 originals of 150 shared 0.09 or more."""

LEAST_UNVERIFIED_SHARE: Final = 0.2
"""Candidates that cannot be aligned are returned from this share on: about 6 % of texts without a source have
one."""

COPIED: Final = 0.5
"""An aligned candidate that accounts for this share of the suspect's words is a source, whatever was done to
them."""

LEAST_COVERAGE: Final = 0.25
LEAST_LIKELIHOOD: Final = 0.5
"""So is one that accounts for as much and is as likely to have been rewritten. Reports of one event share as
much text, but are seldom taken for rewritings: chosen on 579 rewritings by tools and language models and 508
texts without a source, of which 1 has one by these rules, 4 with a likelihood of .3, and 12 with none."""

FREE_COVERAGE: Final = 0.08
FREE_LIKELIHOOD: Final = 0.6
FREE_SHARE: Final = 0.15
"""So is one that was rewritten more freely, but shares as much of the rare words."""

MORE_ALIGNED: Final = 3
"""Candidates that are aligned beyond the matches that are asked for. Of 579 machine-rewritten texts among
10,000 originals the source was the first candidate of 539, the second of 22, the third of one, else none of
the first four."""


class Entries(Protocol):
    """Where documents are got from by number: an index, or candidates that were gathered elsewhere."""

    def entry(self, number: int, /) -> Entry:
        """A document."""
        ...


@dataclass(frozen=True, slots=True)
class SourceMatch:
    """A probable original.

    Attributes:
        id: as it was added.
        score: share in [0, 1] of the suspect's words that the document accounts for, found by aligning the
            two. Where they could not be aligned (no texts are stored, or one is too long) the share of the
            suspect's rare words that the document has, which is no verdict.
        metadata: as it was added.
        verified: whether the two were aligned.
        relation: of the suspect to the document, one of `spunlib.compare.result.RELATIONS`; None where the
            two were not aligned.
        likelihood: probability in [0, 1] that a machine rewrote the suspect from the document; None likewise.
        comparison: all that aligning them found; None likewise. It counts for no equality.
    """

    id: str
    score: float
    metadata: Mapping[str, Any] = field(default_factory=dict)
    verified: bool = True
    relation: str | None = None
    likelihood: float | None = None
    comparison: ComparisonResult | None = field(default=None, compare=False, repr=False)

    def to_dict(self) -> dict[str, Any]:
        """The match as JSON values."""
        return {
            "id": self.id,
            "score": self.score,
            "metadata": dict(self.metadata),
            "verified": self.verified,
            "relation": self.relation,
            "likelihood": self.likelihood,
        }


def find_matches(
    suspect: str, candidates: Iterable[tuple[int, float]], documents: Entries, lexicon: Lexicon, k: int
) -> list[SourceMatch]:
    """The best ``k`` matches among candidates, which are document numbers and shares, best first."""
    chosen = [(documents.entry(number), share) for number, share in candidates if share >= LEAST_SHARE]
    compared = _compared(suspect, [entry for entry, _ in chosen], lexicon)
    found = []
    for (entry, share), comparison in zip(chosen, compared, strict=True):
        match = _match(entry, share, comparison)
        if is_source(match, share):
            found.append((not match.verified, -match.score, -share, match))
    return [match for *_, match in sorted(found, key=lambda row: row[:3])][:k]


def is_source(match: SourceMatch, share: float) -> bool:
    """Whether a candidate, aligned or not, is the source of a suspect of whose rare words it has a share."""
    if not match.verified or match.likelihood is None:
        return share >= LEAST_UNVERIFIED_SHARE
    return (
        match.score >= COPIED
        or (match.score >= LEAST_COVERAGE and match.likelihood >= LEAST_LIKELIHOOD)
        or (match.score >= FREE_COVERAGE and match.likelihood >= FREE_LIKELIHOOD and share >= FREE_SHARE)
    )


def _compared(suspect: str, entries: Sequence[Entry], lexicon: Lexicon) -> list[ComparisonResult | None]:
    """The suspect aligned with each document; None where there is no text, or one of the two is too long."""
    texts = [entry.text for entry in entries if entry.text is not None]
    results: list[ComparisonResult | None] = [None] * len(texts)
    if texts:
        with contextlib.suppress(InputError):
            results = verify(suspect, texts, lexicon)
    left = iter(results)
    return [None if entry.text is None else next(left) for entry in entries]


def _match(entry: Entry, share: float, found: ComparisonResult | None) -> SourceMatch:
    if found is None:
        return SourceMatch(entry.id, share, entry.metadata, verified=False)
    return SourceMatch(
        entry.id,
        float(found.coverage),
        entry.metadata,
        relation=found.relation,
        likelihood=found.likelihood,
        comparison=found,
    )
