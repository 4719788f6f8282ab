"""gzip and zstd, each a member (a frame) at a time, with bounded output."""

from __future__ import annotations

import zlib
from typing import Any, Final, Protocol

from spunlib.errors import InputError, MissingExtraError

BLOCK: Final = 1 << 16
"""About the most bytes that are unpacked at a time."""

GZIP_START: Final = b"\x1f\x8b\x08"
ZSTD_START: Final = b"\x28\xb5\x2f\xfd"
SKIPPABLE_START: Final = b"\x2a\x4d\x18"  # from the second byte on; the first is 0x50 to 0x5f
DICTIONARY: Final = 0x5D
"""First byte of the skippable frame that holds the dictionary of a .warc.zst file
(https://iipc.github.io/warc-specifications/specifications/warc-zstd/)."""

_PIECE: Final = 256  # packed bytes given to zstd at a time: four of them can stand for 128 KB
_LARGEST_WINDOW: Final = 1 << 27  # bytes that a frame may make zstd remember; its tools refuse more, too
_LARGEST_DICTIONARY: Final = 16 << 20


class Codec(Protocol):
    """What unpacks one member. ``ended`` says that it is whole."""

    @property
    def ended(self) -> bool:
        """Whether the member is whole."""

    def unpack(self, packed: bytes) -> tuple[bytes, bytes]:
        """Unpacked bytes, a bounded number, and the packed ones that were not needed for them.

        Raises:
            InputError: the data is damaged.
        """


class Gzip:
    """See `Codec`.

    >>> import gzip
    >>> Gzip().unpack(gzip.compress(b"Rain.") + b"rest")
    (b'Rain.', b'rest')
    """

    def __init__(self) -> None:
        self._inflater = zlib.decompressobj(zlib.MAX_WBITS | 16)

    @property
    def ended(self) -> bool:
        """See `Codec`."""
        return self._inflater.eof

    def unpack(self, packed: bytes) -> tuple[bytes, bytes]:
        """See `Codec`."""
        try:
            unpacked = self._inflater.decompress(packed, BLOCK)
        except zlib.error as error:
            raise InputError(f"the compressed data is damaged: {error}") from error
        return unpacked, self._inflater.unused_data if self.ended else self._inflater.unconsumed_tail


class Zstd:
    """See `Codec`.

    Args:
        dictionary: what `load_dictionary` returns, if the file has one.

    Raises:
        MissingExtraError: zstandard is not installed.
    """

    def __init__(self, dictionary: Any = None) -> None:
        zstandard = _zstandard()
        made = zstandard.ZstdDecompressor(dict_data=dictionary, max_window_size=_LARGEST_WINDOW)
        self._frame = made.decompressobj()
        self._error: type[Exception] = zstandard.ZstdError

    @property
    def ended(self) -> bool:
        """See `Codec`."""
        return bool(self._frame.eof)

    def unpack(self, packed: bytes) -> tuple[bytes, bytes]:
        """See `Codec`."""
        found: list[bytes] = []
        size = at = 0
        try:
            while at < len(packed) and size < BLOCK and not self.ended:
                found.append(self._frame.decompress(packed[at : at + _PIECE]))
                size += len(found[-1])
                at += _PIECE
        except self._error as error:
            raise InputError(f"the compressed data is damaged: {error}") from error
        return b"".join(found), self._frame.unused_data + packed[at:] if self.ended else packed[at:]


class Plain:
    """Bytes that are not compressed: one member without end.

    >>> Plain().unpack(b"Rain."), Plain().ended
    ((b'Rain.', b''), False)
    """

    ended = False

    def unpack(self, packed: bytes) -> tuple[bytes, bytes]:
        """See `Codec`."""
        return packed, b""


def load_dictionary(content: bytes) -> Any:
    """The dictionary in the first frame of a .warc.zst file, which may be compressed itself.

    Raises:
        MissingExtraError: zstandard is not installed.
        InputError: it cannot be unpacked.
    """
    zstandard = _zstandard()
    if content.startswith(ZSTD_START):
        frame = Zstd()
        parts, rest = [b""], content
        while rest and not frame.ended and sum(map(len, parts)) < _LARGEST_DICTIONARY:
            part, rest = frame.unpack(rest)
            parts.append(part)
        content = b"".join(parts)
    try:
        return zstandard.ZstdCompressionDict(content)
    except (zstandard.ZstdError, ValueError) as error:
        raise InputError(f"the dictionary of the compressed data is damaged: {error}") from error


def _zstandard() -> Any:
    try:
        import zstandard
    except ImportError as error:
        raise MissingExtraError("warc", "zstandard") from error
    return zstandard
