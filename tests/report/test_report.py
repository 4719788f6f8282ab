from __future__ import annotations

import json
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest

from spunlib.document import Document
from spunlib.report import Artifact, Failure, Report
from spunlib.report.encoding import to_json

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = json.loads((ROOT / "docs" / "report.schema.json").read_text(encoding="utf-8"))
Make = Callable[..., Report]
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def test_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_json(report: Report, golden: Callable[[str, str], None]) -> None:
    shown = json.dumps(json.loads(report.to_json()), indent=1) + "\n"
    golden("report.json", shown)
    VALIDATOR.validate(report.to_dict())


def test_json_beside_an_original(proven: Report) -> None:
    VALIDATOR.validate(proven.to_dict())
    assert [a["kind"] for a in proven.to_dict()["artifacts"]].count("substitution") == 3


@pytest.mark.parametrize(
    "change", [{"relation": "copied"}, {"published": "2021"}, {"likelihood": 2}, {"verified": None}]
)
def test_schema_refuses_sources(proven: Report, change: dict[str, Any]) -> None:
    fields = proven.to_dict()
    fields["sources"][0] |= change
    assert not VALIDATOR.is_valid(fields)


def test_artifacts_lie_where_they_say(report: Report) -> None:
    assert all(report.text[a.start : a.end] == a.text for a in report.artifacts)


def test_json_of_an_abstention_and_of_failures(make: Make) -> None:
    VALIDATOR.validate(make(text="", decision="abstain", threshold=None, n_words=0, artifacts=()).to_dict())
    VALIDATOR.validate(Failure("3.txt", "no such file").to_dict())
    VALIDATOR.validate(Failure("3.txt", "no text", {"site": "example.org"}).to_dict())


@pytest.mark.parametrize(
    "change",
    [
        {"likelihood": 1.2},
        {"kind": "cat"},
        {"decision": "maybe"},
        {"artifacts": [{"start": 0}]},
        {"error": "both"},
        {"id": 7},
        {"n_words": 1.5},
        {"schema_version": 2},
    ],
)
def test_schema_refuses(report: Report, change: dict[str, Any]) -> None:
    assert not VALIDATOR.is_valid(report.to_dict() | change)


@pytest.mark.parametrize(
    "key", ["schema_version", "likelihood", "kind", "decision", "reason", "n_words", "model"]
)
def test_schema_requires(report: Report, key: str) -> None:
    fields = report.to_dict()
    del fields[key]
    assert not VALIDATOR.is_valid(fields)


def test_numpy_scalars_become_plain(make: Make) -> None:
    found = Artifact(np.int32(0), np.int32(4), "text", "synonym", (), np.float32(0.5), "")  # type: ignore[arg-type]
    scored = make(
        text="text",
        likelihood=np.float32(0.5),
        kinds={"human": np.float64(1)},
        threshold=np.float32(0.25),
        n_words=np.int64(1),
        artifacts=[found],
    )
    assert json.loads(scored.to_json())["threshold"] == 0.25


def test_artifacts_are_built_once_and_late(make: Make) -> None:
    calls: list[int] = []
    found = list(make().artifacts)
    lazy = make(artifacts=lambda: calls.append(1) or found)
    named = lazy.named(Document(lazy.text, id="7", metadata={"site": "example.org"}))
    assert not calls
    assert lazy.artifacts == tuple(found)
    assert lazy.artifacts is lazy.artifacts
    assert len(calls) == 1
    assert (named.id, named.input) == ("7", {"site": "example.org"})
    assert (lazy.id, lazy.input) == ("harbour.txt", {})


def test_pickling_takes_the_artifacts_along(make: Make) -> None:
    lazy = make(artifacts=lambda: list(make().artifacts))
    assert pickle.loads(pickle.dumps(lazy)) == lazy == make()  # noqa: S301


def test_equality(report: Report) -> None:
    assert report == report.named(Document(report.text, id="harbour.txt"))
    assert report != report.named(Document(report.text, id="other.txt"))
    assert report != "harbour.txt"


def test_json_is_ascii_whatever_comes_in() -> None:
    hostile = {"a\ud800": "\udfff\x00\u2028é", "nan": [float("nan"), {"inf": float("inf")}], "big": 10**400}
    line = to_json(hostile)
    assert line.isascii()
    assert "\n" not in line
    assert json.loads(line) == hostile | {"nan": [None, {"inf": None}]}
