"""The words of texts, and how often words are: the first pass over the originals.

A word is a key of 44 bits, as in the index (`spunlib.index.table`). What tasks have to know of the originals
as a whole is how many hold each word; they are told so of the frequent words alone, of a number that does not
grow with the originals. Of all others they know that at most ``most_others`` originals hold them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from spunlib.index.sketch import WordSets, word_sets
from spunlib.integrations.spark.arrow import batch_of, packed, slices, strings_of, unpacked
from spunlib.model.store import load_lexicon

if TYPE_CHECKING:
    from pyarrow import RecordBatch
    from pyspark.sql import DataFrame

WORDS: Final = "key binary, prior binary"
"""The different words of a text: their keys, ascending, as uint64, and how likely the lexicon holds each to
be in a text (`spunlib.index.sketch.WordSets.prior`), as float64."""

_TEXTS: Final = 512
"""Texts that are tokenised at once, as many as an index takes."""

_PAIRS: Final = 1 << 22
"""Words that are counted at once by a task."""


@dataclass(frozen=True, slots=True)
class Frequent:
    """How many of ``n_texts`` originals hold each of the frequent words.

    Attributes:
        n_texts: originals.
        most_others: at most so many hold any word that is not listed.
        key: uint64 (V,), ascending.
        held: int64 (V,), how many originals hold the word.
        count: int64 (V,), how many have it in their sketch; zeros before that is known.
    """

    n_texts: int
    most_others: int
    key: NDArray[np.uint64]
    held: NDArray[np.int64]
    count: NDArray[np.int64]

    def find(self, key: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """How many originals hold each key, -1 where that is not known, and `count`; int64 (n,) each."""
        if not self.key.size:
            return np.full(key.size, self._unknown), np.zeros(key.size, np.int64)
        row = np.minimum(np.searchsorted(self.key, key), self.key.size - 1)
        there = self.key[row] == key
        return np.where(there, self.held[row], self._unknown), np.where(there, self.count[row], 0)

    @property
    def _unknown(self) -> int:
        """What is known of a word that is not listed: where all words are, no original holds it."""
        return -1 if self.most_others else 0


def split(batches: Iterator[RecordBatch]) -> Iterator[RecordBatch]:
    """Rows of ``id`` and ``text`` to rows of ``id`` and `WORDS`."""
    lexicon = load_lexicon()
    for batch in slices(batches, _TEXTS):
        words = word_sets(strings_of(batch.column("text")), lexicon)
        bounds = np.searchsorted(words.text, np.arange(batch.num_rows + 1))
        key, prior = words.key[words.word], words.prior[words.word]
        yield batch_of(
            ("id", "key", "prior"), (batch.column("id"), packed(key, bounds), packed(prior, bounds))
        )


def read_words(batch: RecordBatch) -> WordSets:
    """The words of a batch that `split` made.

    Each pair of a text and a word has a row of its own in ``key`` and ``prior``, so that those are not
    ascending; `spunlib.index.sketch.by_text` orders the words of a text just the same.
    """
    length, key = unpacked(batch.column("key"), np.uint64)
    _, prior = unpacked(batch.column("prior"), np.float64)
    return WordSets(np.repeat(np.arange(length.size), length), np.arange(key.size), key, prior)


def count(batches: Iterator[RecordBatch]) -> Iterator[RecordBatch]:
    """How many of a task's texts hold each word: rows of ``key`` and ``held``, some keys several times."""
    waiting: list[NDArray[np.uint64]] = []
    size = 0
    for batch in batches:
        waiting.append(unpacked(batch.column("key"), np.uint64)[1])
        size += waiting[-1].size
        if size >= _PAIRS:
            yield _counted(waiting)
            waiting, size = [], 0
    if waiting:
        yield _counted(waiting)


def find_frequent(words: DataFrame, n_texts: int, most: int) -> Frequent:
    """The frequent words, on the driver.

    Args:
        words: rows of ``key`` and ``held``, one a word, and of ``count`` once that is known.
        n_texts: originals.
        most: at most so many words; 24 bytes each.
    """
    from pyspark.sql import functions as F  # noqa: N812

    by_held = words.groupBy("held").agg(F.count("*").alias("n")).orderBy(F.desc("held")).collect()
    n_words, least = 0, 1 + max((row.held for row in by_held), default=0)
    for row in by_held:
        n_words += row.n
        if n_words > most:
            break
        least = row.held
    others = max((row.held for row in by_held if row.held < least), default=0)
    columns = [name for name in ("key", "held", "count") if name in words.columns]
    table: Any = words.where(F.col("held") >= least).select(*columns).toArrow()
    key = np.asarray(table.column("key"), np.int64)
    order = np.argsort(key)
    held = np.asarray(table.column("held"), np.int64)[order]
    counts = np.asarray(table.column("count"), np.int64)[order] if "count" in columns else np.zeros_like(held)
    return Frequent(n_texts, others, key[order].view(np.uint64), held, counts)


def _counted(waiting: list[NDArray[np.uint64]]) -> RecordBatch:
    key, held = np.unique(np.concatenate(waiting), return_counts=True)
    return batch_of(("key", "held"), (key.view(np.int64), held.astype(np.int64)))
