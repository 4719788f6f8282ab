"""Counting words and word pairs in human text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spunlib.lexicon.lexicon import NUMBER_KEY, START_KEY, UNKNOWN_KEY
from spunlib.text.keys import plain_keys
from spunlib.text.spelling import AMERICAN
from spunlib.text.tokens import LOWER, NUMBER, WORD, TokenBatch, tokenise

_BATCH: Final = 1000
_A, _AN = plain_keys(["a", "an"])


@dataclass(frozen=True, slots=True)
class Corpus:
    """All tokens of a body of text, one row a token.

    Attributes:
        key: uint64 (n,), token keys; each text or paragraph is preceded by the start key.
        number: bool (n,), numbers, which share one lexicon row.
        capital: int8 (n,), 1 capital, 0 lower case, -1 tells nothing (start of a sentence, quotation or
            heading; not a word).
        spelling: key -> folded spelling, the American one of two.
    """

    key: NDArray[np.uint64]
    number: NDArray[np.bool_]
    capital: NDArray[np.int8]
    spelling: dict[int, str]

    @classmethod
    def read(cls, texts: Iterable[str]) -> Corpus:
        """Tokenise texts; page furniture is left out."""
        keys, numbers, capitals = [], [], []
        spelling: dict[int, str] = {}
        for chunk in _chunks(texts):
            batch = tokenise(chunk)
            _learn_spelling(batch, spelling)
            use = ~batch.furniture
            starts = np.flatnonzero((batch.gap == 3) & use)
            kept = np.flatnonzero(use)
            at = np.searchsorted(kept, starts)
            keys.append(np.insert(batch.key[kept], at, START_KEY))
            numbers.append(np.insert(batch.kind[kept] == NUMBER, at, np.False_))
            capitals.append(np.insert(_capital(batch)[kept], at, np.int8(-1)))
        return cls(np.concatenate(keys), np.concatenate(numbers), np.concatenate(capitals), spelling)

    @property
    def word_key(self) -> NDArray[np.uint64]:
        """Keys with one key for all numbers; uint64 (n,)."""
        return np.where(self.number, NUMBER_KEY, self.key)


def _chunks(texts: Iterable[str]) -> Iterator[list[str]]:
    iterator = iter(texts)
    while chunk := list(islice(iterator, _BATCH)):
        yield chunk


def _capital(batch: TokenBatch) -> NDArray[np.int8]:
    """Whether each word has a capital, where its place does not force one."""
    capital: NDArray[np.int8] = (batch.case != LOWER).astype(np.int8)
    n = len(batch)
    forced = np.ones(n, np.bool_)
    forced[1:] = (np.diff(batch.sentence) != 0) | (batch.gap[1:] != 1) | (batch.kind[:-1] != WORD)
    # A sentence with hardly a lower-case word is a heading.
    new = np.ones(n, np.bool_)
    new[1:] = (np.diff(batch.sentence) != 0) | (np.diff(batch.text_of()) != 0)
    number = np.cumsum(new) - 1
    word = batch.kind == WORD
    lower = np.bincount(number, word & (batch.case == LOWER))
    heading = lower < 0.6 * np.bincount(number, word)
    no_capital = np.bincount(number, word & (batch.case != LOWER)) == 0
    capital[forced | (heading | no_capital)[number] | ~word] = -1
    return capital


def _learn_spelling(batch: TokenBatch, spelling: dict[int, str]) -> None:
    unique, where = np.unique(batch.key, return_index=True)
    text_of = np.searchsorted(batch.first, where, side="right") - 1
    for key, row, text in zip(unique.tolist(), where.tolist(), text_of.tolist(), strict=True):
        if key not in spelling:
            surface = batch.surface(row, text).lower().replace("\u2019", "'")
            spelling[key] = AMERICAN.get(surface, surface)


@dataclass(frozen=True, slots=True)
class WordCounts:
    """Unigram statistics; V words sorted by key.

    Attributes:
        keys: uint64 (V,).
        count: int64 (V,).
        capital_rate: float64 (V,), share of informative occurrences with a capital, 0.5 where there are fewer
            than four.
        an_share: float64 (V,), P(an | a or an before the word), nan where there are fewer than four.
    """

    keys: NDArray[np.uint64]
    count: NDArray[np.int64]
    capital_rate: NDArray[np.float64]
    an_share: NDArray[np.float64]


def count_words(corpus: Corpus, minimum: int, always: Iterable[int] = ()) -> WordCounts:
    """Count the words that occur ``minimum`` times or stand in ``always``."""
    keys, inverse, count = np.unique(corpus.word_key, return_inverse=True, return_counts=True)
    informative = corpus.capital >= 0
    seen = np.bincount(inverse[informative], minlength=keys.size)
    capitals = np.bincount(inverse[informative], corpus.capital[informative], minlength=keys.size)
    after_a = np.bincount(inverse[1:][corpus.key[:-1] == _A], minlength=keys.size)
    after_an = np.bincount(inverse[1:][corpus.key[:-1] == _AN], minlength=keys.size)
    articles = after_a + after_an
    with np.errstate(invalid="ignore", divide="ignore"):
        rate = np.where(seen >= 4, capitals / seen, 0.5)
        an_share = np.where(articles >= 4, after_an / articles, np.nan)
    wanted = np.unique(np.fromiter(always, np.uint64))
    keep = (count >= minimum) | np.isin(keys, wanted)
    keep &= ~np.isin(keys, np.array([START_KEY, NUMBER_KEY, UNKNOWN_KEY]))
    extra = np.setdiff1d(wanted, keys)
    merged = np.concatenate((keys[keep], extra))
    order = np.argsort(merged)
    none = np.zeros(extra.size)
    return WordCounts(
        merged[order],
        np.concatenate((count[keep], none)).astype(np.int64)[order],
        np.concatenate((rate[keep], none + 0.5))[order],
        np.concatenate((an_share[keep], none + np.nan))[order],
    )


@dataclass(frozen=True, slots=True)
class PairModel:
    """A Kneser-Ney bigram model over rows 0..V-1, V unknown, V + 1 number, V + 2 start.

    Attributes:
        left, right: int64 (n,), the stored pairs.
        log_p: float64 (n,), log10 P(right | left) of each.
        backoff: float64 (V + 3,), log10 weight of the unseen after each left row.
        continuation: float64 (V + 3,), log10 probability of each right row when backing off.
    """

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    log_p: NDArray[np.float64]
    backoff: NDArray[np.float64]
    continuation: NDArray[np.float64]


def rows_of(keys: NDArray[np.uint64], words: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Lexicon row of each key, given the sorted word keys."""
    at = np.minimum(np.searchsorted(words, keys), words.size - 1)
    rows = np.where(words[at] == keys, at, words.size)
    rows[keys == NUMBER_KEY] = words.size + 1
    rows[keys == START_KEY] = words.size + 2
    return rows


