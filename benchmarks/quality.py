"""Quality on what was never seen: models that left out a spinner, a tool or a group of writers, and rivals.

    python benchmarks/quality.py --data ../shared/data --models FOLDER --output DIR [--quick]
        [--tiers fast,accurate,auto] [--shipped-tiers fast] [--moby FILE] [--neighbours FILE]
        [--rivals NAMES] [--whole-groups] [--remark TEXT] [--write-docs]

Without FOLDER the shipped model alone is asked: minutes instead of hours. FOLDER holds a model for each fold
(FOLDER/NAME/manifest.json, whose ``left_out`` says which lineages of spinners, rewriting tools and groups of
human writing it has never seen). A fold's model is asked about these, and about human texts of the
development split for its false alarms; together the folds leave out every lineage, tool and group once. The
shipped model is asked about everything. Rivals are trained for each fold on what the fold allows. All
questions are of the development split, drawn before anybody answers.

Answers are kept in DIR/answers, spun texts in DIR/questions: an interrupted run goes on where it stopped.
"""

from __future__ import annotations

import argparse
import json
import logging
import platform
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
import sklearn
from answering import FPRS, Answerer, Detector, Kept, manifest_of
from exams import FULL, QUICK, STRESS, Cell, Development, Question, Sizes, in_turn
from figures import (
    Asked,
    Sheet,
    human_figures,
    human_limit,
    kind_figures,
    spun_figures,
    together,
    tool_figures,
    true_rate,
)
from quality_page import as_page
from quality_plots import draw
from rivals import ENTRIES, Entry, LateRival, LeftOut, Material
from spans import SpanCounts, span_figures

import spunlib
from spunlib.errors import MissingExtraError, UsageError

DOCS: Final = Path(__file__).resolve().parent.parent / "docs"
TIERS: Final = ("fast", "accurate", "auto")
RIVALS: Final = tuple(entry.name for entry in ENTRIES)
SHIPPED: Final = "en-1"
SPAN_CELLS: Final = ("30%",)
REFERENCE: Final = 600
"""Human texts of every group in turn, of which each model's false alarms are asked."""

