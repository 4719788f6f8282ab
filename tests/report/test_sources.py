from __future__ import annotations

from typing import Any

import pytest

from spunlib.compare.result import RELATIONS
from spunlib.index import SourceMatch
from spunlib.report.sources import Ruling, entries_of, rule, told


def source(id: str, relation: str | None, likelihood: float | None = None, **changes: Any) -> dict[str, Any]:
    entry = SourceMatch(id, 0.9, {}, relation is not None, relation, likelihood).to_dict()
    return entry | {"published": None} | changes


SPUN = source("spun", "synonym_spun", 0.95)
COPY = source("copy", "reprint", 0.1)


def test_entries_say_which_was_first() -> None:
    matches = [
        SourceMatch("old", 0.9, {"date": "2021-05-03"}, relation="reprint", likelihood=0.1),
        SourceMatch("new", 0.8, {"published": "2021-05-05T10:00:00Z"}, relation="reprint", likelihood=0.1),
        SourceMatch("undated", 0.7, {"site": "example.org"}, verified=False),
    ]
    entries = entries_of(matches, "2021-05-04")
    assert [entry["published"] for entry in entries] == ["before", "after", None]
    assert entries[2] == matches[2].to_dict() | {"published": None}
    assert [entry["published"] for entry in entries_of(matches, None)] == [None] * 3
    assert entries_of([], "2021") == []


@pytest.mark.parametrize("relation", RELATIONS)
def test_which_relations_decide(relation: str) -> None:
    entry = source("wire", relation, 0.95)
    decides = relation not in ("related", "unrelated")
    assert rule([entry], 0.9).source == (entry if decides else None)
    weak = rule([entry | {"likelihood": 0.9}], 0.9).source
    assert weak == (entry | {"likelihood": 0.9} if relation in ("identical", "reprint") else None)


@pytest.mark.parametrize(
    ("sources", "decides"),
    [
        ([], None),
        ([source("unverified", None)], None),
        ([source("other", "related", 0.2), SPUN], SPUN),
        ([SPUN, source("worse", "paraphrased", 0.99)], SPUN),
        ([SPUN | {"published": "before"}], SPUN | {"published": "before"}),
        ([SPUN | {"published": "same_day"}], SPUN | {"published": "same_day"}),
        ([SPUN | {"published": "after"}], None),
        ([COPY | {"published": "after"}], None),
        ([SPUN | {"published": "after"}, COPY], COPY),
        ([COPY | {"published": "after"}, SPUN], SPUN),
        ([COPY, SPUN], None),
        ([SPUN, COPY], None),
    ],
)
def test_which_source_decides(sources: list[dict[str, Any]], decides: dict[str, Any] | None) -> None:
    assert rule(sources, 0.9).source == decides


def test_of_a_copy_and_a_rewriting_the_older_decides() -> None:
    old, young = {"metadata": {"date": "2020"}}, {"metadata": {"date": "2021"}}
    assert rule([COPY | old, SPUN | young], 0.9).source == COPY | old
    assert rule([COPY | young, SPUN | old], 0.9).source == SPUN | old
    assert rule([COPY | old, SPUN | old], 0.9).source is None


def test_a_doubtful_copy_does_not_acquit() -> None:
    weak = COPY | {"likelihood": 0.11}
    assert rule([weak], 0.9).source == weak
    assert rule([weak], 0.9, suspected=True).source is None
    assert rule([COPY], 0.9, suspected=True).source == COPY
    assert rule([weak, SPUN], 0.9, suspected=True).source == SPUN
    identical = source("same", "identical", 0.0)
    assert rule([identical], 0.9, suspected=True).source == identical


def test_a_part_that_was_copied_says_nothing_of_the_rest() -> None:
    assert rule([COPY | {"score": 0.79}], 0.9).source is None
    assert rule([COPY | {"score": 0.79}, SPUN], 0.9).source == SPUN
    assert rule([COPY | {"score": 0.8}], 0.9).source == COPY | {"score": 0.8}


def test_notes() -> None:
    assert rule([COPY, SPUN], 0.9).note == (
        "it is a copy of “copy” and a rewriting of “spun”, of which nothing says which was first"
    )
    assert rule([SPUN | {"published": "after"}], 0.9).note == (
        "“spun” was published after the text and accuses nobody"
    )
    assert rule([COPY | {"published": "after"}], 0.9) == Ruling(None, "")
    assert rule([source("other", "related", 0.2), SPUN], 0.97).note == (
        "“spun” may be its original (synonym_spun, likelihood 0.95), but that is not proven"
    )
    assert rule([SPUN | {"published": "after"}], 0.97).note == ""
    assert rule([source("other", "related", 0.2)], 0.97).note == ""


@pytest.mark.parametrize(
    ("entry", "line"),
    [
        (SPUN, "spun: synonym_spun, likelihood 0.95, 90% of the words"),
        (source("a", None), "a: not compared, 90% of the rare words"),
        (
            SPUN | {"metadata": {"date": "2021"}},
            "spun: synonym_spun, likelihood 0.95, 90% of the words, published (2021)",
        ),
        (
            SPUN | {"metadata": {"date": "2021"}, "published": "after"},
            "spun: synonym_spun, likelihood 0.95, 90% of the words, published after the text (2021)",
        ),
        (
            COPY | {"published": "same_day"},
            "copy: reprint, likelihood 0.10, 90% of the words, published on the same day",
        ),
        (source("two\nlines \x1b", None), r"two lines \x1b: not compared, 90% of the rare words"),
    ],
)
def test_told(entry: dict[str, Any], line: str) -> None:
    assert told(entry) == line
