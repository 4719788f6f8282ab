"""Which rules a line is compared with: by its first word, one dictionary look-up.

What the rules say is in ``furniture_phrases``, ``furniture_forms``, ``furniture_entries`` and
``furniture_menus``.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from spunlib.text.furniture_entries import ENTRY_WORDS, is_entry
from spunlib.text.furniture_forms import DATE_WORDS, is_byline, is_date_stamp
from spunlib.text.furniture_menus import MENU_WORDS, MORE_NETWORKS, is_menu
from spunlib.text.furniture_phrases import ANY_NETWORK, PHRASES

MAX_FURNITURE_LINE = 600
"""Longer lines are prose whatever they begin with (characters; a long disclaimer has about 500)."""

FIRST_WORD = re.compile(r"[\W_]{0,8}(?:\d|([^\W\d_]+))")
"""The word that chooses the rules of a line; group 1 is unset when a digit comes first."""


def _by_first_word() -> dict[str, list[tuple[str, Callable[[str], object]]]]:
    """First word -> the kinds that such a line may be, each with its test of the whole line."""
    table: dict[str, list[tuple[str, Callable[[str], object]]]] = {}
    for kind, phrases in PHRASES.items():
        for first, rest in phrases:
            opening = "" if first == "0" else f"(?:{first})"
            pattern = rf"[\W_]{{0,8}}{opening}{rest}\W{{0,8}}"
            pattern = pattern.replace("MORE_NETWORKS", MORE_NETWORKS).replace("NETWORK", ANY_NETWORK)
            matches = re.compile(pattern, re.IGNORECASE).fullmatch
            for word in _expand(first):
                table.setdefault(word, []).append((kind, matches))
    for word in ("by", "written", "posted", "published", "reported", "words", "text"):
        table.setdefault(word, []).append(("byline", is_byline))
    for word in DATE_WORDS | {"0"}:
        table.setdefault(word, []).append(("date", is_date_stamp))
    for word in ENTRY_WORDS:
        table.setdefault(word, []).append(("byline", is_entry))
    for word in MENU_WORDS:
        table.setdefault(word, []).append(("navigation", is_menu))
    return table


def _expand(first: str) -> list[str]:
    """The words that FIRST_WORD finds where an alternation of ``PHRASES`` matches."""
    words = first.replace("e-?mail", "e|email").split("|")
    return [form for word in words for form in ({word[:-2], word[:-1]} if word.endswith("s?") else {word})]


LINE_RULES = _by_first_word()
"""First word, lower-case ("0": a digit) -> (kind, whether the whole line is one), in order of trial."""
