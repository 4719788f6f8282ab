"""Texts in British or American spelling, for the benchmark of what may not move a score."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from spunlib.text.spelling import AMERICAN

_ONE_WAY: Final = """
    programs program tire tires curb curbs check checks story storys draft drafts analog license licenses
    dialog dialogs catalog catalogs
"""
"""American spellings that are British too, in another sense: never put back."""


_WORD: Final = re.compile(r"[A-Za-z]+")

BRITISH: Final[Mapping[str, str]] = {
    american: british for british, american in AMERICAN.items() if american not in _ONE_WAY.split()
}
"""American -> British spelling."""


def respell(text: str, table: Mapping[str, str]) -> str:
    """The text with the words of the table put in its spelling; capitals are kept.

    >>> respell("The Colour of the travellers' CENTRE", AMERICAN)
    "The Color of the travelers' CENTER"
    """

    def word(match: re.Match[str]) -> str:
        found = match.group()
        other = table.get(found.lower())
        if other is None:
            return found
        if found.isupper():
            return other.upper()
        return other.capitalize() if found[0].isupper() else other

    return _WORD.sub(word, text)
