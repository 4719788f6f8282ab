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
from itertools import islice, tee
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, TextIO

from spunlib.detector import compare, load
from spunlib.document import Document
from spunlib.errors import InputError, SpunlibError, UsageError
from spunlib.reading.files import STANDARD_INPUT
from spunlib.reading.readable import COMMIT_EVERY, Readable
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
        progress = Progress(None if output.isatty() else sys.stderr, done.documents, done.failed)
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


def _index_add(options: argparse.Namespace) -> int:
    paths = _paths(options.files)
    readable = _readable(read_documents(paths, options.text_field, options.id_field), logged=True)
    made = {"n_words": options.words, "store_texts": options.store_texts} if options.mode == "w" else {}
    with _open_index(options.directory, options.mode, **made) as index:
        readable.add_to(index)
    return readable.status


def _index_search(options: argparse.Namespace) -> int:
    readable = _readable(read_documents(_paths(options.files), options.text_field, options.id_field))
    documents, again = tee(readable)
    with _open_index(options.directory, "r") as index, open_output(None) as output:
        found = index.search_many(document.text for document in again)
        for document, matches in zip(documents, found, strict=True):
            fields = {"id": document.id, "matches": [match.to_dict() for match in matches]}
            output.write(to_json(fields) + "\n")
    return readable.status


def _index_info(options: argparse.Namespace) -> int:
    with _open_index(options.directory, "r") as index, open_output(None) as output:
        output.write(json.dumps(index.info(), indent=2) + "\n")
    return 0


def _index_delete(options: argparse.Namespace) -> int:
    with _open_index(options.directory, "a", existing=True) as index:
        missing = [name for name in options.ids if not index.delete([name])]
    for name in missing:
        _say(f"there is no document {name!r} in {options.directory}")
    return 1 if missing else 0


def _index_check(options: argparse.Namespace) -> int:
    with _open_index(options.directory, "r") as index:
        index.check()
    return 0


def _index_compact(options: argparse.Namespace) -> int:
    with _open_index(options.directory, "a", existing=True) as index:
        index.compact()
    return 0


def _open_index(
    folder: str, mode: Literal["r", "a", "w"], existing: bool = False, **made: Any
) -> SourceIndex:
    from spunlib.index import SourceIndex  # only for those who have an index

    if existing:  # "a" makes an index where there is none
        SourceIndex.open(folder, mode="r").close()
    return SourceIndex.open(folder, mode=mode, **made)


def _train(options: argparse.Namespace) -> int:
    from spunlib.training.api import train

    _make_folder(options.output)
    readable = _readable(read_documents(options.records))
    train(map(_record, readable)).save(options.output)
    return readable.status


def _evaluate(options: argparse.Namespace) -> int:
    from spunlib.training.api import evaluate

    _make_folder(options.output)
    readable = _readable(read_documents(options.records))
    detector = load(options.model) if options.model else load()
    metrics = evaluate(map(_record, readable), detector, Path(options.output))
    with open_output(None) as output:
        output.write(json.dumps(metrics, indent=2) + "\n")
    return readable.status


def _readable(documents: Iterator[Document | Failure], logged: bool = False) -> Readable:
    return Readable(documents, Progress(sys.stderr, logged=logged))


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
    _add_fields(score)
    score.add_argument("--resume", action="store_true", help="continue the output of a run that was cut off")

    compare_ = commands.add_parser("compare", help="compare a suspect with an original")
    compare_.set_defaults(run=_compare)
    compare_.add_argument("suspect", metavar="SUSPECT")
    compare_.add_argument("original", metavar="ORIGINAL")
    compare_.add_argument("--format", choices=["text", "json", "html"], default="text")
    compare_.add_argument("--output", metavar="PATH", help="file for the result instead of standard output")

    _add_index_parsers(commands.add_parser("index", help="index originals, and find them"), file_help)

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


def _add_index_parsers(index: argparse.ArgumentParser, file_help: str) -> None:
    kept = (
        f"What was added is made durable every {COMMIT_EVERY:,} documents: a run that is killed loses no "
        "more. To go on with it, use 'spunlib index add' with the same FILEs: what is there is left out."
    )
    for_writing = {
        "build": ("w", "make an index anew, in the place of an old one"),
        "add": ("a", "add originals"),
    }
    actions = index.add_subparsers(required=True, metavar="ACTION")
    for name, (mode, help_) in for_writing.items():
        add = actions.add_parser(name, help=help_, description=f"{help_.capitalize()}. {kept}")
        add.set_defaults(run=_index_add, mode=mode)
        if mode == "w":
            add.add_argument("--words", type=int, metavar="N", help="rare words kept of each original (24)")
            add.add_argument(
                "--no-texts",
                dest="store_texts",
                action="store_false",
                help="do not keep the texts: smaller, but nothing that is found can be compared",
            )
    search = actions.add_parser("search", help="find the originals of documents")
    search.set_defaults(run=_index_search)
    info = actions.add_parser("info", help="what an index holds, as JSON")
    info.set_defaults(run=_index_info)
    delete = actions.add_parser("delete", help="delete originals")
    delete.set_defaults(run=_index_delete)
    check = actions.add_parser("check", help="read all of an index and hold it against its checksums")
    check.set_defaults(run=_index_check)
    compact = actions.add_parser("compact", help="write an index anew, without what was deleted")
    compact.set_defaults(run=_index_compact)
    for action in actions.choices.values():
        action.add_argument("directory", metavar="DIR")
    for action in (actions.choices["build"], actions.choices["add"], search):
        action.add_argument("files", metavar="FILE", nargs="*", help=file_help)
        _add_fields(action)
    delete.add_argument("ids", metavar="ID", nargs="+", help="as the originals were added")


def _add_fields(command: argparse.ArgumentParser) -> None:
    command.add_argument("--text-field", metavar="NAME", help="field of a record that holds its text (text)")
    command.add_argument("--id-field", metavar="NAME", help="field of a record that holds its id (id)")
