"""The pages in a web archive (WARC), one document each."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from spunlib.document import Document
from spunlib.errors import InputError, MissingExtraError, SpunlibError
from spunlib.reading.archive import Record, parse_header, read_records, uri_of
from spunlib.reading.bodies import decode_body
from spunlib.reading.charset import decode_page
from spunlib.reading.limits import LONGEST_PAGE, in_megabytes
from spunlib.reading.record_stream import RecordStream
from spunlib.reading.unpacking import Unpacked
from spunlib.reading.unread import Item
from spunlib.reading.webpage import read_webpage
from spunlib.report.report import Failure

_log = logging.getLogger(__name__)

_HTML: Final = frozenset(("text/html", "application/xhtml+xml"))
_PLAIN: Final = "text/plain"
_MARKUP: Final = (b"<!doctype html", b"<html")
_OK: Final = "200"
_SNIFFED: Final = 512  # bytes in which a page without a type must begin as one


@dataclass(frozen=True, slots=True)
class Page:
    """A page of an archive as it lies there; see `spunlib.reading.unread.Unread`.

    Attributes:
        id: its URL.
        file: the archive.
        place: of its record, for messages.
        html: whether it is HTML, and no plain text.
        body: as it came over the wire.
        content_type: what the server said of it.
        encodings: the headers Transfer-Encoding and Content-Encoding.
        metadata: what the archive says of it.
    """

    id: str
    file: str
    place: str
    html: bool
    body: bytes
    content_type: str
    encodings: tuple[str, str]
    metadata: Mapping[str, Any]

    @property
    def size(self) -> int:
        """Bytes held in memory."""
        return len(self.body)

    def read(self) -> Document | Failure:
        """The article of the page, or why there is none."""
        try:
            body = decode_body(self.body, *self.encodings)
            if self.html:
                found = read_webpage(body, self.id, self.metadata, self.content_type)
                return Document(found.text, found.id, found.metadata, self.file)
            return Document(decode_page(body, self.content_type), self.id, self.metadata, self.file)
        except SpunlibError as error:
            return Failure(self.id, f"{self.place}: {error}", self.metadata, self.file)


def read_archive(unpacked: Unpacked, path: str, id_field: str | None = None) -> Iterator[Item]:
    """The pages of an archive, in its order; a damaged record is a failure, and the others are read.

    Records that are no pages are left out: requests, metadata, revisits (the page itself lies in another
    record), answers other than 200, types other than HTML and plain text, and robots.txt.

    Args:
        unpacked: its bytes.
        path: names it.
        id_field: the field of the metadata that is taken for the id instead of the URL, such as
            ``"warc_record_id"``.

    Raises:
        MissingExtraError: warcio is not installed.
    """
    pages = records = failed = 0
    for record in read_records(RecordStream(unpacked)):
        place = f"{path}:{record.number}"
        item: Page | Failure | None = None
        if isinstance(record, Record):
            records += 1
            item = _page(record, place, path, id_field)
        elif record.number != failed:  # else it is told already what is wrong with it
            item = Failure(record.uri or place, f"{place}: {record.reason}", file=path)
        if item is not None:
            pages += 1
            failed = record.number if isinstance(item, Failure) else failed
            yield item
    if not pages:
        yield Failure(path, f"{path}: no page among {records:,} records", file=path)
    _log.info("%s: %d pages and failures, %d records", path, pages, records)


def _page(record: Record, place: str, path: str, id_field: str | None) -> Page | Failure | None:
    """The page in a record; None if there is none, or if it cannot be read to its end."""
    header = record.header
    kind = (header.get_header("WARC-Type") or "").strip().lower()
    if kind not in ("response", "resource", "conversion"):
        return None
    metadata = _metadata(header)
    name = metadata.get(id_field or "url") or metadata.get("url", place)
    try:
        content_type, encodings = _type_of(record, kind)
        html = _is_html(header, content_type)
        if html is False and urlsplit(metadata.get("url", "")).path == "/robots.txt":
            return None
    except _NoPageError:
        return None
    except MissingExtraError:
        raise
    except (InputError, ValueError) as error:
        return Failure(name, f"{place}: {error}", metadata, path)
    if record.block.left > LONGEST_PAGE:
        reason = f"{place}: the page is longer than {in_megabytes(LONGEST_PAGE)}"
        return Failure(name, reason, metadata, path)
    body = record.block.read(record.block.left)
    if not record.block.whole():
        return None  # a damage follows
    if html is None:
        if not body[:_SNIFFED].lstrip().lower().startswith(_MARKUP):
            return None
        html = True
    return Page(name, path, place, html, body, content_type, encodings, metadata)


class _NoPageError(Exception):
    """The record holds none."""


def _type_of(record: Record, kind: str) -> tuple[str, tuple[str, str]]:
    """What the page is, and how its body is encoded; the header of the HTTP response is read.

    Raises:
        _NoPageError: the answer was not 200.
        InputError: the record should hold an HTTP response, and does not.
    """
    content_type = record.header.get_header("Content-Type") or ""
    if kind != "response" or not content_type.strip().lower().startswith("application/http"):
        return content_type, ("", "")
    http = parse_header(record.block.readline, None, "HTTP/")
    if http.statusline.split()[1:2] != [_OK]:  # behind the version
        raise _NoPageError
    encodings = (http.get_header("Transfer-Encoding") or "", http.get_header("Content-Encoding") or "")
    return http.get_header("Content-Type") or "", encodings


def _is_html(header: Any, content_type: str) -> bool | None:
    """Whether a page is HTML or plain text; None where nobody says what it is.

    Raises:
        _NoPageError: it is something else.
    """
    named = header.get_header("WARC-Identified-Payload-Type") or content_type
    mime = named.partition(";")[0].strip().lower()
    if mime in _HTML:
        return True
    if mime == _PLAIN:
        return False
    if mime:
        raise _NoPageError
    return None


def _metadata(header: Any) -> dict[str, str]:
    told = {
        "url": uri_of(header),
        "warc_record_id": header.get_header("WARC-Record-ID"),
        "warc_date": header.get_header("WARC-Date"),
        "warc_truncated": header.get_header("WARC-Truncated"),
    }
    return {key: value.strip() for key, value in told.items() if value and value.strip()}
