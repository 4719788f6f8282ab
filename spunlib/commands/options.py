"""What several commands have in common: options, the files that they name, and how they speak."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final, TypeAlias

from spunlib.document import Document
from spunlib.errors import UsageError
from spunlib.reading.files import STANDARD_INPUT, Meter
from spunlib.reading.readable import Readable
from spunlib.report.progress import Progress
from spunlib.report.report import Failure
from spunlib.report.visible import visible

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
"""Where a command, or an action of one, enters its name."""

_FILE_HELP: Final = "file or folder, or - for standard input (the default)"


def add_files(command: argparse.ArgumentParser) -> None:
    """The argument FILE; `paths_of` reads it."""
    command.add_argument("files", metavar="FILE", nargs="*", help=_FILE_HELP)


def add_fields(command: argparse.ArgumentParser) -> None:
    """The options that name the fields of records."""
    command.add_argument("--text-field", metavar="NAME", help="field of a record that holds its text (text)")
    command.add_argument("--id-field", metavar="NAME", help="field of a record that holds its id (id)")


def paths_of(options: argparse.Namespace) -> list[str]:
    """The files that are named, or standard input.

    Raises:
        UsageError: none is named, and standard input is a terminal: nobody means to type a text.
    """
    if not options.files and sys.stdin.isatty():
        raise UsageError("no FILE; name files or folders, or - to type a text")
    return options.files or [STANDARD_INPUT]


def readable(
    documents: Iterator[Document | Failure], logged: bool = False, meter: Meter | None = None
) -> Readable:
    """The documents that can be read; the others are named on standard error, as is how far one has come."""
    return Readable(documents, Progress(sys.stderr, logged=logged, share=meter.share if meter else None))


def make_folder(path: str) -> None:
    """Before hours of work whose result could not be written.

    Raises:
        UsageError: the folder cannot be made.
    """
    try:
        Path(path).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"cannot write to {path}: {error.strerror}") from error


def share(value: str) -> float:
    """A share as argparse reads it: a number above 0 and below 1.

    >>> share("0.01")
    0.01
    """
    try:
        number = float(value)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{value} is not a number") from None
    if not 0 < number < 1:
        raise argparse.ArgumentTypeError(f"{value} is not between 0 and 1")
    return number


def say(message: str) -> None:
    """A line on standard error."""
    sys.stderr.write(f"spunlib: {visible(message)}\n")
