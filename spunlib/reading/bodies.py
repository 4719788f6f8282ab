"""The bodies of web pages as they came over the wire, unpacked."""

from __future__ import annotations

import zlib
from typing import Any, Final

from spunlib.errors import InputError, MissingExtraError
from spunlib.reading.codecs import BLOCK, Codec, Gzip, Zstd
from spunlib.reading.limits import LONGEST_PAGE, in_megabytes

_LAYERS: Final = 3  # encodings in a row that are undone


def decode_body(body: bytes, transfer: str, content: str) -> bytes:
    r"""A body without its chunks and its compression.

    Crawlers keep the headers of bodies that they have unpacked already, so what does not begin as its header
    says is taken as it is.

    Args:
        body: as it lies in the archive.
        transfer: the header Transfer-Encoding.
        content: the header Content-Encoding.

    Raises:
        InputError: the compressed data is damaged, or unpacks to more than `LONGEST_PAGE`, or nobody knows
            the compression.
        MissingExtraError: brotli or zstandard is needed and not installed.

    >>> decode_body(b"5\r\n<html\r\n1\r\n>\r\n0\r\n\r\n", "chunked", "")
    b'<html>'
    """
    if "chunked" in transfer.lower():
        body = _joined(body)
    layers = [name.strip().lower() for name in content.split(",") if name.strip()]
    for name in reversed(layers[-_LAYERS:]):
        body = _unpacked(body, name)
    return body


def _joined(body: bytes) -> bytes:
    """The chunks of a body; where there is none, the rest as it is."""
    parts: list[bytes] = []
    at = 0
    while True:
        end = body.find(b"\n", at, at + 1024)
        size = _size(body[at:end]) if end >= 0 else None
        if size is None:
            parts.append(body[at:])
            break
        if not size:
            break
        parts.append(body[end + 1 : end + 1 + size])
        at = end + 1 + size
        at += 2 if body[at : at + 2] == b"\r\n" else 1 if body[at : at + 1] == b"\n" else 0
    return b"".join(parts)


def _size(line: bytes) -> int | None:
    digits = line.split(b";")[0].strip()
    try:
        return int(digits, 16) if digits.isalnum() else None
    except ValueError:
        return None


def _unpacked(body: bytes, name: str) -> bytes:
    codec: Codec
    if name in ("identity", "none", "utf-8", "") or not body:
        return body
    if name in ("gzip", "x-gzip"):
        if not body.startswith(b"\x1f\x8b"):
            return body
        codec = Gzip()
    elif name == "deflate":
        codec = _Deflate(body)
    elif name == "br":
        codec = _Brotli()
    elif name == "zstd":
        codec = Zstd()
    else:
        raise InputError(f"nobody knows the compression {name[:40]!r}")
    return _all_of(codec, body, name)


def _all_of(codec: Codec, body: bytes, name: str) -> bytes:
    parts: list[bytes] = []
    size = 0
    begin = body
    while not codec.ended:
        try:
            part, body = codec.unpack(body)
        except InputError:
            if not parts and _is_markup(begin):
                return begin
            raise
        parts.append(part)
        size += len(part)
        if size > LONGEST_PAGE:
            raise InputError(f"the page unpacks to more than {in_megabytes(LONGEST_PAGE)}")
        if not body and not part:  # what is missing at its end is not worth the page
            break
    if not size:
        raise InputError(f"the body holds no {name} data")
    return b"".join(parts)


def _is_markup(body: bytes) -> bool:
    return body[:100].lstrip().startswith(b"<")


class _Deflate:
    """zlib, as the standard says, or bare deflate, as some servers have it."""

    def __init__(self, body: bytes) -> None:
        with_header = len(body) > 1 and body[0] & 15 == 8 and not (body[0] << 8 | body[1]) % 31
        self._inflater = zlib.decompressobj(zlib.MAX_WBITS if with_header else -zlib.MAX_WBITS)

    @property
    def ended(self) -> bool:
        return self._inflater.eof

    def unpack(self, packed: bytes) -> tuple[bytes, bytes]:
        try:
            return self._inflater.decompress(packed, BLOCK), self._inflater.unconsumed_tail
        except zlib.error as error:
            raise InputError(f"the compressed body is damaged: {error}") from error


class _Brotli:
    def __init__(self) -> None:
        try:
            import brotli
        except ImportError as error:
            raise MissingExtraError("warc", "brotli") from error
        self._decompressor: Any = brotli.Decompressor()
        self._error: type[Exception] = brotli.error

    @property
    def ended(self) -> bool:
        return bool(self._decompressor.is_finished())

    def unpack(self, packed: bytes) -> tuple[bytes, bytes]:
        try:  # it keeps what it has not unpacked
            return self._decompressor.process(packed, output_buffer_limit=BLOCK), b""
        except self._error as error:
            raise InputError(f"the compressed body is damaged: {error}") from error
