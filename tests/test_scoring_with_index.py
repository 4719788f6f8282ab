"""Scoring with originals at hand: in Python, in several processes, on the command line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import joblib
import jsonschema
import pytest

import spunlib
from spunlib import Document, SourceIndex, SpinDetector, UsageError, cli
from spunlib.compare.result import SPUN_RELATIONS

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = json.loads((ROOT / "docs" / "report.schema.json").read_text(encoding="utf-8"))
Example = Callable[[str], str]

SHORT_ORIGINAL = (
    "The old ferry Esmeralda left Porto Santo at dawn with 412 crates of oranges, and the harbour master "
    "said that the strong wind had not worried the crew."
)
SHORT_SPUN = (
    "The ancient ferry Esmeralda departed Porto Santo at daybreak with 412 boxes of oranges, and the harbour "
    "master mentioned that the robust wind had not concerned the team."
)
BREAD = "Nothing here but a recipe for bread with rye flour, salt, water and patience: bake it for an hour."


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, example: Example) -> Path:
    """An index of the original article of docs/examples, published on 3 May 2021, and other texts."""
    path = tmp_path_factory.mktemp("originals") / "index"
    with SourceIndex.open(path, mode="w") as index:
        index.add("dam", example("original"), date="2021-05-03", site="example.org")
        index.add("ferry", SHORT_ORIGINAL)
        index.add("bread", BREAD)
    return path


@pytest.fixture
def index(folder: Path) -> Iterator[SourceIndex]:
    with SourceIndex.open(folder, mode="r") as opened:
        yield opened


def shown(report: spunlib.Report) -> dict[str, Any]:
    fields = dict(json.loads(report.to_json()))
    jsonschema.validate(fields, SCHEMA)
    return fields


def test_a_spun_copy_is_proven(detector: SpinDetector, index: SourceIndex, example: Example) -> None:
    report = detector.score(example("spun"), index=index, date="2021-06-01")
    fields = shown(report)
    assert (report.decision, report.kind) == ("spun", "synonym_spun")
    assert "“dam”, published before it" in report.reason
    source = fields["sources"][0]
    assert (source["id"], source["relation"], source["published"]) == ("dam", "synonym_spun", "before")
    assert source["metadata"] == {"date": "2021-05-03", "site": "example.org"}
    assert source["verified"]
    assert report.likelihood == source["likelihood"] == pytest.approx(1 - report.kinds["human"])
    assert report.threshold is not None
    assert report.likelihood > report.threshold
    proven = {(a.text, a.suggestions) for a in report.artifacts if a.kind == "substitution"}
    assert {("mentioned", ("said",)), ("japanese", ("eastern",)), ("navy", ("military",))} <= proven
    comparison = spunlib.compare(example("spun"), example("original"))
    assert len([a for a in report.artifacts if a.proven]) == len(comparison.substitutions)


def test_the_agreement_of_a_verdict_with_its_threshold(
    detector: SpinDetector, index: SourceIndex, example: Example
) -> None:
    for name in ("spun", "original", "reprint", "paraphrase", "translation"):
        for date in (None, "2020", "2022"):
            report = detector.score(example(name), index=index, date=date)
            assert report.threshold is not None
            assert (report.decision == "spun") == (report.likelihood > report.threshold)
            assert sum(report.kinds.values()) == pytest.approx(1)
            assert report.reason.endswith(".")
            shown(report)


@pytest.mark.parametrize(("name", "relation"), [("original", "identical"), ("reprint", "reprint")])
def test_a_copy_is_not_spun(
    detector: SpinDetector, index: SourceIndex, example: Example, name: str, relation: str
) -> None:
    report = detector.score(example(name), index=index)
    assert (report.decision, report.kind) == ("not_spun", "human")
    assert report.reason.startswith(f"The text is a copy of “dam” ({relation})")
    assert report.sources[0]["relation"] == relation
    assert not any(artifact.proven for artifact in report.artifacts)


def test_a_younger_source_accuses_nobody(
    detector: SpinDetector, index: SourceIndex, example: Example
) -> None:
    for name in ("spun", "original", "paraphrase"):
        alone = detector.score(example(name))
        report = detector.score(example(name), index=index, date="2021-05-02")
        assert report.sources[0]["published"] == "after"
        assert (report.decision, report.likelihood) == (alone.decision, alone.likelihood)
        assert list(report.artifacts) == list(alone.artifacts)
    assert "was published after the text and accuses nobody" in report.reason


def test_a_short_text_is_decided_by_its_original(detector: SpinDetector, index: SourceIndex) -> None:
    assert detector.score(SHORT_SPUN).decision == "abstain"
    report = detector.score(SHORT_SPUN, fpr=0.05, index=index)
    assert (report.decision, report.kind) == ("spun", "synonym_spun")
    assert "“ferry”" in report.reason
    assert ("boxes", ("crates",)) in {(a.text, a.suggestions) for a in report.artifacts}
    assert detector.score(SHORT_ORIGINAL, index=index).decision == "not_spun"


def test_without_a_source_the_text_alone_decides(detector: SpinDetector, index: SourceIndex) -> None:
    for text in ("", "\ud800", "The board of a chess club in the north met on Tuesday.", "x" * 2_000_000):
        alone, report = detector.score(text), detector.score(text, index=index)
        assert shown(report) == shown(alone)
        assert list(report.sources) == []


def test_sources_that_are_not_compared_decide_nothing(
    detector: SpinDetector, example: Example, tmp_path: Path
) -> None:
    with SourceIndex.open(tmp_path / "index", mode="w", store_texts=False) as index:
        index.add("dam", example("original"))
    with SourceIndex.open(tmp_path / "index", mode="r") as index:
        report = detector.score(example("paraphrase"), index=index)
    source = report.sources[0]
    assert (source["id"], source["verified"], source["relation"]) == ("dam", False, None)
    assert report.decision == detector.score(example("paraphrase")).decision
    shown(report)


@pytest.mark.parametrize("date", ["yesterday", "", "3 May 2021"])
def test_a_date_that_is_none_is_refused(detector: SpinDetector, date: str) -> None:
    with pytest.raises(UsageError, match="ISO 8601"):
        detector.score("A text.", date=date)


def test_documents_bring_their_names_and_dates(
    detector: SpinDetector, index: SourceIndex, example: Example
) -> None:
    given: list[str | Document] = [
        Document(example("spun"), "s1", {"published": "2021-05-04", "site": "example.net"}),
        Document(example("spun"), "s2", {"date": "2021-05-02"}),
        Document(example("spun"), "s3", {"date": "a while ago"}),
        example("spun"),
    ]
    reports = list(detector.score_many(given, index=index))
    assert [report.sources[0]["published"] for report in reports] == ["before", "after", None, None]
    assert [report.id for report in reports] == ["s1", "s2", "s3", None]
    assert reports[0].input == {"published": "2021-05-04", "site": "example.net"}
    assert reports[3].input == {}
    assert [report.id for report in detector.score_many(given)] == ["s1", "s2", "s3", None]


def test_no_document_is_a_source_of_itself(
    detector: SpinDetector, index: SourceIndex, example: Example
) -> None:
    given = [Document(example("original"), "dam"), Document(example("original"), "other")]
    itself, copy = detector.score_many(given, index=index)
    assert list(itself.sources) == []
    assert "copy" not in itself.reason
    assert copy.reason.startswith("The text is a copy of “dam”")
    reprint = next(detector.score_many([Document(example("reprint"), "dam")], index=index))
    assert reprint.sources  # of one name, yet not the same


@pytest.mark.parametrize("mode", ["r", "a"])
def test_processes_change_nothing(detector: SpinDetector, folder: Path, example: Example, mode: Any) -> None:
    names = ("spun", "original", "reprint", "paraphrase")
    given: list[str | Document] = [
        Document(example(name), f"{name}{year}", {"date": year})
        for name in names
        for year in ("2020", "2022")
    ]
    given += [SHORT_SPUN, "", BREAD]
    with SourceIndex.open(folder, mode=mode) as index:
        alone = [shown(report) for report in detector.score_many(given, index=index, batch_size=3)]
        together = detector.score_many(given, index=index, batch_size=3, n_jobs=2)
        assert [shown(report) for report in together] == alone
    assert [fields["decision"] for fields in alone].count("spun") >= 2


def test_threads_open_the_index_for_themselves(
    detector: SpinDetector, index: SourceIndex, example: Example
) -> None:
    given = [example("spun"), example("reprint"), SHORT_SPUN] * 4
    alone = [shown(report) for report in detector.score_many(given, index=index)]
    with joblib.parallel_config(backend="threading"):
        together = list(detector.score_many(given, index=index, batch_size=1, n_jobs=3))
    assert [shown(report) for report in together] == alone


def test_processes_see_the_index_as_it_is_now(
    detector: SpinDetector, example: Example, tmp_path: Path
) -> None:
    for name in ("first", "second"):  # joblib keeps its processes between the two runs
        with SourceIndex.open(tmp_path / "index", mode="w") as index:
            index.add(name, example("original"))
        with SourceIndex.open(tmp_path / "index", mode="r") as index:
            reports = list(detector.score_many([example("spun")] * 4, index=index, n_jobs=2, batch_size=1))
        assert [report.sources[0]["id"] for report in reports] == [name] * 4


# The command line


def records(path: Path, *given: dict[str, Any]) -> str:
    path.write_text("".join(json.dumps(record) + "\n" for record in given), encoding="utf-8")
    return str(path)


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    assert cli.main(list(arguments)) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    return [json.loads(line) for line in captured.out.splitlines()]


def test_the_command_line_from_records_with_dates(
    tmp_path: Path, example: Example, capsys: pytest.CaptureFixture[str]
) -> None:
    original = {"id": "wire-7", "text": example("original"), "date": "2021-05-03"}
    spun = {"id": "s1", "text": example("spun"), "date": "2021-05-04", "site": "example.net"}
    folder = str(tmp_path / "index")
    run(capsys, "index", "build", folder, records(tmp_path / "wire.jsonl", original))
    suspects = records(
        tmp_path / "suspects.jsonl", spun, spun | {"id": "s2", "date": "2021-05-02"}, original | {"id": "s3"}
    )
    found = run(capsys, "score", suspects, "--index", folder, "--format", "jsonl", "--fpr", "0.05")
    for fields in found:
        jsonschema.validate(fields, SCHEMA)
    assert [fields["sources"][0]["published"] for fields in found] == ["before", "after", "same_day"]
    assert [fields["decision"] for fields in found] == ["spun", "spun", "not_spun"]
    assert "substitution" in {a["kind"] for a in found[0]["artifacts"]}
    assert "substitution" not in {a["kind"] for a in found[1]["artifacts"]}
    assert found[0]["input"] == {"date": "2021-05-04", "site": "example.net"}
    both = run(
        capsys, "score", suspects, "--index", folder, "--format", "jsonl", "--fpr", "0.05", "--jobs", "2"
    )
    assert both == found


def test_the_command_line_shows_what_is_proven(
    tmp_path: Path, example: Example, capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    suspect = ROOT / "docs" / "examples" / "spun.txt"
    assert cli.main(["score", str(suspect), "--index", str(folder)]) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert "source dam: synonym_spun, likelihood" in text
    assert "that the original proves" in text
    assert "mentioned: in place of said (substitution" in text
    assert cli.main(["score", str(suspect), "--index", str(folder), "--format", "html"]) == 0
    assert '<mark class="proven" title="substitution' in capsys.readouterr().out


def test_an_index_from_its_making_to_its_end(
    tmp_path: Path, example: Example, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(tmp_path / "index")
    texts = {"dam": example("original"), "ferry": SHORT_ORIGINAL, "bread": BREAD}
    made = records(tmp_path / "a.jsonl", *({"url": name, "body": text} for name, text in texts.items()))
    run(capsys, "index", "build", folder, made, "--text-field", "body", "--id-field", "url", "--words", "16")
    info = _info(capsys, folder)
    assert (info["documents"], info["n_words"], info["store_texts"]) == (3, 16, True)
    suspect = records(tmp_path / "s.jsonl", {"id": "s", "text": SHORT_SPUN})
    (found,) = run(capsys, "index", "search", folder, suspect)
    assert (found["id"], found["matches"][0]["id"]) == ("s", "ferry")
    assert found["matches"][0]["relation"] in SPUN_RELATIONS
    run(capsys, "index", "delete", folder, "ferry", "bread")
    run(capsys, "index", "compact", folder)
    run(capsys, "index", "check", folder)
    assert _info(capsys, folder)["documents"] == 1
    assert run(capsys, "index", "search", folder, suspect) == [{"id": "s", "matches": []}]
    assert cli.main(["index", "add", folder, made, "--text-field", "body", "--id-field", "url"]) == 1
    assert "left out" in capsys.readouterr().err  # dam was there already
    assert _info(capsys, folder)["documents"] == 3
    run(capsys, "index", "build", folder, suspect, "--no-texts")
    assert _info(capsys, folder)["store_texts"] is False


def _info(capsys: pytest.CaptureFixture[str], folder: str) -> dict[str, Any]:
    assert cli.main(["index", "info", folder]) == 0
    return dict(json.loads(capsys.readouterr().out))
