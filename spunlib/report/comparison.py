"""What is said about a suspect and an original."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from spunlib.compare.replay import Edit
from spunlib.compare.result import Change, ComparisonResult, Kept, Segment, Substitution
from spunlib.document import Span
from spunlib.report.comparison_html import render_comparison_html
from spunlib.report.encoding import to_json

SCHEMA_VERSION: Final = 1
"""Version of the JSON form; raised when a field changes or goes."""


class Comparison:
    """A suspect beside the original that it may have been made from.

    Wraps the record of `spunlib.compare.engine.compare_texts`; `spunlib.compare` makes it.

    >>> from spunlib.compare.result import RELATIONS
    >>> text = "A small example."
    >>> span = Span.of(text, 0, 16)
    >>> relations = {name: float(name == "identical") for name in RELATIONS}
    >>> result = ComparisonResult(
    ...     suspect=text, original=text, relation="identical", relations=relations, likelihood=0.0,
    ...     reason="the same words", coverage=1.0, segments=(Segment(span, span),), substitutions=(),
    ...     kept=(), measures={}, edits=(Edit("keep", 0, 16),),
    ... )
    >>> comparison = Comparison(result)
    >>> comparison
    Comparison(relation='identical', likelihood=0.000, coverage=1.000, substitutions=0)
    >>> comparison.replay() == text
    True
    """

    __slots__ = ("_result",)

    def __init__(self, result: ComparisonResult) -> None:
        self._result = result

    @property
    def suspect(self) -> str:
        """The text under question, as given."""
        return self._result.suspect

    @property
    def original(self) -> str:
        """The text that it may have been made from, as given."""
        return self._result.original

    @property
    def relation(self) -> str:
        """One of `spunlib.compare.result.RELATIONS`.

        ``"identical"``: the same words and marks; ``"reprint"``: light human edits, cuts or page
        furniture; ``"synonym_spun"``, ``"paraphrased"``, ``"translated"``: rewritten by a machine;
        ``"related"``: the same subject told independently or anew by a person; ``"unrelated"``.
        """
        return self._result.relation

    @property
    def relations(self) -> Mapping[str, float]:
        """Probability of every relation; they add up to 1."""
        return self._result.relations

    @property
    def likelihood(self) -> float:
        """Probability in [0, 1] that a machine rewrote the suspect from this original."""
        return self._result.likelihood

    @property
    def reason(self) -> str:
        """One sentence that says what the relation rests on."""
        return self._result.reason

    @property
    def coverage(self) -> float:
        """Share in [0, 1] of the suspect's words that the original accounts for, kept or substituted."""
        return self._result.coverage

    @property
    def segments(self) -> tuple[Segment, ...]:
        """Aligned passages, in the order of the suspect: ``.suspect`` and ``.original`` are spans."""
        return self._result.segments

    @property
    def substitutions(self) -> tuple[Substitution, ...]:
        """Words and phrases swapped, in the order of the suspect: ``.suspect``, ``.original``, ``.kind``."""
        return self._result.substitutions

    @property
    def kept(self) -> tuple[Kept, ...]:
        """Quotations, names and numbers that stayed as they were: ``.suspect``, ``.original``, ``.kind``."""
        return self._result.kept

    @property
    def edits(self) -> tuple[Edit, ...]:
        """What turns the original into the suspect; see `spunlib.compare.replay`."""
        return self._result.edits

    @property
    def stretches(self) -> tuple[Segment, ...]:
        """Segments that are neighbours in both texts, joined: what was lifted in one piece."""
        return self._result.stretches

    @property
    def changes(self) -> tuple[Change, ...]:
        """Insertions, deletions and reorders, told by ``.kind``: all other differences in words."""
        return self._result.changes

    def replay(self) -> str:
        """Apply the edits to the original; equal to the suspect, character for character."""
        return self._result.replay()

    def to_dict(self) -> dict[str, Any]:
        """Everything but the two texts, as plain Python types; offsets are characters into the texts."""
        result = self._result
        return {
            "schema_version": SCHEMA_VERSION,
            "relation": result.relation,
            "relations": dict(result.relations),
            "likelihood": result.likelihood,
            "reason": result.reason,
            "coverage": result.coverage,
            "segments": [_spans(segment) for segment in result.segments],
            "substitutions": [
                _spans(substitution) | {"kind": substitution.kind} for substitution in result.substitutions
            ],
            "stretches": [_spans(stretch) for stretch in result.stretches],
            "changes": [_spans(change) | {"kind": change.kind} for change in result.changes],
            "kept": [_spans(kept) | {"kind": kept.kind} for kept in result.kept],
            "edits": [
                {
                    "kind": edit.kind,
                    "original_start": edit.original_start,
                    "original_end": edit.original_end,
                    "text": edit.text,
                }
                for edit in result.edits
            ],
        }

    def to_json(self) -> str:
        """`to_dict` as one line of ASCII JSON."""
        return to_json(self.to_dict())

    def to_html(self) -> str:
        """A page of its own: the two texts side by side, the substitutions marked in both."""
        return render_comparison_html(self._result)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Comparison):
            return NotImplemented
        return self._result == other._result

    def __hash__(self) -> int:
        return hash((self.suspect, self.original))

    def __repr__(self) -> str:
        return (
            f"Comparison(relation={self.relation!r}, likelihood={self.likelihood:.3f}, "
            f"coverage={self.coverage:.3f}, substitutions={len(self.substitutions)})"
        )


def _spans(record: Segment | Substitution | Kept | Change) -> dict[str, Any]:
    return {"suspect": _span(record.suspect), "original": _span(record.original)}


def _span(span: Span) -> dict[str, Any]:
    return {"start": span.start, "end": span.end, "text": span.text}
