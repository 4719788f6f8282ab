"""Files, folders and standard input as documents, in order; what cannot be read keeps its place."""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from spunlib.document import Document
from spunlib.errors import InputError, SpunlibError, UsageError
from spunlib.reading.codecs import BLOCK
from spunlib.reading.crawled import read_archive
from spunlib.reading.decoding import CutLine, decoded_lines
from spunlib.reading.files import FORMATS, STANDARD_INPUT, Meter, ending, find_files, open_bytes
from spunlib.reading.limits import LONGEST_DOCUMENT, LONGEST_PAGE, in_megabytes
from spunlib.reading.markdown import strip_markdown
from spunlib.reading.parquet import read_parquet
from spunlib.reading.record_stream import RECORD_START
from spunlib.reading.records import Fields, parse_object, read_csv, read_jsonl
from spunlib.reading.unpacking import Unpacked, UnpackedFile
from spunlib.reading.unread import Item, read
from spunlib.reading.webpage import read_webpage
from spunlib.report.report import Failure

_PARQUET_START: Final = b"PAR1"


def read_documents(
    paths: Iterable[str], text_field: str | None = None, id_field: str | None = None
) -> Iterator[Document | Failure]:
    """The documents in files, in folders (sorted, at any depth) and in standard input (``-``).

    Text, HTML and Markdown files are one document each, named by their path; ``.jsonl``, ``.csv`` and
    ``.parquet`` files hold one a record, named by its id or by file and line or row; ``.warc`` and ``.wet``
    files one a page, named by its URL. Any of them may be compressed by gzip or zstd. Standard input and
    files with other endings are told by what they begin with: a record of a web archive, a Parquet file, JSON
    lines when their first line is a JSON object or a field is named, and one text otherwise.

    Args:
        paths: what to read, in this order.
        text_field: the field of a record that holds its text; ``"text"`` by default.
        id_field: the field that holds its id; ``"id"`` by default, and the URL of a page in an archive.

    Yields:
        A document, or a failure in the place of one that cannot be read.

    Raises:
        UsageError: standard input is named twice.
    """
    return read(list_documents(paths, text_field, id_field))


def list_documents(
    paths: Iterable[str],
    text_field: str | None = None,
    id_field: str | None = None,
    meter: Meter | None = None,
) -> Iterator[Item]:
    """The same, with the articles of web pages not extracted yet: that takes longer than all else.

    Args:
        paths: see `read_documents`, as for the other two.
        text_field: of records.
        id_field: of records.
        meter: measures how far the reading has come.

    Raises:
        UsageError: standard input is named twice.
    """
    listed = list(paths)
    if listed.count(STANDARD_INPUT) > 1:
        raise UsageError("standard input (-) can be read only once")
    reader = _Reader(text_field, id_field, meter or Meter(listed))
    return itertools.chain.from_iterable(map(reader.path, listed))


@dataclass(frozen=True, slots=True)
class PageFile:
    """A web page in a file of its own; see `spunlib.reading.unread.Unread`.

    >>> PageFile("gone.html").read()
    Failure(id='gone.html', error='gone.html: No such file or directory', input={})
    """

    id: str
    size = 0

    @property
    def file(self) -> str:
        """Its path, as is its id."""
        return self.id

    def read(self) -> Document | Failure:
        """The article of the page, or why there is none."""
        try:
            with open_bytes(self.id) as stream:
                page = _whole(Unpacked(stream), LONGEST_PAGE)
            found = read_webpage(page, self.id)
            return Document(found.text, self.id, found.metadata, self.id)
        except (OSError, SpunlibError) as error:
            return _failure(self.id, error)


class _Reader:
    """What the options ask for."""

    def __init__(self, text_field: str | None, id_field: str | None, meter: Meter) -> None:
        self._text_field, self._id_field, self._meter = text_field, id_field, meter

    def path(self, path: str) -> Iterator[Item]:
        """The documents of a file or a folder."""
        unlisted: list[OSError] = []
        empty = True
        for file in find_files(path, unlisted.append):
            empty = False
            with self._meter.passing(file):
                if FORMATS.get(ending(file)) == "html":
                    yield PageFile(file)
                else:
                    yield from self._file(file)
        for error in unlisted:
            yield Failure(str(error.filename), _reason(error))
        if empty and not unlisted:
            endings = ", ".join(FORMATS)
            yield Failure(path, f"no file in this folder ends in {endings} (or these with .gz or .zst)")

    def _file(self, path: str) -> Iterator[Item]:
        """The documents of one file; where reading stops, a failure says why."""
        try:
            with open_bytes(path, self._meter) as stream:
                unpacked = Unpacked(stream)
                form = FORMATS.get(ending(path)) or self._sniffed(unpacked)
                if form == "warc":
                    yield from read_archive(unpacked, path, self._id_field)
                    return
                fields = Fields(self._text_field or "text", self._id_field or "id", path)
                if form == "parquet":
                    yield from read_parquet(stream, unpacked, path, fields)
                    return
                lines = decoded_lines(io.BufferedReader(UnpackedFile(unpacked), BLOCK), path)
                if form is None:  # standard input, or an ending that tells nothing
                    first = next(lines, "")
                    lines = itertools.chain([first], lines)
                    records = self._text_field is not None or self._id_field is not None
                    form = "jsonl" if records or _is_object(first) else "text"
                if form == "jsonl":
                    yield from read_jsonl(lines, path, fields)
                elif form == "csv":
                    yield from read_csv(lines, path, fields)
                else:
                    text = _joined(lines)
                    yield Document(strip_markdown(text) if form == "markdown" else text, path, file=path)
        except (OSError, SpunlibError) as error:
            yield _failure(path, error)

    def _sniffed(self, unpacked: Unpacked) -> str | None:
        head = unpacked.head()
        if head.startswith(RECORD_START):
            return "warc"
        return "parquet" if head.startswith(_PARQUET_START) else None


def _joined(lines: Iterable[str]) -> str:
    parts = []
    size = 0
    for line in lines:
        parts.append(line)
        size += len(line)
        if size > LONGEST_DOCUMENT or isinstance(line, CutLine):
            raise InputError(f"the text is longer than {in_megabytes(LONGEST_DOCUMENT)}")
    return "".join(parts)


def _whole(unpacked: Unpacked, longest: int) -> bytes:
    return io.BufferedReader(UnpackedFile(unpacked), BLOCK).read(longest + 1)


def _is_object(line: str) -> bool:
    try:
        return bool(parse_object(line))
    except InputError:
        return False


def _failure(path: str, error: Exception) -> Failure:
    return Failure(path, f"{path}: {_reason(error)}", file=path)


def _reason(error: Exception) -> str:
    return error.strerror if isinstance(error, OSError) and error.strerror else str(error)
