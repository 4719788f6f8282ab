"""Folding keeps a way back: every folded code point knows where it stood."""

from __future__ import annotations

import numpy as np
import pytest
from hostile import hostile_texts

from spunlib.text import codepoints as cp
from spunlib.text.normalise import fold


@pytest.mark.parametrize("texts", [hostile_texts(21, 60), ["ﬁﬂ", "", "ﬃ x"], [], [""]])
def test_positions_point_at_the_source(texts: list[str]) -> None:
    joined = "\x1e".join(texts)
    folded = fold(texts)
    sizes = {
        column.size for column in (folded.codes, folded.kind, folded.source, folded.position, folded.broken)
    }
    assert len(sizes) == 1
    assert (np.diff(folded.position) >= 0).all()
    for source, position in zip(folded.source.tolist(), folded.position.tolist(), strict=True):
        given = joined[position]
        assert chr(source) in cp.LIGATURES.get(given, given)
    assert folded.bounds.tolist() == np.cumsum([0, *(len(text) + 1 for text in texts)]).tolist()


def test_folding_twice_is_folding_once() -> None:
    hyphens = str.maketrans("", "", "-\u2010\u2011")  # a capital folded away lets more line ends be joined
    for text in (text.translate(hyphens) for text in hostile_texts(22, 200)):
        once = "".join(map(chr, fold([text]).codes))
        assert "".join(map(chr, fold([once]).codes)) == once, repr(text)


def test_encode_takes_any_string() -> None:
    text = "a\ud800\U0001f600\x00"
    assert cp.encode(text).tolist() == [ord(char) for char in text]
    assert cp.encode("").size == 0


def test_tables_cover_the_plane() -> None:
    for table in (cp.KIND, cp.FOLD, cp.UPPERCASE, cp.LATIN_LOOK_ALIKE):
        assert table.shape == (0x10000,)
    assert cp.rows(np.array([0, 0xFFFF, 0x10000, 0x10FFFF], np.uint32)).tolist() == [0, *[0xFFFF] * 3]
    assert cp.KIND.max() == cp.DROPPED
