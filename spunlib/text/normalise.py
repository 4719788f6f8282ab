"""Folding: one spelling for what readers see as one, with a map back to the text as given.

Case, accents, quotation styles, hyphens and dashes, kinds of white space, full-width forms and ligatures are
folded; invisible characters are dropped; a word hyphenated at the end of a line is joined again. Look-alike
letters are folded later, by the tokeniser, since only a word tells whether they are a disguise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spunlib.text import codepoints as cp

_SEPARATOR: Final = "\x1e"
"""Stands between two texts of a batch: a line break that joins nothing."""

_LIGATURE_CODES = np.array([ord(c) for c in cp.LIGATURES], np.uint32)


@dataclass(frozen=True, slots=True)
class Folded:
    """A batch of texts as one folded array of code points; all arrays have the length of the folded text.

    Attributes:
        codes: uint32, the folded code points.
        kind: uint8, class of each (see `codepoints`).
        source: uint32, code points before folding.
        position: int64, offset of each in the joined texts as given.
        broken: bool, an invisible character was dropped just before.
        bounds: int64 (n_texts + 1,), where each text begins in the joined texts.
    """

    codes: NDArray[np.uint32]
    kind: NDArray[np.uint8]
    source: NDArray[np.uint32]
    position: NDArray[np.int64]
    broken: NDArray[np.bool_]
    bounds: NDArray[np.int64]


def fold(texts: Sequence[str]) -> Folded:
    r"""Fold a batch. A line separator is put between two texts.

    >>> folded = fold(["“Caf\u00e9” na\u200bvy"])
    >>> "".join(map(chr, folded.codes))
    '"cafe" navy'
    >>> folded.position[-2:]
    array([10, 11])
    """
    joined = _SEPARATOR.join(texts)
    source = cp.encode(joined)
    bounds = np.zeros(len(texts) + 1, np.int64)
    np.cumsum([len(text) + 1 for text in texts], out=bounds[1:])
    position = np.arange(source.size, dtype=np.int64)
    if source.size and source.max() >= 0xFB00:
        source, position = _expand_ligatures(source, position)
    row = cp.rows(source)
    kind = cp.KIND[row]
    keep = kind != cp.DROPPED
    codes = cp.FOLD[row]
    _join_hyphenated(source, row, codes, kind, keep)
    kept = np.flatnonzero(keep)
    broken = np.zeros(kept.size, np.bool_)
    if kept.size < source.size:
        dropped = np.flatnonzero(~keep)
        following = np.searchsorted(kept, dropped[np.isin(source[dropped], _HIDING)])
        broken[following[following < kept.size]] = True
        source, position, codes, kind = source[kept], position[kept], codes[kept], kind[kept]
    return Folded(codes.astype(np.uint32), kind, source, position, broken, bounds)


# Soft hyphens and combining accents are ordinary typography; these have no business inside an English word.
_HIDING = np.array([0x200B, 0x200C, 0x200D, 0x2060, 0x2061, 0x2062, 0x2063, 0x2064, 0xFEFF], np.uint32)


def _expand_ligatures(
    source: NDArray[np.uint32], position: NDArray[np.int64]
) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    found = np.isin(source, _LIGATURE_CODES)
    if not found.any():
        return source, position
    times = np.ones(source.size, np.int64)
    times[found] = [len(cp.LIGATURES[chr(code)]) for code in source[found]]
    letters = np.repeat(source, times)
    letters[np.repeat(found, times)] = [ord(c) for code in source[found] for c in cp.LIGATURES[chr(code)]]
    return letters, np.repeat(position, times)


def _join_hyphenated(
    source: NDArray[np.uint32],
    row: NDArray[np.intp],
    codes: NDArray[np.uint16],
    kind: NDArray[np.uint8],
    keep: NDArray[np.bool_],
) -> None:
    r"""Unset `keep` at the hyphen and line break ("\n", "\r" or "\r\n") of "infor-\nmation".

    Both neighbours must be lower-case letters of one text.
    """

    def lower(at: NDArray[np.int64]) -> NDArray[np.bool_]:
        found: NDArray[np.bool_] = (kind[at] == cp.LETTER) & ~cp.UPPERCASE[row[at]]
        return found

    hyphen = np.flatnonzero(codes == ord("-"))
    hyphen = hyphen[(hyphen > 0) & (hyphen < row.size - 2)]
    breaks = (kind[hyphen + 1] == cp.NEWLINE) & (source[hyphen + 1] != ord(_SEPARATOR))
    hyphen = hyphen[breaks & lower(hyphen - 1)]
    last = hyphen + 1 + ((source[hyphen + 1] == ord("\r")) & (source[hyphen + 2] == ord("\n")))
    inside = last < row.size - 1
    hyphen, last = hyphen[inside], last[inside]
    joined = lower(last + 1)
    for drop in (hyphen[joined], hyphen[joined] + 1, last[joined]):
        keep[drop] = False
