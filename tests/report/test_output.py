from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from spunlib.document import Document
from spunlib.errors import UsageError
from spunlib.report import Failure
from spunlib.report.output import open_output, refuse_overlap
from spunlib.report.progress import Progress
from spunlib.report.resume import Finished, skip_finished


def line(name: str, **more: object) -> str:
    return json.dumps({"schema_version": 1, "id": name, **more}) + "\n"


def documents(*names: str) -> Iterator[Document | Failure]:
    return iter([Document("", id=name) for name in names])


def write_and_be_interrupted(path: Path, append: bool) -> None:
    with open_output(str(path), append) as output:
        output.write("2\n")
        assert path.read_text().endswith("2\n") == append
        raise KeyboardInterrupt


def test_a_file_is_whole_or_not_there(tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    with open_output(str(path)) as output:
        output.write("caf\u00e9 \ud800\n")
        assert not path.exists()
    assert path.read_bytes() == b"caf\xc3\xa9 \\ud800\n"
    with pytest.raises(KeyboardInterrupt):
        write_and_be_interrupted(path, append=False)
    assert path.read_bytes().startswith(b"caf")
    assert list(tmp_path.iterdir()) == [path]


def test_appending_keeps_what_was_written(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_text("1\n")
    with pytest.raises(KeyboardInterrupt):
        write_and_be_interrupted(path, append=True)
    assert path.read_text() == "1\n2\n"


def test_links_and_devices_stay(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "file")
    with open_output(str(tmp_path / "link")) as output:
        output.write("x")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "file").read_text() == "x"
    with open_output("/dev/null") as output:
        output.write("x")


@pytest.mark.parametrize("name", ["", "no/such/folder"])
def test_what_cannot_be_written_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="cannot write"), open_output(str(tmp_path / name)):
        pass


@pytest.mark.parametrize("output", ["in.txt", "folder/deep/out.jsonl", "../{}/in.txt"])
def test_output_among_the_inputs_is_refused(tmp_path: Path, output: str) -> None:
    inputs = [str(tmp_path / "in.txt"), str(tmp_path / "folder")]
    refuse_overlap(str(tmp_path / "out.jsonl"), inputs)
    refuse_overlap(None, inputs)
    with pytest.raises(UsageError, match="part of the input"):
        refuse_overlap(str(tmp_path / output.format(tmp_path.name)), inputs)


@pytest.mark.parametrize(
    "torn", ["", '{"sch', '{"schema_version": 1, "id": "c"}', '{"schema_version": 1, "id\n']
)
def test_resume_skips_what_is_done_and_cuts_a_torn_line(tmp_path: Path, torn: str) -> None:
    path = tmp_path / "out.jsonl"
    path.write_text(line("a", fpr=0.01) + line("b", error="no such file") + torn)
    left = documents("a", "b", "c", "d")
    assert skip_finished(str(path), left, fpr=0.01) == Finished(2, 1)
    assert [document.id for document in left] == ["c", "d"]
    assert path.read_text() == line("a", fpr=0.01) + line("b", error="no such file")


