"""The documentation cannot drift: its examples run, its commands print what it shows, its links lead on."""

from __future__ import annotations

import contextlib
import doctest
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
# A name in code type is a file of the repository when it starts with one of these and holds no wildcard.
NAMED_FILE = re.compile(r"`((?:spunlib|tests|docs|benchmarks|models|\.ci)/[\w./-]+)`")


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def blocks(page: Path, language: str) -> str:
    """All fenced blocks of one language, as one text with the line numbers of the page."""
    text = page.read_text(encoding="utf-8")
    kept = [""] * text.count("\n")
    for match in FENCE.finditer(text):
        if match[1] == language:
            first = text.count("\n", 0, match.start(2))
            lines = match[2].splitlines()
            kept[first : first + len(lines)] = lines
    return "\n".join(kept) + "\n"


def commands(page: Path) -> Iterator[tuple[str, str]]:
    """Each `$ spunlib ...` of the console blocks with the output shown below it."""
    for part in re.split(r"^\$ ", blocks(page, "console"), flags=re.MULTILINE)[1:]:
        command, _, shown = part.partition("\n")
        if command.startswith("spunlib ") and "|" not in command and ">" not in command:
            yield command, shown.strip() + "\n"


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_python_examples(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    test = doctest.DocTestParser().get_doctest(blocks(page, "python"), {}, name(page), str(page), 0)
    complaints: list[str] = []
    doctest.DocTestRunner(optionflags=FLAGS).run(test, out=complaints.append)
    assert not complaints, "".join(complaints)


SHOWN = [(page, command, shown) for page in PAGES for command, shown in commands(page)]


@pytest.mark.parametrize(("page", "command", "shown"), SHOWN, ids=[f"{name(p)}: {c}" for p, c, _ in SHOWN])
def test_commands_print_what_is_shown(
    page: Path, command: str, shown: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from spunlib.cli import main

    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "80")
    with contextlib.suppress(SystemExit):  # how argparse ends after --help
        main(shlex.split(command)[1:])
    printed = capsys.readouterr().out
    checker = doctest.OutputChecker()
    example = doctest.Example(command, shown)
    assert checker.check_output(shown, printed, FLAGS), checker.output_difference(example, printed, FLAGS)


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_and_named_files_exist(page: Path) -> None:
    prose = FENCE.sub("", page.read_text(encoding="utf-8"))
    for target in LINK.findall(prose):
        path, _, _ = target.partition("#")
        if path and "://" not in path and not path.startswith("mailto:"):
            assert (page.parent / path).exists(), f"{name(page)} links to {target}"
    for target in NAMED_FILE.findall(prose):
        assert (ROOT / target).exists(), f"{name(page)} names {target}"
