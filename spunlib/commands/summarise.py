"""``spunlib summarise``: results of ``score --format jsonl``, summed up by site, author or file."""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Iterator
from typing import TextIO

from spunlib.commands.options import Commands, say
from spunlib.errors import InputError
from spunlib.reading.codecs import BLOCK
from spunlib.reading.decoding import decoded_lines
from spunlib.reading.files import STANDARD_INPUT, open_bytes
from spunlib.reading.records import parse_object
from spunlib.reading.unpacking import Unpacked, UnpackedFile
from spunlib.report.output import open_output, refuse_overlap
from spunlib.report.progress import Progress
from spunlib.report.screen import Screen
from spunlib.summary import GROUPINGS, Outcome, Summary
from spunlib.summary.formats import as_html, as_jsonl, as_text


def add_command(commands: Commands) -> None:
    """Enter the command and its options."""
    command = commands.add_parser(
        "summarise", aliases=["summarize"], help="sum up results of score --format jsonl"
    )
    command.set_defaults(run=_summarise)
    command.add_argument("results", metavar="RESULTS", nargs="*", default=[STANDARD_INPUT], help="JSON lines")
    command.add_argument("--group-by", choices=list(GROUPINGS), required=True, help="one summary for each")
    command.add_argument("--format", choices=["text", "jsonl", "html"], default="text")
    command.add_argument("--output", metavar="PATH", help="file for the summary instead of standard output")


def write_summary(summary: Summary, form: str, output: TextIO) -> None:
    """Write all of a summary, as text, JSON lines or HTML."""
    if form == "jsonl":
        output.writelines(as_jsonl(summary))
    elif form == "html":
        output.writelines(as_html(summary))
    else:
        output.writelines(as_text(summary, Screen.of(output)))


def _summarise(options: argparse.Namespace) -> int:
    refuse_overlap(options.output, options.results)
    summary = Summary(options.group_by)
    progress = Progress(sys.stderr)
    torn: list[str] = []
    for path in options.results:
        summary.add(progress.watch(_outcomes(path, torn)))
    with open_output(options.output, encoding="utf-8" if options.format == "html" else None) as output:
        write_summary(summary, options.format, output)
    for place in torn:
        say(f"left out: {place} is torn: the run that wrote it was cut off, or is not done yet")
    return 1 if torn else 0


def _outcomes(path: str, torn: list[str]) -> Iterator[Outcome]:
    """The results in a file; ``torn`` gets the place of a last line that is not whole."""
    with open_bytes(path) as stream:
        lines = decoded_lines(io.BufferedReader(UnpackedFile(Unpacked(stream)), BLOCK), path)
        for number, line in enumerate(lines, start=1):
            outcome = _outcome(line, f"{path}:{number}")
            if outcome:
                yield outcome
            else:
                torn.append(f"{path}:{number}")


def _outcome(line: str, place: str) -> Outcome | None:
    """The result in a line; None if the line is torn."""
    try:
        return Outcome.of_line(parse_object(line))
    except InputError as error:
        if line.endswith("\n"):
            raise InputError(f"{place}: {error}") from error
        return None