def test_resume_takes_zeros_after_a_power_failure_for_a_torn_line(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    for torn in ("\0" * 5000, '{"schema_ver' + "\0" * 99):
        path.write_text(line("a") + torn)
        assert skip_finished(str(path), documents("a", "b"), fpr=0.01) == Finished(1, 0)
        assert path.read_text() == line("a")


def test_resume_knows_documents_of_one_name_apart_by_their_order(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_text(line("a") + line("b") + line("a"))
    left = documents("a", "b", "a", "a", "b")
    assert skip_finished(str(path), left, fpr=0.01) == Finished(3, 0)
    assert [document.id for document in left] == ["a", "b"]


def test_resume_looks_at_names_alone(tmp_path: Path) -> None:
    class Unread:
        def __init__(self, name: str) -> None:
            self.id = name

    path = tmp_path / "out.jsonl"
    path.write_text(line("a"))
    left = iter([Unread("a"), Unread("b")])
    assert skip_finished(str(path), left, fpr=0.01) == Finished(1, 0)
    assert next(left).id == "b"


def test_resume_keeps_what_was_said_of_a_file_that_has_vanished(tmp_path: Path) -> None:
    folder = tmp_path / "crawl"
    folder.mkdir()
    names = [str(folder / name) for name in ("a.txt", "b.txt", "c.txt", "d.txt")]
    for name in (names[0], names[2], names[3]):
        Path(name).touch()
    path = tmp_path / "out.jsonl"
    written = line(names[0]) + line(names[1]) + line(names[2])
    path.write_text(written)
    left = documents(names[0], names[2], names[3])
    assert skip_finished(str(path), left, 0.01, [str(folder)]) == Finished(3, 0)
    assert [document.id for document in left] == [names[3]]
    with pytest.raises(UsageError, match="where the input has"):  # it was in no folder of this run
        skip_finished(str(path), documents(names[0], names[2]), 0.01, [str(tmp_path / "other")])


def test_resume_without_output_starts_at_the_beginning(tmp_path: Path) -> None:
    assert skip_finished(str(tmp_path / "out.jsonl"), documents("a"), fpr=0.01) == Finished()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("An essay that somebody wrote", "line 1 of .* is no line of results"),
        (line("a") + "{}\n" + line("b"), "line 2 of .* is no line of results"),
        (line("b"), "is about 'b', where the input has 'a'"),
        (line("a") + line("b") + line("c"), "where the input has no more documents"),
        (line("a", fpr=0.1), "made with --fpr 0.1"),
    ],
)
def test_resume_refuses_other_output(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "out.jsonl"
    path.write_text(content)
    with pytest.raises(UsageError, match=message):
        skip_finished(str(path), documents("a", "b"), fpr=0.01)
    assert path.read_text() == content


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_drawn_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spunlib.report.progress._INTERVAL", 0)
    terminal, log = Terminal(), io.StringIO()
    results = [Failure("a", "gone")] * 1000
    for stream in (terminal, log, None):
        assert list(Progress(stream, documents=500).watch(results)) == results
    assert "1,500 documents" in terminal.getvalue()
    assert terminal.getvalue().endswith("\r\x1b[K")
    assert log.getvalue() == ""


def test_a_log_gets_a_line_every_so_often(monkeypatch: pytest.MonkeyPatch) -> None:
    log = io.StringIO()
    list(Progress(log, logged=True).watch([Failure("a", "gone")] * 3))
    assert log.getvalue() == ""  # it took no minute
    monkeypatch.setattr("spunlib.report.progress._LOG_INTERVAL", 0)
    list(Progress(log, logged=True).watch([Failure("a", "gone")] * 3))
    shown = log.getvalue().splitlines()
    assert len(shown) == 3
    assert re.fullmatch(r"spunlib: 3 documents, [\d,]+/s, 3 failed", shown[-1])


def test_time_left_follows_from_what_was_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spunlib.report.progress._INTERVAL", 0)
    monkeypatch.setattr("spunlib.report.progress._LOG_INTERVAL", 0)
    clock = iter(range(0, 10_000, 30))
    monkeypatch.setattr("spunlib.report.progress.time.monotonic", lambda: next(clock))
    for stream in (Terminal(), io.StringIO()):
        shares = iter([0.5, 0.6, 0.75, 1.0])  # the first: what an earlier run had read
        list(Progress(stream, 500, logged=True, share=shares.__next__).watch("abc"))
        shown = [part for part in re.split(r"\r\x1b\[K|\n", stream.getvalue()) if part]
        assert [part.rpartition(", ")[2] for part in shown] == ["2 min left", "1 min left", "0 s left"]
        assert "60%, 501 documents, 0/s, 0 failed, 2 min left" in shown[0]
        assert shown[0].startswith("[############--------] 60%" if stream.isatty() else "spunlib: 60%")


def test_time_left_is_not_made_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spunlib.report.progress._LOG_INTERVAL", 0)
    log = io.StringIO()
    list(Progress(log, logged=True, share=lambda: None).watch("ab"))
    list(Progress(log, logged=True, share=lambda: 0.0).watch("ab"))
    assert "left" not in log.getvalue()


def test_messages_do_not_run_into_the_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spunlib.report.progress._INTERVAL", 0)
    terminal, log = Terminal(), io.StringIO()
    progress = Progress(terminal)
    for _ in progress.watch("ab"):
        progress.say("left out: \x1b")
    assert "1 documents, " in terminal.getvalue()
    assert terminal.getvalue().count("\r\x1b[Kspunlib: left out: \\x1b\n") == 2
    Progress(log).say("left out: c")
    assert log.getvalue() == "spunlib: left out: c\n"
    Progress(None).say("left out: d")
