"""How much one document may hold: what bounds the memory and the time that a hostile one can take."""

from __future__ import annotations

from typing import Final

LONGEST_DOCUMENT: Final = 64 << 20
"""Bytes (characters, for what is decoded already) of a text file, a line of JSON or a cell. The detector
abstains from texts of more than a million characters, so that nothing is lost."""

LONGEST_PAGE: Final = 8 << 20
"""Bytes of a web page, unpacked. Browsers and crawlers stop earlier: Common Crawl keeps 5 MiB of a page."""

MOST_TAGS: Final = 100_000
"""Marks of tags ("<") in a page. trafilatura's time grows with their square in the worst case (a paragraph of
nothing but small elements); pages of the whole HTML standard have more, articles some thousands."""

LONGEST_HEADER: Final = 256 << 10
"""Bytes of the header of an archived record, or of the HTTP header in it."""


def in_megabytes(size: int) -> str:
    """A size for a message.

    >>> in_megabytes(LONGEST_PAGE)
    '8 MB'
    """
    return f"{size >> 20:,} MB"
