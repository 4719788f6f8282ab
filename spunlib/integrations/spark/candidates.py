"""Candidates: the originals that share the most of a suspect's rare words, by the rules of the index.

Which words are looked up, what each weighs and how documents are ranked is said in `spunlib.index.search`;
the same functions do it here, for as many suspects as a task has. The index reads at most
`spunlib.index.search.MOST_POSTINGS` postings for a suspect, so words with more of them are never looked up,
and are left out of the join without changing what is found.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from spunlib.index.ranking import best, summed, weights
from spunlib.index.search import FIRST_POSTINGS, LEAST_OF_BEST, MOST_POSTINGS, SETTLED
from spunlib.index.sketch import WordSets, by_text, rarity
from spunlib.integrations.spark.arrow import batch_of, slices
from spunlib.integrations.spark.joins import spread_join
from spunlib.integrations.spark.sketches import PAIRS, bounds_of, pairs_of, read_pairs, resolve
from spunlib.integrations.spark.steps import Steps
from spunlib.integrations.spark.words import Frequent, read_words

if TYPE_CHECKING:
    from pyarrow import RecordBatch
    from pyspark.sql import DataFrame

_TEXTS: Final = 256
"""Suspects that are ranked at once, as many as the index takes."""

_DOCUMENT_BITS: Final = np.int64(22)
_TEXT_BITS: Final = np.int64(54)
"""Where `spunlib.index.ranking.summed` finds document and suspect in a posting; the weight comes first."""

QUERY: Final = "key bigint, weight bigint, is_first boolean, attainable bigint"


def ask(
    steps: Steps, words: DataFrame, frequent: Any, all_words: DataFrame, n_words: int, id_type: str
) -> DataFrame:
    """The words that are looked up: rows of ``id`` and `QUERY`.

    ``is_first`` is true of words that are looked up for every suspect, false of those for suspects that are
    not settled by them; ``attainable`` is what a share is measured by.

    Args:
        steps: keeps what is read several times.
        words: of the suspects, rows of ``id`` and `spunlib.integrations.spark.words.WORDS`.
        frequent: `Frequent` of the originals with sketches counted, broadcast.
        all_words: rows of ``key``, ``held`` and ``count``.
        n_words: size of a sketch.
        id_type: of ``id``.
    """
    pairs = words.mapInArrow(
        partial(_look_up, frequent=frequent, n_words=n_words), f"id {id_type}, doubtful {PAIRS}"
    )
    if frequent.value.most_others:
        pairs = resolve(steps.keep("words of suspects in doubt", lambda: pairs), all_words)
    return pairs.mapInArrow(
        partial(_weigh, n_texts=frequent.value.n_texts, n_words=n_words), f"id {id_type}, {QUERY}"
    )


def rank(queries: DataFrame, postings: DataFrame, k: int, id_type: str) -> DataFrame:
    """The best ``k`` originals for each suspect: rows of ``id``, ``number``, ``place`` and ``share``.

    Args:
        queries: rows of ``id`` and `QUERY`.
        postings: rows of ``key`` and ``numbers``, the originals with the word in their sketch.
        k: at most so many for each suspect.
        id_type: of ``id``.
    """
    from pyspark.sql import functions as F  # noqa: N812

    found = spread_join(queries.select("id", "key", "weight", "attainable"), postings, "key", "id")
    by_suspect = found.groupBy("id").agg(
        F.first("attainable").alias("attainable"),
        F.collect_list(F.struct("weight", "numbers")).alias("found"),
    )
    return by_suspect.mapInArrow(partial(_rank, k=k), f"id {id_type}, number bigint, place int, share double")


def still_open(queries: DataFrame, ranked: DataFrame) -> DataFrame:
    """The ids of suspects that no document settled, and that more words can be looked up for."""
    settled = ranked.where(f"place = 0 and share >= {SETTLED!r}").select("id")
    return queries.where("not is_first").select("id").distinct().join(settled, "id", "left_anti")


def _look_up(batches: Iterator[RecordBatch], frequent: Any, n_words: int) -> Iterator[RecordBatch]:
    """What a task does: words of suspects that are in sketches, or rare enough to be measured by."""
    known: Frequent = frequent.value
    for batch in slices(batches, _TEXTS):
        words = read_words(batch)
        held, count = known.find(words.key)
        _, possible = bounds_of(words, held, known, n_words)
        rows = np.flatnonzero(possible | (held < 0) | (count > 0))
        pairs = pairs_of(words, held, count, rows, batch.num_rows)
        yield batch_of(("id", "doubtful"), (batch.column("id"), pairs))


def _weigh(batches: Iterator[RecordBatch], n_texts: int, n_words: int) -> Iterator[RecordBatch]:
    """What a task does: order each suspect's words and weigh them, as `find_candidates` of the index does."""
    for batch in slices(batches, _TEXTS):
        words, held, count = read_pairs(batch.column("doubtful"))
        text, key, weight, place, count = _ordered(words, held, count, n_texts)
        attainable = np.zeros(batch.num_rows, np.int64)
        np.add.at(attainable, text[place < n_words], weight[place < n_words])
        read = np.cumsum(count)
        starts = np.searchsorted(text, np.arange(batch.num_rows))
        before = np.concatenate(([0], read))[starts]
        read -= before[text]
        rows = np.flatnonzero((count > 0) & (read <= MOST_POSTINGS))
        yield batch_of(
            ("id", "key", "weight", "is_first", "attainable"),
            (
                batch.column("id").take(_indices(text[rows])),
                key[rows].view(np.int64),
                weight[rows],
                read[rows] <= FIRST_POSTINGS,
                attainable[text[rows]],
            ),
        )


def _ordered(
    words: WordSets, held: NDArray[np.int64], count: NDArray[np.int64], n_texts: int
) -> tuple[NDArray[Any], ...]:
    """Text, key, weight, place and postings of each pair, rarest words of a text first."""
    share = rarity(words.prior, held, n_texts)
    text, word, place = by_text(words, share)
    return text, words.key[word], weights(share)[word], place, count[word]


def _rank(batches: Iterator[RecordBatch], k: int) -> Iterator[RecordBatch]:
    """What a task does: sum the weights of each suspect's postings by document."""
    for batch in slices(batches, _TEXTS):
        lists = batch.column("found")
        pairs = lists.flatten()
        n_pairs = np.asarray(lists.value_lengths(), np.int64)
        weight = np.asarray(pairs.field(pairs.type.get_field_index("weight")))
        numbers = pairs.field(pairs.type.get_field_index("numbers"))
        n_numbers = np.asarray(numbers.value_lengths(), np.int64)
        different, document = np.unique(np.asarray(numbers.flatten()), return_inverse=True)
        text = np.repeat(np.repeat(np.arange(batch.num_rows), n_pairs), n_numbers)
        postings = (text << _TEXT_BITS) | (document << _DOCUMENT_BITS) | np.repeat(weight, n_numbers)
        found, document, total = best(*summed(postings.view(np.uint64)), k, LEAST_OF_BEST)
        attainable = np.asarray(batch.column("attainable"))
        place = np.arange(found.size) - np.searchsorted(found, found)
        yield batch_of(
            ("id", "number", "place", "share"),
            (
                batch.column("id").take(_indices(found)),
                different[document],
                place.astype(np.int32),
                np.minimum(total / np.maximum(attainable[found], 1), 1.0),
            ),
        )


def _indices(rows: NDArray[np.int64]) -> Any:
    import pyarrow

    return pyarrow.array(rows)
