"""A report of the text alone beside comparisons: which of them speaks, and what is shown."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from spunlib.compare.replay import Edit
from spunlib.compare.result import RELATIONS, ComparisonResult, Substitution
from spunlib.document import Span
from spunlib.report import Artifact, Report
from spunlib.report.joining import with_sources
from spunlib.report.proof import substitutions_of, unsettled

Make = Callable[..., Report]

# Pieces of the suspect, each with what the original has there and the kind of substitution, if it is one.
PIECES = [
    ("The harbour master ", "The harbour master ", ""),
    ("despatched", "sent", "synonym"),
    (" two pilots at dawn, and he ", " two pilots at dawn, and he ", ""),
    ("mentioned", "said", "wrong_sense"),
    (" that ", " that ", ""),
    ("an", "a", "agreement"),
    (" ", " ", ""),
    ("attainable", "possible", "synonym"),
    (" collision had been averted. “Nobody was ", " collision had been averted. “Nobody was ", ""),
    ("hurt,” he added.", "hurt,” he added.", ""),  # kept in two stretches
    ("", " Two were.", ""),
    (" The old ferry was towed.", " The old ferry was towed.", ""),
    (" It will be sold.", "", ""),
]
SUSPECT = "".join(piece for piece, _, _ in PIECES)


@pytest.fixture(scope="module")
def result() -> ComparisonResult:
    original = "".join(piece for _, piece, _ in PIECES)
    substitutions, edits = [], []
    at = from_ = 0
    for here, there, kind in PIECES:
        end, from_end = at + len(here), from_ + len(there)
        edits.append(
            Edit("keep", from_, from_end) if here == there else Edit("replace", from_, from_end, here)
        )
        if kind:
            spans = Span.of(SUSPECT, at, end), Span.of(original, from_, from_end)
            substitutions.append(Substitution(*spans, kind))
        at, from_ = end, from_end
    made = ComparisonResult(
        suspect=SUSPECT,
        original=original,
        relation="synonym_spun",
        relations=dict.fromkeys(RELATIONS, 0.0) | {"synonym_spun": 0.9, "related": 0.1},
        likelihood=0.9,
        reason="the skeleton was kept",
        coverage=0.9,
        segments=(),
        substitutions=tuple(substitutions),
        kept=(),
        measures={},
        edits=tuple(edits),
    )
    assert made.replay() == SUSPECT
    return made


def suspected(word: str, kind: str = "synonym") -> Artifact:
    start = SUSPECT.index(word)
    return Artifact(start, start + len(word), word, kind, ("guess",), 1.0, "It is rare here.")


def entry(relation: str | None, likelihood: float | None, **changes: Any) -> dict[str, Any]:
    fields = {"id": "wire-7", "score": 0.9, "metadata": {}, "verified": relation is not None}
    return fields | {"relation": relation, "likelihood": likelihood, "published": None} | changes


def compared(result: ComparisonResult, relation: str, likelihood: float) -> ComparisonResult:
    human, machine = (
        ("reprint", "paraphrased") if relation in ("identical", "reprint") else ("related", relation)
    )
    relations = dict.fromkeys(RELATIONS, 0.0) | {human: 1 - likelihood, machine: likelihood}
    return replace(result, relation=relation, relations=relations, likelihood=likelihood)


def never(_: str) -> ComparisonResult:
    raise AssertionError("nothing is to be compared")


def test_the_substitutions_become_artifacts(result: ComparisonResult) -> None:
    proven = substitutions_of(compared(result, "synonym_spun", 0.9), "wire-7")
    assert [(a.text, a.suggestions) for a in proven] == [
        ("despatched", ("sent",)),
        ("mentioned", ("said",)),
        ("an", ("a",)),
        ("attainable", ("possible",)),
    ]
    assert all(SUSPECT[a.start : a.end] == a.text and a.kind == "substitution" and a.proven for a in proven)
    assert sum(a.weight for a in proven) == pytest.approx(2.1972, abs=1e-3)  # log(0.9 / 0.1)
    assert proven[1].reason == "“wire-7” has “said” here (wrong_sense)."
    assert all(0 < a.weight < 7 for a in substitutions_of(compared(result, "synonym_spun", 1.0), "wire-7"))


def test_suspicions_that_the_original_settles_are_dropped(result: ComparisonResult) -> None:
    open_ = [
        suspected("sold"),  # added: the original does not say
        suspected("an attainable", "agreement"),  # a sign by itself
    ]
    settled = [
        suspected("despatched"),  # shown as a substitution
        suspected("an attainable", "phrase"),
        suspected("averted"),  # the original's own word
        suspected("hurt,” he added", "phrase"),
        suspected("ferry", "lost_capital"),
    ]
    assert unsettled([*settled, *open_], result) == tuple(open_)
    assert unsettled([], result) == ()


def test_a_proof_decides(make: Make, result: ComparisonResult) -> None:
    alone = make(
        text=SUSPECT,
        decision="abstain",
        threshold=None,
        likelihood=0.2,
        kinds={"human": 0.8, "synonym_spun": 0.1, "paraphrased": 0.05, "translated": 0.05},
        artifacts=lambda: (suspected("averted"), suspected("sold")),
    )
    sources = [entry("related", 0.1, id="other"), entry("synonym_spun", 0.95, published="before")]
    joined = with_sources(alone, sources, 0.9, lambda _: compared(result, "synonym_spun", 0.95))
    assert (joined.decision, joined.kind, joined.likelihood) == ("spun", "synonym_spun", 0.95)
    assert joined.threshold == 0.9
    assert joined.kinds == pytest.approx(
        {"human": 0.05, "synonym_spun": 0.95, "paraphrased": 0, "translated": 0}
    )
    assert joined.reason.startswith(
        "Beside its original “wire-7”, published before it, the text is synonym_spun"
    )
    assert joined.reason.endswith(".")
    assert list(joined.sources) == sources
    assert [a.text for a in joined.artifacts] == ["despatched", "mentioned", "an", "attainable", "sold"]
    assert [a.proven for a in joined.artifacts] == [True] * 4 + [False]
    kept = ("text", "fpr", "n_words", "model", "tier", "id")
    assert all(getattr(joined, name) == getattr(alone, name) for name in kept)
    assert (alone.decision, list(alone.sources)) == ("abstain", list(make().sources))  # as it was
    assert pickle.loads(pickle.dumps(joined)) == joined  # noqa: S301


def test_the_kind_is_that_of_the_relation(make: Make, result: ComparisonResult) -> None:
    shares = {"synonym_spun": 0.25, "paraphrased": 0.2, "translated": 0.15, "related": 0.4}
    three_ways = replace(result, relations=dict.fromkeys(RELATIONS, 0.0) | shares, likelihood=0.6)
    joined = with_sources(make(text=SUSPECT), [entry("synonym_spun", 0.6)], 0.5, lambda _: three_ways)
    assert joined.kind == "synonym_spun"
    assert sum(joined.kinds.values()) == pytest.approx(1)
    assert joined.likelihood == pytest.approx(1 - joined.kinds["human"])


@pytest.mark.parametrize("relation", ["identical", "reprint"])
def test_a_copy_is_not_spun(make: Make, result: ComparisonResult, relation: str) -> None:
    alone = make(text=SUSPECT, artifacts=[suspected("averted"), suspected("sold")])
    likelihood = 0.0 if relation == "identical" else 0.05
    copied = compared(result, relation, likelihood)
    joined = with_sources(alone, [entry(relation, likelihood)], 0.9, lambda _: copied)
    assert (joined.decision, joined.kind, joined.likelihood) == ("not_spun", "human", likelihood)
    assert joined.reason.startswith(f"The text is a copy of “wire-7” ({relation}): ")
    assert "read alone both look rewritten (likelihood 0.97)" in joined.reason
    assert [a.text for a in joined.artifacts] == ["sold"]
    human = with_sources(
        make(text=SUSPECT, decision="not_spun"), [entry(relation, 0.1)], 0.9, lambda _: copied
    )
    assert "read alone" not in human.reason


def test_a_sentence_is_accused_by_no_comparison(make: Make, result: ComparisonResult) -> None:
    spun = compared(result, "synonym_spun", 0.95)
    for words, decision in ((19, "not_spun"), (20, "spun")):
        alone = make(text=SUSPECT, decision="not_spun", n_words=words)
        assert with_sources(alone, [entry("synonym_spun", 0.95)], 0.9, lambda _: spun).decision == decision
    alone = make(text=SUSPECT, decision="abstain", n_words=5)
    copied = compared(result, "reprint", 0.1)
    joined = with_sources(alone, [entry("reprint", 0.1)], 0.9, lambda _: copied)
    assert (joined.decision, joined.threshold) == ("not_spun", 0.9)


@pytest.mark.parametrize(
    ("sources", "note"),
    [
        ([], ""),
        ([entry("related", 0.3), entry("unrelated", 0.0), entry(None, None)], ""),
        (
            [entry("paraphrased", 0.85)],
            "; “wire-7” may be its original (paraphrased, likelihood 0.85), but that is not proven",
        ),
        (
            [entry("paraphrased", 0.95, published="after")],
            "; “wire-7” was published after the text and accuses nobody",
        ),
        (
            [entry("paraphrased", 0.95), entry("identical", 0.0, id="copy")],
            "; it is a copy of “copy” and a rewriting of “wire-7”, of which nothing says which was first",
        ),
    ],
)
def test_otherwise_the_text_alone_decides(make: Make, sources: list[dict[str, Any]], note: str) -> None:
    alone = make(text=SUSPECT, artifacts=lambda: [suspected("averted")])
    joined = with_sources(alone, sources, 0.9, never)
    assert list(joined.sources) == sources
    assert joined.reason == f"{alone.reason.removesuffix('.')}{note}."
    said = ("text", "likelihood", "kinds", "decision", "threshold", "n_words")
    assert all(getattr(joined, name) == getattr(alone, name) for name in said)
    assert [a.text for a in joined.artifacts] == ["averted"]
