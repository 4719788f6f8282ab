"""The unpacked bytes of a web archive, in runs that damage and the ends of members cut off."""

from __future__ import annotations

from typing import Final

from spunlib.errors import InputError
from spunlib.reading.unpacking import Unpacked

RECORD_START: Final = b"WARC/"


class RecordStream:
    """Bytes to be read, which end where a record must end.

    A run goes to the end of the file, to damage in the compressed data, or to the end of a member behind
    which another begins with a record, as it does where each record is a member. So a record that says that
    it is longer than it is cannot swallow those behind it, and one that is damaged costs itself alone. Call
    `next_run` first.

    Attributes:
        damage: what ended the run, if it was damage.

    >>> import gzip, io
    >>> packed = gzip.compress(b"WARC/1.0 one") + gzip.compress(b"WARC/1.0 two")
    >>> stream = RecordStream(Unpacked(io.BufferedReader(io.BytesIO(packed))))
    >>> stream.next_run(), stream.read(100), stream.read(100)
    (True, b'WARC/1.0 one', b'')
    >>> stream.next_run(), stream.read(100), stream.next_run()
    (True, b'WARC/1.0 two', False)
    """

    def __init__(self, unpacked: Unpacked) -> None:
        self.damage: str | None = None
        self._unpacked = unpacked
        self._held = b""
        self._at = 0
        self._next = b""  # what the next run begins with
        self._ahead: str | None = None  # damage with which it begins
        self._over = False

    def next_run(self) -> bool:
        """Go on to the next run, if there is one, once this one is read to its end."""
        if self._ahead is not None:
            self.damage, self._ahead = self._ahead, None
            return True
        if self.damage is not None:
            self.damage = None
            try:
                if not self._unpacked.recover():
                    return False
            except InputError:
                return False
        self._held, self._at, self._next, self._over = self._next, 0, b"", False
        return bool(self._held) or self._fill() or self.damage is not None

    def read(self, size: int) -> bytes:
        """So many bytes, or as many as the run has."""
        parts = []
        while size > 0 and (self._at < len(self._held) or self._fill()):
            parts.append(self._held[self._at : self._at + size])
            self._at += len(parts[-1])
            size -= len(parts[-1])
        return b"".join(parts)

    def readline(self, size: int) -> bytes:
        """Bytes to the end of a line, at most so many; none at the end of the run."""
        parts = []
        while size > 0 and (self._at < len(self._held) or self._fill()):
            end = self._held.find(b"\n", self._at, self._at + size) + 1
            part = self._held[self._at : end or self._at + size]
            parts.append(part)
            self._at += len(part)
            size -= len(part)
            if end:
                break
        return b"".join(parts)

    def skip_blank(self) -> None:
        """Pass over line breaks; if they are the last of the run, its damage is known after this."""
        while self._at < len(self._held) or self._fill():
            if self._held[self._at] not in b"\r\n":
                break
            self._at += 1

    def _fill(self) -> bool:
        """Have more bytes, if the run has more."""
        if self._over:
            return False
        self._held, self._at = b"", 0
        try:
            self._held = self._unpacked.block()
        except InputError as error:
            self.damage, self._over = str(error), True
        while not self._held and not self._over:
            self._go_on()
        return bool(self._held)

    def _go_on(self) -> None:
        """Into the next member, or up to it if a record begins there."""
        try:
            self._over = not self._unpacked.next_member()
            block = b"" if self._over else self._unpacked.block()
        except InputError as error:
            self._ahead, self._over = str(error), True
            return
        if block.startswith(RECORD_START):
            self._next, self._over = block, True
        else:
            self._held = block
