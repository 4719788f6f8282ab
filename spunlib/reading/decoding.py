"""Bytes to text: UTF-8, or UTF-16 with a byte order mark, or else Windows-1252."""

from __future__ import annotations

import codecs
import io
import logging
from collections.abc import Callable, Iterator
from typing import AnyStr, Final

from spunlib.errors import InputError
from spunlib.reading.limits import LONGEST_DOCUMENT

_log = logging.getLogger(__name__)

# Control characters that no text holds; tab, line breaks, backspace, form feed and escape do occur.
_CONTROL: Final = bytes(code for code in range(32) if code not in b"\t\n\r\b\f\x1b")
_MAX_CONTROL: Final = 0.01  # share of the first bytes; compressed and executable files have about 0.1


class CutLine(str):
    """The beginning of a line that is longer than `LONGEST_DOCUMENT`; the rest of it is passed over."""

    __slots__ = ()


def decoded_lines(stream: io.BufferedReader, name: str) -> Iterator[str]:
    """The lines of a stream, with their ends: joined they are the whole text, unless one is a `CutLine`.

    A line that is not UTF-8 is read as Windows-1252, which is logged once.

    Raises:
        InputError: binary data, or broken UTF-16.
    """
    head = stream.peek(1)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        yield from _utf16_lines(stream)
        return
    if len(head.translate(None, _CONTROL)) < (1 - _MAX_CONTROL) * len(head):
        raise InputError("binary data, or UTF-16 without a byte order mark; only text can be read")
    if head.startswith(codecs.BOM_UTF8):
        stream.read(len(codecs.BOM_UTF8))
    foreign = False
    for line, cut in _lines(stream.readline):
        text = _decode(line, "utf-8")
        if text is None:
            if not foreign:
                _log.warning("%s: not UTF-8, read as Windows-1252", name)
            foreign = True
            # Five bytes mean nothing in Windows-1252.
            text = _decode(line, "cp1252") or line.decode("latin-1")
        yield CutLine(text) if cut else text


def _utf16_lines(stream: io.BufferedReader) -> Iterator[str]:
    # Lines end at "\n" alone, as they do for bytes.
    lines = io.TextIOWrapper(stream, encoding="utf-16", newline="\n")
    try:
        for line, cut in _lines(lines.readline):
            yield CutLine(line) if cut else line
    except UnicodeError as error:
        raise InputError(f"broken UTF-16: {error}") from error
    finally:
        lines.detach()  # the stream is closed by who opened it


def _lines(readline: Callable[[int], AnyStr]) -> Iterator[tuple[AnyStr, bool]]:
    """Lines, and whether they are cut."""
    while line := readline(LONGEST_DOCUMENT):
        end = b"\n" if isinstance(line, bytes) else "\n"
        cut = len(line) == LONGEST_DOCUMENT and not line.endswith(end)
        rest = cut
        while rest:
            passed = readline(LONGEST_DOCUMENT)
            rest = bool(passed) and not passed.endswith(end)
        yield line, cut


def _decode(line: bytes, encoding: str) -> str | None:
    try:
        return line.decode(encoding)
    except UnicodeDecodeError:
        return None
