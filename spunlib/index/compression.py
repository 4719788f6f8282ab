"""Texts, compressed: zlib with a dictionary of the index's own first texts.

Weighed by ``python benchmarks/index_stores.py``, figures in docs/index.md: a dictionary saves an eighth of
what zlib alone takes, in little more time. Compressing several texts together saves as much and makes reading
one of them dear.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Final

_LEVEL: Final = 4
"""Level 6 takes 4 % less space and twice the time."""

_WINDOW: Final = -15
"""Of zlib: 32 kB, no header; the records have checksums of their own."""

_DICTIONARY: Final = 1 << 15
"""Bytes of the dictionary, as many as fit into zlib's window."""

_SAMPLES: Final = 32
"""Texts that the dictionary is made of; with fewer there is none, since it would be no cross section."""


class Compression:
    """Packs and unpacks texts with one dictionary.

    >>> compression = Compression(b"the ferry to Lisbon")
    >>> compression.unpack(compression.pack("the ferry to Porto"))
    'the ferry to Porto'
    """

    def __init__(self, dictionary: bytes) -> None:
        # Without a header zlib takes an empty dictionary as none at all.
        self._packer = zlib.compressobj(
            _LEVEL, zlib.DEFLATED, _WINDOW, 9, zlib.Z_DEFAULT_STRATEGY, dictionary
        )
        self._unpacker = zlib.decompressobj(_WINDOW, dictionary)

    def pack(self, text: str) -> bytes:
        """The compressed text; lone surrogates are kept."""
        packer = self._packer.copy()  # with the dictionary read: reading it takes longer than most texts
        return packer.compress(text.encode("utf-8", "surrogatepass")) + packer.flush()

    def unpack(self, packed: bytes) -> str:
        """The text as it was given to `pack`."""
        unpacker = self._unpacker.copy()
        return (unpacker.decompress(packed) + unpacker.flush()).decode("utf-8", "surrogatepass")


def dictionary_of(texts: Sequence[str]) -> bytes:
    """A dictionary for texts like these: a piece of each of some of them."""
    if len(texts) < _SAMPLES:
        return b""
    chosen = texts[:: len(texts) // _SAMPLES][:_SAMPLES]
    pieces = [text.encode("utf-8", "surrogatepass")[: _DICTIONARY // _SAMPLES] for text in chosen]
    return b"".join(pieces)
