"""``spunlib index``: make an index of originals, search it, keep it."""

from __future__ import annotations

import argparse
import json
from itertools import tee
from typing import TYPE_CHECKING, Any, Literal

from spunlib.commands.options import Commands, add_fields, add_files, paths_of, readable, say
from spunlib.reading.files import Meter
from spunlib.reading.readable import COMMIT_EVERY
from spunlib.reading.reader import list_documents, read_documents
from spunlib.reading.unread import read
from spunlib.report.encoding import to_json
from spunlib.report.output import open_output

if TYPE_CHECKING:
    from spunlib.index import SourceIndex


def open_index(folder: str, mode: Literal["r", "a", "w"], existing: bool = False, **made: Any) -> SourceIndex:
    """An index, opened; with ``existing`` none is made where there is none.

    Raises:
        SourceIndexError: as `SourceIndex.open`.
    """
    from spunlib.index import SourceIndex  # only for those who have an index

    if existing:  # "a" makes an index where there is none
        SourceIndex.open(folder, mode="r").close()
    return SourceIndex.open(folder, mode=mode, **made)


def add_command(commands: Commands) -> None:
    """Enter the command, its actions and their options."""
    index = commands.add_parser("index", help="index originals, and find them")
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
        add.set_defaults(run=_add, mode=mode)
        if mode == "w":
            add.add_argument("--words", type=int, metavar="N", help="rare words kept of each original (24)")
            add.add_argument(
                "--no-texts",
                dest="store_texts",
                action="store_false",
                help="do not keep the texts: smaller, but nothing that is found can be compared",
            )
    search = actions.add_parser("search", help="find the originals of documents")
    search.set_defaults(run=_search)
    info = actions.add_parser("info", help="what an index holds, as JSON")
    info.set_defaults(run=_info)
    delete = actions.add_parser("delete", help="delete originals")
    delete.set_defaults(run=_delete)
    check = actions.add_parser("check", help="read all of an index and hold it against its checksums")
    check.set_defaults(run=_check)
    compact = actions.add_parser("compact", help="write an index anew, without what was deleted")
    compact.set_defaults(run=_compact)
    for action in actions.choices.values():
        action.add_argument("directory", metavar="DIR")
    for action in (actions.choices["build"], actions.choices["add"], search):
        add_files(action)
        add_fields(action)
    delete.add_argument("ids", metavar="ID", nargs="+", help="as the originals were added")


def _add(options: argparse.Namespace) -> int:
    paths = paths_of(options)
    meter = Meter(paths)
    items = list_documents(paths, options.text_field, options.id_field, meter)
    documents = readable(read(items), logged=True, meter=meter)
    made = {"n_words": options.words, "store_texts": options.store_texts} if options.mode == "w" else {}
    with open_index(options.directory, options.mode, **made) as index:
        documents.add_to(index)
    return documents.status


def _search(options: argparse.Namespace) -> int:
    known = readable(read_documents(paths_of(options), options.text_field, options.id_field))
    documents, again = tee(known)
    with open_index(options.directory, "r") as index, open_output(None) as output:
        found = index.search_many(document.text for document in again)
        for document, matches in zip(documents, found, strict=True):
            fields = {"id": document.id, "matches": [match.to_dict() for match in matches]}
            output.write(to_json(fields) + "\n")
    return known.status


def _info(options: argparse.Namespace) -> int:
    with open_index(options.directory, "r") as index, open_output(None) as output:
        output.write(json.dumps(index.info(), indent=2) + "\n")
    return 0


def _delete(options: argparse.Namespace) -> int:
    with open_index(options.directory, "a", existing=True) as index:
        missing = [name for name in options.ids if not index.delete([name])]
    for name in missing:
        say(f"there is no document {name!r} in {options.directory}")
    return 1 if missing else 0


def _check(options: argparse.Namespace) -> int:
    with open_index(options.directory, "r") as index:
        index.check()
    return 0


def _compact(options: argparse.Namespace) -> int:
    with open_index(options.directory, "a", existing=True) as index:
        index.compact()
    return 0
