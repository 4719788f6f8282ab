"""A web archive as crawlers write it: pages among requests, redirects, pictures and revisits, some broken."""

from __future__ import annotations

import gzip
import random
import uuid
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final

from crawl_pages import Pages

DAMAGED, UNKNOWN_CODING, EMPTY, TWICE = "damaged", "unknown coding", "without an article", "captured twice"
_FATES: Final = {DAMAGED: 0.003, UNKNOWN_CODING: 0.002, EMPTY: 0.005, TWICE: 0.01}
"""Shares of pages with something the matter."""
_ENCODINGS: Final = ("utf-8", "utf-8", "utf-8", "utf-8", "cp1252", "iso-8859-1", "utf-8-sig")


@dataclass(slots=True)
class Archive:
    """What was written.

    Attributes:
        urls: of the documents that a reader must find, in order.
        damaged: which of them, by number, may have lost their URL.
        failing: how many of them cannot be read.
        fates: how many pages of each kind there are.
        tags: of each page, the marks "<" in it.
        sizes: of each page, bytes of HTML.
    """

    urls: list[str] = field(default_factory=list)
    damaged: set[int] = field(default_factory=set)
    failing: int = 0
    fates: Counter[str] = field(default_factory=Counter)
    tags: list[int] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)


def write_archive(path: Path, pages: int, seed: int = 1) -> Archive:
    """Write an archive of so many pages, the same for the same seed; each record is a gzip member."""
    writer = _Writer(seed)
    with path.open("wb") as file:
        file.write(_packed(_record("warcinfo", "", b"software: spunlib benchmark\r\n", writer.rng)))
        for number in range(pages):
            writer.page(file, number)
    return writer.archive


class _Writer:
    def __init__(self, seed: int) -> None:
        self.archive = Archive()
        self.rng = random.Random(seed)
        self._pages = Pages(seed)

    def page(self, file: IO[bytes], number: int) -> None:
        rng, archive = self.rng, self.archive
        url = f"https://site{rng.randrange(200)}.example/{number}/"
        fate = rng.choices((*_FATES, "whole"), (*_FATES.values(), 1 - sum(_FATES.values())))[0]
        made = self._pages.page(number)
        html = "<html><body></body></html>" if fate == EMPTY else made.html
        archive.fates[fate] += 1
        archive.fates["spun"] += made.spun
        archive.tags.append(html.count("<"))
        response = self._response(html, fate)
        archive.sizes.append(len(html))
        for _ in range(2 if fate == TWICE else 1):
            self._furniture(file, url)
            packed = bytearray(_packed(_record("response", url, response, rng)))
            if fate == DAMAGED:
                middle = 60 + (len(packed) - 60) // 3
                packed[middle : middle + 40] = rng.randbytes(40)
            file.write(packed)
            if fate == DAMAGED:
                archive.damaged.add(len(archive.urls))
            archive.urls.append(url)
            archive.failing += fate in (DAMAGED, UNKNOWN_CODING, EMPTY)
        archive.fates["records"] += 1

    def _response(self, html: str, fate: str) -> bytes:
        """The page as it came: its encoding named by the server, by the page or by nobody, packed or not."""
        rng = self.rng
        encoding = rng.choice(_ENCODINGS)
        named = rng.random()
        if "<head>" in html and 0.4 < named < 0.8:
            html = html.replace("<head>", f'<head><meta charset="{encoding.removesuffix("-sig")}">', 1)
        body = html.encode(encoding, "xmlcharrefreplace")
        headers = ["HTTP/1.1 200 OK", "Content-Type: text/html"]
        if named <= 0.4:
            headers[1] += f"; charset={encoding.removesuffix('-sig')}"
        if fate == UNKNOWN_CODING:
            headers.append("Content-Encoding: pack200")
        elif rng.random() < 0.2:
            body = _packed(body)
            headers.append("Content-Encoding: gzip")
        if rng.random() < 0.2:
            body = b"".join(
                b"%x\r\n%s\r\n" % (len(part), part)
                for part in (body[at : at + 8192] for at in range(0, len(body), 8192))
            )
            body += b"0\r\n\r\n"
            headers.append("Transfer-Encoding: chunked")
        return "\r\n".join([*headers, "", ""]).encode() + body

    def _furniture(self, file: IO[bytes], url: str) -> None:
        """What stands between pages."""
        rng = self.rng
        get = f"GET {url} HTTP/1.1\r\nHost: site.example\r\n\r\n".encode()
        records = [("request", url, get)]
        chance = rng.random()
        if chance < 0.2:
            gone = b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<html>gone</html>"
            records.append(("response", url + "gone", gone))
        elif chance < 0.4:
            picture = b"HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\n\r\n" + rng.randbytes(4_000)
            records.append(("response", url + "a.jpg", picture))
        elif chance < 0.5:
            records.append(("revisit", url + "old", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"))
        for kind, uri, block in records:
            file.write(_packed(_record(kind, uri, block, rng)))
            self.archive.fates["records"] += 1


def _record(kind: str, url: str, block: bytes, rng: random.Random) -> bytes:
    http = kind in ("response", "request", "revisit")
    mime = f"application/http; msgtype={kind}" if http else "application/warc-fields"
    headers = [
        "WARC/1.0",
        f"WARC-Type: {kind}",
        *([f"WARC-Target-URI: {url}"] if url else []),
        "WARC-Date: 2024-02-11T10:12:13Z",
        f"WARC-Record-ID: <urn:uuid:{uuid.UUID(int=rng.getrandbits(128))}>",
        f"Content-Type: {mime}",
        f"Content-Length: {len(block)}",
    ]
    return "\r\n".join([*headers, "", ""]).encode() + block + b"\r\n\r\n"


def _packed(content: bytes) -> bytes:
    return gzip.compress(content, 6, mtime=0)
