from __future__ import annotations

import codecs

import pytest

from spunlib.reading.charset import declared, decode_page

TEXT = "<p>“Café” – £5, naïve</p>" + "It rained on the harbour all day long. " * 20
LATIN = TEXT.replace("“", '"').replace("”", '"').replace("–", "-")
RUSSIAN = "<p>" + "Дождь шёл весь день, и никто не вышел из дома. " * 20


@pytest.mark.parametrize(
    ("page", "content_type", "text"),
    [
        (TEXT.encode(), "", TEXT),
        (TEXT.encode(), "text/html; charset=iso-8859-1", TEXT),  # servers say so of everything
        (codecs.BOM_UTF8 + TEXT.encode(), "text/html; charset=cp1251", TEXT),
        (TEXT.encode("utf-16"), "", TEXT),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "", TEXT),
        (TEXT.encode("utf-16-le"), "", TEXT),
        (TEXT.encode("cp1252"), "", TEXT),
        (TEXT.encode("cp1252"), "text/html; charset=ISO-8859-1", TEXT),  # as browsers read it
        (TEXT.encode("cp1252"), "text/html; charset=utf-8", TEXT),  # it is not
        (b'<meta charset="utf-8">' + TEXT.encode("cp1252"), "", '<meta charset="utf-8">' + TEXT),
        (TEXT.encode("cp1252"), "text/html; charset=x-unknown", TEXT),
        (TEXT.encode("cp1252"), "text/html; charset=hex", TEXT),
        (LATIN.encode("iso-8859-15"), 'text/html;charset="ISO-8859-15"', LATIN),
        (RUSSIAN.encode("koi8-r"), "text/html; charset=koi8-r", RUSSIAN),
        (RUSSIAN.encode("cp1251"), "", RUSSIAN),
        (
            b"<meta charset=windows-1251>" + RUSSIAN.encode("cp1251"),
            "",
            "<meta charset=windows-1251>" + RUSSIAN,
        ),
        (b"", "", ""),
    ],
)
def test_decoding(page: bytes, content_type: str, text: str) -> None:
    assert decode_page(page, content_type) == text


def test_a_page_cut_in_the_middle_of_a_character_keeps_the_rest() -> None:
    page = RUSSIAN.encode()[:-3] + "д".encode()[:1]
    assert decode_page(page, "text/html; charset=utf-8").startswith(RUSSIAN[:-5])


@pytest.mark.parametrize(
    ("page", "found"),
    [
        (b'<meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS">', ["cp932"]),
        (b"<META CHARSET='GBK'>", ["gb18030"]),
        (b'<?xml version="1.0" encoding="iso-8859-2"?>', ["iso8859-2"]),
        (b"<meta charset=utf-16>", ["utf-8"]),
        (b"<meta charset=unicode_escape><meta charset=zip>", []),
        (b"<meta charset=utf-7>", ["cp1252"]),
        (b"<p>charset=utf-8</p>", []),
        (b"<meta " + b"x" * 100_000, []),
    ],
)
def test_what_pages_say(page: bytes, found: list[str]) -> None:
    assert declared(page) == found
