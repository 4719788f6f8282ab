"""A slow, obvious tokeniser: the documented rules, one character after the other.

The fast tokeniser works by the array over a whole batch; this one shares no code or table with it and reads
one text as a person would read the rules.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import NamedTuple

LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl"}
SINGLE_QUOTES = set("'‘’‚‛′ʼʹ`´＇")
DOUBLE_QUOTES = set('"“”„‟″«»＂')
HYPHENS = set("-\u2010\u2011")
DASHES = set("\u2012\u2013\u2014\u2015\u2212")
LINE_BREAKS = set("\n\r\x1c\x1d\x1e\x85\u2028\u2029")
HIDING = set("\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064\ufeff")  # no business inside a word
HARMLESS = set("\xad\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
LOOK_ALIKES = dict(
    zip("аеорсухіјѕһԁԛԝкмтвнгӏοανρτυικχεηβωɡ", "aeopcyxijshdqwkmtbhrloavptuikxenbwg", strict=True)
)
AMERICAN = {
    "harbour": "harbor",
    "harbours": "harbors",
    "colour": "color",
    "theatre": "theater",
    "organised": "organized",
}
"""The British spellings that the texts of the tests hold."""


class Folded(NamedTuple):
    char: str
    role: str  # letter, digit, space, break, apostrophe, other, dropped
    source: str
    position: int
    hidden_before: bool = False


@dataclass(frozen=True)
class Token:
    surface: str
    start: int
    end: int
    folded: str
    kind: str
    case: str
    gap: int
    disguised: bool


def role_of(char: str) -> str:
    code = ord(char)
    if char in SINGLE_QUOTES:
        return "apostrophe"
    if char in LINE_BREAKS:
        return "break"
    if char.isspace():
        return "space"
    if char in HIDING or char in HARMLESS or 0xFE00 <= code < 0xFE10:
        return "dropped"
    if char in DOUBLE_QUOTES or char in HYPHENS or char in DASHES:
        return "other"
    if 0xFF10 <= code < 0xFF5B:
        char = unicodedata.normalize("NFKC", char)
        return "letter" if char.isalpha() else "digit" if char.isdigit() else "other"
    if code >= 0x2500:
        script = 0x2E80 <= code < 0x3000 or 0x3040 <= code < 0xD800 or 0xF900 <= code < 0xFB00
        return "letter" if script else "other"
    if char.isalpha():
        return "letter"
    if char.isdigit():
        return "digit"
    return "dropped" if unicodedata.combining(char) else "other"


def fold_char(char: str) -> str:
    code = ord(char)
    if char in SINGLE_QUOTES:
        return "'"
    if char in DOUBLE_QUOTES:
        return '"'
    if char in HYPHENS:
        return "-"
    if char in DASHES:
        return "\u2013"
    if char == "ı":
        return "i"
    if 0xFF10 <= code < 0xFF5B:
        return unicodedata.normalize("NFKC", char).lower()
    if code > 0xFFFF:
        return "\uffff"  # beyond the plane everything is one mark
    if code < 0x2500 and char.isalpha():
        base = unicodedata.normalize("NFKD", char.lower())[0]
        return base if base.isascii() and base.isalpha() else char.lower()[0]
    return char


def is_capital(char: str) -> bool:
    code = ord(char)
    if 0xFF10 <= code < 0xFF5B:
        return unicodedata.normalize("NFKC", char).isupper()
    return code < 0x2500 and char.isalpha() and char.isupper()


def fold(text: str) -> list[Folded]:
    spelled = [
        (letter, position) for position, char in enumerate(text) for letter in LIGATURES.get(char, char)
    ]
    chars = [Folded(fold_char(char), role_of(char), char, position) for char, position in spelled]
    joined = without_line_end_hyphens(chars)
    result = []
    hidden = False
    for char in joined:
        if char.role == "dropped":
            hidden |= char.source in HIDING
        else:
            result.append(char._replace(hidden_before=hidden))
            hidden = False
    return result


def without_line_end_hyphens(chars: list[Folded]) -> list[Folded]:
    def is_lower(char: Folded) -> bool:
        return char.role == "letter" and not is_capital(char.source)

    result = []
    at = 0
    while at < len(chars):
        char = chars[at]
        if char.source in HYPHENS and 0 < at < len(chars) - 2 and is_lower(chars[at - 1]):
            crlf = chars[at + 1].source == "\r" and chars[at + 2].source == "\n"
            after = at + 3 if crlf else at + 2
            breaks = chars[at + 1].role == "break" and chars[at + 1].source != "\x1e"
            if breaks and after < len(chars) and is_lower(chars[after]):
                at = after
                continue
        result.append(char)
        at += 1
    return result


def belongs_to_word(chars: list[Folded], at: int) -> bool:
    char = chars[at]
    if char.role in ("letter", "digit"):
        return True
    if at == 0 or at == len(chars) - 1:
        return False
    before, after = chars[at - 1].role, chars[at + 1].role
    if char.role == "apostrophe":
        return before in ("letter", "digit") and after == "letter"
    return char.char in ".," and before == "digit" and after == "digit"


def cut(chars: list[Folded]) -> list[tuple[int, int]]:
    pieces = []
    at = 0
    while at < len(chars):
        if belongs_to_word(chars, at):
            end = at
            while end < len(chars) and belongs_to_word(chars, end):
                end += 1
            if end - at > 2 and chars[end - 2].role == "apostrophe" and chars[end - 1].char == "s":
                pieces += [(at, end - 2), (end - 2, end)]
            else:
                pieces.append((at, end))
            at = end
        else:
            if chars[at].role in ("other", "apostrophe"):
                pieces.append((at, at + 1))
            at += 1
    return pieces


def gap_of(between: list[Folded], is_first: bool) -> int:
    if is_first:
        return 3
    breaks = 0
    for number, char in enumerate(between):
        follows = between[number + 1].source if number + 1 < len(between) else ""
        breaks += char.role == "break" and not (char.source == "\r" and follows == "\n")
    return min(breaks + 1, 3) if breaks else int(bool(between))


def case_of(chars: list[Folded]) -> str:
    capitals = [is_capital(char.source) for char in chars]
    letters = sum(char.role == "letter" for char in chars)
    if sum(capitals) == letters > 1:
        return "upper"
    if capitals[0] and sum(capitals) == 1:
        return "title"
    return "mixed" if any(capitals) else "lower"


def tokenise(text: str) -> list[Token]:
    chars = fold(text)
    tokens = []
    last = 0
    for begin, end in cut(chars):
        own = chars[begin:end]
        folded = "".join(char.char for char in own)
        disguised = any(char.hidden_before for char in own[1:])
        if any(char.role == "letter" and ord(char.char) < 0x250 for char in own):
            plain = "".join(LOOK_ALIKES.get(char, char) for char in folded)
            disguised |= plain != folded
            folded = plain
        folded = AMERICAN.get(folded, folded)
        roles = {char.role for char in own}
        start, stop = own[0].position, own[-1].position + 1
        tokens.append(
            Token(
                text[start:stop],
                start,
                stop,
                folded,
                "word" if "letter" in roles else "number" if "digit" in roles else "punct",
                case_of(own),
                gap_of(chars[last:begin], not tokens),
                disguised,
            )
        )
        last = end
    return tokens
