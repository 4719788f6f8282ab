"""Which library reads web archives? How fast, and what becomes of an archive in which something is wrong.

    python benchmarks/crawl_parsers.py [--pages 2000] [--rounds 3] [--write-docs]

warcio and fastwarc, as they come, beside spunlib's reader, which hands warcio one record at a time. Each is
asked for the pages of one archive (crawl_archive.py), of the same with one record damaged, and of others; a
page counts as found where its bytes are those that were written.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import io
import time
from collections.abc import Callable, Iterator
from importlib.metadata import version
from typing import Final

from crawl import PAGE
from crawl_pages import Pages
from retrieval_page import write_part

from spunlib.reading.crawled import Page, read_archive
from spunlib.reading.unpacking import Unpacked
from spunlib.training.evaluation_report import markdown_table

_URL: Final = "http://site.example/{}/"


def by_warcio(archive: bytes) -> Iterator[bytes]:
    """The bodies of the pages."""
    from warcio.archiveiterator import ArchiveIterator

    for record in ArchiveIterator(io.BytesIO(archive)):
        yield record.content_stream().read()


def by_fastwarc(archive: bytes) -> Iterator[bytes]:
    """The bodies of the pages."""
    from fastwarc.warc import ArchiveIterator

    for record in ArchiveIterator(io.BytesIO(archive)):
        yield record.reader.read()


def by_spunlib(archive: bytes) -> Iterator[bytes]:
    """The bodies of the pages."""
    unpacked = Unpacked(io.BufferedReader(io.BytesIO(archive)))
    for item in read_archive(unpacked, "archive"):
        if isinstance(item, Page):
            yield item.body


READERS: Final[dict[str, Callable[[bytes], Iterator[bytes]]]] = {
    "warcio": by_warcio,
    "fastwarc": by_fastwarc,
    "spunlib": by_spunlib,
}


def found_by(reader: Callable[[bytes], Iterator[bytes]], archive: bytes, pages: set[bytes]) -> int:
    """How many of the pages a reader gives, until it ends or raises."""
    found = set()
    # warcio complains of damage on standard error.
    with contextlib.redirect_stderr(io.StringIO()), contextlib.suppress(Exception):
        for body in reader(archive):
            found.add(body)
    return len(found & pages)


def archives(records: list[bytes]) -> dict[str, bytes]:
    """The archives: what is wrong with each, at its middle if anywhere."""
    members = [gzip.compress(record, 6) for record in records]
    middle = len(members) // 2

    def with_record(record: bytes) -> bytes:
        return b"".join([*members[:middle], gzip.compress(record), *members[middle + 1 :]])

    def with_member(member: bytes) -> bytes:
        return b"".join([*members[:middle], member, *members[middle + 1 :]])

    one, other = members[middle], records[middle]
    length = other.index(b"Content-Length: ") + 16
    end = other.index(b"\r\n", length)
    size = int(other[length:end])
    return {
        "nothing": b"".join(members),
        "all records in one gzip member": gzip.compress(b"".join(records), 6),
        "40 bytes of a record overwritten": with_member(one[:80] + bytes(40) + one[120:]),
        "a record that was cut when it was written": with_member(one[: len(one) // 2]),
        "a record that says it is longer than it is": with_record(
            _lengthened(other, length, end, size + 9_000)
        ),
        "a record that does not say how long it is": with_record(
            other.replace(b"Content-Length", b"X-Length")
        ),
        "junk between two records, uncompressed": b"".join(
            [*records[:middle], b"junk\r\n", *records[middle:]]
        ),
    }


def _lengthened(record: bytes, start: int, end: int, size: int) -> bytes:
    return record[:start] + str(size).encode() + record[end:]


def record(number: int, body: bytes) -> bytes:
    """A page as a record."""
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body
    header = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {_URL.format(number)}\r\n"
        "WARC-Date: 2024-02-11T10:12:13Z\r\nWARC-Record-ID: <urn:uuid:0>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return header.encode() + block + b"\r\n\r\n"


def main() -> None:
    """Parse the command line, print the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--write-docs", action="store_true", help="write the tables into docs/reading.md")
    options = parser.parse_args()
    made = Pages()
    bodies = [made.page(number).html.encode() for number in range(options.pages)]
    given = archives([record(number, body) for number, body in enumerate(bodies)])
    seconds = dict.fromkeys(READERS, float("inf"))
    for _ in range(options.rounds):
        for name, reader in READERS.items():
            begun = time.process_time()
            for _ in reader(given["nothing"]):
                pass
            seconds[name] = min(seconds[name], time.process_time() - begun)
    pages = set(bodies)
    rows = [
        [wrong, *(f"{found_by(reader, archive, pages):,}" for reader in READERS.values())]
        for wrong, archive in given.items()
    ]
    rows.insert(0, ["*pages a second*", *(f"{options.pages / seconds[name]:,.0f}" for name in READERS)])
    headings = [f"warcio {version('warcio')}", f"fastwarc {version('fastwarc')}", "spunlib, by warcio"]
    parts = [
        f"Of {options.pages:,} pages, a gzip member each, so many are found where this is wrong:",
        markdown_table(("", *headings), rows),
    ]
    print("\n\n".join(parts))
    if options.write_docs:
        write_part("parsers", parts, PAGE)


if __name__ == "__main__":
    main()
