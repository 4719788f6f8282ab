"""What text is written for: a terminal of some width, with colour or without, or a file."""

from __future__ import annotations

import os
import shutil
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TextIO

from spunlib.report.visible import one_line

RESET: Final = "\x1b[0m"
BOLD: Final = "\x1b[1m"
DIM: Final = "\x1b[2m"
GREEN: Final = "\x1b[1;32m"
RED: Final = "\x1b[1;31m"
YELLOW: Final = "\x1b[1;33m"

_NARROWEST: Final = 40
_WIDEST: Final = 120  # longer lines are hard to read
_LABEL: Final = 11


@dataclass(frozen=True, slots=True)
class Screen:
    """Where and how much to write.

    Attributes:
        width: columns.
        colour: whether escape sequences for colour may be used.
        limit: entries shown of each list; the rest is counted.
    """

    width: int = 80
    colour: bool = False
    limit: int = 20

    @classmethod
    def of(cls, stream: TextIO) -> Screen:
        """A terminal with its width, in colour unless NO_COLOR is set; plain for any other stream."""
        if not stream.isatty():
            return PLAIN
        width = min(max(shutil.get_terminal_size().columns, _NARROWEST), _WIDEST)
        return cls(width, not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb")

    def paint(self, text: str, style: str) -> str:
        """The text in a style, or as it is where there is no colour."""
        return f"{style}{text}{RESET}" if self.colour and style else text

    def wrap(self, text: str, indent: str, style: str = "") -> Iterator[str]:
        """Lines that fit, each after the indent."""
        for line in textwrap.wrap(text, self.width - len(indent), break_on_hyphens=False):
            yield indent + self.paint(line, style)

    def field(self, label: str, value: str, style: str = "") -> Iterator[str]:
        r"""A label and its value, whose further lines stand below its first.

        >>> print(*Screen(width=30).field("reason", "The text is too short to tell."), sep="\n")
          reason      The text is too
                      short to tell.
        """
        label = f"  {label:<{_LABEL}} "
        lines = list(self.wrap(one_line(value), " " * len(label), style)) or [""]
        return iter([label + lines[0].lstrip(" "), *lines[1:]])


PLAIN: Final = Screen()
"""A file or a pipe: 80 columns, no colour."""
