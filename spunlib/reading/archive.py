"""The records of a web archive, one after the other, whatever has become of some of them.

warcio reads the headers. It is handed one record at a time, from a stream that knows where members end: so
a damaged record costs itself, where warcio alone, like fastwarc, stops (docs/reading.md has the figures).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from spunlib.errors import InputError, MissingExtraError
from spunlib.reading.codecs import BLOCK
from spunlib.reading.limits import LONGEST_HEADER
from spunlib.reading.record_stream import RECORD_START, RecordStream

if TYPE_CHECKING:
    from collections.abc import Callable

_LONGEST_LENGTH: Final = 18  # digits


@dataclass(frozen=True, slots=True)
class Record:
    """A record whose block can be read until the next one is asked for.

    Attributes:
        number: of the record in its file, from 1.
        header: of the record; ``header.get_header(name)`` is a str or None.
        length: of the block in bytes, as the header says.
        block: reads the next bytes of the block.
    """

    number: int
    header: Any
    length: int
    block: Block


@dataclass(frozen=True, slots=True)
class Damage:
    """A record that cannot be read, or a place where one should begin and does not.

    Attributes:
        number: of the record in its file, from 1.
        uri: what it is about, if that can be read.
        reason: what is wrong.
    """

    number: int
    uri: str | None
    reason: str


class Block:
    """The bytes of one record below its header."""

    def __init__(self, stream: RecordStream, length: int) -> None:
        self.left = length
        self._stream = stream

    def read(self, size: int) -> bytes:
        """So many bytes, or as many as there are."""
        found = self._stream.read(min(size, self.left))
        self.left -= len(found)
        return found

    def whole(self) -> bool:
        """Whether all of it has been read, and nothing is known to be wrong with it."""
        if not self.left:
            self._stream.skip_blank()
        return not self.left and self._stream.damage is None

    def readline(self, size: int) -> bytes:
        """A line, or as many bytes of it."""
        found = self._stream.readline(min(size, self.left))
        self.left -= len(found)
        return found


def read_records(stream: RecordStream) -> Iterator[Record | Damage]:
    """Records and damages, in order.

    Raises:
        MissingExtraError: warcio is not installed.
    """
    number = 0
    while stream.next_run():
        lost = False  # where the next record begins
        while line := stream.readline(LONGEST_HEADER):
            if line.startswith(RECORD_START):
                number += 1
                lost = False
                for found in _record(stream, line, number):
                    lost = isinstance(found, Damage)
                    yield found
            elif line.strip(b"\r\n") and not lost:
                number += 1
                lost = True
                yield Damage(number, None, "a record should begin here, and does not")
            if stream.damage is not None:
                break
        else:
            if stream.damage is not None:  # before a record, or in the first bytes of one
                number += 1
                yield Damage(number, None, stream.damage)


def _record(stream: RecordStream, line: bytes, number: int) -> Iterator[Record | Damage]:
    """A record, and its damage if it has any."""
    try:
        header = parse_header(stream.readline, line, "WARC/")
        length = _length_of(header)
    except InputError as error:
        yield Damage(number, None, stream.damage or str(error))
        return
    block = Block(stream, length)
    yield Record(number, header, length, block)
    while block.left and block.read(BLOCK):
        pass
    if not block.whole():
        reason = stream.damage or f"the record is cut short by {block.left:,} bytes"
        yield Damage(number, uri_of(header), reason)


def parse_header(readline: Callable[[int], bytes], line: bytes | None, start: str) -> Any:
    """The header of a record, or of the HTTP response in it, by warcio.

    Args:
        readline: reads on.
        line: the first line, if it is read already.
        start: what that begins with.

    Raises:
        MissingExtraError: warcio is not installed.
        InputError: there is none, or it is too long.
    """
    try:
        from warcio.statusandheaders import StatusAndHeadersParser, StatusAndHeadersParserException
    except ImportError as error:
        raise MissingExtraError("warc", "warcio") from error
    try:
        return StatusAndHeadersParser([start]).parse(_Lines(readline), line)
    except (EOFError, StatusAndHeadersParserException) as error:
        raise InputError(f"no header begins with {start}") from error


class _Lines:
    """What warcio reads lines from: no more than `LONGEST_HEADER` bytes."""

    def __init__(self, readline: Callable[[int], bytes]) -> None:
        self._readline = readline
        self._left = LONGEST_HEADER

    def readline(self) -> bytes:
        found = self._readline(self._left)
        self._left -= len(found)
        if not self._left:
            raise InputError(f"the header is longer than {LONGEST_HEADER >> 10} kB")
        return found


def uri_of(header: Any) -> str | None:
    """What a record is about; wget puts it into angle brackets."""
    uri = header.get_header("WARC-Target-URI")
    return uri.strip().removeprefix("<").removesuffix(">") or None if uri else None


def _length_of(header: Any) -> int:
    given = (header.get_header("Content-Length") or "").strip()
    if not (given.isascii() and given.isdigit()) or len(given) > _LONGEST_LENGTH:
        raise InputError(f"its Content-Length is {given[:40]!r}")
    return int(given)