log = logging.getLogger("quality")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of an exam somebody is asked at most; the beginning of each unit."""

    cell: int
    group: int
    tool: int
    spans: int
    rivals_learn: int = 8000


FAST: Final = Limits(cell=300, group=1500, tool=400, spans=100)
SLOW: Final = Limits(cell=150, group=400, tool=150, spans=40)
"""For tiers of about ten documents a second."""
ROUGH: Final = Limits(cell=12, group=25, tool=10, spans=6, rivals_learn=600)


@dataclass(frozen=True, slots=True)
class Fold:
    """A model and what it has never seen; the shipped one has seen something of everything."""

    name: str
    path: Path | str
    left_out: LeftOut | None

    @property
    def shipped(self) -> bool:
        """Whether it is asked about everything."""
        return self.left_out is None


def find_folds(folder: Path | None) -> list[Fold]:
    """The shipped model and the folds of a folder."""
    found = [Fold(SHIPPED, SHIPPED, None)]
    for path in sorted(folder.glob("*/manifest.json")) if folder else []:
        manifest = manifest_of(path.parent)
        places = (manifest, manifest.get("training", {}), manifest.get("facts", {}))
        facts = next((place["left_out"] for place in places if "left_out" in place), {})
        if any(facts.values()):
            names = (frozenset(facts.get(key, ())) for key in ("lineages", "tools", "groups"))
            found.append(Fold(path.parent.name, path.parent, LeftOut(*names)))
    return found


class Exams:
    """The questions, made once and handed out by fold."""

    def __init__(self, development: Development, whole_groups: bool) -> None:
        self._development = development
        self._whole_groups = whole_groups

    @cached_property
    def cells(self) -> list[Cell]:
        """Of every lineage."""
        made = []
        for cell in self._development.cells():
            made.append(cell)
            log.info("%s: %d of %d originals", cell.name, len(cell.spun), cell.tried)
        return made

    @cached_property
    def reference(self) -> list[Question]:
        """Human texts of every group but the stress sets, in turn."""
        groups = [name for name in self._development.groups if name not in STRESS]
        return in_turn(self._development.human(group) for group in groups)[:REFERENCE]

    def cells_of(self, fold: Fold) -> list[Cell]:
        """What the fold has not seen."""
        return [
            cell for cell in self.cells if fold.left_out is None or cell.lineage in fold.left_out.lineages
        ]

    def tools_of(self, fold: Fold) -> dict[str, list[Question]]:
        """The same of the rewriting sets."""
        tools = self._development.rewritten
        if fold.left_out is None:
            return tools
        left_out = fold.left_out.tools
        known = self._development.names_of_tools
        return {name: texts for name, texts in tools.items() if known[name] & left_out}

    def groups_of(self, fold: Fold) -> dict[str, list[Question]]:
        """The same of human writing."""
        groups = self._development.groups
        if fold.left_out is None:
            return {group: self._development.human(group) for group in groups}
        wanted = [group for group in groups if group in fold.left_out.groups]
        return {group: self._development.human(group, self._whole_groups) for group in wanted}


def examine(
    who: Answerer,
    fold: Fold,
    exams: Exams,
    kept: Kept,
    limits: Limits,
    cells: Sequence[Cell],
    *,
    cells_only: bool = False,
) -> Sheet:
    """Ask one contestant about the cells and, unless ``cells_only``, all else that its fold allows."""
    sheet = Sheet()
    for cell in cells:
        spun = list(cell.spun[: limits.cell])
        originals = [Question(question.original or "", "human", question.group) for question in spun]
        answers, on_originals = kept.answers(who, spun), kept.answers(who, originals)
        sheet.cells[cell.lineage, density_name(cell), cell.length] = Asked(spun, answers, on_originals)
    if cells_only:
        return sheet
    for name, texts in exams.tools_of(fold).items():
        sheet.tools[name] = Asked(texts[: limits.tool], kept.answers(who, texts[: limits.tool]))
    for name, texts in exams.groups_of(fold).items():
        sheet.groups[name] = Asked(texts[: limits.group], kept.answers(who, texts[: limits.group]))
    reference = exams.reference[: limits.group]
    sheet.reference.append(Asked(reference, kept.answers(who, reference)))
    return sheet


def density_name(cell: Cell) -> str:
    """The density as keys and tables show it."""
    return cell.density if isinstance(cell.density, str) else f"{cell.density:.0%}"


def sheet_figures(sheet: Sheet) -> dict[str, Any]:
    """All figures of a sheet, as plain types."""
    reference = together(sheet.reference) if sheet.reference else None
    limit = human_limit(sheet, STRESS)
    prose = [asked for name, asked in sheet.groups.items() if name not in STRESS]
    recipes: dict[str, dict[str, Any]] = {}
    for (_, density, length), asked in sheet.cells.items():
        for recipe in dict.fromkeys(question.tool for question in asked.questions):
            rows = np.array([question.tool == recipe for question in asked.questions])
            recipes[f"{recipe} | {density} | {length}"] = {
                f"tpr {fpr}": true_rate(asked.answers[rows], at) for at, fpr in enumerate(FPRS)
            }
    return {
        "cells": [
            {"lineage": lineage, "density": density, "length": length} | spun_figures(asked, limit)
            for (lineage, density, length), asked in sheet.cells.items()
        ],
        "at_least_30": at_least_30(sheet, limit),
        "recipes": recipes,
        "tools": {
            name: tool_figures(asked, reference.answers, limit)
            for name, asked in sheet.tools.items()
            if reference is not None
        },
        "groups": {name: human_figures(asked) for name, asked in sheet.groups.items()},
        "all_groups": human_figures(together(prose)) if prose else None,
        "reference": human_figures(reference) if reference else None,
        "kinds": kind_figures(sheet) if sheet.groups or sheet.tools else None,
    }


def at_least_30(sheet: Sheet, limit: float | None) -> list[dict[str, Any]]:
    """Each lineage and length with its cells of 30 % and more taken together."""
    parts: dict[tuple[str, str], list[Asked]] = {}
    for (lineage, density, length), asked in sheet.cells.items():
        if density in ("30%", "50%", "80%"):
            parts.setdefault((lineage, length), []).append(asked)
    return [
        {"lineage": lineage, "length": length} | spun_figures(together(found), limit)
        for (lineage, length), found in parts.items()
    ]


def examine_spans(
    detector: Detector, fold: Fold, exams: Exams, kept: Kept, limits: Limits
) -> dict[str, list[SpanCounts]]:
    """Span counts of each lineage that the fold allows."""
    counts: dict[str, list[SpanCounts]] = {}
    for cell in exams.cells_of(fold):
        if density_name(cell) in SPAN_CELLS:
            counts.setdefault(cell.lineage, []).extend(kept.spans(detector, list(cell.spun[: limits.spans])))
    return counts


def run(
    development: Development,
    folds: Sequence[Fold],
    tiers: Sequence[str],
    shipped_tiers: Sequence[str],
    kept: Kept,
    rough: bool,
    whole_groups: bool,
    rivals: Sequence[str],
) -> tuple[dict[str, Any], dict[str, dict[str, Sheet]]]:
    """Every figure; and the sheets behind them, by who answered and by what: "known" and "left out"."""
    exams = Exams(development, whole_groups)
    sheets: dict[str, dict[str, Sheet]] = {}
    spans: dict[str, dict[str, dict[str, list[SpanCounts]]]] = {}
    remarks: list[str] = [] if rivals else ["No rivals were asked in this run."]
    for fold in folds:
        what = "known" if fold.shipped else "left out"
        for tier in shipped_tiers if fold.shipped else tiers:
            try:
                detector = Detector(fold.path, tier)
            except (UsageError, MissingExtraError) as error:
                remarks.append(f"{fold.name} was not asked at tier {tier}: {error}")
                continue
            limits = ROUGH if rough else FAST if tier == "fast" else SLOW
            sheet = examine(detector, fold, exams, kept, limits, exams.cells_of(fold))
            sheets.setdefault(detector.name, {}).setdefault(what, Sheet()).take_in(sheet)
            for lineage, counts in examine_spans(detector, fold, exams, kept, limits).items():
                spans.setdefault(detector.name, {}).setdefault(what, {}).setdefault(lineage, []).extend(
                    counts
                )
            log.info("answered: %s, %s", fold.name, tier)
        material = Material(development, fold.left_out or LeftOut(), (ROUGH if rough else FAST).rivals_learn)
        for entry in (entry for entry in ENTRIES if entry.name in rivals):
            remarks += ask_rival(entry, material, fold, exams, kept, ROUGH if rough else FAST, sheets)
    figures = {
        name: {what: sheet_figures(sheet) for what, sheet in own.items()} for name, own in sheets.items()
    }
    for name, own in spans.items():
        for what, lineages in own.items():
            figures[name][what]["spans"] = {
                **{lineage: span_figures(counts) for lineage, counts in lineages.items()},
                "all": span_figures([count for counts in lineages.values() for count in counts]),
            }
    return {"figures": figures, "remarks": [*dict.fromkeys(remarks), *development.remarks]}, sheets


def ask_rival(
    entry: Entry,
    material: Material,
    fold: Fold,
    exams: Exams,
    kept: Kept,
    limits: Limits,
    sheets: dict[str, dict[str, Sheet]],
) -> list[str]:
    """Put a rival's answers into the sheets; returned is a remark where it cannot be asked."""
    rival = LateRival(entry, material)
    own = replace(limits, cell=min(limits.cell, entry.most))
    cells = [
        cell
        for cell in exams.cells_of(fold)
        if density_name(cell) in entry.densities and cell.length in entry.lengths
    ]
    try:
        sheet = examine(rival, fold, exams, kept, own, cells, cells_only=entry.cells_only)
    except ImportError as error:
        return [f"{entry.name} was left out: {error}"]
    what = "known" if fold.shipped else "left out"
    sheets.setdefault(entry.name, {}).setdefault(what, Sheet()).take_in(sheet)
    log.info("answered: %s, %s", fold.name, entry.name)
    return []


