"""Sentence boundaries, by the array.

A sentence begins after a blank line, and after . ! ? or … (with the closing marks that follow it) where white
space and then a capital, a digit or an opening mark comes, unless the full stop belongs to an abbreviation or
an initial. A single line break ends a sentence only after a full stop or a short line (a heading): mail and
old wire copy is wrapped in mid-sentence. Known errors: an abbreviation at the very end of a sentence; a
sentence that begins in lower case.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from spunlib.text.keys import plain_keys

_HEADING_TOKENS: Final = 9
_TERMINAL: Final = np.array([ord(c) for c in ".!?…"], np.uint32)
_CLOSING: Final = np.array([ord(c) for c in "\"')]}"], np.uint32)
ABBREVIATIONS: Final = (
    *("mr", "mrs", "ms", "dr", "prof", "sen", "rep", "gov", "gen", "lt", "col", "capt", "sgt", "maj", "adm"),
    *("cmdr", "rev", "hon", "st", "messrs", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept"),
    *(
        "oct",
        "nov",
        "dec",
        "vs",
        "no",
        "nos",
        "fig",
        "figs",
        "vol",
        "pp",
        "al",
        "etc",
        "eg",
        "ie",
        "cf",
        "ed",
    ),
    *("eds", "approx", "dept", "inc", "ltd", "co", "corp", "bros", "jr", "sr", "mt", "ft", "ave", "blvd"),
)
"""Words whose full stop does not end a sentence when a capital follows."""
_ABBREVIATION_KEYS: Final = plain_keys(ABBREVIATIONS)


def number_sentences(
    key: NDArray[np.uint64],
    is_word: NDArray[np.bool_],
    case: NDArray[np.uint8],
    char: NDArray[np.uint32],
    gap: NDArray[np.uint8],
    length: NDArray[np.int64],
    first: NDArray[np.int64],
) -> NDArray[np.int32]:
    """Number the sentences of each text from 0; int32 (n,).

    Arguments are columns of a `TokenBatch`; ``length`` is in characters.
    """
    size = key.size
    if size == 0:
        return np.zeros(0, np.int32)
    rows = np.arange(size)
    other = np.flatnonzero(~is_word)
    closing, terminal = np.zeros(size, np.bool_), np.zeros(size, np.bool_)
    closing[other] = np.isin(char[other], _CLOSING)
    terminal[other] = np.isin(char[other], _TERMINAL)
    # The mark that ends what stands before each row, looking through up to two closing marks of a paragraph.
    mark = np.maximum(rows - 1, 0)
    for _ in range(2):
        mark = np.where(closing[mark] & (gap[mark] < 3), mark - 1, mark)
    before = np.maximum(mark - 1, 0)
    stopped = terminal[mark]
    stop = np.flatnonzero((char[mark] == ord(".")) & is_word[before] & (gap[mark] == 0))
    word = before[stop]
    initial = (length[word] == 1) & (case[word] > 0)
    stopped[stop[np.isin(key[word], _ABBREVIATION_KEYS) | initial]] = False
    begins = (case > 0) | ~is_word
    line = gap >= 2
    line_start = np.maximum.accumulate(np.where(line, rows, 0))
    line_length = rows - np.concatenate(([0], line_start[:-1]))
    new = (gap == 3) | (stopped & (gap >= 1) & begins)
    new |= (gap == 2) & (stopped | (begins & (line_length <= _HEADING_TOKENS)))
    new &= ~(closing & (gap == 0))
    total = np.cumsum(new)
    counts = np.diff(first)
    base = np.repeat(total[np.minimum(first[:-1], size - 1)], counts)
    numbers: NDArray[np.int32] = (total - base).astype(np.int32)
    return numbers
