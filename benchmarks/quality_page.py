"""The figures of a quality run as a page of Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from figures import mean_rate
from quality_summary import LONG, Figures, each_of, mean_cell, rate_cell, summary, value_cell

from spunlib.training.evaluation_report import markdown_table, percent

_KNOWN: Final = """\
# Quality

<!-- Written by `python benchmarks/quality.py --data DIR --output DIR --write-docs`. -->

What the shipped model makes of texts by spinners, rewriting tools and groups of writers that it has learnt
from (**known**). Every text is of the development split, whose sources no stage of the model has read. What
it makes of those that it has never seen: [quality-left-out.md](quality-left-out.md).

"""

_LEFT_OUT: Final = """\
# Quality on what was never seen

<!-- Written by `python benchmarks/quality.py --data DIR --models FOLDER --output DIR --write-docs`. -->

What the detector makes of spinners, rewriting tools and writers that it has never seen. For this, models
are trained in the way of the shipped one, each without some lineages of spinners, some tools and some groups
of human writing, and asked about these alone (**left out**). The shipped model is asked about other texts by
what it has learnt from (**known**). Every text is of the development split, whose sources no stage of any
model has read. Rivals are trained for each fold on what the fold allows and get their thresholds on the same
human texts, by the same procedure.

"""

_TERMS: Final = """\
A density is the share of all content words of the original that were swapped, as measured, not as asked for.
Brackets hold 95 % intervals: exact ones of rates (Clopper-Pearson), bootstrap percentiles of the others. An
abstention on a rewritten text is a miss; rates of human texts are over those decided on. F1 and AUC of spun
texts are against their own originals, one each. A lineage with fewer than 20 texts at a density stands in no
mean: its dictionary hardly reaches the density.

