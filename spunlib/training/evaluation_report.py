"""The figures of an evaluation as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

RATE_HEADER: Final = ("documents", "abstained", "flagged", "rate", "95 % interval")

_HOW_COUNTED: Final = """\
Rates of human writing are over the documents decided on; rates of rewritten texts are over all of them, and
an abstention is a miss. F1 counts abstentions as not flagged. AUC, average precision, calibration error and
macro-F1 are over the documents decided on. F1, average precision and calibration error depend on how many
documents are rewritten.
"""


def markdown_table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table; the first column is flush left, the others flush right.

    >>> print(markdown_table(["set", "documents"], [["letters", 12]]))
    | set | documents |
    |---|---:|
    | letters | 12 |
    <BLANKLINE>
    """
    lines = [[str(cell).replace("|", "\\|") for cell in row] for row in (header, *rows)]
    shown = ["| " + " | ".join(line) + " |" for line in lines]
    return "\n".join([shown[0], "|---|" + "---:|" * (len(header) - 1), *shown[1:]]) + "\n"


def percent(share: float | None) -> str:
    """A share for reading; a dash where there is none.

    >>> percent(0.0123), percent(None)
    ('1.2 %', '–')
    """
    return "–" if share is None else f"{share:.1%}".replace("%", " %")


def number(value: float | None) -> str:
    """A figure in [0, 1] with three digits; a dash where there is none.

    >>> number(0.98765)
    '0.988'
    """
    return "–" if value is None else f"{value:.3f}"


def interval(rate: Mapping[str, Any]) -> str:
    """The interval of a `spunlib.training.evaluation.rate`.

    >>> interval({"low": 0.002, "high": 0.07})
    '0.2-7.0 %'
    """
    return "–" if rate["low"] is None else f"{rate['low'] * 100:.1f}-{rate['high'] * 100:.1f} %"


def rate_cells(rate: Mapping[str, Any]) -> list[object]:
    """The cells below `RATE_HEADER`."""
    return [rate["documents"], rate["abstained"], rate["flagged"], percent(rate["rate"]), interval(rate)]


def as_markdown(figures: Mapping[str, Any], title: str) -> str:
    """A report of the figures of `spunlib.training.evaluation.evaluate_answers`."""
    overall = figures["overall"]
    named = [("documents", overall["documents"]), ("human", overall["human"])]
    named += [("abstained", percent(overall["abstained"]))]
    named += [("F1", number(overall["f1"])), ("AUC", number(overall["auc"]))]
    named += [("average precision", number(overall["average_precision"]))]
    named += [("expected calibration error", number(overall["expected_calibration_error"]))]
    named += [("macro-F1 of the kinds", number(overall["macro_f1"]))]
    sides = [("human (false positives)", overall["fpr"]), ("rewritten (true positives)", overall["tpr"])]
    lengths = [
        (f"{name} words, {side}", rates[key])
        for name, rates in figures["lengths"].items()
        for key, side in (("fpr", "human"), ("tpr", "rewritten"))
        if rates[key]["documents"]
    ]
    parts = [
        f"# {title}\n",
        f"Decisions at an accepted false-positive rate of {percent(figures['fpr'])}; "
        f"intervals are {figures['intervals']}.",
        _HOW_COUNTED,
        markdown_table(("figure", "value"), named),
        _section("All documents", "making", sides),
        _section("False positives by group of human writing", "group", figures["human_groups"].items()),
        _section("True positives by kind", "kind", figures["kinds"].items()),
        _section("True positives by tool", "tool", figures["tools"].items()),
        _section("By length", "length", lengths),
    ]
    return "\n".join(part for part in parts if part)


def _section(title: str, first: str, rates: Iterable[tuple[str, Mapping[str, Any]]]) -> str:
    rows = [[name, *rate_cells(rate)] for name, rate in rates]
    return f"## {title}\n\n" + markdown_table((first, *RATE_HEADER), rows) if rows else ""