def fit_pairs(
    rows: NDArray[np.int64],
    n_words: int,
    minimum: int,
    extra: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]] | None = None,
) -> PairModel:
    """Interpolated Kneser-Ney with one discount (Chen and Goodman 1999, eq. 13-14): D = n1 / (n1 + 2 n2).

    Args:
        rows: the text as lexicon rows.
        n_words: V.
        minimum: pairs seen less often are folded into the back-off weight.
        extra: (left, right, count) of pairs from another body of text, with fractional counts at the scale of
            this one.
    """
    width = n_words + 3
    code, count = np.unique(rows[:-1] * width + rows[1:], return_counts=True)
    counts = count.astype(np.float64)
    n1, n2 = (count == 1).sum(), (count == 2).sum()
    discount = n1 / (n1 + 2 * n2)
    into_start = code % width == n_words + 2
    code, counts = code[~into_start], counts[~into_start]
    continuation = np.bincount(code % width, minlength=width) + 0.5
    log_continuation = np.log10(continuation / continuation.sum())
    if extra is not None:
        code, inverse = np.unique(np.concatenate((code, extra[0] * width + extra[1])), return_inverse=True)
        counts = np.bincount(inverse, np.concatenate((counts, extra[2])))
    left, right = code // width, code % width
    total = np.bincount(left, counts, minlength=width)
    keep = counts >= minimum
    held = np.bincount(left[keep], counts[keep] - discount, minlength=width)
    backoff = np.where(total > 0, np.maximum(total - held, 1e-3) / np.maximum(total, 1e-9), 1.0)
    left, right, counts = left[keep], right[keep], counts[keep]
    probability = (counts - discount) / total[left] + backoff[left] * 10 ** log_continuation[right]
    return PairModel(left, right, np.log10(probability), np.log10(backoff), log_continuation)
