"""Matches: candidates that were aligned with the suspect."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from spunlib.compare.engine import compare_texts
from spunlib.compare.pair import Lexicon
from spunlib.compare.result import ComparisonResult
from spunlib.errors import InputError
from spunlib.index.documents import Documents, Entry

LEAST_SHARE: Final = 0.05
"""Candidates that share less of the suspect's rare words are not aligned. With 80 % of the content words
swapped, originals share 0.09 or more (99 % of 150; benchmarks/retrieval.py)."""

LEAST_UNVERIFIED_SHARE: Final = 0.2
"""Candidates that cannot be aligned are returned from this share on: about 6 % of texts without a source have
one."""

LEAST_COVERAGE: Final = 0.25
"""Aligned candidates that account for less of the suspect's words are not returned (benchmarks/retrieval.py).
Originals of swapped texts account for 0.8 or more, the nearest stranger for less than 0.2 in 99 of 100
searches."""

ALIGNED_PER_MATCH: Final = 4
"""Candidates that are aligned for each match that is asked for."""


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
    suspect: str, candidates: Iterable[tuple[int, float]], documents: Documents, lexicon: Lexicon, k: int
) -> list[SourceMatch]:
    """The best ``k`` matches among candidates, which are document numbers and shares, best first."""
    matches = [
        _match(suspect, documents.entry(number), share, lexicon)
        for number, share in candidates
        if share >= LEAST_SHARE
    ]
    matches = [match for match in matches if match.score >= _least_score(match)]
    return sorted(matches, key=lambda match: (not match.verified, -match.score))[:k]


def _match(suspect: str, entry: Entry, share: float, lexicon: Lexicon) -> SourceMatch:
    """One candidate, verified where it can be."""
    if entry.text is not None:
        # One of the two may be too long to be aligned.
        with contextlib.suppress(InputError):
            found = compare_texts(suspect, entry.text, lexicon)
            return SourceMatch(
                entry.id,
                float(found.coverage),
                entry.metadata,
                relation=found.relation,
                likelihood=found.likelihood,
                comparison=found,
            )
    return SourceMatch(entry.id, share, entry.metadata, verified=False)


def _least_score(match: SourceMatch) -> float:
    return LEAST_COVERAGE if match.verified else LEAST_UNVERIFIED_SHARE
