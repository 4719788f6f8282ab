"""The command ``spunlib``; docs/command-line.md describes it.

Results alone go to standard output (or to ``--output``), messages and progress to standard error. The exit
status is 0 if all is done, 1 if something could not be read or scored, 2 on wrong usage, 130 if interrupted.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, TextIO

from spunlib.detector import compare, load
from spunlib.document import Document
from spunlib.errors import InputError, SourceIndexError, SpunlibError, UsageError
from spunlib.reading.files import STANDARD_INPUT
from spunlib.reading.reader import read_documents
from spunlib.report.encoding import to_json
from spunlib.report.formats import as_html, as_jsonl, as_text
from spunlib.report.output import open_output, refuse_overlap
from spunlib.report.progress import Progress
from spunlib.report.report import Failure, Report
from spunlib.report.results import score_documents
from spunlib.report.resume import Finished, skip_finished
from spunlib.report.screen import Screen
from spunlib.report.terminal import render_comparison
from spunlib.report.visible import visible
from spunlib.version import __version__

if TYPE_CHECKING:
    from spunlib.index import SourceIndex

KERNEL: Final = "reference (numpy)"
"""The implementation of the hot path that is in use; so far there is one."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status.

    Raises:
        SystemExit: after ``--help`` and ``--version`` (0), and on options that do not exist (2).
    """
    try:
        options = _parser().parse_args(arguments)
        return int(options.run(options))
    except UsageError as error:
        _say(f"error: {error}")
        return 2
    except BrokenPipeError:
        # Who read the results has had enough; the interpreter must not flush into the closed pipe at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (SpunlibError, OSError) as error:
        _say(f"error: {error}")
        return 1
    except KeyboardInterrupt:
        _say("interrupted")
        return 130


def _score(options: argparse.Namespace) -> int:
    if options.resume and (options.output is None or options.format != "jsonl"):
        raise UsageError("--resume continues a file: it needs --format jsonl and --output")
    paths = _paths(options.files)
    refuse_overlap(options.output, paths)
    documents = read_documents(paths, options.text_field, options.id_field)
    done = skip_finished(options.output, documents, options.fpr) if options.resume else Finished()
    detector = load(tier=options.tier)
    with ExitStack() as closing:
        index = closing.enter_context(_open_index(options.index, "r")) if options.index else None
        score_many = partial(detector.score_many, fpr=options.fpr, n_jobs=options.jobs, index=index)
        encoding = "utf-8" if options.format == "html" else None
        output = closing.enter_context(open_output(options.output, options.resume, encoding))
        terminal = sys.stderr if sys.stderr.isatty() and not output.isatty() else None
        progress = Progress(terminal, done.documents, done.failed)
        results = progress.watch(score_documents(documents, score_many))
        output.writelines(_formatted(results, options.format, output))
    if progress.failed:
        _say(f"{progress.failed:,} of {progress.documents:,} documents have no score; the results say why")
    return 1 if progress.failed else 0


def _formatted(results: Iterator[Report | Failure], form: str, output: TextIO) -> Iterator[str]:
    if form == "jsonl":
        return as_jsonl(results)
    if form == "html":
        return as_html(results)
    return as_text(results, Screen.of(output))


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


def _index(options: argparse.Namespace) -> int:
    if options.action == "info":
        if options.files:
            raise UsageError("index info takes no FILE")
        with _open_index(options.directory, "r") as index, open_output(None) as output:
            output.write(json.dumps(index.info(), indent=2) + "\n")
        return 0
    readable = _Readable(read_documents(_paths(options.files)))
    if options.action == "search":
        with _open_index(options.directory, "r") as index, open_output(None) as output:
            for document in readable:
                matches = [match.to_dict() for match in index.search(document.text)]
                output.write(to_json({"id": document.id, "matches": matches}) + "\n")
    else:
        with _open_index(options.directory, "w" if options.action == "build" else "a") as index:
            for document in readable:
                _add(index, document, readable)
    return readable.status


def _open_index(folder: Path, mode: Literal["r", "a", "w"]) -> SourceIndex:
    from spunlib.index import SourceIndex  # SQLite and all: only for those who have an index

    return SourceIndex.open(folder, mode=mode)


def _add(index: SourceIndex, document: Document, readable: _Readable) -> None:
    try:
        index.add_many([document])
    except (InputError, SourceIndexError) as error:  # its id is in the index already, most often
        readable.leave_out(str(error))


def _train(options: argparse.Namespace) -> int:
    from spunlib.training.api import train

    _make_folder(options.output)
    readable = _Readable(read_documents(options.records))
    train(map(_record, readable)).save(options.output)
    return readable.status


def _evaluate(options: argparse.Namespace) -> int:
    from spunlib.training.api import evaluate

    _make_folder(options.output)
    readable = _Readable(read_documents(options.records))
    detector = load(options.model) if options.model else load()
    metrics = evaluate(map(_record, readable), detector, Path(options.output))
    with open_output(None) as output:
        output.write(json.dumps(metrics, indent=2) + "\n")
    return readable.status


class _Readable:
    """The documents that can be read; of the others it tells on standard error and by its status."""

    def __init__(self, documents: Iterator[Document | Failure]) -> None:
        self.status = 0
        self._documents = documents

    def __iter__(self) -> Iterator[Document]:
        progress = Progress(sys.stderr if sys.stderr.isatty() else None)
        for document in progress.watch(self._documents):
            if isinstance(document, Document):
                yield document
            else:
                self.leave_out(document.error)

    def leave_out(self, reason: str) -> None:
        self.status = 1
        _say(f"left out: {reason}")


def _record(document: Document) -> dict[str, Any]:
    return {**document.metadata, "id": document.id, "text": document.text}


def _paths(files: list[str]) -> list[str]:
    if not files and sys.stdin.isatty():
        raise UsageError("no FILE; name files or folders, or - to type a text")
    return files or [STANDARD_INPUT]


def _make_folder(path: str) -> None:
    """Before hours of work whose result could not be written."""
    try:
        Path(path).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"cannot write to {path}: {error.strerror}") from error


def _say(message: str) -> None:
    sys.stderr.write(f"spunlib: {visible(message)}\n")


def _share(value: str) -> float:
    try:
        share = float(value)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{value} is not a number") from None
    if not 0 < share < 1:
        raise argparse.ArgumentTypeError(f"{value} is not between 0 and 1")
    return share


class _Version(argparse.Action):
    """Loads the model only when it is asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        model = load(tier="fast").model.name
        sys.stdout.write(f"spunlib {__version__}, model {model}, kernel {KERNEL}\n")
        parser.exit()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="spunlib",
        description="Detect machine-spun text, explain which words were replaced, find the original.",
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="show version, model and kernel")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    file_help = "file or folder, or - for standard input (the default)"

    score = commands.add_parser("score", help="score documents")
    score.set_defaults(run=_score)
    score.add_argument("files", metavar="FILE", nargs="*", help=file_help)
    score.add_argument("--fpr", type=_share, default=0.01, help="share of human documents to flag (0.01)")
    score.add_argument("--tier", choices=["auto", "fast", "accurate"], default="auto", help="speed or recall")
    score.add_argument("--index", metavar="DIR", help="look for the originals in this index")
    score.add_argument("--jobs", type=int, default=1, metavar="N", help="processes; -1 is one for each core")
    score.add_argument("--format", choices=["text", "jsonl", "html"], default="text")
    score.add_argument("--output", metavar="PATH", help="file for the results instead of standard output")
    score.add_argument("--text-field", metavar="NAME", help="field of a record that holds its text (text)")
    score.add_argument("--id-field", metavar="NAME", help="field of a record that holds its id (id)")
    score.add_argument("--resume", action="store_true", help="continue the output of a run that was cut off")

    compare_ = commands.add_parser("compare", help="compare a suspect with an original")
    compare_.set_defaults(run=_compare)
    compare_.add_argument("suspect", metavar="SUSPECT")
    compare_.add_argument("original", metavar="ORIGINAL")
    compare_.add_argument("--format", choices=["text", "json", "html"], default="text")
    compare_.add_argument("--output", metavar="PATH", help="file for the result instead of standard output")

    index = commands.add_parser("index", help="index originals, and find them")
    index.set_defaults(run=_index)
    index.add_argument("action", choices=["build", "add", "search", "info"])
    index.add_argument("directory", metavar="DIR")
    index.add_argument("files", metavar="FILE", nargs="*", help=file_help)

    train_ = commands.add_parser("train", help="train a model on labelled records")
    train_.set_defaults(run=_train)
    evaluate_ = commands.add_parser("evaluate", help="measure a model on labelled records")
    evaluate_.set_defaults(run=_evaluate)
    evaluate_.add_argument(
        "--model", metavar="DIR", help="a trained model instead of the one that is shipped"
    )
    for command in (train_, evaluate_):
        command.add_argument("records", metavar="RECORDS", nargs="+", help="records with text and kind")
        command.add_argument("--output", metavar="DIR", required=True, help="folder for what comes out")
    return parser
