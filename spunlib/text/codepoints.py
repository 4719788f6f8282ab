"""What each code point is and what it folds to: the character tables of the tokeniser.

One row for each code point of the Basic Multilingual Plane, built once at import from `unicodedata` and the
short lists below; code points beyond the plane share its last row. Looking a whole batch up is then one array
gather.
"""

from __future__ import annotations

import unicodedata
from typing import Final

import numpy as np
from numpy.typing import NDArray

# Classes of code points.
OTHER: Final = 0  # punctuation and symbols: each is a token of its own
LETTER: Final = 1
DIGIT: Final = 2
SPACE: Final = 3
NEWLINE: Final = 4
APOSTROPHE: Final = 5
DROPPED: Final = 6  # invisible or combining: folded away

_SIZE: Final = 0x10000
# Scripts are tabulated one by one up to here; beyond lie CJK and other scripts without case, by block.
_TABULATED: Final = 0x2500

_SPACES: Final = (
    "\t\x0b\x0c\x1f \xa0\u1680"
    "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
)
_NEWLINES: Final = "\n\r\x1c\x1d\x1e\x85\u2028\u2029"
_INVISIBLE: Final = (
    "\xad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufeff"
)
_SINGLE_QUOTES: Final = "'\u2018\u2019\u201a\u201b\u2032\u02bc\u02b9`\xb4\uff07"
_DOUBLE_QUOTES: Final = '"\u201c\u201d\u201e\u201f\u2033\xab\xbb\uff02'
_HYPHENS: Final = "-\u2010\u2011"
_DASHES: Final = "\u2012\u2013\u2014\u2015\u2212"

# Letters of other alphabets that look like Latin ones (a subset of Unicode's confusables.txt, UTS #39: the
# ones that essay-evasion tools and spam filters' test sets use). They are folded only inside words that also
# hold Latin letters.
_LOOK_ALIKES: Final = {
    "а": "a", "е": "e", "о": "o", "р": "p", "с": "c", "у": "y", "х": "x", "і": "i", "ј": "j",
    "ѕ": "s", "һ": "h", "ԁ": "d", "ԛ": "q", "ԝ": "w", "к": "k", "м": "m", "т": "t", "в": "b",
    "н": "h", "г": "r", "ӏ": "l", "ο": "o", "α": "a", "ν": "v", "ρ": "p", "τ": "t", "υ": "u",
    "ι": "i", "κ": "k", "χ": "x", "ε": "e", "η": "n", "β": "b", "ω": "w", "ɡ": "g",
}  # fmt: skip


def _tables() -> tuple[NDArray[np.uint8], NDArray[np.uint16], NDArray[np.bool_], NDArray[np.uint16]]:
    kind = np.zeros(_SIZE, np.uint8)
    fold = np.arange(_SIZE, dtype=np.uint16)
    upper = np.zeros(_SIZE, np.bool_)
    latin = np.zeros(_SIZE, np.uint16)
    for code in range(_TABULATED):
        char = chr(code)
        if char.isalpha():
            kind[code] = LETTER
            upper[code] = char.isupper()
            lower = char.lower()
            base = unicodedata.normalize("NFKD", lower)[0] if code > 0x7F else lower
            fold[code] = ord(base) if base.isascii() and base.isalpha() else ord(lower[0])
        elif char.isdigit():
            kind[code] = DIGIT
        elif code > 0x7F and unicodedata.combining(char):
            kind[code] = DROPPED
    kind[0x2E80:0xD800] = LETTER
    kind[0x3000:0x3040] = OTHER
    kind[0xF900:0xFB00] = LETTER
    kind[0xFE00:0xFE10] = DROPPED
    for code in range(0xFF10, 0xFF5B):  # full-width forms
        char = unicodedata.normalize("NFKC", chr(code))
        fold[code] = ord(char.lower())
        kind[code] = LETTER if char.isalpha() else DIGIT if char.isdigit() else OTHER
        upper[code] = char.isupper()
    for chars, cls, to in (
        (_SPACES, SPACE, " "),
        (_NEWLINES, NEWLINE, "\n"),
        (_INVISIBLE, DROPPED, " "),
        (_SINGLE_QUOTES, APOSTROPHE, "'"),
        (_DOUBLE_QUOTES, OTHER, '"'),
        (_HYPHENS, OTHER, "-"),
        (_DASHES, OTHER, "\u2013"),
        ("\u0131", LETTER, "i"),  # the Turkish dotless i stands in names and is no disguise
    ):
        codes = [ord(char) for char in chars]
        kind[codes] = cls
        fold[codes] = ord(to)
    for alike, letter in _LOOK_ALIKES.items():
        for char in {alike, alike.upper()}:
            if len(char) == 1:
                latin[ord(char)] = ord(letter)
    return kind, fold, upper, latin


KIND, FOLD, UPPERCASE, LATIN_LOOK_ALIKE = _tables()
LIGATURES: Final = {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl"}
"""Typographic ligatures: folded to their letters, which lengthens the text."""

OPENING_QUOTES: Final = np.array([ord(c) for c in "\u201c\u201e\xab\u2018\u201a"], np.uint32)
CLOSING_QUOTES: Final = np.array([ord(c) for c in "\u201d\u2019\xbb"], np.uint32)


def encode(text: str) -> NDArray[np.uint32]:
    """The code points of a text, lone surrogates included.

    >>> encode("aé")
    array([ 97, 233], dtype=uint32)
    """
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def rows(codes: NDArray[np.uint32]) -> NDArray[np.intp]:
    """The table row of each code point, ready to look up with."""
    return np.minimum(codes, np.uint32(_SIZE - 1)).astype(np.intp)
