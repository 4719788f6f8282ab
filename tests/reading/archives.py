"""Web archives for the tests, written by hand: what crawlers write, and what they should not."""

from __future__ import annotations

import gzip

PARAGRAPH = (
    "The harbour board met on Monday to talk about the old lighthouse, which has stood without a keeper "
    "for twenty years. Its lamp still works, the engineer said, but the stairs do not."
)


def html(number: int | str = 1, title: str = "The lighthouse") -> str:
    """A page with an article."""
    return (
        f"<!DOCTYPE html><html><head><title>{title} {number}</title></head><body><nav>Home Sport</nav>"
        f"<article><h1>{title}</h1><p>{PARAGRAPH}</p>"
        f"<p>Number {number}. {PARAGRAPH}</p></article></body></html>"
    )


def record(
    block: bytes,
    url: str | None = "http://example.org/1",
    kind: str = "response",
    mime: str = "application/http; msgtype=response",
    length: int | str | None = None,
    **headers: str,
) -> bytes:
    """A record; ``length`` is what its header says, where that is not the truth."""
    lines = ["WARC/1.0", f"WARC-Type: {kind}"]
    lines += [f"WARC-Target-URI: {url}"] if url else []
    lines += ["WARC-Date: 2024-02-11T10:12:13Z", f"WARC-Record-ID: <urn:uuid:{url}>", f"Content-Type: {mime}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    lines.append(f"Content-Length: {len(block) if length is None else length}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + block + b"\r\n\r\n"


def http(body: bytes | str, *headers: str, status: str = "200 OK", mime: str = "text/html") -> bytes:
    """A response."""
    lines = [f"HTTP/1.1 {status}", *([f"Content-Type: {mime}"] if mime else []), *headers, "", ""]
    return "\r\n".join(lines).encode() + (body.encode() if isinstance(body, str) else body)


def page(number: int) -> bytes:
    """A record with a page."""
    return record(http(html(number)), f"http://example.org/{number}")


def packed(*records: bytes) -> bytes:
    """Each record a gzip member, as the standard wants it."""
    return b"".join(map(gzip.compress, records))