**At 1 %** means by the threshold that a model ships for that rate. It was set so that no group of writers is
flagged oftener, so of all together it flags far fewer. **At 1 % of all humans** means by the threshold that
flags 1 % of all the human texts asked, whoever wrote them: what published figures mean by a false-positive
rate. It is read off these very texts, for comparison alone.
"""


def as_page(result: Figures) -> str:
    """The whole page."""
    figures = result["figures"]
    folds = [fold for fold in result["folds"] if fold.get("left_out") != "nothing"]
    parts = [
        (_LEFT_OUT if folds else _KNOWN) + _TERMS,
        "**Made with --quick: few texts, wide intervals.**\n" if result["quick"] else "",
        *(f"- {remark}" for remark in result["remarks"]),
        "",
        _folds(result["folds"]) if folds else "",
        "## In short\n",
        summary(figures),
        *(
            ("## Spinners left out\n", _lineages(figures, "left out"), _cells(figures, "left out"))
            if folds
            else ()
        ),
        "## Spinners known\n",
        _lineages(figures, "known"),
        _cells(figures, "known"),
        "## Rewriting tools\n",
        _tools(figures),
        "## False alarms\n",
        _groups(figures),
        "## Kinds and calibration\n",
        _kinds(figures),
        "## The words pointed at\n",
        _spans(figures),
        "## How it was measured\n",
        _how(result),
    ]
    return "\n".join(part for part in parts if part) + "\n"


def _folds(folds: Sequence[Figures]) -> str:
    rows = [
        [
            fold["name"],
            *(", ".join(fold.get(key, ())) or "nothing" for key in ("lineages", "tools", "groups")),
        ]
        for fold in folds
    ]
    return markdown_table(("model", "lineages left out", "tools left out", "groups left out"), rows)


def _names(figures: Figures, what: str) -> list[str]:
    return [name for name, own in figures.items() if what in own]


def _lineages(figures: Figures, what: str) -> str:
    """Mean over the lineages of every contestant, by density and length."""
    names = _names(figures, what)
    keys = dict.fromkeys(
        (row["density"], row["length"]) for name in names for row in figures[name][what]["cells"]
    )
    rows = [
        [density, length, *(
            mean_cell(mean_rate(each_of(figures[name][what], "cells", length, "tpr 0.01", density)))
            for name in names
        )]
        for density, length in keys
    ]  # fmt: skip
    head = "Mean over the lineages of the share caught at 1 %. **own**: as the recipe runs by default.\n\n"
    return head + markdown_table(("density", "length", *names), rows) if rows else "Nothing was asked.\n"


def _cells(figures: Figures, what: str) -> str:
    names = _names(figures, what)
    rows = []
    for name in (name for name in names if name.startswith("spunlib")):
        for row in figures[name][what]["cells"]:
            rates = [row[key] for key in ("tpr 0.01", "tpr 0.001", "fpr 0.01")]
            rows.append(
                [row["lineage"], row["density"], row["length"], name, rates[0]["documents"],
                 *(rate_cell(rate) for rate in rates), value_cell(row["f1"]), value_cell(row["auc"])]
            )  # fmt: skip
    header = (
        "lineage", "density", "length", "model", "texts", "TPR at 1 %", "TPR at 0.1 %",
        "originals flagged at 1 %", "F1", "AUC",
    )  # fmt: skip
    return markdown_table(header, sorted(rows, key=lambda row: row[2] != LONG)) if rows else ""


def _tools(figures: Figures) -> str:
    """Shares caught at 1 % of each tool."""
    parts = []
    for what in ("left out", "known"):
        names = [name for name in _names(figures, what) if figures[name][what]["tools"]]
        tools = dict.fromkeys(tool for name in names for tool in figures[name][what]["tools"])
        rows = [
            [tool, *_counted(figures[name][what]["tools"].get(tool, {}).get("tpr 0.01") for name in names)]
            for tool in tools
        ]
        if rows:
            head = f"Share caught at 1 %, tools {what}.\n\n"
            parts.append(head + markdown_table(("tool", "texts", *names), rows))
    return "\n".join(parts)


def _counted(rates: Iterable[Figures | None]) -> list[object]:
    found = list(rates)
    counts = [rate["documents"] for rate in found if rate]
    return [max(counts, default=0), *(rate_cell(rate) for rate in found)]


def _groups(figures: Figures) -> str:
    parts = []
    for what in ("known", "left out"):
        names = [name for name in _names(figures, what) if figures[name][what]["groups"]]
        groups = dict.fromkeys(group for name in names for group in figures[name][what]["groups"])
        rows = [
            [group, *_counted(figures[name][what]["groups"].get(group, {}).get("fpr 0.01") for name in names)]
            for group in groups
        ]
        for fpr in ("0.01", "0.001"):
            every = [figures[name][what]["all_groups"] or {} for name in names]
            rows.append(
                [f"**all but the stress sets, at {fpr}**", *_counted(one.get(f"fpr {fpr}") for one in every)]
            )
        shown = "known" if what == "known" else "left out of training and of calibration"
        if groups:
            head = f"Share of human texts flagged at 1 %, groups {shown}.\n\n"
            parts.append(head + markdown_table(("group", "texts", *names), rows))
    return "\n".join(parts)


def _kinds(figures: Figures) -> str:
    rows: list[list[object]] = []
    for name, own in figures.items():
        for what, found in own.items():
            kinds = found["kinds"]
            if kinds is None:
                continue
            abstained = (f"{kind} {percent(rate['rate'])}" for kind, rate in kinds["abstained"].items())
            rows.append(
                [name, what, sum(kinds["documents"].values()), value_cell(kinds.get("macro_f1")),
                 value_cell(kinds["expected_calibration_error"]), ", ".join(abstained)]
            )  # fmt: skip
    head = (
        "Where not abstained; each kind weighs the same in macro-F1. The calibration error has 15 bins of "
        "equal width, on a\nmixture half human, the other half shared equally by the kinds.\n\n"
    )
    header = ("model", "tools and spinners", "texts", "macro-F1", "calibration error", "abstained")
    return head + markdown_table(header, rows)


def _spans(figures: Figures) -> str:
    rows = [
        [lineage, what, name, found["documents"], *(value_cell(found.get(key)) for key in (
            "precision", "recall", "precision, exact", "recall, exact",
            "first suggestion is the original", "original among five",
        ))]
        for name, own in figures.items()
        for what, tables in own.items()
        for lineage, found in tables.get("spans", {}).items()
    ]  # fmt: skip
    head = (
        "Spun at 30 %, both lengths. An artifact is right where it overlaps a swapped word, a swapped word "
        "found where an\nartifact overlaps it; **exact** asks for the same characters. Suggestions are "
        "counted over the swapped words found.\n\n"
    )
    header = (
        "lineage", "which was", "model", "texts", "precision", "recall", "precision, exact", "recall, exact",
        "first suggestion", "among five",
    )  # fmt: skip
    return head + markdown_table(header, rows)


def _how(result: Figures) -> str:
    limits = "; ".join(
        f"{name}: {', '.join(f'{key} {value}' for key, value in own.items())}"
        for name, own in result["limits"].items()
    )
    environment = ", ".join(f"{name} {version}" for name, version in result["environment"].items())
    seeds = ", ".join(f"{name} {seed}" for name, seed in result["seeds"].items())
    return (
        f"Most texts of each cell, group and tool: {limits}. A slower tier is asked the beginning of what a "
        f"faster one is asked;\nMiniLM 40 texts of the cells at 30 and 50 %, SmolLM2 30 paragraphs at 30 %.\n"
        f"Seeds: {seeds}. Measured with {environment}.\n"
    )
