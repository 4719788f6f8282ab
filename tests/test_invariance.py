"""British or American spelling is no rewriting: it moves no likelihood, in the project's own texts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import spunlib

ROOT = Path(__file__).resolve().parent.parent


def own_texts() -> dict[str, str]:
    """The example articles and the golden cases."""
    texts = {
        path.name: path.read_text(encoding="utf-8") for path in (ROOT / "docs" / "examples").glob("*.txt")
    }
    for path in (ROOT / "tests" / "cases").glob("*.json"):
        cases = json.loads(path.read_text(encoding="utf-8"))
        texts |= {f"{path.stem}: {case['label']}": case["text"] for case in cases}
    return texts


def test_respelling_moves_no_likelihood_in_the_fast_tier(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    from spelling import AMERICAN, BRITISH, respell

    detector = spunlib.load(tier="fast")
    touched = 0
    for name, text in own_texts().items():
        variants = {text, respell(text, AMERICAN), respell(text, BRITISH)}
        touched += len(variants) > 1
        likelihoods = [report.likelihood for report in detector.score_many(sorted(variants))]
        # The benchmarks allow 0.05; here the words are all in the table, and nothing else reads a spelling.
        assert max(likelihoods) - min(likelihoods) < 1e-6, name
    assert touched >= 20
