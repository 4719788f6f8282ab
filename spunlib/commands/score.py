"""``spunlib score``: a report for each document."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from typing import TextIO

from spunlib.commands.index import open_index
from spunlib.commands.options import Commands, add_fields, add_files, paths_of, say, share
from spunlib.commands.summarise import write_summary
from spunlib.detector import load
from spunlib.errors import UsageError
from spunlib.reading.files import Meter
from spunlib.reading.reader import list_documents
from spunlib.reading.unread import read
from spunlib.report.formats import as_html, as_jsonl, as_text
from spunlib.report.output import open_output, refuse_overlap
from spunlib.report.progress import Progress
from spunlib.report.report import Failure, Report
from spunlib.report.results import score_documents
from spunlib.report.resume import Finished, skip_finished
from spunlib.report.screen import Screen
from spunlib.summary import GROUPINGS, Summary


def add_command(commands: Commands) -> None:
    """Enter the command and its options."""
    score = commands.add_parser("score", help="score documents")
    score.set_defaults(run=_score)
    add_files(score)
    score.add_argument("--fpr", type=share, default=0.01, help="share of human documents to flag (0.01)")
    score.add_argument("--tier", choices=["auto", "fast", "accurate"], default="auto", help="speed or recall")
    score.add_argument("--index", metavar="DIR", help="look for the originals in this index")
    score.add_argument("--jobs", type=int, default=1, metavar="N", help="processes; -1 is one for each core")
    score.add_argument("--group-by", choices=list(GROUPINGS), help="sum up instead, for each of these")
    score.add_argument("--format", choices=["text", "jsonl", "html"], default="text")
    score.add_argument("--output", metavar="PATH", help="file for the results instead of standard output")
    add_fields(score)
    score.add_argument("--resume", action="store_true", help="continue the output of a run that was cut off")


def _score(options: argparse.Namespace) -> int:
    if options.resume and (options.output is None or options.format != "jsonl"):
        raise UsageError("--resume continues a file: it needs --format jsonl and --output")
    if options.resume and options.group_by:
        how = f"spunlib summarise {options.output} --group-by {options.group_by}"
        raise UsageError(f"a summary cannot be resumed: score without --group-by, and sum up then: {how}")
    paths = paths_of(options)
    refuse_overlap(options.output, paths)
    meter = Meter(paths)
    items = list_documents(paths, options.text_field, options.id_field, meter)
    done = skip_finished(options.output, items, options.fpr, paths) if options.resume else Finished()
    detector = load(tier=options.tier)
    with ExitStack() as closing:
        index = closing.enter_context(open_index(options.index, "r")) if options.index else None
        score_many = partial(detector.score_many, fpr=options.fpr, n_jobs=options.jobs, index=index)
        encoding = "utf-8" if options.format == "html" else None
        output = closing.enter_context(open_output(options.output, options.resume, encoding))
        shown = None if output.isatty() else sys.stderr
        progress = Progress(shown, done.documents, done.failed, logged=True, share=meter.share)
        results = progress.watch(score_documents(read(items, options.jobs), score_many))
        if options.group_by:
            summary = Summary(options.group_by)
            summary.add(results)
            write_summary(summary, options.format, output)
        else:
            output.writelines(_formatted(results, options.format, output))
    if progress.failed:
        why = "summed up, they are counted only" if options.group_by else "the results say why"
        say(f"{progress.failed:,} of {progress.documents:,} documents have no score; {why}")
    return 1 if progress.failed else 0


def _formatted(results: Iterator[Report | Failure], form: str, output: TextIO) -> Iterator[str]:
    if form == "jsonl":
        return as_jsonl(results)
    if form == "html":
        return as_html(results)
    return as_text(results, Screen.of(output))
