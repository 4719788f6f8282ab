"""The filter in real pipelines of datatrove, over files; what it says is what `score` says."""

from __future__ import annotations

import json
import pickle
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from needs import needs

needs("datatrove", "datatrove", "orjson", extra="datatrove")

from datatrove.data import Document as Record  # noqa: E402
from datatrove.executor import LocalPipelineExecutor  # noqa: E402
from datatrove.pipeline.readers import JsonlReader  # noqa: E402
from datatrove.pipeline.writers import JsonlWriter  # noqa: E402

import spunlib  # noqa: E402
from spunlib import cli  # noqa: E402
from spunlib.errors import ModelError, SourceIndexError, UsageError  # noqa: E402
from spunlib.integrations.datatrove import SpinFilter  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
N = 40


@pytest.fixture
def crawl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, example: Callable[[str], str]) -> Path:
    """The current folder, with documents in two files: spun, human, copied, too short."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "crawl").mkdir()
    texts = [example(name) for name in ("spun", "original", "reprint", "paraphrase")] + ["Too short."]
    for file in range(2):
        records = [
            {"id": f"{file}-{n}", "text": f"{texts[n % 5]}\n\nPage {n}.", "date": "2021-05-04", "n": n}
            for n in range(N // 2)
        ]
        lines = "".join(json.dumps(record) + "\n" for record in records)
        (tmp_path / "crawl" / f"{file}.jsonl").write_text(lines)
    return tmp_path


def lines(*paths: Path) -> dict[str, dict[str, Any]]:
    records = [json.loads(line) for path in paths for line in path.read_text().splitlines()]
    for record in records:
        record.get("metadata", {}).pop("file_path", None)  # the reader's
    return {record["id"]: record for record in records}


def run(folder: Path, spin: SpinFilter, tasks: int = 1, workers: int = 1) -> tuple[dict[str, Any], Any]:
    """What a pipeline keeps, and its statistics."""
    executor = LocalPipelineExecutor(
        pipeline=[
            JsonlReader(str(folder / "crawl")),
            spin,
            JsonlWriter(str(folder / "kept"), compression=None),
        ],
        tasks=tasks,
        workers=workers,
        logging_dir=str(folder / "logs"),
    )
    stats = executor.run()
    return lines(*sorted((folder / "kept").iterdir())), stats.stats[1]


def scores(folder: Path, *options: str) -> dict[str, dict[str, Any]]:
    """What the command says of the same files."""
    found = folder / "scores.jsonl"
    assert cli.main(["score", "crawl", "--format", "jsonl", "--output", str(found), *options]) == 0
    return lines(found)


def expected(score: dict[str, Any], index: bool = False) -> dict[str, Any]:
    fields = {f"spun_{name}": score[name] for name in ("likelihood", "kind", "decision", "reason")}
    fields["spun_spans"] = [[a["start"], a["end"], a["weight"]] for a in score["artifacts"]]
    if index:
        fields["spun_sources"] = json.dumps(score["sources"])
    return {**score["input"], **fields, "spun_error": None}


@pytest.mark.parametrize("tier", ["fast", "auto"])
@pytest.mark.parametrize("batch_size", [1, 7, 256])
def test_what_is_kept_and_dropped_is_what_score_says(crawl: Path, batch_size: int, tier: str) -> None:
    dropped = JsonlWriter(str(crawl / "dropped"), compression=None)
    spin = SpinFilter(tier=tier, exclusion_writer=dropped, batch_size=batch_size)
    kept, stats = run(crawl, spin)
    out = lines(*(crawl / "dropped").iterdir())
    truth = scores(crawl, "--tier", tier)
    assert {name for name, score in truth.items() if score["decision"] == "spun"} == set(out)
    assert set(kept) | set(out) == set(truth)
    assert 0 < len(out) < len(truth) == N
    for name, record in (kept | out).items():
        metadata = record["metadata"]
        if name in out:
            assert metadata.pop("filter_reason") == truth[name]["kind"]
        assert metadata == expected(truth[name])
        for start, end, _ in metadata["spun_spans"]:
            assert record["text"][start:end]
    assert (stats["dropped"].total, stats["forwarded"].total) == (len(out), len(kept))
    assert stats["dropped_synonym_spun"].total + stats["dropped_paraphrased"].total == len(out)
    counts = {name: stats[name].total for name in ("spun", "not_spun", "abstain")}
    assert counts == {name: sum(s["decision"] == name for s in truth.values()) for name in counts}


def test_tagging_keeps_all(crawl: Path) -> None:
    kept, _ = run(crawl, SpinFilter(fpr=0.05, tier="fast", action="tag"))
    truth = scores(crawl, "--tier", "fast", "--fpr", "0.05")
    assert {name: record["metadata"] for name, record in kept.items()} == {
        name: expected(score) for name, score in truth.items()
    }


def test_with_an_index_of_originals(crawl: Path, example: Callable[[str], str]) -> None:
    with spunlib.SourceIndex.open(crawl / "originals", mode="w") as index:
        index.add("wire-7", example("original"), date="2021-05-03")
    kept, _ = run(crawl, SpinFilter(tier="fast", action="tag", index=crawl / "originals"))
    truth = scores(crawl, "--tier", "fast", "--index", "originals")
    assert {name: record["metadata"] for name, record in kept.items()} == {
        name: expected(score, index=True) for name, score in truth.items()
    }
    assert any(record["metadata"]["spun_sources"] != "[]" for record in kept.values())


def test_tasks_in_processes_of_their_own(crawl: Path) -> None:
    """The filter is pickled to them; each loads the model from the package."""
    kept, stats = run(crawl, SpinFilter(tier="fast", action="tag"), tasks=2, workers=2)
    truth = scores(crawl, "--tier", "fast")
    assert {name: record["metadata"] for name, record in kept.items()} == {
        name: expected(score) for name, score in truth.items()
    }
    assert sorted(path.name for path in (crawl / "kept").iterdir()) == ["00000.jsonl", "00001.jsonl"]
    assert stats["total"].total == N


def test_one_document(example: Callable[[str], str], detector: spunlib.SpinDetector) -> None:
    record = Record(example("spun"), "7")
    assert SpinFilter(spans=False).filter(record) == (False, "synonym_spun")
    assert record.metadata["spun_likelihood"] == detector.score(record.text).likelihood
    assert "spun_spans" not in record.metadata
    assert SpinFilter().filter(Record("Too short.", "8")) is True


def test_what_cannot_be_scored_is_kept_and_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    record = Record(None, "7")  # type: ignore[arg-type]
    assert SpinFilter().filter(record) is True
    assert record.metadata["spun_error"] == "a text must be a str, not NoneType"
    assert (record.metadata["spun_decision"], record.metadata["spun_spans"]) == (None, [])


def test_a_pickled_filter_is_small_and_works(example: Callable[[str], str]) -> None:
    spin = SpinFilter(tier="fast")
    spin.filter(Record("Too short.", "8"))
    packed = pickle.dumps(spin)
    assert len(packed) < 5_000
    assert pickle.loads(packed).filter(Record(example("spun"), "7")) == (False, "synonym_spun")  # noqa: S301


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"fpr": 2}, "fpr"),
        ({"tier": "slow"}, "tier must be"),
        ({"action": "keep"}, "action must be 'drop' or"),
    ],
)
def test_wrong_options_are_refused_before_the_pipeline_starts(options: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        SpinFilter(**options)


def test_a_missing_model_or_index_stops_the_task(tmp_path: Path) -> None:
    with pytest.raises(ModelError):
        SpinFilter(model=tmp_path / "none").filter(Record("A text.", "7"))
    with pytest.raises(SourceIndexError):
        list(SpinFilter(index=tmp_path / "none").run(iter([Record("A text.", "7")])))


def test_the_example_of_the_page_runs(crawl: Path) -> None:
    page = (ROOT / "docs" / "datatrove.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"^```python\n(.*?)^```$", page, flags=re.DOTALL | re.MULTILINE)
    exec(compile(code, "datatrove.md", "exec"), {"__name__": "__main__"})  # noqa: S102
    kept, out = (lines(*(crawl / folder).iterdir()) for folder in ("kept", "dropped"))
    assert len(kept) + len(out) == N
    assert {record["metadata"]["filter_reason"] for record in out.values()} <= {"synonym_spun", "paraphrased"}
