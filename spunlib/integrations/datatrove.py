"""datatrove: a filter that drops spun documents, or tags them; see docs/datatrove.md.

The module needs datatrove, the extra [datatrove], to be imported.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeAlias

from spunlib.detector import SpinDetector
from spunlib.document import Document
from spunlib.errors import MissingExtraError, UsageError
from spunlib.index.source_index import SourceIndex
from spunlib.integrations.columns import PREFIX, row_of
from spunlib.integrations.shared import shared_detector
from spunlib.model.cascade import AUTO, TIERS
from spunlib.model.store import DEFAULT
from spunlib.model.thresholds import check_fpr
from spunlib.report.report import Failure, Report
from spunlib.report.results import score_documents

try:
    from datatrove.data import Document as Record
    from datatrove.pipeline.filters.base_filter import BaseFilter
except ImportError as error:
    raise MissingExtraError("datatrove", "datatrove") from error

DROP: Final = "drop"
TAG: Final = "tag"

_COLUMNS: Final = ("likelihood", "kind", "decision", "reason", "error")
_BATCH: Final = 256

Verdict: TypeAlias = "bool | tuple[bool, str]"
"""Whether to keep a document; or (False, reason)."""


class SpinFilter(BaseFilter):  # type: ignore[misc]
    """Scores documents, writes the result into their metadata, and drops those that are spun.

    The metadata gets ``spun_likelihood``, ``spun_kind``, ``spun_decision`` and ``spun_reason``, as a
    `spunlib.Report` has them; ``spun_spans``, a list of [start, end, weight], one for each artifact, in
    characters of the text; with an index ``spun_sources``, a JSON array; and ``spun_error``, None unless the
    document could not be scored. The reason for which one is dropped is its kind. What could not be scored,
    or was abstained on, is kept.

    The model is loaded by the process that runs a task, once, from the package that is installed there: a
    pickled filter holds no model.

    Args:
        fpr: the share of human documents that may be flagged.
        tier: see `spunlib.load`.
        action: ``"drop"``, or ``"tag"`` to keep all documents.
        index: folder of an index of originals, to look each document up in; a task opens it for itself.
        model: name of a shipped model, or the folder of any; tasks read it from there.
        spans: whether to find the artifacts, which takes longer than scoring.
        exclusion_writer: a datatrove writer for what is dropped.
        batch_size: documents that are scored together; no score depends on it.

    Raises:
        UsageError: an option is wrong.
    """

    name = "🌀 Spun text"

    def __init__(
        self,
        fpr: float = 0.01,
        tier: str = AUTO,
        action: str = DROP,
        index: str | Path | None = None,
        model: str | Path = DEFAULT,
        spans: bool = True,
        exclusion_writer: Any = None,
        batch_size: int = _BATCH,
    ) -> None:
        check_fpr(fpr)
        if tier not in TIERS:
            raise UsageError(f"tier must be one of {', '.join(TIERS)}, not {tier!r}")
        if action not in (DROP, TAG):
            raise UsageError(f"action must be {DROP!r} or {TAG!r}, not {action!r}")
        super().__init__(exclusion_writer, batch_size)
        self.fpr = fpr
        self.tier = tier
        self.action = action
        self.index = index
        self.model = model
        self.spans = spans
        self._open: SourceIndex | None = None

    def filter(self, doc: Record) -> Verdict:
        """Score one document; see `filter_batch`."""
        return self.filter_batch([doc])[0]

    def filter_batch(self, batch: list[Record]) -> list[Verdict]:
        """Score documents together.

        Raises:
            ModelError: there is no such model, or it was altered.
            MissingExtraError: the tier is "accurate", and the extra [neural] is not installed.
            SourceIndexError: there is no such index, or it is damaged.
        """
        with ExitStack() as closing:
            index = self._open
            if self.index is not None and index is None:  # called by hand, outside of a task
                index = closing.enter_context(SourceIndex.open(self.index, mode="r"))
            score_many = partial(self._detector().score_many, fpr=self.fpr, index=index)
            results = score_documents(map(_document, batch), score_many)
            return [self._judge(doc, result) for doc, result in zip(batch, results, strict=True)]

    def run(self, data: Any, rank: int = 0, world_size: int = 1) -> Iterator[Record]:
        """Filter the documents of a task."""
        with ExitStack() as closing:
            if self.index is not None:
                self._open = closing.enter_context(SourceIndex.open(self.index, mode="r"))
                closing.callback(setattr, self, "_open", None)
            yield from super().run(data, rank, world_size)

    def _detector(self) -> SpinDetector:
        return shared_detector(self.model, self.tier)

    def _judge(self, doc: Record, result: Report | Failure) -> Verdict:
        columns = (*_COLUMNS, "sources") if self.index is not None else _COLUMNS
        doc.metadata.update({PREFIX + name: value for name, value in row_of(result, columns).items()})
        if self.spans:
            doc.metadata[f"{PREFIX}spans"] = _spans(result)
        decision = "failed" if isinstance(result, Failure) else result.decision
        self.stat_update(decision)
        if self.action == DROP and isinstance(result, Report) and decision == "spun":
            return False, result.kind
        return True


def _document(record: Record) -> Document | Failure:
    if not isinstance(record.text, str):
        return Failure(record.id, f"a text must be a str, not {type(record.text).__name__}")
    return Document(record.text, record.id, record.metadata)


def _spans(result: Report | Failure) -> list[list[float]]:
    """The artifacts as dolma writes spans."""
    if isinstance(result, Failure):
        return []
    return [[artifact.start, artifact.end, artifact.weight] for artifact in result.artifacts]
