"""The record of one comparison: plain, frozen, picklable.

Everything a report shows about a pair is here, and nothing has to be computed again. All offsets are
characters into the two texts as they were given.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, Final

from spunlib.compare.replay import Edit, replay
from spunlib.document import Span

RELATIONS: Final = (
    "identical",
    "reprint",
    "synonym_spun",
    "paraphrased",
    "translated",
    "related",
    "unrelated",
)
"""Every relation of a suspect to an original, from the closest to none."""

SPUN_RELATIONS: Final = ("synonym_spun", "paraphrased", "translated")
"""The relations that say: rewritten by a machine from this original."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A passage of the suspect and the passage of the original that it stands for."""

    suspect: Span
    original: Span


@dataclass(frozen=True, slots=True)
class Substitution:
    """A word or phrase of the original and what stands in its place.

    ``kind`` is one of `spunlib.compare.kinds.KINDS`.
    """

    suspect: Span
    original: Span
    kind: str


@dataclass(frozen=True, slots=True)
class Kept:
    """Something telling that stayed as it was; ``kind`` is ``"quotation"``, ``"name"`` or ``"number"``."""

    suspect: Span
    original: Span
    kind: str


@dataclass(frozen=True, slots=True)
class Change:
    """A difference in words that is no substitution.

    ``kind`` is ``"insertion"``: ``original`` is the empty span where the words would be; ``"deletion"``:
    ``suspect`` is; or ``"reorder"``: a passage or a word that stands elsewhere.
    """

    kind: str
    suspect: Span
    original: Span


@dataclass(frozen=True)
class ComparisonResult:
    """What `spunlib.compare.engine.compare_texts` found.

    Attributes:
        suspect, original: the texts as given.
        relation: one of `RELATIONS`.
        relations: probability of each relation, adding up to 1.
        likelihood: probability in [0, 1] that a machine rewrote the suspect from this original: the share
        of `SPUN_RELATIONS`. reason: one sentence that says what the relation rests on. coverage: share in
        [0, 1] of the suspect's words that the original accounts for, kept or substituted; page furniture
        is
            left out of the count.
        segments: aligned passages, in the order of the suspect.
        substitutions: in the order of the suspect, not overlapping.
        kept: quotations, names and numbers that stayed as they were, in the order of the suspect.
        measures: the numbers the relation was read from, by name (`spunlib.compare.measures`).
        edits: what turns the original into the suspect, in the order of the suspect; see
        `spunlib.compare.replay`.
        stretches: segments that are neighbours in both texts, joined: what was lifted in one piece.
        changes: insertions, deletions and reorders, in the order of the suspect.
    """

    suspect: str
    original: str
    relation: str
    relations: Mapping[str, float]
    likelihood: float
    reason: str
    coverage: float
    segments: tuple[Segment, ...]
    substitutions: tuple[Substitution, ...]
    kept: tuple[Kept, ...]
    measures: Mapping[str, float]
    edits: tuple[Edit, ...]
    stretches: tuple[Segment, ...] = field(default_factory=tuple)
    changes: tuple[Change, ...] = field(default_factory=tuple)

    @classmethod
    def lazy(cls, makers: Mapping[str, Callable[[], tuple[Any, ...]]], **values: Any) -> ComparisonResult:
        """A result of which some attributes are made when they are first asked for.

        Most are not: of twenty candidates that a search verifies, a report shows one. ``makers`` are for
        attributes by name, ``values`` are the others.
        """
        made = object.__new__(cls)
        made.__dict__.update(values, _makers=makers)
        return made

    if not TYPE_CHECKING:  # for type checkers all attributes are there

        def __getattr__(self, name: str) -> Any:
            maker = self.__dict__.get("_makers", {}).get(name)
            if maker is None:
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
            return self.__dict__.setdefault(name, maker())

    def __getstate__(self) -> dict[str, Any]:
        return {each.name: getattr(self, each.name) for each in fields(self)}

    def replay(self) -> str:
        """Apply the edits to the original; equal to the suspect, character for character."""
        return replay(self.original, self.edits)
