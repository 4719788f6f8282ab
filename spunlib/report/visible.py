"""Text that cannot act on what shows it: no terminal commands, no hidden characters, no lone surrogates."""

from __future__ import annotations

import re
from typing import Final

# Control characters but tab and line breaks, soft hyphens, zero-width and direction marks, line separators,
# lone surrogates, tag characters: what a terminal may obey, a reader cannot see, or UTF-8 cannot carry.
_HIDDEN: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u3164\ud800-\udfff\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e007f]"
)
_SPACE: Final = re.compile(r"\s+")


def visible(text: str) -> str:
    r"""The text with each hidden character written as its escape; white space stays.

    >>> print(visible("pass\u200bword\x1b[31m"))
    pass\u200bword\x1b[31m
    """
    return _HIDDEN.sub(_escape, text)


def flat(text: str) -> str:
    r"""`visible` without line breaks: runs of white space become one space.

    >>> flat("two\n\n lines ")
    'two lines '
    """
    return visible(_SPACE.sub(" ", text))


def one_line(text: str) -> str:
    r"""`flat` without space at the ends.

    >>> one_line("  two\n\n lines ")
    'two lines'
    """
    return flat(text).strip()


def _escape(match: re.Match[str]) -> str:
    return match.group().encode("unicode_escape").decode("ascii")
