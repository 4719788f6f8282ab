"""``spunlib train`` and ``spunlib evaluate``: a model from labelled records, and what it is worth."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from spunlib.commands.options import Commands, make_folder, readable
from spunlib.detector import load
from spunlib.document import Document
from spunlib.reading.reader import read_documents
from spunlib.report.output import open_output


def add_commands(commands: Commands) -> None:
    """Enter both commands and their options."""
    train = commands.add_parser("train", help="train a model on labelled records")
    train.set_defaults(run=_train)
    evaluate = commands.add_parser("evaluate", help="measure a model on labelled records")
    evaluate.set_defaults(run=_evaluate)
    evaluate.add_argument("--model", metavar="DIR", help="a trained model instead of the one that is shipped")
    for command in (train, evaluate):
        command.add_argument("records", metavar="RECORDS", nargs="+", help="records with text and kind")
        command.add_argument("--output", metavar="DIR", required=True, help="folder for what comes out")


def _train(options: argparse.Namespace) -> int:
    from spunlib.training.api import train

    make_folder(options.output)
    records = readable(read_documents(options.records))
    train(map(_record, records)).save(options.output)
    return records.status


def _evaluate(options: argparse.Namespace) -> int:
    from spunlib.training.api import evaluate

    make_folder(options.output)
    records = readable(read_documents(options.records))
    detector = load(options.model) if options.model else load()
    metrics = evaluate(map(_record, records), detector, Path(options.output))
    with open_output(None) as output:
        output.write(json.dumps(metrics, indent=2) + "\n")
    return records.status


def _record(document: Document) -> dict[str, Any]:
    return {**document.metadata, "id": document.id, "text": document.text}
