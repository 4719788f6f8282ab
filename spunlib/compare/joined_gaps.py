"""Gaps that a known phrase spans: the word kept between them is one that both phrases happen to hold.

"about a" for "a couple of", "not to" for "to not": the alignment keeps what is equal, and would leave the
rest on one side each.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from spunlib.compare.pair import IntArray, Pair
from spunlib.compare.runs import Gaps
from spunlib.lexicon.phrase_pairs import LONGEST, PhrasePairs
from spunlib.text.keys import pair as pair_keys

_MOST_GAPS = 3
"""Gaps that one phrase spans; with more, it would be longer than `LONGEST`."""


def join_gaps(pair: Pair, gaps: Gaps, partner: IntArray, known: PhrasePairs) -> Gaps:
    """Join neighbouring gaps where all between the ends of both sides is a known pair of phrases.

    ``gaps`` are those of `spunlib.compare.runs.find_gaps`, of ``partner``.
    """
    drop = np.zeros(gaps.first.size, np.bool_)
    last, original_last = gaps.last.copy(), gaps.original_last.copy()
    for several in range(_MOST_GAPS, 1, -1):
        at = np.arange(max(gaps.first.size - several + 1, 0))
        behind = at + several - 1
        size = gaps.last[behind] - gaps.first[at]
        original_size = gaps.original_last[behind] - gaps.original_first[at]
        fits = (np.minimum(size, original_size) > 0) & (np.maximum(size, original_size) <= LONGEST)
        for step in range(several - 1):
            fits &= _neighbours(gaps, at + step, partner)
        at = np.flatnonzero(fits)
        keys = _phrase_keys(pair.suspect.key, gaps.first[at], size[at])
        original_keys = _phrase_keys(pair.original.key, gaps.original_first[at], original_size[at])
        for found in at[known.related(keys, original_keys)].tolist():
            if not drop[found : found + several].any():
                drop[found + 1 : found + several] = True
                last[found] = gaps.last[found + several - 1]
                original_last[found] = gaps.original_last[found + several - 1]
    keep = ~drop
    return Gaps(gaps.first[keep], last[keep], gaps.original_first[keep], original_last[keep])


def _neighbours(gaps: Gaps, at: IntArray, partner: IntArray) -> NDArray[np.bool_]:
    """Whether nothing but kept tokens, the same on both sides, stands between gaps and those behind them."""
    between = gaps.first[at + 1] - gaps.last[at]
    same = between == gaps.original_first[at + 1] - gaps.original_last[at]
    row = np.minimum(gaps.last[at], max(partner.size - 1, 0))
    return np.asarray(same & (between > 0) & (partner[row] == gaps.original_last[at]))


def _phrase_keys(keys: NDArray[np.uint64], first: IntArray, size: IntArray) -> NDArray[np.uint64]:
    """`spunlib.lexicon.phrase_pairs.phrase_keys` of ranges of tokens."""
    joined = keys[first]
    for length in range(2, LONGEST + 1):
        on = np.flatnonzero(size >= length)
        joined[on] = pair_keys(joined[on], keys[first[on] + length - 1])
    return joined
