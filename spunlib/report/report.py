"""What is said about one document: a report, or the reason why there is none."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from spunlib.document import Document
from spunlib.report.artifact import Artifact
from spunlib.report.encoding import to_json
from spunlib.report.html import page, report_section

SCHEMA_VERSION: Final = 1
"""Version of the JSON form, which docs/report.schema.json describes; raised when a field changes or goes."""


class Report:
    """What the detector found in one document.

    Attributes:
        text: the document as it was given.
        likelihood: calibrated probability in [0, 1] that a machine rewrote the text: 1 - P(human).
        kinds: probability of each kind (``human``, ``synonym_spun``, ``paraphrased``, ``translated``); they
            add up to 1.
        decision: ``"spun"``, ``"not_spun"`` or ``"abstain"``.
        reason: one sentence for the decision; where a source decided, it names the source.
        fpr: accepted share of human documents flagged, in (0, 1).
        threshold: likelihood above which a document of this length is flagged at ``fpr``, or above which a
            comparison is, where that decided; None: abstained.
        n_words: number of words.
        sources: probable originals from an index, best first: mappings with what a
            `spunlib.index.SourceMatch` says, and ``published``: ``"before"`` the document, ``"after"`` it, on
            the ``"same_day"``, or None where that is not known.
        model: name of the model.
        tier: which of its tiers spoke, ``"fast"`` or ``"accurate"``.
        id: name of the document, if it has one.
        input: other fields that the document came with, passed through; may be empty.
        file: the file that the document was read from, if it was; no part of the JSON.

    The artifacts may be given as a function: they are built when first asked for, because bulk runs seldom
    look at them.

    >>> report = Report(
    ...     text="A attainable battle.", likelihood=0.93, kinds={"human": 0.07, "synonym_spun": 0.93},
    ...     decision="spun", reason="Above the threshold.", fpr=0.01, threshold=0.8, n_words=3, model="en-1",
    ...     artifacts=lambda: [Artifact(2, 12, "attainable", "synonym", ("possible",), 2.5, "Rare here.")],
    ... )
    >>> report
    Report(decision='spun', kind='synonym_spun', likelihood=0.930, n_words=3)
    >>> [artifact.text for artifact in report.artifacts]
    ['attainable']
    """

    __slots__ = (
        "_artifacts",
        "decision",
        "file",
        "fpr",
        "id",
        "input",
        "kinds",
        "likelihood",
        "model",
        "n_words",
        "reason",
        "sources",
        "text",
        "threshold",
        "tier",
    )

    def __init__(
        self,
        *,
        text: str,
        likelihood: float,
        kinds: Mapping[str, float],
        decision: str,
        reason: str,
        fpr: float,
        threshold: float | None,
        n_words: int,
        artifacts: Sequence[Artifact] | Callable[[], Sequence[Artifact]],
        model: str,
        tier: str = "fast",
        sources: Sequence[Mapping[str, Any]] = (),
        id: str | None = None,
    ) -> None:
        self.text = text
        self.likelihood = float(likelihood)
        self.kinds: Mapping[str, float] = {kind: float(share) for kind, share in kinds.items()}
        self.decision = decision
        self.reason = reason
        self.fpr = float(fpr)
        self.threshold = None if threshold is None else float(threshold)
        self.n_words = int(n_words)
        self.sources = sources
        self.model = model
        self.tier = tier
        self.id = id
        self.input: Mapping[str, Any] = {}
        self.file: str | None = None
        self._artifacts = artifacts

    @property
    def kind(self) -> str:
        """The likeliest kind."""
        return max(self.kinds, key=self.kinds.__getitem__)

    @property
    def artifacts(self) -> Sequence[Artifact]:
        """The artifacts that carried the score."""
        if callable(self._artifacts):
            self._artifacts = tuple(self._artifacts())
        return self._artifacts

    def named(self, document: Document) -> Report:
        """This report with the id of a document and the fields that it came with.

        >>> report = Report(text="", likelihood=0, kinds={"human": 1}, decision="abstain", reason="No text.",
        ...                 fpr=0.01, threshold=None, n_words=0, artifacts=(), model="en-1")
        >>> report.named(Document("", id="7", metadata={"site": "example.org"})).to_dict()["input"]
        {'site': 'example.org'}
        """
        report = copy.copy(self)
        report.id, report.input, report.file = document.id, document.metadata, document.file
        return report

    def to_dict(self, artifacts: bool = True) -> dict[str, Any]:
        """Plain Python types; the keys are those of docs/report.schema.json.

        Args:
            artifacts: whether to list them, which takes longer than all else where a text is spun; without
                them the key is missing.
        """
        listed = {"artifacts": [artifact.to_dict() for artifact in self.artifacts]} if artifacts else {}
        fields: dict[str, Any] = {
            "schema_version": SCHEMA_VERSION,
            "id": self.id,
            **_file_of(self),
            "likelihood": self.likelihood,
            "kind": self.kind,
            "kinds": dict(self.kinds),
            "decision": self.decision,
            "reason": self.reason,
            "fpr": self.fpr,
            "threshold": self.threshold,
            "n_words": self.n_words,
            **listed,
            "sources": [dict(source) for source in self.sources],
            "model": self.model,
            "tier": self.tier,
        }
        return fields | {"input": dict(self.input)} if self.input else fields

    def to_json(self) -> str:
        """`to_dict` as one line of ASCII JSON."""
        return to_json(self.to_dict())

    def to_html(self) -> str:
        """A page of its own, with the artifacts marked in the text."""
        return "".join(page([report_section(self)], title=self.id or "spunlib"))

    def __getstate__(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__} | {"_artifacts": self.artifacts}

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name, value in state.items():
            setattr(self, name, value)

    def __copy__(self) -> Report:  # unlike pickling, leaves the artifacts to be built when they are asked for
        twin = object.__new__(type(self))
        twin.__setstate__({name: getattr(self, name) for name in self.__slots__})
        return twin

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Report):
            return NotImplemented
        # Where a text was read from says nothing about it.
        ours, theirs = ({**report.to_dict(), "file": None} for report in (self, other))
        return self.text == other.text and ours == theirs

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return (
            f"Report(decision={self.decision!r}, kind={self.kind!r}, "
            f"likelihood={self.likelihood:.3f}, n_words={self.n_words})"
        )


@dataclass(frozen=True, slots=True)
class Failure:
    """What stands in the place of a report when a document could not be read or scored.

    >>> Failure("news/3.txt", "The file does not exist.").to_json()
    '{"schema_version": 1, "id": "news/3.txt", "error": "The file does not exist."}'
    """

    id: str
    error: str
    input: Mapping[str, Any] = field(default_factory=dict)
    file: str | None = field(default=None, compare=False, repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Plain Python types; the second form in docs/report.schema.json."""
        fields = {"schema_version": SCHEMA_VERSION, "id": self.id, **_file_of(self), "error": self.error}
        return fields | {"input": dict(self.input)} if self.input else fields

    def to_json(self) -> str:
        """`to_dict` as one line of ASCII JSON."""
        return to_json(self.to_dict())


def _file_of(result: Report | Failure) -> dict[str, str]:
    """The file of a result, where the id does not tell."""
    return {"file": result.file} if result.file and result.file != result.id else {}
