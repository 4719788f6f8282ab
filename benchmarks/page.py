"""The figures of a benchmark run as a page of Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from spunlib.training.draws import LEAST_CHANGED
from spunlib.training.evaluation_report import interval, markdown_table, number, percent

_INTRODUCTION: Final = """\
# Benchmarks

<!-- Written by `python benchmarks/run.py --data DIR --write-docs`; not to be edited by hand. -->

Every question comes from the development split: no stage of the shipped model has read these
sources, nor have the rivals. The rivals are trained in the same
run, on human texts, spun copies and rewriting sets of the splits that the model has learnt from, with the
same spinners; their thresholds come from the same human texts of the calibration split, by the same
procedure. The shipped model has its own.

Decisions are made at an accepted false-positive rate of {fpr}; brackets hold exact 95 % intervals
(Clopper-Pearson). Rates of human writing are over the documents decided on; rates of rewritten texts are over
all, and an abstention is a miss. *Words changed* is the median share of words that are not in the original.
"""
_DICTIONARY: Final = """\
News of 200 words and more, 30 % of the content words swapped by the dictionaries of two real spinning tools,
the first alternative or any. Other texts spun by these dictionaries were learnt from; these sources were not.
"""
_RECIPES: Final = """\
The same news, spun by every simulated spinner: 30 % of the content words, or as many as its dictionary knows.
Copies with less than {least} of their words swapped are left out.
The model and the rivals have learnt from other texts of each; of spinners never seen
docs/quality-left-out.md tells.
"""
_REWRITTEN: Final = """\
Texts of the rewriting sets, by what rewrote them. Other texts of the same tools were learnt from, not these,
nor their originals.
"""
_HUMAN: Final = """\
Share of human documents wrongly flagged, by group of writing, among them learners of English, students, law
and recipes.
"""
_POOLED: Final = """\
Over all questions of the three tables above (not of the first). These figures hang on the mixture of texts,
{shares}; the kinds are told apart by spunlib alone.
"""


def as_page(result: Mapping[str, Any]) -> str:
    """The whole page."""
    quality = result["quality"]
    overall = next(iter(quality.values()))["overall"]
    shares = f"{overall['human']:,} human and {overall['documents'] - overall['human']:,} rewritten"
    parts = [
        _INTRODUCTION.format(fpr=percent(result["fpr"])),
        *(f"**{remark}**\n" for remark in result["remarks"]),
        "**Made with --quick: few texts, wide intervals.**\n" if result["quick"] else "",
        "## News spun by a dictionary\n\n" + _DICTIONARY,
        _rates(result, "dictionary", "recipe", original_rates=True),
        "## Spinners\n\n" + _RECIPES.format(least=percent(LEAST_CHANGED)),
        _rates(result, "recipes", "recipe"),
        "## Rewriting sets\n\n" + _REWRITTEN,
        _rates(result, "rewritten", "tool"),
        "## False alarms\n\n" + _HUMAN,
        _false_alarms(quality),
        "## All together\n\n" + _POOLED.format(shares=shares),
        _overall(quality),
        "## Speed and size\n",
        _speed(result),
    ]
    return "\n".join(part for part in parts if part)


def _rates(result: Mapping[str, Any], table: str, first: str, *, original_rates: bool = False) -> str:
    """A row for each recipe or tool, with the share of the words that it changes."""
    contestants = result["quality"].values()
    names = {name: None for figures in contestants for name in figures[table]}
    rows = [
        [
            name,
            percent(result["changed"].get(name)),
            *_cells(figures[table].get(name) for figures in contestants),
        ]
        for name in names
    ]
    if original_rates:
        rates = _cells(figures["dictionary_originals"] for figures in contestants)
        rows.append(["the originals (false positives)", percent(0.0), *rates])
    return markdown_table((first, "words changed", "documents", *result["quality"]), rows)


def _false_alarms(quality: Mapping[str, Any]) -> str:
    groups = {name: None for figures in quality.values() for name in figures["human_groups"]}
    rows = [
        [name, *_cells(figures["human_groups"].get(name) for figures in quality.values())] for name in groups
    ]
    rows.append(["all", *_cells(figures["overall"]["fpr"] for figures in quality.values())])
    return markdown_table(("group", "documents", *quality), rows)


def _cells(rates: Iterable[Mapping[str, Any] | None]) -> list[object]:
    """Documents counted by the first contestant, and the rate of each with its interval."""
    found = list(rates)
    shown = ["–" if rate is None else f"{percent(rate['rate'])} ({interval(rate)})" for rate in found]
    return [found[0]["documents"] if found[0] else "–", *shown]


def _overall(quality: Mapping[str, Any]) -> str:
    rows: list[list[object]] = []
    for shown, key in (("false-positive rate", "fpr"), ("true-positive rate", "tpr")):
        rates = [figures["overall"][key] for figures in quality.values()]
        rows.append([shown, *_cells(rates)[1:]])
    for shown, key in (
        ("F1", "f1"),
        ("AUC", "auc"),
        ("average precision", "average_precision"),
        ("expected calibration error", "expected_calibration_error"),
        ("the same, likelihoods moved to this share of rewritten ones", "expected_calibration_error_at_rate"),
    ):
        rows.append([shown, *(number(figures["overall"][key]) for figures in quality.values())])
    kinds = [number(figures["overall"]["macro_f1"]) for figures in quality.values()]
    rows.append(["macro-F1 of the four kinds", kinds[0], *("–" for _ in kinds[1:])])
    rows.append(["abstained", *(percent(figures["overall"]["abstained"]) for figures in quality.values())])
    return markdown_table(("figure", *quality), rows)


def _speed(result: Mapping[str, Any]) -> str:
    speeds = result["documents_per_second"]
    shipped = next(iter(speeds))
    ratios = result["times_the_speed_of"].values()
    rows = [
        ["documents of 450 words a second, one core", *(f"{speed:,.0f}" for speed in speeds.values())],
        ["spunlib is so many times as fast", "1", *(f"{ratio:.2f}" for ratio in ratios)],
    ]
    table = markdown_table(("figure", *speeds), rows)
    environment = ", ".join(f"{name} {version}" for name, version in result["environment"].items())
    return (
        f"{table}\nMedians of interleaved runs; the ratios hang less on the machine. `import spunlib`"
        f" and `load()`\nof {shipped} take {result['import_and_load_s']:.2f} s together; the wheel has "
        f"{result['wheel_mb']:.1f} MB.\nMeasured with {environment}.\n"
    )
