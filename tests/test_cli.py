"""The command line over a detector of two words, so that nothing here depends on a model."""

from __future__ import annotations

import gzip
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jsonschema
import pytest

from spunlib import cli
from spunlib.document import Document
from spunlib.errors import ModelError, SourceIndexError, UsageError
from spunlib.report import Artifact, Report

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = json.loads((ROOT / "docs" / "report.schema.json").read_text(encoding="utf-8"))
SPUN = "He despatched a letter.\n"
HUMAN = "He sent a letter.\n"
SOURCES = [
    {
        "id": "wire-1",
        "score": 0.9,
        "metadata": {},
        "verified": True,
        "relation": "synonym_spun",
        "likelihood": 0.98,
        "published": None,
    }
]


class FakeDetector:
    """Finds "despatched"; breaks on "bomb"; knows thresholds for fpr up to 0.5."""

    model = SimpleNamespace(name="fake-1")

    def __init__(self) -> None:
        self.calls: list[dict[str, Any]] = []

    def score(self, text: str, fpr: float = 0.01, index: object = None) -> Report:
        if fpr > 0.5:
            raise UsageError(f"the model has no threshold for fpr {fpr}")
        if "bomb" in text:
            raise ZeroDivisionError("boom")
        at = text.find("despatched")
        found = [Artifact(at, at + 10, "despatched", "synonym", ("sent",), 2.0, "Tools put it for 'sent'.")]
        share = 0.98 if at >= 0 else 0.02
        return Report(
            text=text,
            likelihood=share,
            kinds={"human": 1 - share, "synonym_spun": share, "paraphrased": 0, "translated": 0},
            decision="spun" if at >= 0 else "not_spun",
            reason="Because.",
            fpr=fpr,
            threshold=0.5,
            n_words=len(text.split()),
            artifacts=found if at >= 0 else [],
            sources=SOURCES if index else (),
            model="fake-1",
        )

    def score_many(
        self, texts: Iterable[Document], fpr: float = 0.01, n_jobs: int = 1, index: object = None
    ) -> Iterator[Report]:
        self.calls.append({"fpr": fpr, "n_jobs": n_jobs})
        return (self.score(document.text, fpr, index).named(document) for document in texts)

    def save(self, path: str) -> None:
        (Path(path) / "manifest.json").write_text("{}")


class FakeMatch:
    def to_dict(self) -> dict[str, Any]:
        return SOURCES[0]


class FakeIndex:
    added: list[str] = []  # noqa: RUF012 what the last test added
    calls: list[Any] = []  # noqa: RUF012 what else it did

    def __enter__(self) -> FakeIndex:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @classmethod
    def open(cls, path: str, mode: str, **made: Any) -> FakeIndex:
        if path.endswith("missing") and mode == "r":
            raise SourceIndexError(f"there is no index in {path}")
        if mode == "w":
            cls.added = []
        cls.calls.append((mode, made))
        return cls()

    def add_many(self, documents: Iterable[Any]) -> None:
        for document in documents:
            if document.id in self.added:
                raise SourceIndexError(f"{document.id!r} is in the index already")
            self.added.append(document.id)

    def delete(self, ids: Iterable[str]) -> int:
        found = [name for name in ids if name in self.added]
        for name in found:
            self.added.remove(name)
        return len(found)

    def commit(self) -> None:
        self.calls.append(("commit", len(self.added)))

    def compact(self) -> None:
        self.calls.append("compact")

    def close(self) -> None:
        pass

    def search_many(self, texts: Iterable[str]) -> Iterator[list[FakeMatch]]:
        return ([FakeMatch()] if "letter" in text else [] for text in texts)

    def info(self) -> dict[str, Any]:
        return {"documents": 3}


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def detector(monkeypatch: pytest.MonkeyPatch, comparison_of: Callable[..., Any]) -> FakeDetector:
    fake = FakeDetector()

    def load(name: str = "en-1", tier: str = "auto") -> FakeDetector:
        if name == "altered":
            raise ModelError("altered was changed after it was made; install it again")
        fake.calls.append({"name": name, "tier": tier})
        return fake

    for room in ("cli", "commands.score", "commands.train"):
        monkeypatch.setattr(f"spunlib.{room}.load", load)
    monkeypatch.setattr("spunlib.commands.compare.compare", comparison_of)
    monkeypatch.setattr("spunlib.index.SourceIndex", FakeIndex)
    return fake


