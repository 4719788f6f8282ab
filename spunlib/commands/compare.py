"""``spunlib compare``: one suspect against one original."""

from __future__ import annotations

import argparse
from itertools import islice

from spunlib.commands.options import Commands
from spunlib.detector import compare
from spunlib.document import Document
from spunlib.errors import InputError, UsageError
from spunlib.reading.files import STANDARD_INPUT
from spunlib.reading.reader import read_documents
from spunlib.report.output import open_output, refuse_overlap
from spunlib.report.report import Failure
from spunlib.report.screen import Screen
from spunlib.report.terminal import render_comparison


def add_command(commands: Commands) -> None:
    """Enter the command and its options."""
    command = commands.add_parser("compare", help="compare a suspect with an original")
    command.set_defaults(run=_compare)
    command.add_argument("suspect", metavar="SUSPECT")
    command.add_argument("original", metavar="ORIGINAL")
    command.add_argument("--format", choices=["text", "json", "html"], default="text")
    command.add_argument("--output", metavar="PATH", help="file for the result instead of standard output")


def _compare(options: argparse.Namespace) -> int:
    pair = [options.suspect, options.original]
    if pair == [STANDARD_INPUT, STANDARD_INPUT]:
        raise UsageError("standard input (-) can be read only once")
    refuse_overlap(options.output, pair)
    comparison = compare(_only_document(options.suspect).text, _only_document(options.original).text)
    with open_output(options.output, encoding="utf-8" if options.format == "html" else None) as output:
        if options.format == "json":
            output.write(comparison.to_json() + "\n")
        elif options.format == "html":
            output.write(comparison.to_html())
        else:
            output.write(render_comparison(comparison, Screen.of(output)))
    return 0


def _only_document(path: str) -> Document:
    documents = list(islice(read_documents([path]), 2))
    if len(documents) != 1:
        raise InputError(
            f"{path}: {'several documents' if documents else 'no document'} where one is compared"
        )
    if isinstance(documents[0], Failure):
        raise InputError(documents[0].error)
    return documents[0]
