"""The bytes behind compressed ones, member by member.

A gzip file is a row of members, a zstd file one of frames; here both are called members. Web archives hold
one a record, which is what makes it possible to go on behind a damaged one.
"""

from __future__ import annotations

import io
import re
from typing import Any, Final

from spunlib.errors import InputError
from spunlib.reading.codecs import (
    BLOCK,
    DICTIONARY,
    GZIP_START,
    SKIPPABLE_START,
    ZSTD_START,
    Codec,
    Gzip,
    Plain,
    Zstd,
    load_dictionary,
)

_STARTS: Final = re.compile(re.escape(GZIP_START) + b"|" + re.escape(ZSTD_START))
_SEEN: Final = 4096
"""Bytes that are looked at to see what begins."""


class Unpacked:
    """The unpacked bytes of a stream; one that is not compressed is a single member.

    Args:
        packed: the stream. It is not closed here.

    Raises:
        InputError: what the stream begins with is damaged.

    >>> import gzip
    >>> unpacked = Unpacked(io.BufferedReader(io.BytesIO(gzip.compress(b"One.") + gzip.compress(b"Two."))))
    >>> unpacked.block(), unpacked.block(), unpacked.next_member(), unpacked.block(), unpacked.next_member()
    (b'One.', b'', True, b'Two.', False)
    """

    def __init__(self, packed: io.BufferedReader) -> None:
        self._packed = packed
        self._pending = b""  # packed, and not unpacked yet
        self._codec: Codec | None = None
        self._begun = False  # some of this member is unpacked
        self._full = False  # there may be more than was unpacked of what was given to the codec
        self._dictionary: Any = None
        self._head: bytes | None = None
        self._damage: InputError | None = None  # met behind what could be unpacked
        self.next_member()

    @property
    def packed(self) -> bool:
        """Whether the stream is compressed."""
        return self._codec is not None and not isinstance(self._codec, Plain)

    def head(self) -> bytes:
        """The first block, which can still be read.

        Raises:
            InputError: it is damaged.
        """
        if self._head is None:
            self._head = self.block()
        return self._head

    def block(self) -> bytes:
        """The next bytes of this member, thousands if it has as many; none at its end.

        Raises:
            InputError: the data is damaged, or ends too early.
        """
        if self._head is not None:
            head, self._head = self._head, None
            return head
        if self._damage is not None:
            damage, self._damage = self._damage, None
            raise damage
        found = b""
        try:
            while len(found) < _SEEN and (unpacked := self._unpack()) is not None:
                found += unpacked
        except InputError as error:
            if not found:
                raise
            self._damage = error
        return found

    def next_member(self) -> bool:
        """Go on to the next member, if there is one.

        Raises:
            InputError: what follows is none.
        """
        first = self._codec is None
        self._begun = self._full = False
        self._need(4)
        while not first and self._pending.startswith(b"\0"):  # tapes, and some tools, fill up with zeros
            self._pending = self._pending.lstrip(b"\0")
            self._need(4)
        while self._pending[1:4] == SKIPPABLE_START and self._pending[0] >> 4 == 5:
            self._pass_over()
            self._need(4)
        if not self._pending:
            return False
        codec = self._codec_of(self._pending)
        if codec is None and not first:
            raise InputError("what follows the compressed data is not compressed")
        self._codec = codec or Plain()
        return True

    def recover(self) -> bool:
        """After damage: go on to the next member with which a record of a web archive begins, if any does."""
        start = 0 if self._begun else 1
        while True:
            for match in _STARTS.finditer(self._pending, start):
                self._need(match.start() + _SEEN)
                candidate = self._pending[match.start() :]
                if self._begins_record(candidate[:_SEEN]):
                    self._pending = candidate
                    return self.next_member()
            self._pending, start = self._pending[-3:], 0
            if not self._more():
                return False

    def _unpack(self) -> bytes | None:
        """More of this member, None at its end."""
        if self._codec is None or self._codec.ended:
            return None
        if not self._pending and not self._full and not self._more():
            if isinstance(self._codec, Plain):
                return None
            raise InputError("the file is cut short: its compressed data ends too early")
        unpacked, self._pending = self._codec.unpack(self._pending)
        self._begun, self._full = True, len(unpacked) >= BLOCK
        return unpacked

    def _begins_record(self, packed: bytes) -> bool:
        codec = self._codec_of(packed)
        try:
            return codec is not None and codec.unpack(packed)[0].startswith(b"WARC/")
        except InputError:
            return False

    def _codec_of(self, packed: bytes) -> Codec | None:
        if packed.startswith(GZIP_START):
            return Gzip()
        if packed.startswith(ZSTD_START):
            return Zstd(self._dictionary)
        return None

    def _pass_over(self) -> None:
        """A frame of zstd that holds no data; it may hold the dictionary of those that follow."""
        self._need(8)
        size = 8 + int.from_bytes(self._pending[4:8], "little")
        if self._pending[0] == DICTIONARY and size <= BLOCK << 8:
            self._need(size)
            self._dictionary = load_dictionary(self._pending[8:size])
        while size > len(self._pending):
            size -= len(self._pending)
            self._pending = b""
            if not self._more():
                return
        self._pending = self._pending[size:]

    def _need(self, size: int) -> None:
        """Have so many packed bytes pending, if there are as many."""
        while len(self._pending) < size and self._more():
            pass

    def _more(self) -> bool:
        read = self._packed.read1(BLOCK)
        self._pending += read
        return bool(read)


class UnpackedFile(io.RawIOBase):
    """All members as one file; see `Unpacked`."""

    def __init__(self, unpacked: Unpacked) -> None:
        super().__init__()
        self._unpacked = unpacked
        self._held = memoryview(b"")

    def readable(self) -> bool:
        """True."""
        return True

    def readinto(self, buffer: Any) -> int:
        """See `io.RawIOBase`.

        Raises:
            InputError: the data is damaged.
        """
        while not self._held:
            self._held = memoryview(self._unpacked.block())
            if not self._held and not self._unpacked.next_member():
                return 0
        into = memoryview(buffer).cast("B")
        size = min(len(into), len(self._held))
        into[:size] = self._held[:size]
        self._held = self._held[size:]
        return size
