"""Files with one document a record: JSON lines and CSV. They are read as a stream."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from spunlib.document import Document
from spunlib.errors import InputError
from spunlib.reading.decoding import CutLine
from spunlib.reading.limits import LONGEST_DOCUMENT, in_megabytes
from spunlib.report.report import Failure

_DELIMITERS: Final = ",;\t"


@dataclass(frozen=True, slots=True)
class Fields:
    """Which fields hold the text and the id, and the file that they are in.

    >>> Fields().document({"id": 7, "text": "Rain.", "site": "example.org"}, "news.jsonl:1")
    Document(text='Rain.', id='7', metadata={'site': 'example.org'})
    """

    text: str = "text"
    id: str = "id"
    file: str | None = None

    def document(self, record: Mapping[str, Any], place: str) -> Document | Failure:
        """The document in a record, or what is wrong with it; its place names it if it has no id."""
        name = record.get(self.id)
        identified = isinstance(name, str | int | float) and not isinstance(name, bool) and name != ""
        others = {key: value for key, value in record.items() if key not in (self.text, self.id)}
        text = record.get(self.text)
        if isinstance(text, str):
            return Document(text, str(name) if identified else place, others, self.file)
        error = f"field {self.text!r} holds no text" if self.text in record else self.missing(record)
        return Failure(str(name) if identified else place, f"{place}: {error}", others, self.file)

    def missing(self, names: Iterable[str]) -> str:
        """What to say when there is no text field among the names."""
        return (
            f"no field {self.text!r} among {', '.join(map(repr, names)) or 'none'}; name it with --text-field"
        )


def parse_object(line: str) -> dict[str, Any]:
    """The JSON object in a line.

    Raises:
        InputError: there is none.

    >>> parse_object('{"text": "Rain."}')
    {'text': 'Rain.'}
    """
    try:
        record = json.loads(line.strip())
    except json.JSONDecodeError as error:
        raise InputError(f"not JSON: {error.msg} (character {error.pos})") from error
    except (ValueError, RecursionError) as error:  # numbers of thousands of digits, nesting without end
        raise InputError(f"not JSON that can be read: {error}") from error
    if not isinstance(record, dict):
        raise InputError(f"a JSON {type(record).__name__} where an object is needed")
    return record


def read_jsonl(lines: Iterable[str], name: str, fields: Fields) -> Iterator[Document | Failure]:
    r"""One document a line; blank lines are skipped.

    >>> [document.id for document in read_jsonl(['{"text": "Rain."}\n', '\n', '{"te'], "news", Fields())]
    ['news:1', 'news:3']
    """
    for number, line in enumerate(lines, 1):
        place = f"{name}:{number}"
        if line.strip():
            try:
                if isinstance(line, CutLine):
                    raise InputError(f"the line is longer than {in_megabytes(LONGEST_DOCUMENT)}")
                record = parse_object(line)
            except InputError as error:
                yield Failure(place, f"{place}: {error}", file=fields.file)
            else:
                yield fields.document(record, place)


def read_csv(lines: Iterator[str], name: str, fields: Fields) -> Iterator[Document | Failure]:
    r"""One document a row, below a row of names; values are separated by commas, semicolons or tabs.

    Raises:
        InputError: there is no column for the text.

    >>> list(read_csv(iter(["id,text\n", '7,"Rain, then\n', 'sun."\n']), "news.csv", Fields()))
    [Document(text='Rain, then\nsun.', id='7', metadata={})]
    """
    csv.field_size_limit(LONGEST_DOCUMENT)  # the csv module stops at 131,072 characters unless told otherwise
    first = next(lines, "")
    delimiter = next((mark for mark in _DELIMITERS if fields.text in _cells(first, mark)), ",")
    header = _cells(first, delimiter)
    if fields.text not in header:
        raise InputError(fields.missing(header))
    # strict: a quote that is never closed is an error, and does not swallow the rest of the file.
    rows = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        place = f"{name}:{rows.line_num + 2}"  # the line the row begins in, counted with the header
        try:
            row = next(rows, None)
        except csv.Error as error:
            yield Failure(place, f"{place}: not CSV: {error}", file=fields.file)
            continue
        if row is None:
            return
        if len(row) > len(header):
            reason = f"{place}: {len(row)} values below {len(header)} names; is a comma unquoted?"
            yield Failure(place, reason, file=fields.file)
        elif row:
            yield fields.document(dict(zip(header, row, strict=False)), place)


def _cells(line: str, delimiter: str) -> list[str]:
    return next(csv.reader([line], delimiter=delimiter), [])
