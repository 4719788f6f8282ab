"""Quotations: which tokens stand inside quotation marks, by the array.

The state after a mark is what the mark says: a curly one by its shape, a straight one by the white space
around it. Reading the state off the last mark, rather than counting marks, keeps one stray mark from turning
the rest of a text inside out. A quotation ends with its paragraph, since each paragraph of a long quotation
opens with a mark of its own. Known errors: straight marks with white space on both sides are taken to open;
single marks are read only as pairs of one paragraph.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from spunlib.text import codepoints as cp

# A quotation opened by a single mark is believed only this far, in tokens: "'twas" and "rock 'n' roll" open
# nothing.
_SINGLE_LIMIT: Final = 60


def find_quotations(
    char: NDArray[np.uint32],
    source: NDArray[np.uint32],
    gap: NDArray[np.uint8],
    apostrophe: NDArray[np.bool_],
    first: NDArray[np.int64],
) -> NDArray[np.bool_]:
    """Whether each token is inside quotation marks, the marks included; bool (n,).

    ``char`` and ``source`` are the folded and the given first code point, ``apostrophe`` marks tokens that
    begin with a single mark.
    """
    size = char.size
    if size == 0:
        return np.zeros(0, np.bool_)
    rows = np.arange(size)
    paragraph = np.maximum.accumulate(np.where(gap == 3, rows, 0))
    space_after = np.ones(size, np.bool_)
    space_after[:-1] = gap[1:] > 0
    double = char == ord('"')
    mark = np.flatnonzero(double | apostrophe)
    opens = np.zeros(size, np.bool_)
    opens[mark] = np.isin(source[mark], cp.OPENING_QUOTES) | (
        ~np.isin(source[mark], cp.CLOSING_QUOTES) & (gap[mark] > 0) & ~space_after[mark]
    )
    quoted = _inside(rows, paragraph, double, opens, size)
    single = apostrophe & (char == ord("'"))
    single[:-1] &= ~((char[:-1] == ord("'")) & (char[1:] == ord("'")) & (gap[1:] < 3))
    begin, close = single & opens & ~quoted, single & ~opens & space_after & ~quoted
    if begin.any() and close.any():
        quoted |= _paired(rows, paragraph, begin, close)
    return quoted


def _inside(
    rows: NDArray[np.int64],
    paragraph: NDArray[np.int64],
    mark: NDArray[np.bool_],
    opens: NDArray[np.bool_],
    limit: int,
) -> NDArray[np.bool_]:
    last = np.maximum.accumulate(np.where(mark, rows, -1))
    valid = (last >= paragraph) & (rows - last <= limit)
    inside: NDArray[np.bool_] = valid & opens[np.maximum(last, 0)]
    return inside | mark


def _paired(
    rows: NDArray[np.int64], paragraph: NDArray[np.int64], begin: NDArray[np.bool_], close: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Tokens between an opening single mark and the next closing one of the same paragraph."""
    size = rows.size
    last = np.maximum.accumulate(np.where(begin, rows, -1))
    following = np.minimum.accumulate(np.where(close, rows, size)[::-1])[::-1]
    shut = np.where(last >= 0, following[np.maximum(last, 0)], -1)
    near = (last >= paragraph) & (shut < size) & (shut - last <= _SINGLE_LIMIT)
    near &= paragraph[np.minimum(np.maximum(shut, 0), size - 1)] == paragraph
    found: NDArray[np.bool_] = near & (rows <= shut)
    return found