@pytest.fixture
def comparison_of() -> Callable[[str, str], Any]:
    class FakeComparison:
        def __init__(self, suspect: str, original: str) -> None:
            self.relation = "identical" if suspect == original else "synonym_spun"
            self.likelihood, self.coverage, self.reason = 0.5, 1.0, "Because."
            self.substitutions, self.kept = (), ()

        def to_json(self) -> str:
            return json.dumps({"relation": self.relation})

        def to_html(self) -> str:
            return "<!DOCTYPE html>"

    return FakeComparison


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with a spun text, a human one and records of both."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "spun.txt").write_text(SPUN)
    (tmp_path / "human.txt").write_text(HUMAN)
    records = [{"id": f"r{n}", "text": SPUN if n % 2 else HUMAN, "site": "x"} for n in range(10)]
    (tmp_path / "records.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))
    return tmp_path


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    for line in found:
        jsonschema.validate(line, SCHEMA)
    return found


def pipe_in(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    raw = io.BufferedReader(io.BytesIO(content))  # type: ignore[arg-type]
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(raw))


def test_score_as_text(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["score", "spun.txt", "human.txt"]) == 0
    shown = capsys.readouterr()
    assert shown.out.startswith(
        "spun.txt\n  decision    spun\n  likelihood  0.98, threshold 0.50 (fpr 0.01)\n"
    )
    assert "He [despatched] a letter." in shown.out
    assert "despatched: probably sent (synonym +2.0)" in shown.out
    assert "\n\nhuman.txt\n  decision    not_spun\n" in shown.out
    assert shown.err == ""


def test_score_as_jsonl(files: Path, capsys: pytest.CaptureFixture[str], detector: FakeDetector) -> None:
    command = [
        "score",
        "--format",
        "jsonl",
        "--fpr",
        "0.001",
        "--jobs",
        "2",
        "--tier",
        "fast",
        "records.jsonl",
    ]
    assert cli.main([*command, "spun.txt"]) == 0
    found = lines(capsys)
    assert [line["id"] for line in found] == [*(f"r{n}" for n in range(10)), "spun.txt"]
    assert [line["decision"] for line in found[:2]] == ["not_spun", "spun"]
    assert (found[0]["input"], found[0]["fpr"], found[0]["model"]) == ({"site": "x"}, 0.001, "fake-1")
    assert "input" not in found[-1]
    assert detector.calls == [{"name": "en-1", "tier": "fast"}, {"fpr": 0.001, "n_jobs": 2}]


def test_score_as_html(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["score", "--format", "html", "--output", "out.html", "spun.txt", "gone.txt"]) == 1
    page = (files / "out.html").read_text(encoding="utf-8")
    assert ">despatched</mark>" in page
    assert "gone.txt: No such file or directory" in page
    assert capsys.readouterr().out == ""


def test_score_reads_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pipe_in(monkeypatch, SPUN.encode())
    assert cli.main(["score", "--format", "jsonl"]) == 0
    pipe_in(monkeypatch, b'{"body": "despatched"}\n')
    assert cli.main(["score", "--format", "jsonl", "--text-field", "body", "-"]) == 0
    assert [(line["id"], line["decision"]) for line in lines(capsys)] == [("-", "spun"), ("-:1", "spun")]


def test_errors_keep_their_places_and_the_run_goes_on(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (files / "bomb.txt").write_text("a bomb")
    (files / "binary.txt").write_bytes(bytes(1000))
    (files / "cut.jsonl.gz").write_bytes(gzip.compress(SPUN.encode())[:-12])
    (files / "folder").mkdir()
    names = [
        "gone.txt",
        "spun.txt",
        "bomb.txt",
        "binary.txt",
        "cut.jsonl.gz",
        "folder",
        "x.parquet",
        "human.txt",
    ]
    assert cli.main(["score", "--format", "jsonl", *names]) == 1
    shown = capsys.readouterr()
    found = [json.loads(line) for line in shown.out.splitlines()]
    assert [line["id"] for line in found] == names
    assert ["error" in line for line in found] == [True, False, True, True, True, True, True, False]
    assert found[2]["error"] == "scoring failed: ZeroDivisionError: boom"
    assert shown.err == "spunlib: 6 of 8 documents have no score; the results say why\n"


def test_strange_texts_and_names_break_nothing(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    records = [
        {"text": "\ud800 despatched \u202e\x1b[31m", "id": "\ud800"},
        {"text": "", "note": float("nan")},
        {"text": "\u05d0\u05d1 despatched", "deep": [[[{}]]]},
    ]
    (files / "odd.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))
    raw = os.fsdecode(b"caf\xe9.txt")
    (files / raw).write_text(SPUN)
    for form in ("text", "jsonl", "html"):
        assert cli.main(["score", "--format", form, "odd.jsonl", raw]) == 0
        assert capsys.readouterr().out.encode("utf-8")


def test_index_is_passed_to_the_detector(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["score", "--format", "jsonl", "--index", "originals", "spun.txt"]) == 0
    assert lines(capsys)[0]["sources"] == SOURCES
    assert cli.main(["score", "--index", "missing", "spun.txt"]) == 1
    assert capsys.readouterr().err == "spunlib: error: there is no index in missing\n"


def test_resume(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["score", "records.jsonl", "gone.txt", "spun.txt", "--format", "jsonl", "--output", "out.jsonl"]
    assert cli.main(command) == 1
    whole = (files / "out.jsonl").read_bytes()
    for kept in (0, 1, 40, len(whole) // 2, len(whole) - 1, len(whole)):
        (files / "out.jsonl").write_bytes(whole[:kept])
        assert cli.main([*command, "--resume"]) == 1
        assert (files / "out.jsonl").read_bytes() == whole
        assert "1 of 12 documents have no score" in capsys.readouterr().err


def test_an_interrupted_run_leaves_no_half_file(
    files: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(self: FakeDetector, texts: Iterator[Document], **_: object) -> Iterator[Report]:
        document = next(texts)
        yield self.score(document.text).named(document)
        raise KeyboardInterrupt

    monkeypatch.setattr(FakeDetector, "score_many", interrupted)
    before = set(files.iterdir())
    command = ["score", "records.jsonl", "--format", "jsonl", "--output", "out.jsonl"]
    assert cli.main(command) == 130
    assert set(files.iterdir()) == before
    assert cli.main([*command, "--resume"]) == 130
    assert (files / "out.jsonl").read_text().count("\n") == 1
    assert capsys.readouterr().err == "spunlib: interrupted\n" * 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("", "arguments are required: COMMAND"),
        ("spin", "invalid choice"),
        ("score --no-such-option", "unrecognized arguments"),
        ("score --fpr 0 spun.txt", "0 is not between 0 and 1"),
        ("score --fpr nan spun.txt", "nan is not between 0 and 1"),
        ("score --fpr x spun.txt", "argument --fpr: x is not a number"),
        ("score --fpr 0.9 spun.txt", "no threshold for fpr 0.9"),
        ("score --jobs x spun.txt", "argument --jobs: invalid int value"),
        ("score --tier slow spun.txt", "invalid choice"),
        ("score - -", "only once"),
        ("score --resume spun.txt", "--resume continues a file"),
        ("score --resume --output out.txt spun.txt", "--resume continues a file"),
        ("score --output no/such/folder/out.txt spun.txt", "cannot write"),
        ("score --output spun.txt spun.txt", "part of the input"),
        ("score --output ./out.jsonl .", "part of the input"),
        ("compare spun.txt", "required: ORIGINAL"),
        ("compare - -", "only once"),
        ("compare spun.txt human.txt --format jsonl", "invalid choice"),
        ("index info originals spun.txt", "unrecognized arguments: spun.txt"),
        ("index lose originals", "invalid choice"),
        ("index", "arguments are required: ACTION"),
        ("index delete originals", "arguments are required: ID"),
        ("index add originals spun.txt --no-texts", "unrecognized arguments: --no-texts"),
        ("index build originals spun.txt --words x", "argument --words: invalid int value"),
        ("train records.jsonl", "required: --output"),
        ("train records.jsonl --output spun.txt", "cannot write to spun.txt"),
    ],
)
def test_wrong_usage(files: Path, arguments: str, message: str, capsys: pytest.CaptureFixture[str]) -> None:
    try:
        status = cli.main(arguments.split())
    except SystemExit as end:
        status = end.code  # type: ignore[assignment]
    shown = capsys.readouterr()
    assert status == 2
    assert message in shown.err
    assert shown.out == ""


def test_without_files_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", Terminal())
    assert cli.main(["score"]) == 2
    assert "no FILE" in capsys.readouterr().err


def test_progress_is_drawn_on_a_terminal_only(
    files: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("spunlib.report.progress._INTERVAL", 0)
    command = ["score", "records.jsonl", "--format", "jsonl", "--output", "out.jsonl"]
    assert cli.main(command) == 0
    assert capsys.readouterr().err == ""
    monkeypatch.setattr("sys.stderr", Terminal())
    assert cli.main(command) == 0
    assert "10 documents" in sys.stderr.getvalue()  # type: ignore[attr-defined]


def test_colour_on_a_terminal(files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr("sys.stdout", Terminal())
    assert cli.main(["score", "spun.txt"]) == 0
    assert "\x1b[1;33mdespatched\x1b[0m" in sys.stdout.getvalue()  # type: ignore[attr-defined]


def test_compare(files: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["compare", "spun.txt", "human.txt"]) == 0
    assert capsys.readouterr().out.startswith("  relation    synonym_spun\n")
    pipe_in(monkeypatch, SPUN.encode())
    assert cli.main(["compare", "-", "spun.txt", "--format", "json"]) == 0
    assert capsys.readouterr().out == '{"relation": "identical"}\n'
    assert cli.main(["compare", "spun.txt", "spun.txt", "--format", "html", "--output", "out.html"]) == 0
    assert (files / "out.html").read_text() == "<!DOCTYPE html>"


@pytest.mark.parametrize(
    ("original", "message"),
    [("gone.txt", "No such file"), ("records.jsonl", "several documents"), ("none.jsonl", "no document")],
)
def test_compare_takes_one_document_each(
    files: Path, original: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (files / "none.jsonl").write_text("\n")
    assert cli.main(["compare", "spun.txt", original]) == 1
    assert message in capsys.readouterr().err


def test_index(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["index", "build", "originals", "human.txt"]) == 0
    assert cli.main(["index", "add", "originals", "records.jsonl", "gone.txt"]) == 1
    assert FakeIndex.added == ["human.txt", *(f"r{n}" for n in range(10))]
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err == "spunlib: left out: gone.txt: No such file or directory\n"
    assert cli.main(["index", "add", "originals", "human.txt", "spun.txt"]) == 1
    assert capsys.readouterr().err == "spunlib: left out: 'human.txt' is in the index already\n"
    assert FakeIndex.added[-1] == "spun.txt"
    assert cli.main(["index", "search", "originals", "spun.txt"]) == 0
    assert json.loads(capsys.readouterr().out) == {"id": "spun.txt", "matches": SOURCES}
    assert cli.main(["index", "info", "originals"]) == 0
    assert json.loads(capsys.readouterr().out) == {"documents": 3}


def test_index_is_made_as_asked(files: Path) -> None:
    FakeIndex.calls.clear()
    assert cli.main(["index", "build", "originals", "spun.txt"]) == 0
    assert cli.main(["index", "build", "originals", "spun.txt", "--no-texts", "--words", "16"]) == 0
    assert cli.main(["index", "add", "originals", "human.txt"]) == 0
    made = [{"n_words": None, "store_texts": True}, {"n_words": 16, "store_texts": False}, {}]
    assert FakeIndex.calls == [("w", made[0]), ("w", made[1]), ("a", made[2])]


def test_index_takes_records_of_any_fields(files: Path) -> None:
    (files / "other.jsonl").write_text('{"body": "A letter.", "url": "x/1"}\n')
    fields = ["--text-field", "body", "--id-field", "url"]
    assert cli.main(["index", "build", "originals", "other.jsonl", *fields]) == 0
    assert FakeIndex.added == ["x/1"]


def test_index_delete_and_compact(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["index", "build", "originals", "records.jsonl"]) == 0
    assert cli.main(["index", "delete", "originals", "r1", "r2"]) == 0
    assert cli.main(["index", "delete", "originals", "r1", "r3"]) == 1
    assert capsys.readouterr().err == "spunlib: there is no document 'r1' in originals\n"
    assert FakeIndex.added == ["r0", *(f"r{n}" for n in range(4, 10))]
    assert cli.main(["index", "compact", "originals"]) == 0
    assert FakeIndex.calls[-1] == "compact"
    for action in (["delete", "missing", "r1"], ["compact", "missing"]):  # and none is made
        assert cli.main(["index", *action]) == 1
        assert capsys.readouterr().err == "spunlib: error: there is no index in missing\n"


def test_index_is_committed_on_the_way(
    files: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("spunlib.reading.readable.COMMIT_EVERY", 4)
    monkeypatch.setattr("spunlib.report.progress._LOG_INTERVAL", 0)
    FakeIndex.calls.clear()
    assert cli.main(["index", "build", "originals", "records.jsonl"]) == 0
    assert [call for call in FakeIndex.calls if call[0] == "commit"] == [("commit", 4), ("commit", 8)]
    assert capsys.readouterr().err.splitlines()[-1].startswith("spunlib: 100%, 10 documents, ")


def test_index_that_was_broken_off_goes_on(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    records = [json.dumps({"id": f"n{n}", "text": HUMAN}) + "\n" for n in range(50)]
    (files / "many.jsonl").write_text("".join(records[:30]))
    assert cli.main(["index", "build", "originals", "many.jsonl"]) == 0
    (files / "many.jsonl").write_text("".join(records))
    assert cli.main(["index", "add", "originals", "many.jsonl"]) == 1
    assert FakeIndex.added == [f"n{n}" for n in range(50)]
    shown = capsys.readouterr().err.splitlines()
    assert shown[0] == "spunlib: left out: 'n0' is in the index already"
    assert shown[20:] == ["spunlib: left out: 10 more, 30 in all"]


def test_train_and_evaluate(
    files: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], detector: FakeDetector
) -> None:
    seen: list[Mapping[str, Any]] = []

    def train(records: Iterable[Mapping[str, Any]]) -> FakeDetector:
        seen.extend(records)
        return detector

    def evaluate(
        records: Iterable[Mapping[str, Any]], detector: FakeDetector, output: Path
    ) -> dict[str, Any]:
        return {"n": len(list(records)), "output": str(output)}

    monkeypatch.setattr("spunlib.training.api.train", train)
    monkeypatch.setattr("spunlib.training.api.evaluate", evaluate)
    assert cli.main(["train", "records.jsonl", "gone.txt", "--output", "new/model"]) == 1
    assert seen[0] == {"id": "r0", "text": HUMAN, "site": "x"}
    assert (files / "new" / "model" / "manifest.json").exists()
    assert "left out: gone.txt" in capsys.readouterr().err
    assert cli.main(["evaluate", "records.jsonl", "--model", "new/model", "--output", "figures"]) == 0
    assert json.loads(capsys.readouterr().out) == {"n": 10, "output": "figures"}
    assert detector.calls[-1]["name"] == "new/model"
    assert cli.main(["evaluate", "records.jsonl", "--model", "altered", "--output", "figures"]) == 1
    assert "altered was changed" in capsys.readouterr().err


def test_version_names_the_model_and_the_kernel(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        cli.main(["--version"])
    assert capsys.readouterr().out == f"spunlib {cli.__version__}, model fake-1, kernel reference (numpy)\n"


def test_module_runs_and_a_closed_pipe_is_no_error(files: Path) -> None:
    (files / "many.jsonl").write_text((json.dumps({"text": HUMAN}) + "\n") * 3000)
    command = f"{sys.executable} -m spunlib score --format jsonl many.jsonl | head -n 1"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)  # noqa: S607
    assert json.loads(done.stdout)["id"] == "many.jsonl:1"
    assert done.stderr == ""
