"""What a summary needs of a result: of a report, or of the line that was written of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from spunlib.errors import InputError
from spunlib.report.report import SCHEMA_VERSION, Failure, Report


class Outcome(NamedTuple):
    """One result.

    Attributes:
        id: of the document.
        file: that it was read from, where that is known and is not the id.
        input: fields that the document came with.
        decision: ``"spun"``, ``"not_spun"`` or ``"abstain"``; None: it has no score.
        kind: the likeliest.
        fpr: accepted share of human documents flagged.
        model: name of the model.
        artifacts, sources: as in docs/report.schema.json; of a document that is not spun, no artifacts.
    """

    id: str | None
    file: str | None
    input: Mapping[str, Any]
    decision: str | None = None
    kind: str = ""
    fpr: float | None = None
    model: str | None = None
    artifacts: Sequence[Mapping[str, Any]] = ()
    sources: Sequence[Mapping[str, Any]] = ()

    @classmethod
    def of(cls, result: Report | Failure) -> Outcome:
        """The outcome of a result.

        >>> Outcome.of(Failure("3.txt", "no such file")).decision is None
        True
        """
        if isinstance(result, Failure):
            return cls(result.id, result.file, result.input)
        spun = result.decision == "spun"  # of the others nobody asks which words look replaced
        return cls(
            result.id,
            result.file,
            result.input,
            result.decision,
            result.kind,
            result.fpr,
            result.model,
            [artifact.to_dict() for artifact in result.artifacts] if spun else (),
            result.sources,
        )

    @classmethod
    def of_line(cls, line: Mapping[str, Any]) -> Outcome:
        """The outcome of a line that ``spunlib score --format jsonl`` has written.

        Raises:
            InputError: it is none.

        >>> Outcome.of_line({"schema_version": 1, "id": "3.txt", "error": "no such file"}).id
        '3.txt'
        """
        if line.get("schema_version") != SCHEMA_VERSION or not {"error", "decision"} & line.keys():
            raise InputError("this is no result of spunlib score --format jsonl")
        known = {name: line[name] for name in ("decision", "kind", "fpr", "model", "sources") if name in line}
        if known.get("decision") == "spun":
            known["artifacts"] = line.get("artifacts", ())
        return cls(line.get("id"), line.get("file"), line.get("input", {}), **known)
