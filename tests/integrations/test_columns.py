"""Reports as flat columns: what frames, data sets and clusters put into their tables."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date

import pytest

import spunlib
from spunlib.document import Document
from spunlib.integrations.columns import COLUMNS, columns_of, documents_of, row_of
from spunlib.report.report import Failure


class NAType:
    """As pandas.NA is: neither equal to itself nor not, and without a truth value."""

    def __eq__(self, other: object) -> NAType:  # type: ignore[override]
        return self

    def __ne__(self, other: object) -> NAType:  # type: ignore[override]
        return self

    __hash__ = None  # type: ignore[assignment]

    def __bool__(self) -> bool:
        raise TypeError("boolean value of NA is ambiguous")


def test_a_row_says_what_the_report_says(
    detector: spunlib.SpinDetector, example: Callable[[str], str]
) -> None:
    report = detector.score(example("spun"))
    row, said = row_of(report), report.to_dict()
    assert list(row) == list(COLUMNS)
    for name in ("likelihood", "kind", "decision", "reason", "threshold", "n_words", "model", "tier"):
        assert row[name] == said[name]
    assert {kind: row[kind] for kind in report.kinds} == said["kinds"]
    assert json.loads(row["artifacts"]) == json.loads(report.to_json())["artifacts"] != []
    assert row["sources"] == "[]"
    assert row["error"] is None


def test_values_have_the_types_that_columns_name(
    detector: spunlib.SpinDetector, example: Callable[[str], str]
) -> None:
    for text in (example("spun"), "Too short."):
        row = row_of(detector.score(text))
        assert all(type(value) is COLUMNS[name] for name, value in row.items() if value is not None)
    assert row["threshold"] is None


def test_columns_hold_reports_and_failures_in_order(detector: spunlib.SpinDetector) -> None:
    reports = [detector.score("One."), Failure("2", "unreadable"), detector.score("Three words here.")]
    columns = columns_of(iter(reports))
    assert list(columns) == list(COLUMNS)
    assert columns["n_words"] == [1, None, 3]
    assert columns["error"] == [None, "unreadable", None]
    assert all(values[1] is None for name, values in columns.items() if name != "error")
    assert all(not values for values in columns_of([]).values())


def test_artifacts_are_not_looked_for_unless_asked(detector: spunlib.SpinDetector) -> None:
    def artifacts() -> list[spunlib.Artifact]:
        raise AssertionError

    report = detector.score("One.")
    report._artifacts = artifacts
    assert row_of(report, ["decision"]) == {"decision": "abstain"}


@pytest.mark.parametrize("columns", [["likelyhood"], "kind"])
def test_an_unknown_column_is_named(columns: list[str]) -> None:
    with pytest.raises(spunlib.UsageError, match="columns must be some of likelihood, kind"):
        row_of(Failure("", "unreadable"), columns)


def test_cells_become_documents_or_say_why_not() -> None:
    cells = ["text", "", None, float("nan"), NAType(), b"bytes", 7, ["list"]]
    found = list(documents_of(cells, ids=range(8), dates=[date(2021, 5, 3), None, *"345678"]))
    assert found[:2] == [Document("text", "0", {"date": "2021-05-03"}), Document("", "1")]
    errors = [failure.error for failure in found[2:] if isinstance(failure, Failure)]
    assert errors[:3] == ["the text is missing"] * 3
    assert errors[3:] == [f"a text must be a str, not {name}" for name in ("bytes", "int", "list")]


@pytest.mark.parametrize(("module", "package", "extra"), [("sklearn", "scikit-learn", "sklearn")])
def test_a_missing_package_is_told_with_the_command(module: str, package: str, extra: str) -> None:
    code = (
        f"import sys; sys.modules[{module!r}] = None\n"
        "from spunlib.errors import MissingExtraError\n"
        f"try: import spunlib.integrations.{module}\n"
        "except MissingExtraError as error: print(error)"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    expected = (
        f"{package} is not installed; it comes with the extra [{extra}]: pip install 'spunlib[{extra}]'\n"
    )
    assert shown == expected
