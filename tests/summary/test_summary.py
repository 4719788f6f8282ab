"""Sums over results that were made up for it."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from spunlib.document import Document
from spunlib.errors import InputError, UsageError
from spunlib.report import Artifact, Report
from spunlib.report.report import Failure
from spunlib.summary import Group, Outcome, Summary
from spunlib.summary import summary as limits
from spunlib.training.intervals import chance_of, clopper_pearson

SCHEMA = json.loads(
    (Path(__file__).resolve().parents[2] / "docs" / "site-report.schema.json").read_text(encoding="utf-8")
)


def source(id: str, relation: str, **fields: Any) -> dict[str, Any]:
    known = {"score": 0.9, "metadata": {}, "verified": True, "likelihood": 0.9, "published": None}
    return {"id": id, "relation": relation, **known, **fields}


def report(decision: str = "spun", site: str | None = "spun.example", **fields: Any) -> Report:
    swaps = fields.pop("swaps", {"sent": "despatched"}) if decision == "spun" else {}
    artifacts = [
        Artifact(0, 1, put, "synonym", (there,) if there else (), 1.0, "") for there, put in swaps.items()
    ]
    likelihood = 0.9 if decision == "spun" else 0.1
    settings = {"fpr": 0.01, "model": "en-1", "sources": (), **fields}
    made = Report(
        text="x",
        likelihood=likelihood,
        kinds={"human": 1 - likelihood, "synonym_spun": likelihood},
        decision=decision,
        reason="Because.",
        threshold=0.8,
        n_words=100,
        artifacts=artifacts,
        **settings,
    )
    return made.named(Document("x", "7", {"site": site} if site else {}))


def grouped(*results: Report | Failure | Outcome, by: str = "site") -> list[Group]:
    summary = Summary(by)
    summary.add(results)
    for group in (*summary.groups(), summary.total()):
        jsonschema.validate(json.loads(group.to_json()), SCHEMA)
    return summary.groups()


def test_counts_of_a_group() -> None:
    results = [report()] * 3 + [report("not_spun")] * 5 + [report("abstain")] * 2
    failures = [Failure("8", "no text", {"site": "spun.example"}), Failure("gone.txt", "no such file")]
    first, unknown = grouped(*results, *failures)
    counts = first.to_dict()
    assert [counts[name] for name in ("documents", "decided", "abstained", "failed", "spun")] == [
        11,
        8,
        2,
        1,
        3,
    ]
    assert counts["share"] == 3 / 8
    assert counts["interval"] == [round(end, 6) for end in clopper_pearson(3, 8)]
    assert counts["expected"] == 0.08
    assert counts["chance"] == chance_of(3, 8, 0.01)
    assert (counts["fpr"], counts["model"], counts["kinds"]) == (0.01, "en-1", {"synonym_spun": 3})
    counts = unknown.to_dict()
    assert (counts["group"], counts["documents"], counts["failed"], counts["share"]) == (None, 1, 1, None)
    assert (counts["chance"], counts["interval"]) == (None, [0.0, 1.0])


def test_lines_count_as_reports_do() -> None:
    swaps = {"sent": "despatched", "": "a attainable", "said": "mentioned", "eastern": "japanese"}
    sources = [source("wire-1", "synonym_spun", metadata={"url": "https://www.wire.example/1"})]
    results = [report(swaps=swaps, sources=sources), report("not_spun"), Failure("9", "no text")]
    lines = [Outcome.of_line(json.loads(result.to_json())) for result in results]
    assert [group.to_dict() for group in grouped(*results)] == [group.to_dict() for group in grouped(*lines)]


@pytest.mark.parametrize(
    "line", [{}, {"schema_version": 2, "decision": "spun"}, {"schema_version": 1, "id": "7"}]
)
def test_what_is_no_result_is_refused(line: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="no result of spunlib score"):
        Outcome.of_line(line)


def test_substitutions_are_counted_by_documents() -> None:
    swaps = {"sent": "Despatched", "Said": "mentioned"}
    (group,) = grouped(report(swaps=swaps), report(swaps={"sent": "despatched", "": "a attainable"}))
    found = [(s["original"], s["substitute"], s["documents"]) for s in group.to_dict()["substitutions"]]
    assert found == [("sent", "despatched", 2), ("said", "mentioned", 1), (None, "a attainable", 1)]


def test_sources_are_those_that_explain() -> None:
    rewritten = source("wire-1", "synonym_spun", metadata={"site": "wire.example"})
    copied = source("wire-2", "reprint", metadata={"site": "wire.example"})
    later = source("wire-3", "paraphrased", published="after")
    part = source("wire-4", "reprint", score=0.5)
    (group,) = grouped(
        report(sources=[later, copied, rewritten]),
        report(sources=[rewritten]),
        report("not_spun", sources=[copied]),
        report("not_spun", sources=[part, rewritten]),
        report(sources=[source("wire-5", "related")]),
    )
    found = group.to_dict()
    assert [(s["id"], s["how"], s["documents"]) for s in found["sources"]] == [
        ("wire-1", "rewritten", 2),
        ("wire-2", "copied", 1),
    ]
    assert [(s["site"], s["how"], s["documents"]) for s in found["source_sites"]] == [
        ("wire.example", "rewritten", 2),
        ("wire.example", "copied", 1),
    ]


def test_dialects_need_marks_that_no_other_has() -> None:
    news = {"sent": "despatched", "eastern": "japanese", "rare": "unusual"}
    shared = {"used": "utilized", "people": "folks", "energy": "vitality"}
    (group,) = grouped(report(swaps=news), report(swaps=shared), report(swaps=dict(list(news.items())[:2])))
    assert group.to_dict()["dialects"] == {"news": 1}


def test_the_surest_share_comes_first() -> None:
    results = [report(site="lucky.example")]
    results += [report("spun" if n < 15 else "not_spun", "busy.example") for n in range(20)]
    results += [report("not_spun", f"{n}.example") for n in range(3)]
    names = [group.name for group in grouped(*results)]
    assert names[:2] == ["busy.example", "lucky.example"]


def test_many_groups_make_a_chance_finding_likely() -> None:
    """One flagged document of one: 1 in 100 for a site, and no wonder among a hundred sites."""
    results = [report(site="flagged.example"), *(report("not_spun", f"{n}.example") for n in range(99))]
    first = grouped(*results)[0]
    assert first.chance is not None
    assert math.isclose(first.chance, 0.01)
    assert first.adjusted_chance == 1.0


def test_adjusted_chances_are_those_of_holm() -> None:
    results = [report(site="a")] * 4 + [report(site="b")] * 3 + [report(site="c")] * 2
    groups = {group.name: group for group in grouped(*results)}
    assert all(math.isclose(groups[name].chance or 0, 0.01**n) for name, n in (("a", 4), ("b", 3), ("c", 2)))
    for name, n, times in (("a", 4, 3), ("b", 3, 2), ("c", 2, 1)):
        assert math.isclose(groups[name].adjusted_chance or 0, times * 0.01**n)


def test_results_of_two_rates_are_not_mixed() -> None:
    with pytest.raises(InputError, match=r"with --fpr 0.05, those before it with 0.01"):
        grouped(report(), report(fpr=0.05))
    with pytest.raises(UsageError, match="grouped by site, author, file"):
        Summary("planet")


def test_groups_beyond_the_most_are_counted_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_GROUPS", 3)
    groups = grouped(*(report(site=f"{n % 5}.example") for n in range(50)))
    assert sorted(str(group.name) for group in groups[:3]) == ["0.example", "1.example", "2.example"]
    assert [group.tally.spun for group in groups] == [10, 10, 10, 20]
    assert groups[3].rest
    assert groups[3].name is None
    assert groups[3].to_dict()["substitutions"][0]["documents"] == 20


def test_tables_share_a_bounded_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_ENTRIES", 400)
    results = [
        report(site=f"{n % 20}.example", swaps={"said": "mentioned", f"a{n}": f"b{n}", f"c{n}": f"d{n}"})
        for n in range(2_000)
    ]
    summary = Summary("site")
    summary.add(results)
    held = [len(group.tally.findings._swaps) for group in summary.groups() if group.tally.findings]
    assert sum(held) <= 400
    for group in summary.groups():
        best = group.to_dict()["substitutions"][0]
        assert (best["substitute"], best["documents"], best["at_most"]) == ("mentioned", 100, 100)


def test_nothing_gives_nothing() -> None:
    assert Summary("author").groups() == []
    assert Summary("author").total().to_dict()["documents"] == 0


@pytest.mark.parametrize(("successes", "trials"), [(0, 5), (1, 1), (2, 30), (30, 30), (7, 400), (40, 1_000)])
@pytest.mark.parametrize("share", [0.001, 0.01, 0.2])
def test_the_chance_is_the_tail_of_the_binomial_distribution(
    successes: int, trials: int, share: float
) -> None:
    tail = math.fsum(
        math.comb(trials, k) * share**k * (1 - share) ** (trials - k) for k in range(successes, trials + 1)
    )
    assert math.isclose(chance_of(successes, trials, share), tail, rel_tol=1e-9)
