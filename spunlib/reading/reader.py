"""Files, folders and standard input as documents, in order; what cannot be read keeps its place."""

from __future__ import annotations

import itertools
import zlib
from collections.abc import Iterable, Iterator

from spunlib.document import Document
from spunlib.errors import InputError, SpunlibError, UsageError
from spunlib.reading.decoding import decoded_lines
from spunlib.reading.files import FORMATS, STANDARD_INPUT, ending, find_files, open_bytes
from spunlib.reading.markdown import strip_markdown
from spunlib.reading.records import Fields, parse_object, read_csv, read_jsonl
from spunlib.reading.webpage import read_webpage
from spunlib.report.report import Failure


def read_documents(
    paths: Iterable[str], text_field: str | None = None, id_field: str | None = None
) -> Iterator[Document | Failure]:
    """The documents in files, in folders (sorted, at any depth) and in standard input (``-``).

    Text, HTML and Markdown files are one document each, named by their path; ``.jsonl`` and ``.csv`` files
    hold one a record, named by its id or by file and line. Any of them may be gzipped. Standard input and
    files with other endings are JSON lines when their first line is a JSON object or a field is named, and
    one text otherwise.

    Args:
        paths: what to read, in this order.
        text_field: the field of a record that holds its text; ``"text"`` by default.
        id_field: the field that holds its id; ``"id"`` by default.

    Yields:
        A document, or a failure in the place of one that cannot be read.

    Raises:
        UsageError: standard input is named twice.
    """
    listed = list(paths)
    if listed.count(STANDARD_INPUT) > 1:
        raise UsageError("standard input (-) can be read only once")
    fields = Fields(text_field or "text", id_field or "id")
    records = text_field is not None or id_field is not None
    return itertools.chain.from_iterable(_read_path(path, fields, records) for path in listed)


def _read_path(path: str, fields: Fields, records: bool) -> Iterator[Document | Failure]:
    unlisted: list[OSError] = []
    empty = True
    for file in find_files(path, unlisted.append):
        empty = False
        yield from _read_file(file, fields, records)
    for error in unlisted:
        yield Failure(str(error.filename), _reason(error))
    if empty and not unlisted:
        yield Failure(path, f"no file in this folder ends in {', '.join(FORMATS)} (or these with .gz)")


def _read_file(path: str, fields: Fields, records: bool) -> Iterator[Document | Failure]:
    """The documents of one file; where reading stops, a failure says why."""
    try:
        with open_bytes(path) as stream:
            form = FORMATS.get(ending(path))
            if form == "html":
                yield read_webpage(stream.read(), path)
                return
            lines = decoded_lines(stream, path)
            if form is None:  # standard input, or an ending that tells nothing
                first = next(lines, "")
                lines = itertools.chain([first], lines)
                form = "jsonl" if records or _is_object(first) else "text"
            if form == "jsonl":
                yield from read_jsonl(lines, path, fields)
            elif form == "csv":
                yield from read_csv(lines, path, fields)
            else:
                text = "".join(lines)
                yield Document(strip_markdown(text) if form == "markdown" else text, path)
    except (OSError, EOFError, zlib.error, SpunlibError) as error:
        yield Failure(path, f"{path}: {_reason(error)}")


def _is_object(line: str) -> bool:
    try:
        return bool(parse_object(line))
    except InputError:
        return False


def _reason(error: Exception) -> str:
    if isinstance(error, EOFError):
        return "the file is cut short: its compressed data ends too early"
    return error.strerror if isinstance(error, OSError) and error.strerror else str(error)
