"""The figures that the project has promised, beside the goals: the first table of a quality run's page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from figures import ROC, ROC_F1, mean_rate, mean_value

from spunlib.training.evaluation_report import interval, markdown_table, number, percent

Figures = Mapping[str, Any]

DASH: Final = "–"
LONG: Final = "200-500 words"
_SHORT: Final = "80-120 words"
_LEARNERS: Final = ("fce_exam", "wi_locness", "liang_essays")
_STRESS: Final = ("movie_reviews_lowercase", "pubmed_binoculars")
_ALL: Final = "the same at 1 % of all humans"


def summary(figures: Figures) -> str:
    """Each promise that was put to the test, what it should be, and what each of our own models reaches."""
    own = {name: found for name, found in figures.items() if name.startswith("spunlib")}

    def row(what: str, goal: str, cell: Callable[[Figures], str | None], where: str) -> list[object]:
        return [
            what,
            goal,
            *(cell(found[where]) or DASH if where in found else DASH for found in own.values()),
        ]

    rows = [
        row("spinners left out, 30 % and more, 200-500 words: mean TPR at 1 %",
            ">= 0.92, least 0.80; fast 0.80",
            lambda f: mean_cell(mean_rate(each_of(f, "at_least_30", LONG, "tpr 0.01"))), "left out"),
        row(_ALL, "",
            lambda f: mean_cell(mean_rate(each_of(f, "at_least_30", LONG, ROC))), "left out"),
        row("the same, at 30 % alone", "",
            lambda f: mean_cell(mean_rate(each_of(f, "cells", LONG, "tpr 0.01", "30%"))), "left out"),
        row("the same, mean F1 at 30 % and more", ">= 0.95",
            lambda f: mean_cell(mean_value(each_of(f, "at_least_30", LONG, "f1"))), "left out"),
        row(_ALL, "",
            lambda f: mean_cell(mean_value(each_of(f, "at_least_30", LONG, ROC_F1))), "left out"),
        row("the same, mean AUC", "",
            lambda f: mean_cell(mean_value(each_of(f, "at_least_30", LONG, "auc"))), "left out"),
        row("spinners left out, paragraphs of 80-120 words: mean F1", ">= 0.85",
            lambda f: mean_cell(mean_value(each_of(f, "at_least_30", _SHORT, "f1"))), "left out"),
        row(_ALL, "",
            lambda f: mean_cell(mean_value(each_of(f, "at_least_30", _SHORT, ROC_F1))), "left out"),
        row("known spinners at 30 %, TPR at 1 %", ">= 0.99",
            lambda f: mean_cell(mean_rate(each_of(f, "cells", LONG, "tpr 0.01", "30%"))), "known"),
        row(_ALL, "",
            lambda f: mean_cell(mean_rate(each_of(f, "cells", LONG, ROC, "30%"))), "known"),
        row("the same at 0.1 %", ">= 0.95",
            lambda f: mean_cell(mean_rate(each_of(f, "cells", LONG, "tpr 0.001", "30%"))), "known"),
        row("known spinners at 10 %, TPR at 1 %", ">= 0.60",
            lambda f: mean_cell(mean_rate(each_of(f, "cells", LONG, "tpr 0.01", "10%"))), "known"),
        row(_ALL, "",
            lambda f: mean_cell(mean_rate(each_of(f, "cells", LONG, ROC, "10%"))), "known"),
        row("word attacks left out, TPR at 1 %", ">= 0.60", _attacks("tpr 0.01"), "left out"),
        row(_ALL, "", _attacks(ROC), "left out"),
        row("word attacks known, TPR at 1 %", ">= 0.85", _attacks("tpr 0.01"), "known"),
        row(_ALL, "", _attacks(ROC), "known"),
        row("all human groups, FPR at 0.1 %", "<= 0.1 %",
            lambda f: rate_cell((f["all_groups"] or {}).get("fpr 0.001")), "known"),
        row("the human group flagged most at 1 %", "<= 1 %", _worst_group, "known"),
        row("learners' essays left out, FPR at 1 %", "<= 0.5 %", _learners, "left out"),
        row("spans left out: precision", ">= 0.85", _span("precision"), "left out"),
        row("spans left out: recall", ">= 0.70", _span("recall"), "left out"),
        row("the first suggestion is the original", ">= 0.50", _span("first suggestion is the original"),
            "left out"),
        row("the original is among five", ">= 0.75", _span("original among five"), "left out"),
        row("macro-F1 of the kinds, known", ">= 0.85",
            _macro_f1, "known"),
        row("the same, left out", "", _macro_f1, "left out"),
        row("expected calibration error, known", "<= 0.03",
            _calibration, "known"),
        row("the same, left out", "",
            _calibration, "left out"),
    ]  # fmt: skip
    tested = [row for row in rows if any(cell != DASH for cell in row[2:])]
    return markdown_table(("figure", "goal", *own), tested)


def rate_cell(rate: Figures | None) -> str:
    """A rate with its interval."""
    return f"{percent(rate['rate'])} ({interval(rate)})" if rate and rate["documents"] else DASH


def value_cell(value: Figures | None) -> str:
    """A bootstrapped figure with its interval."""
    if not value or value["value"] is None:
        return DASH
    return f"{number(value['value'])} ({number(value['low'])}-{number(value['high'])})"


def mean_cell(value: Figures) -> str:
    """A mean of lineages, its interval and the least of them."""
    if value["value"] is None:
        return DASH
    return f"{value_cell(value)}, least {number(value['least'])} of {value['units']}"


def each_of(figures: Figures, table: str, length: str, key: str, density: str | None = None) -> list[Figures]:
    """One figure of the rows of a table that have it, at a length and, if given, a density."""
    return [
        row[key]
        for row in figures[table]
        if key in row and row["length"] == length and (density is None or row["density"] == density)
    ]


def _attacks(key: str) -> Callable[[Figures], str | None]:
    def cell(figures: Figures) -> str | None:
        found = [
            tool[key] for name, tool in figures["tools"].items() if "adversarial_word" in name and key in tool
        ]
        return rate_cell(found[0]) if found else None

    return cell


def _worst_group(figures: Figures) -> str | None:
    rates = {
        name: group["fpr 0.01"]
        for name, group in figures["groups"].items()
        if name not in _STRESS and group["fpr 0.01"]["documents"]
    }
    if not rates:
        return None
    worst = max(rates, key=lambda name: (rates[name]["rate"], rates[name]["documents"]))
    over = sum(rate["rate"] > 0.01 for rate in rates.values())
    sure = sum(rate["low"] > 0.01 for rate in rates.values())
    return f"{worst} {rate_cell(rates[worst])}; over 1 %: {over} of {len(rates)} groups, certainly {sure}"


def _learners(figures: Figures) -> str | None:
    found = [
        f"{name} {rate_cell(figures['groups'][name]['fpr 0.01'])}"
        for name in _LEARNERS
        if name in figures["groups"]
    ]
    return "; ".join(found) or None


def _span(figure: str) -> Callable[[Figures], str | None]:
    return lambda figures: value_cell(figures.get("spans", {}).get("all", {}).get(figure))


def _macro_f1(figures: Figures) -> str | None:
    return value_cell(figures["kinds"].get("macro_f1")) if figures["kinds"] else None


def _calibration(figures: Figures) -> str | None:
    return value_cell(figures["kinds"]["expected_calibration_error"]) if figures["kinds"] else None
