"""The bytes of a web page as text.

A byte order mark decides; then bytes that are UTF-8 and more than ASCII, which no other encoding produces by
chance, whatever the page or its server say; then what the server says, then what the page says; and if
neither is true, what looks likeliest. The names of encodings mean what browsers take them for
(https://encoding.spec.whatwg.org/#names-and-labels).
"""

from __future__ import annotations

import codecs
import re
from typing import Final

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_TAKEN_FOR: Final = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
    "utf-7": "cp1252",  # browsers know it no more: it hides markup
}
_LOOKED_AT: Final = 4096  # bytes from the start in which a page names its encoding; browsers stop at 1024
_DECLARED: Final = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})|<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})""",
    re.IGNORECASE,
)
_NAMED: Final = re.compile(r"""charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
# codecs.lookup knows more than encodings of text, and some that take long or warn.
_OF_PAGES: Final = re.compile(r"ascii|utf|iso|cp\d|koi8|mac|kz|gb|hz|big5|euc|shift|johab|tis|ptcp|windows")
_NOT_ASCII: Final = bytes(range(128, 256))
_WESTERN: Final = 0.1  # share of the bytes; letters of other scripts are most of a page's text
_LOST: Final = (
    0.2  # share of the characters beyond ASCII; where more are lost, the declaration is not believed
)


def decode_page(page: bytes, content_type: str = "") -> str:
    """The text of a page.

    Args:
        page: its bytes.
        content_type: what the server said of it.

    >>> decode_page("<p>caf\u00e9".encode("latin-1"), "text/html; charset=ISO-8859-1")
    '<p>caf\u00e9'
    """
    for mark, encoding in _MARKS:
        if page.startswith(mark):
            return page.decode(encoding, "replace")
    if not page.isascii() and (text := _strict(page, "utf-8")) is not None:
        return text
    for encoding in declared(page, content_type):
        text = _strict(page, encoding)
        if text is None:  # cut in the middle of a character, or damaged here and there, or not in it at all
            text = page.decode(encoding, "replace")
            if text.count("\ufffd") > _LOST * (len(text) - len(text.encode("ascii", "ignore"))):
                continue
        return text
    return _strict(page, "utf-8") or _detected(page)


def declared(page: bytes, content_type: str = "") -> list[str]:
    """The encodings that server and page name, as Python calls what they are taken for."""
    named = [match[1] for match in _NAMED.finditer(content_type)]
    for match in _DECLARED.finditer(page[:_LOOKED_AT]):
        label = (match[1] or match[2]).decode("ascii")
        # A page whose declaration can be read as ASCII is not in UTF-16.
        named.append("utf-8" if label.lower().startswith("utf-16") else label)
    return [encoding for label in named if (encoding := _known(label))]


def _known(label: str) -> str | None:
    try:
        name = codecs.lookup(label).name
    except LookupError:
        return None
    return _TAKEN_FOR.get(name, name) if _OF_PAGES.match(name) else None


def _strict(page: bytes, encoding: str) -> str | None:
    try:
        return page.decode(encoding)
    except UnicodeError:
        return None


def _detected(page: bytes) -> str:
    if page[:2] in (b"<\0", b"\0<"):
        return page.decode("utf-16-le" if page[1] == 0 else "utf-16-be", "replace")
    begin = page[:_LOOKED_AT]
    if len(begin) - len(begin.translate(None, _NOT_ASCII)) < _WESTERN * len(begin):
        return page.decode("cp1252", "replace")
    from charset_normalizer import from_bytes  # comes with trafilatura

    best = from_bytes(page[-2 * _LOOKED_AT :]).best()
    return page.decode(best.encoding if best else "cp1252", "replace")
