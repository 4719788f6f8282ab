"""`score --group-by` and `summarise`, on the shipped model: at once and later they say the same."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from spunlib import cli

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = json.loads((ROOT / "docs" / "site-report.schema.json").read_text(encoding="utf-8"))


@pytest.fixture(autouse=True)
def crawl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, example: Callable[[str], str]) -> Path:
    """The current folder, with a crawl of three sites in two files: one spins, one copies."""
    monkeypatch.chdir(tmp_path)
    spun, original, reprint = example("spun"), example("original"), example("reprint")
    pages: list[tuple[str, Any]] = [
        ("https://www.spun.example/1", spun),
        ("https://spun.example/2", spun.replace("Velmark", "Velbruk")),
        ("https://spun.example/3", "Too short."),
        ("http://copy.example/1", reprint),
        ("http://human.example/<1>", original.replace("Velmark", "Velbruk")),
        ("http://human.example/2", 7),
    ]
    lines = [json.dumps({"url": url, "text": text, "author": "Ann"}) + "\n" for url, text in pages]
    (tmp_path / "a.jsonl").write_text("".join(lines[:3]))
    (tmp_path / "b.jsonl").write_text("".join(lines[3:]))
    (tmp_path / "originals.jsonl").write_text(
        json.dumps({"id": "wire-7", "text": original, "url": "https://wire.example/7"}) + "\n"
    )
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], command: str, status: int = 0) -> str:
    assert cli.main(command.split()) == status
    return capsys.readouterr().out


@pytest.mark.parametrize("by", ["site", "author", "file"])
@pytest.mark.parametrize("form", ["text", "jsonl", "html"])
def test_at_once_and_later_are_the_same(by: str, form: str, capsys: pytest.CaptureFixture[str]) -> None:
    how = f"--group-by {by} --format {form}"
    run(capsys, "score a.jsonl b.jsonl gone.txt --format jsonl --output scores.jsonl --tier fast", 1)
    at_once = run(capsys, f"score a.jsonl b.jsonl gone.txt --tier fast {how}", 1)
    assert run(capsys, f"summarise scores.jsonl {how}") == at_once
    if form == "jsonl":
        groups = [json.loads(line) for line in at_once.splitlines()]
        for group in groups:
            jsonschema.validate(group, SCHEMA)
        assert sum(group["documents"] for group in groups) == 7
        assert sum(group["failed"] for group in groups) == 2


def test_a_crawl_by_site(capsys: pytest.CaptureFixture[str]) -> None:
    shown = run(capsys, "score a.jsonl b.jsonl --group-by site --tier fast --format jsonl", 1)
    groups = {group["group"]: group for group in map(json.loads, shown.splitlines())}
    assert list(groups) == ["spun.example", "human.example", "copy.example"]
    spun = groups["spun.example"]
    assert (spun["documents"], spun["decided"], spun["abstained"], spun["spun"]) == (3, 2, 1, 2)
    assert spun["dialects"] == {"news": 2}
    pairs = {(swap["original"], swap["substitute"]): swap["documents"] for swap in spun["substitutions"]}
    assert pairs["said", "mentioned"] == 2
    assert (groups["human.example"]["failed"], groups["human.example"]["spun"]) == (1, 0)


def test_a_crawl_by_file_names_the_files(capsys: pytest.CaptureFixture[str]) -> None:
    shown = run(capsys, "score a.jsonl b.jsonl --group-by file --tier fast --format jsonl", 1)
    groups = {group["group"]: group["documents"] for group in map(json.loads, shown.splitlines())}
    assert groups == {"a.jsonl": 3, "b.jsonl": 3}


def test_sources_of_a_site(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["index", "build", "originals", "originals.jsonl"]) == 0
    command = "score a.jsonl b.jsonl --index originals --group-by site --tier fast"
    groups = [json.loads(line) for line in run(capsys, f"{command} --format jsonl", 1).splitlines()]
    found = {group["group"]: [(s["site"], s["how"]) for s in group["source_sites"]] for group in groups}
    assert found["spun.example"] == [("wire.example", "rewritten")]
    assert found["copy.example"] == [("wire.example", "copied")]
    assert groups[0]["sources"] == [
        {"id": "wire-7", "site": "wire.example", "how": "rewritten", "documents": 2, "at_most": 2}
    ]
    shown = run(capsys, command, 1)
    assert "  from        wire.example (rewritten 2)\n" in shown
    assert " [2, proven]\n" in shown


def test_summary_as_text_and_as_a_page(crawl: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shown = run(capsys, "score a.jsonl b.jsonl --group-by site --tier fast", 1)
    assert shown.startswith(
        "3 sites together\n  documents   6: 4 decided, 1 abstained on, 1 not read or scored\n"
    )
    assert "\nspun.example\n  documents   3: 2 decided" in shown
    assert "\nnothing found\n  human.example: 0 of 1, 0.0% (95% interval 0.0% to 97.5%)\n" in shown
    run(capsys, "score a.jsonl b.jsonl --group-by file --format html --output sum.html", 1)
    run(capsys, "score a.jsonl b.jsonl --format jsonl --output s.jsonl", 1)
    page = run(capsys, "summarise s.jsonl --group-by site --format html")
    assert page.startswith("<!DOCTYPE html>")
    assert '<a href="#g0">spun.example</a>' in page
    assert page.count('<section id="g') == 1
    assert (crawl / "sum.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_names_cannot_act_on_what_shows_them(crawl: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = {"text": "Too short.", "site": "<script>\x1b[31m", "id": "7"}
    (crawl / "odd.jsonl").write_text(json.dumps(record) + "\n")
    assert "<script>" not in run(capsys, "score odd.jsonl --group-by site --format html")
    assert "\x1b" not in run(capsys, "score odd.jsonl --group-by site")


def test_results_of_several_runs_packed_or_piped(crawl: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = run(capsys, "score a.jsonl b.jsonl --group-by site --tier fast", 1)
    run(capsys, "score a.jsonl --format jsonl --output a.scores --tier fast")
    lines = run(capsys, "score b.jsonl --format jsonl --tier fast", 1)
    (crawl / "b.scores.gz").write_bytes(gzip.compress(lines.encode()))
    assert run(capsys, "summarize a.scores b.scores.gz --group-by site") == whole


def test_a_run_that_is_not_done_is_summed_up_so_far(crawl: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = run(capsys, "score a.jsonl --format jsonl --tier fast")
    (crawl / "s.jsonl").write_text(lines[:-20])
    assert cli.main(["summarise", "s.jsonl", "--group-by", "author", "--format", "jsonl"]) == 1
    shown = capsys.readouterr()
    assert json.loads(shown.out)["documents"] == 2
    assert shown.err.startswith("spunlib: left out: s.jsonl:3 is torn")


@pytest.mark.parametrize(
    ("command", "status", "message"),
    [
        ("score a.jsonl --group-by planet", 2, "invalid choice"),
        (
            "score a.jsonl --group-by site --resume --format jsonl --output s.jsonl",
            2,
            "sum up then: spunlib summarise s.jsonl --group-by site",
        ),
        ("summarise s.jsonl", 2, "required: --group-by"),
        ("summarise a.jsonl --group-by site", 1, "a.jsonl:1: this is no result of spunlib score"),
        ("summarise gone.jsonl --group-by site", 1, "gone.jsonl"),
        ("summarise a.jsonl --group-by site --output a.jsonl", 2, "part of the input"),
    ],
)
def test_wrong_usage(
    command: str, status: int, message: str, crawl: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        done = cli.main(command.split())
    except SystemExit as end:
        done = end.code  # type: ignore[assignment]
    assert (done, message in capsys.readouterr().err) == (status, True)
    assert not (crawl / "s.jsonl").exists()
