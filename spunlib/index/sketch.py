"""Sketches: the K rarest words of a text, names and numbers included.

They are what spinners leave alone: swapping 60 % of the content words destroys nearly every shingle, but most
names, numbers and rare words stay. How rare a word is, is learnt from the texts that are indexed; a lexicon
stands in while they are few:

    rarity(w) = (df(w) + PRIOR_TEXTS * p(w)) / (N + PRIOR_TEXTS)

with df(w) of N texts holding w, and p(w) the share of 400-word texts that hold a word of its Zipf frequency
z, 1 - exp(-400 * 10**(z - 9)). A word in no lexicon has z = 0: as good as unique.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from spunlib.index.table import KEY_BITS
from spunlib.text.tokens import words_of

PRIOR_TEXTS: Final = 500
"""The lexicon counts as much as this many texts. With 50, 500 and 5,000 alike, all of 200 texts of which 80 %
was swapped are found, among 300 articles added one by one as among 2,000."""

_MEAN_WORDS: Final = 400
_RAREST: Final = 1e-27
"""Of a number with hundreds of digits a formula would make 0."""

_TOKENISED: Final = 64
"""Texts that are tokenised at once: their arrays stay in the processor's cache."""

_PLACE_BITS: Final = 20
_MOST_PACKED: Final = 1 << _PLACE_BITS

_NOTHING: Final = np.zeros(0, np.int64)
_DROPPED_BITS: Final = np.uint64(64 - KEY_BITS)


class Frequencies(Protocol):
    """What a sketch asks of a lexicon; `spunlib.lexicon.lexicon.Lexicon` has it."""

    def ids(self, keys: NDArray[np.uint64], /) -> NDArray[np.int64]:
        """Word number of each key, -1 where unknown; (n,)."""
        ...

    def zipf(self, ids: NDArray[np.int64], /) -> NDArray[np.float32]:
        """Zipf frequency of each word number, 0 where unknown; (n,)."""
        ...


@dataclass(frozen=True, slots=True)
class WordSets:
    """The different words of a batch of texts: n pairs of a text and a word, V words.

    Attributes:
        text: int64 (n,), number of the text, ascending.
        word: int64 (n,), row of the word in ``key``, ascending within a text.
        key: uint64 (V,), the first `KEY_BITS` of the tokeniser's keys, ascending.
        prior: float64 (V,), p(w) of the module docstring.
    """

    text: NDArray[np.int64]
    word: NDArray[np.int64]
    key: NDArray[np.uint64]
    prior: NDArray[np.float64]


def word_sets(texts: Sequence[str], lexicon: Frequencies) -> WordSets:
    """The different words and numbers of each text, page furniture left out."""
    batches = [words_of(texts[start : start + _TOKENISED]) for start in range(0, len(texts), _TOKENISED)]
    length = np.concatenate([_NOTHING, *(batch.length for batch in batches)])
    keys = np.concatenate([_NOTHING.view(np.uint64), *(batch.key for batch in batches)])
    numbers = np.concatenate([_NOTHING, *(batch.text + at * _TOKENISED for at, batch in enumerate(batches))])
    full, place = np.unique(keys, return_inverse=True)
    prior = -np.expm1(-_MEAN_WORDS * 10.0 ** (lexicon.zipf(lexicon.ids(full)).astype(np.float64) - 9))
    # Lexicons hold no numbers. By Benford's law each further digit makes a number about ten times rarer.
    number = np.flatnonzero(length)
    prior[place[number]] = 10.0 ** -length[number].astype(np.float64)
    key, first, row = np.unique(full >> _DROPPED_BITS, return_index=True, return_inverse=True)
    pairs = np.sort(numbers * key.size + row[place])
    fresh = np.ones(pairs.size, np.bool_)
    fresh[1:] = pairs[1:] != pairs[:-1]
    text, word = np.divmod(pairs[fresh], max(key.size, 1))
    return WordSets(text, word, key, prior[first])


def rarity(prior: NDArray[np.float64], frequency: NDArray[np.int64], n_texts: int) -> NDArray[np.float64]:
    """Share in (0, 1] of all texts that hold each word, given its df among ``n_texts``; float64 (V,)."""
    shares: NDArray[np.float64] = (frequency + PRIOR_TEXTS * prior) / (n_texts + PRIOR_TEXTS)
    return np.clip(shares, _RAREST, 1.0)


def by_text(
    words: WordSets, share: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """The pairs of ``words`` by text, then by the ascending ``share`` (V,) of the word, then by its key.

    Returns:
        text, word and the pair's place in its text, from 0; int64 (n,) each.
    """
    order = _order(share)
    rank = np.empty_like(order)
    rank[order] = np.arange(order.size)
    # The text stays where it is, since it comes first.
    pairs = np.sort(words.text * order.size + rank[words.word])
    counts = np.bincount(words.text)
    place = np.arange(pairs.size) - (np.cumsum(counts) - counts)[words.text]
    return words.text, order[pairs - words.text * order.size], place


def rarest(
    words: WordSets, share: NDArray[np.float64], n_words: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Text and word of the ``n_words`` rarest words of each text, by their `rarity` (V,); int64 (m,) each."""
    text, word, place = by_text(words, share)
    first = place < n_words
    return text[first], word[first]


def _order(share: NDArray[np.float64]) -> NDArray[np.int64]:
    """What sorts numbers that are not negative, to 12 digits; equal ones stay in order.

    Number and place in one, since numpy sorts several times as fast as it finds an order. Of two floats that
    are not negative the greater one has the greater bits.
    """
    if share.size > _MOST_PACKED:
        return np.argsort(share, kind="stable")
    packed = (share.view(np.int64) >> _PLACE_BITS << _PLACE_BITS) | np.arange(share.size)
    order: NDArray[np.int64] = np.sort(packed) & (_MOST_PACKED - 1)
    return order
