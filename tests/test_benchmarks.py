"""The benchmark needs the data folder; without it, its page can be held to show what was measured."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from spunlib.training import evaluation

BENCHMARKS = Path(__file__).resolve().parent.parent / "benchmarks"


def rate(flagged: int, documents: int) -> dict[str, Any]:
    return evaluation.rate(flagged, documents) | {"abstained": 0}


def quality(found: int) -> dict[str, Any]:
    overall = {
        "documents": 500,
        "human": 300,
        "abstained": 0.01,
        "fpr": rate(3, 300),
        "tpr": rate(found, 200),
    }
    overall |= dict.fromkeys(
        (
            "f1",
            "auc",
            "average_precision",
            "expected_calibration_error",
            "macro_f1",
            "expected_calibration_error_at_rate",
        ),
        0.5,
    )
    return {
        "overall": overall,
        "human_groups": {"learners": rate(2, 100)},
        "dictionary_originals": rate(1, 100),
        "dictionary": {"turbo_first": rate(found, 200)},
        "recipes": {"turbo_first": rate(found, 200), "aiksaurus_words": rate(found // 2, 200)},
        "rewritten": {"set: tool": rate(found, 200)},
    }


def test_page_shows_every_table_and_says_what_is_rough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    from page import as_page

    shown = as_page(
        {
            "quick": True,
            "fpr": 0.01,
            "remarks": ["fastText was left out."],
            "changed": {"turbo_first": 0.25},
            "quality": {"spunlib en-1": quality(190), "n-grams": quality(120)},
            "documents_per_second": {"spunlib en-1": 600.0, "n-grams": 2000.0},
            "times_the_speed_of": {"n-grams": 0.3},
            "import_and_load_s": 0.25,
            "wheel_mb": 9.9,
            "environment": {"python": "3.12.1"},
        }
    )
    assert "| turbo_first | 25.0 % | 200 | 95.0 % (91.0-97.6 %) | 60.0 % (52.9-66.8 %) |" in shown
    assert "| aiksaurus_words | – | 200 |" in shown
    assert "| learners | 100 | 2.0 % (0.2-7.0 %) |" in shown
    assert "--quick: few texts" in shown
    assert "fastText was left out" in shown
    assert "600 | 2,000" in shown
