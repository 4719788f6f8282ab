"""Training and evaluating on a user's own labelled records.

A record is a mapping with ``text`` and ``kind`` (human, synonym_spun, paraphrased, translated), and where
known ``original`` (the text it was made from), ``source`` (outlet, author, site: what must not be on both
sides of a split), ``group`` (group of writers, or set), ``tool`` or ``method`` (what rewrote it) and ``id``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from spunlib.detector import SpinDetector
from spunlib.errors import InputError, MissingExtraError
from spunlib.model.model import Model
from spunlib.model.store import DEFAULT
from spunlib.report.encoding import to_json
from spunlib.report.output import open_output
from spunlib.report.report import Report
from spunlib.training.custom import fit_custom
from spunlib.training.evaluation import Answers, evaluate_answers
from spunlib.training.evaluation_report import as_markdown
from spunlib.training.labelled_records import LabelledRecord, read_labelled
from spunlib.training.plots import draw_plots

PLOTS: Final = ("roc.png", "reliability.png")


def train(
    records: Iterable[Mapping[str, Any]], *, base: str | Path = DEFAULT, name: str = "custom", seed: int = 0
) -> SpinDetector:
    """Fit a detector on labelled records, on top of a model that is there; see `spunlib.training.custom`.

    Three records in ten are for calibration and thresholds, the others for fitting; records of one source, or
    of one original, stay together. A rate of false alarms needs human records to be certified: 99 on the side
    of calibration for 1 %, 999 for 0.1 %, in each range of length; texts of a length and at a rate that
    cannot be certified are abstained on.

    Args:
        records: at least 400 human and 100 rewritten ones of 40 words or more. They are held in memory. With
            200 spun records that have an ``original`` the replaced-word head is fitted anew, else that of
            ``base`` is kept.
        base: name or folder of a model.
        name: what reports call the new model.
        seed: equal records and seeds give equal models.

    Raises:
        InputError: a record is not usable, or there are too few.
        ModelError: ``base`` cannot be loaded.
        MissingExtraError: scikit-learn is not installed.

    >>> train([{"text": "A letter.", "kind": "human"}])
    Traceback (most recent call last):
        ...
    spunlib.errors.InputError: training needs at least 400 human and 100 rewritten records ...
    """
    labelled = list(read_labelled(records))
    return SpinDetector(fit_custom(labelled, Model.load(base), name, seed))


def evaluate(
    records: Iterable[Mapping[str, Any]], detector: SpinDetector, output: str | Path, fpr: float = 0.01
) -> dict[str, Any]:
    """Measure a detector on labelled records, which are read as a stream.

    Writes into ``output``: ``metrics.json`` (what is returned), ``report.md`` (the same as tables),
    ``scores.jsonl`` (a line for each record, without its text), and where matplotlib is installed ``roc.png``
    and ``reliability.png``.

    Args:
        records: any number; human and rewritten ones for all figures.
        detector: what to measure.
        output: a folder, made if need be.
        fpr: the share of human documents that may be flagged, at least 0.001.

    Returns:
        The figures of `spunlib.training.evaluation.evaluate_answers`, and ``model``.

    Raises:
        InputError: a record is not usable, or there is none.
        UsageError: ``fpr`` is out of range.
    """
    folder = Path(output)
    folder.mkdir(parents=True, exist_ok=True)
    labels: list[LabelledRecord] = []
    reports: list[tuple[float, str, str, int]] = []

    def texts() -> Iterator[str]:
        for record in read_labelled(records):
            labels.append(replace(record, text="", original=None))
            yield record.text

    with open_output(str(folder / "scores.jsonl")) as lines:
        for number, report in enumerate(detector.score_many(texts(), fpr=fpr)):
            lines.write(_score_line(labels[number], report) + "\n")
            reports.append((report.likelihood, report.kind, report.decision, report.n_words))
    if not reports:
        raise InputError("there are no records to evaluate")
    answers = _answers(labels, reports)
    metrics = {"model": detector.model.name, **evaluate_answers(answers, fpr)}
    (folder / "metrics.json").write_text(json.dumps(metrics, indent=1) + "\n", encoding="utf-8")
    markdown = as_markdown(metrics, f"Evaluation of {detector.model.name}")
    try:
        draw_plots(~answers.human, answers.likelihood, folder)
        markdown += "\n" + "\n".join(f"![{Path(name).stem}]({name})" for name in PLOTS) + "\n"
    except MissingExtraError as error:
        markdown += f"\nNo plots: {error}.\n"
    (folder / "report.md").write_text(markdown, encoding="utf-8")
    return metrics


def _score_line(record: LabelledRecord, report: Report) -> str:
    fields = {name: getattr(record, name) for name in ("id", "kind", "group", "tool", "source")}
    fields |= {"n_words": report.n_words, "likelihood": report.likelihood, "kinds": dict(report.kinds)}
    return to_json(fields | {"predicted": report.kind, "decision": report.decision})


def _answers(labels: list[LabelledRecord], reports: list[tuple[float, str, str, int]]) -> Answers:
    likelihood, predicted, decision, words = zip(*reports, strict=True)
    return Answers(
        kind=np.array([record.kind for record in labels]),
        group=np.array([record.group for record in labels]),
        tool=np.array([record.tool for record in labels]),
        words=np.array(words),
        likelihood=np.array(likelihood),
        predicted=np.array(predicted),
        decision=np.array(decision),
    )
