"""Asking a model, and keeping its answers, so that an interrupted run goes on where it stopped."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
from exams import Question
from numpy.typing import NDArray
from spans import SpanCounts, count_spans

import spunlib
from spunlib.model.document_head import KINDS
from spunlib.model.store import RELATION, model_folder
from spunlib.model.thresholds import LENGTHS
from spunlib.report.report import Report

FPRS: Final = (0.01, 0.001)
_COLUMNS: Final = ("likelihood", "kind", "words", "abstained", "flagged")


@dataclass(frozen=True, slots=True)
class Answered:
    """Answers on n texts.

    Attributes:
        likelihood: float64 (n,).
        kind: int64 (n,), place of the likeliest kind in `KINDS`; -1 from those who know two kinds alone.
        words: int64 (n,).
        abstained: bool (n,), at the first of `FPRS`.
        flagged: bool (n, 2), at each of `FPRS`.
    """

    likelihood: NDArray[np.float64]
    kind: NDArray[np.int64]
    words: NDArray[np.int64]
    abstained: NDArray[np.bool_]
    flagged: NDArray[np.bool_]

    def __getitem__(self, rows: slice | NDArray[Any]) -> Answered:
        return Answered(*(getattr(self, name)[rows] for name in _COLUMNS))


def joined(parts: Sequence[Answered]) -> Answered:
    """Answers one after the other."""
    return Answered(*(np.concatenate([getattr(part, name) for part in parts]) for name in _COLUMNS))


class Answerer(Protocol):
    """A model of one tier, or a rival."""

    @property
    def name(self) -> str:
        """What tables call it."""

    @property
    def key(self) -> str:
        """Changes when its answers could."""

    def answer(self, texts: Sequence[str]) -> Answered:
        """Answers on texts."""


class Detector:
    """A model folder at one tier, through the public interface."""

    def __init__(self, name_or_path: str | Path, tier: str) -> None:
        self.detector = spunlib.load(name_or_path, tier=tier)
        self.tier = tier
        self.name = f"spunlib {tier}"
        manifest = manifest_of(model_folder(name_or_path))  # has the hash of every file
        manifest.get("files", {}).pop(RELATION, None)  # the weights of the comparison, which is not asked
        self.key = f"{hashlib.sha256(json.dumps(manifest).encode()).hexdigest()[:16]} {tier}"

    def answer(self, texts: Sequence[str]) -> Answered:
        """See `Answerer`."""
        rows = []
        lower: dict[tuple[int, str, str, float | None], float | None] = {}
        for text, report in zip(texts, self.detector.score_many(texts, fpr=FPRS[0]), strict=True):
            flagged = report.decision == "spun"
            rows.append(
                (
                    report.likelihood,
                    KINDS.index(report.kind),
                    report.n_words,
                    report.decision == "abstain",
                    (flagged, flagged and self._still_flagged(text, report, lower)),
                )
            )
        return _answered(rows)

    def _still_flagged(
        self, text: str, report: Report, lower: dict[tuple[int, str, str, float | None], float | None]
    ) -> bool:
        """Whether a text that is flagged at the first rate is flagged at the second, lower one.

        The threshold hangs on length, tier and likeliest rewritten kind alone, and in old prose on how old it
        reads, so one text of each threshold is scored again.
        """
        likeliest = max(KINDS[1:], key=report.kinds.__getitem__)
        bucket = int(np.searchsorted(LENGTHS, report.n_words, side="right"))
        place = bucket, report.tier, likeliest, report.threshold
        if place not in lower:
            lower[place] = self.detector.score(text, fpr=FPRS[1]).threshold
        threshold = lower[place]
        return threshold is not None and report.likelihood > threshold

    def spans(self, questions: Sequence[Question]) -> list[SpanCounts]:
        """Counts of artifacts on spun texts and on their originals."""
        spun = [report.artifacts for report in self.detector.score_many(q.text for q in questions)]
        originals = [
            report.artifacts for report in self.detector.score_many(q.original or "" for q in questions)
        ]
        return [count_spans(*row) for row in zip(questions, spun, originals, strict=True)]


class Kept:
    """Answers on disk, by who was asked and what.

    Args:
        folder: made where it is missing.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "answers"
        self._folder.mkdir(parents=True, exist_ok=True)

    def answers(self, answerer: Answerer, questions: Sequence[Question]) -> Answered:
        """The answers kept, or new ones."""
        path = self._path("texts", answerer.key, questions, "npz")
        if path.exists():
            with np.load(path, allow_pickle=False) as stored:
                return Answered(*(stored[name] for name in _COLUMNS))
        found = answerer.answer([question.text for question in questions]) if questions else _answered([])
        part = path.with_suffix(".part.npz")
        np.savez_compressed(part, **{name: getattr(found, name) for name in _COLUMNS})
        part.replace(path)
        return found

    def spans(self, detector: Detector, questions: Sequence[Question]) -> list[SpanCounts]:
        """The span counts kept, or new ones."""
        path = self._path("spans", detector.key, questions, "json")
        if path.exists():
            return [SpanCounts(**row) for row in json.loads(path.read_text(encoding="utf-8"))]
        found = detector.spans(questions)
        part = path.with_suffix(".part")
        part.write_text(json.dumps([asdict(row) for row in found]), encoding="utf-8")
        part.replace(path)
        return found

    def _path(self, what: str, key: str, questions: Sequence[Question], suffix: str) -> Path:
        state = hashlib.sha256(f"{what} {key}".encode())
        for question in questions:
            state.update(hashlib.sha256(question.text.encode("utf-8", "surrogatepass")).digest())
        return self._folder / f"{state.hexdigest()[:32]}.{suffix}"


def _answered(rows: Sequence[tuple[float, int, int, bool, tuple[bool, bool]]]) -> Answered:
    likelihood, kind, words, abstained, flagged = zip(*rows, strict=True) if rows else ((),) * 5
    return Answered(
        np.array(likelihood, np.float64),
        np.array(kind, np.int64),
        np.array(words, np.int64),
        np.array(abstained, np.bool_),
        np.array(flagged, np.bool_).reshape(-1, len(FPRS)),
    )


def kinds_of(questions: Sequence[Question]) -> NDArray[np.int64]:
    """True kinds as places in `KINDS`, int64 (n,)."""
    return np.array([KINDS.index(question.kind) for question in questions], np.int64)


def manifest_of(folder: Path) -> Mapping[str, Any]:
    """The manifest of a model folder."""
    found: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return found