def facts(options: argparse.Namespace, sizes: Sizes, folds: Sequence[Fold]) -> dict[str, Any]:
    """What the figures hang on."""
    return {
        "quick": options.quick,
        "fprs": FPRS,
        "sizes": {name: getattr(sizes, name) for name in Sizes.__slots__},
        "limits": {
            name: {key: getattr(limits, key) for key in Limits.__slots__}
            for name, limits in (("fast", FAST), ("accurate and auto", SLOW), ("quick", ROUGH))
        },
        "seeds": {"questions": 171, "bootstrap": 31, "spans": 23, "rivals": 53},
        "folds": [
            {"name": fold.name}
            | (
                {key: sorted(getattr(fold.left_out, key)) for key in LeftOut.__slots__}
                if fold.left_out is not None
                else {"left_out": "nothing"}
            )
            for fold in folds
        ],
        "environment": {
            "python": platform.python_version(),
            "numpy": np.__version__,
            "scikit-learn": sklearn.__version__,
            "machine": platform.machine(),
            "spunlib": spunlib.__version__,
        },
    }


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Quality on spinners, tools and writers never seen.")
    parser.add_argument("--data", type=Path, required=True, help="the data folder of the project")
    parser.add_argument("--models", type=Path, help="folder with a model for each fold")
    parser.add_argument("--tiers", default="fast", help=f"of {','.join(TIERS)}, comma-separated")
    parser.add_argument("--shipped-tiers", help="of the shipped model; by default the same")
    parser.add_argument("--output", type=Path, required=True, help="figures, plots and kept answers")
    parser.add_argument("--moby", type=Path, help="the packed npm package moby")
    parser.add_argument("--neighbours", type=Path, help="the file of neighbours that training keeps")
    parser.add_argument("--quick", action="store_true", help="few texts, wide intervals")
    parser.add_argument("--whole-groups", action="store_true", help="ask of a group left out all its texts")
    parser.add_argument("--rivals", default=",".join(RIVALS), help="comma-separated; empty: none")
    parser.add_argument("--remark", action="append", default=[], help="what a reader of the page should know")
    parser.add_argument(
        "--write-docs",
        action="store_true",
        help="write docs/quality.md, or with --models docs/quality-left-out.md",
    )
    options = parser.parse_args(arguments)
    if options.quick and options.write_docs:
        parser.error("figures of a --quick run are too rough for the documentation")
    tiers = options.tiers.split(",")
    shipped_tiers = options.shipped_tiers.split(",") if options.shipped_tiers else tiers
    rivals = [name for name in options.rivals.split(",") if name]
    if unknown := {*tiers, *shipped_tiers} - {*TIERS} | {*rivals} - {*RIVALS}:
        parser.error(f"no such tiers or rivals: {', '.join(sorted(unknown))}")
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    sizes = QUICK if options.quick else FULL
    files: Mapping[str, Path] = {
        name: path
        for name, path in (("moby", options.moby), ("neighbours", options.neighbours))
        if path is not None
    }
    development = Development(options.data, sizes, files, options.output / "questions")
    folds = find_folds(options.models)
    start = time.monotonic()
    result, sheets = run(
        development, folds, tiers, shipped_tiers, Kept(options.output), options.quick,
        options.whole_groups, rivals,
    )  # fmt: skip
    result = facts(options, sizes, folds) | result
    result["remarks"] = [*options.remark, *result["remarks"]]
    log.info("done in %.0f s", time.monotonic() - start)
    draw(sheets, result["figures"], options.output)
    page = as_page(result)
    (options.output / "quality.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    (options.output / "quality.md").write_text(page, encoding="utf-8")
    if options.write_docs:
        name = "quality.md" if all(fold.shipped for fold in folds) else "quality-left-out.md"
        (DOCS / name).write_text(page, encoding="utf-8")
    print(page)


if __name__ == "__main__":
    main()
