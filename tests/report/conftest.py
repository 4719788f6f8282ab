"""A report and a comparison with everything in them that can be shown."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from spunlib.compare.result import ComparisonResult, Kept, Substitution
from spunlib.document import Span
from spunlib.report import Artifact, Comparison, Report

GOLDEN = Path(__file__).parent / "golden"
TEXT = (
    "The harbour master despatched two pilots at dawn. He feared a attainable collision, and with the\n"
    "japanese gale rising he mentioned that 1000's of <crates> were adrift.\n\n"
    "Nobody was hurt, although the watch had been told the evening before, when the barometer fell faster "
    "than anyone on the quay could remember, to keep every boat of the fleet inside the old stone mole until "
    "the wind had turned, he mentioned. He despatched a third pilot at pass\u200bage time.\n"
)


def artifact(
    word: str, kind: str, suggestions: tuple[str, ...], weight: float, reason: str, nth: int = 0
) -> Artifact:
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(word, start + 1)
    return Artifact(start, start + len(word), word, kind, suggestions, weight, reason)


ARTIFACTS = [
    artifact("despatched", "synonym", ("sent", "mailed"), 2.4, "Tools put it where people write 'sent'."),
    artifact(
        "a attainable", "agreement", ("an attainable",), 0.7, "The article does not fit the word after it."
    ),
    artifact("attainable", "synonym", ("possible",), 1.9, "It is rare before 'collision'."),
    artifact("japanese", "lost_capital", ("eastern",), 2.2, "A name without its capital, in a wrong sense."),
    artifact("mentioned", "synonym", ("said", "stated"), 1.1, "Tools put it where people write 'said'."),
    artifact("1000's", "numeral", ("thousands",), 0.8, "A number in figures where people write a word."),
    artifact(
        "mentioned", "synonym", ("said", "stated"), 1.0, "Tools put it where people write 'said'.", nth=1
    ),
    artifact(
        "despatched", "synonym", ("sent", "mailed"), 2.0, "Tools put it where people write 'sent'.", nth=1
    ),
    artifact("pass\u200bage", "disguise", ("passage",), 1.5, "An invisible character stands in the word."),
]


def make_report(**changes: Any) -> Report:
    """The example with other arguments for the constructor."""
    arguments = {
        "text": TEXT,
        "likelihood": 0.973,
        "kinds": {"human": 0.027, "synonym_spun": 0.951, "paraphrased": 0.012, "translated": 0.01},
        "decision": "spun",
        "reason": "The likelihood is above the threshold for texts of this length.",
        "fpr": 0.01,
        "threshold": 0.64,
        "n_words": 82,
        "artifacts": ARTIFACTS,
        "sources": [
            {
                "id": "wire-12",
                "score": 0.81,
                "metadata": {"site": "example.org"},
                "verified": True,
                "relation": "related",
                "likelihood": 0.02,
                "published": None,
            }
        ],
        "model": "en-1",
        "id": "harbour.txt",
    }
    return Report(**(arguments | changes))


@pytest.fixture
def make() -> Callable[..., Report]:
    return make_report


@pytest.fixture
def report() -> Report:
    return make_report()


@pytest.fixture
def proven(report: Report) -> Report:
    """The example beside an original: two substitutions are proven, one word is left suspected."""
    found = [
        artifact("despatched", "substitution", ("sent",), 1.5, "“wire-12” has “sent” here (synonym)."),
        artifact(
            "a attainable", "substitution", ("a likely",), 1.5, "“wire-12” has “a likely” here (phrase)."
        ),
        artifact("despatched", "substitution", ("sent",), 1.5, "“wire-12” has “sent” here (synonym).", nth=1),
        ARTIFACTS[1],
        ARTIFACTS[3],
    ]
    source = dict(report.sources[0]) | {
        "metadata": {"site": "example.org", "date": "2021-05-03"},
        "relation": "synonym_spun",
        "likelihood": 0.98,
        "published": "before",
    }
    unverified = source | {
        "id": "wire-13",
        "metadata": {},
        "verified": False,
        "relation": None,
        "likelihood": None,
        "published": None,
    }
    return make_report(artifacts=found, sources=[source, unverified])


@pytest.fixture
def comparison() -> Comparison:
    original = "The pilot said two boats were lost off Ostend. Said he."
    suspect = "The pilot mentioned two boats had been lost off Ostend. Mentioned he."

    def spans(suspect_word: str, original_word: str) -> tuple[Span, Span]:
        at, from_ = suspect.index(suspect_word), original.index(original_word)
        return (
            Span.of(suspect, at, at + len(suspect_word)),
            Span.of(original, from_, from_ + len(original_word)),
        )

    result = ComparisonResult(
        suspect=suspect,
        original=original,
        relation="synonym_spun",
        relations={"synonym_spun": 0.9, "reprint": 0.1},
        likelihood=0.9,
        reason="Nearly every word is the original's or a synonym in its place.",
        coverage=0.96,
        segments=(),
        substitutions=(
            Substitution(*spans("mentioned", "said"), "synonym"),
            Substitution(*spans("had been", "were"), "phrase"),
            Substitution(*spans("Mentioned", "Said"), "synonym"),
        ),
        kept=(Kept(*spans("Ostend", "Ostend"), "name"), Kept(*spans("two", "two"), "number")),
        measures={},
        edits=(),
    )
    return Comparison(result)


@pytest.fixture
def golden() -> Callable[[str, str], None]:
    """``golden(name, text)`` holds a text against the file of that name; RENEW_GOLDEN=1 writes it anew."""

    def check(name: str, text: str) -> None:
        if os.environ.get("RENEW_GOLDEN"):
            (GOLDEN / name).write_text(text, encoding="utf-8")
        assert text == (GOLDEN / name).read_text(encoding="utf-8")

    return check
