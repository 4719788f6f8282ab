"""Golden cases: short texts with the decision that a careful reader would reach.

A case in tests/cases/*.json has a ``label``, a ``comment``, the ``text`` and the right ``decision``; optional
are the right ``kind`` and ``artifacts``, a mapping from words of the text to the word that stood there before
(null where there is none), each of which must be found. A known failure that passes belongs elsewhere.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import spunlib

CASES = Path(__file__).resolve().parent / "cases"


def load_cases() -> list[Any]:
    params: list[Any] = []
    for path in sorted(CASES.glob("*.json")):
        marks = (
            [pytest.mark.xfail(raises=AssertionError, strict=True)] if path.stem == "known_failures" else []
        )
        params += [
            pytest.param(case, id=f"{path.stem}: {case['label']}", marks=marks)
            for case in json.loads(path.read_text(encoding="utf-8"))
        ]
    return params


@pytest.mark.parametrize("case", load_cases())
def test_case(case: dict[str, Any], detector: spunlib.SpinDetector) -> None:
    report = detector.score(case["text"])
    if case["decision"] == "spun":
        assert report.decision == "spun", report.reason
    else:  # an abstention wrongs nobody
        assert report.decision != "spun", report.reason
    assert report.kind == case.get("kind", report.kind)
    suggestions: dict[str, tuple[str, ...]] = {}
    for artifact in report.artifacts:
        suggestions[artifact.text] = (*suggestions.get(artifact.text, ()), *artifact.suggestions[:3])
    for word, original in case.get("artifacts", {}).items():
        assert word in suggestions
        assert original is None or original in suggestions[word]


def test_labels_are_unique() -> None:
    labels = [param.id for param in load_cases()]
    assert len(labels) == len(set(labels))
