"""The five sample articles of the project's shared folder; a suite of its own, run only where SPUNLIB_SHARED
names that folder:

SPUNLIB_SHARED=../shared python -m pytest tests/shared
"""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

import spunlib

SHARED = Path(os.environ["SPUNLIB_SHARED"])

REPLACED = {
    "despatched": "sent",
    "attainable": "possible",
    "battle": "conflict",
    "1000’s": "thousands",
    "japanese": "eastern",
    "navy": "military",
    "mentioned": "said",
    "unimaginable": "impossible",
    "uncommon": "rare",
}
"""Words of the spun sample and what stood there."""


@pytest.fixture(scope="module")
def samples() -> dict[str, str]:
    return {
        path.name[:3]: path.read_text(encoding="utf-8") for path in sorted((SHARED / "samples").glob("*.txt"))
    }


def test_the_spun_sample_is_spun(samples: dict[str, str], detector: spunlib.SpinDetector) -> None:
    report = detector.score(samples["004"])
    assert (report.decision, report.kind) == ("spun", "synonym_spun")
    assert report.likelihood >= 0.95


@pytest.mark.parametrize(("word", "original"), REPLACED.items())
def test_the_replaced_words_are_listed(
    word: str, original: str, samples: dict[str, str], detector: spunlib.SpinDetector
) -> None:
    artifacts = [a for a in detector.score(samples["004"]).artifacts if a.text.lower() == word]
    assert artifacts
    assert any(original in artifact.suggestions[:3] for artifact in artifacts)


def test_the_broken_article_is_listed(samples: dict[str, str], detector: spunlib.SpinDetector) -> None:
    artifacts = detector.score(samples["004"]).artifacts
    assert any(artifact.kind == "agreement" and artifact.text == "a attainable" for artifact in artifacts)


@pytest.mark.parametrize("name", ["001", "003"])
def test_wire_copy_is_not_spun_furniture_and_all(
    name: str, samples: dict[str, str], detector: spunlib.SpinDetector
) -> None:
    report = detector.score(samples[name])
    assert report.decision == "not_spun"
    assert report.likelihood <= 0.1


@pytest.mark.parametrize("name", ["000", "002"])
def test_paraphrase_and_translation_are_no_synonym_spins(
    name: str, samples: dict[str, str], detector: spunlib.SpinDetector
) -> None:
    assert detector.score(samples[name]).kind != "synonym_spun"


@pytest.mark.parametrize(
    ("suspect", "original", "relations"),
    [
        ("000", "001", {"paraphrased"}),
        ("002", "003", {"related"}),
        ("001", "001", {"identical"}),
        ("004", "003", {"related", "unrelated"}),
    ],
)
def test_relations(suspect: str, original: str, relations: set[str], samples: dict[str, str]) -> None:
    comparison = spunlib.compare(samples[suspect], samples[original])
    assert comparison.relation in relations
    assert comparison.replay() == samples[suspect]


def test_light_edits_make_a_reprint(samples: dict[str, str]) -> None:
    original = samples["001"]
    lines = original.splitlines()
    body = "\n".join(
        line for line in lines[:2] + lines[3:] if not line.startswith(("Kaynak", "This news", "Türkçe"))
    )
    edited = (
        body.replace("remains ready", "stays ready", 1)
        .replace("stressed", "underlined", 1)
        .replace("asserted", "argued", 1)
    )
    assert edited != body
    comparison = spunlib.compare(edited, original)
    assert comparison.relation == "reprint"
    assert comparison.replay() == edited


def test_hostile_input_abstains(detector: spunlib.SpinDetector, samples: dict[str, str]) -> None:
    rng = random.Random(0)
    texts = [
        "",
        "word",
        "x" * 10_000_000,
        bytes(rng.randrange(256) for _ in range(5000)).decode("latin-1"),
        "\ud800 " * 100,
    ]
    for report in detector.score_many(texts):
        assert report.decision == "abstain"
        assert report.reason
