"""One visible trace of the rewriting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

SUBSTITUTION: Final = "substitution"
"""The kind of an artifact that is proven against an original; its suggestion is what stands there."""

_MAX_TOLD: Final = 5  # suggestions


@dataclass(frozen=True, slots=True)
class Artifact:
    """A span that shows the rewriting, with what probably stood there.

    Attributes:
        start, end: character offsets into the text as it was given, half-open.
        text: the span itself, ``document[start:end]``.
        kind: what it is: ``"synonym"``, ``"collocation"``, ``"numeral"``, ``"lost_capital"``,
            ``"agreement"``, ``"phrase"``, ``"spintax"``, ``"disguise"``, ...; or ``"substitution"``: proven
            against an original.
        suggestions: probable originals, the likeliest first; may be empty. Of a substitution: what stands in
            the original.
        weight: log-odds that it added to the score; above 0 speaks for spun.
        reason: one sentence.

    >>> Artifact(3, 13, "attainable", "synonym", ("possible",), 2.5, "Rare here.").to_dict()["suggestions"]
    ['possible']
    """

    start: int
    end: int
    text: str
    kind: str
    suggestions: tuple[str, ...]
    weight: float
    reason: str

    @property
    def proven(self) -> bool:
        """Whether an original proves it; otherwise it is suspected."""
        return self.kind == SUBSTITUTION

    def told(self) -> str:
        """What stands or probably stood in its place, to follow its text; nothing where that is not known.

        >>> Artifact(3, 13, "attainable", "synonym", ("possible", "likely"), 2.5, "Rare here.").told()
        ': probably possible, likely'
        """
        originals = ", ".join(self.suggestions[:_MAX_TOLD])
        return f": {'in place of' if self.proven else 'probably'} {originals}" if originals else ""

    def to_dict(self) -> dict[str, Any]:
        """The fields as plain Python types; numpy scalars are converted."""
        return {
            "start": int(self.start),
            "end": int(self.end),
            "text": self.text,
            "kind": self.kind,
            "suggestions": list(self.suggestions),
            "weight": float(self.weight),
            "reason": self.reason,
        }
