"""The sketch of each original, its rarest words, chosen by how many of all originals hold each word.

A task knows that number for the frequent words (`spunlib.integrations.spark.words.Frequent`). Where it does
not settle which words are the rarest of a text, the words in doubt are joined with all words and their
numbers; how often any one of them is joined is bounded by `Frequent.most_others`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from spunlib.index.sketch import WordSets, rarest, rarity
from spunlib.integrations.spark.arrow import batch_of, lists_of, slices
from spunlib.integrations.spark.joins import spread_join
from spunlib.integrations.spark.steps import Steps
from spunlib.integrations.spark.words import Frequent, read_words

if TYPE_CHECKING:
    from pyarrow import RecordBatch
    from pyspark.sql import DataFrame

_TEXTS: Final = 128
"""Texts that are ordered at once."""

_ROUNDING: Final = 1 + 1e-9
"""Shares are compared to 12 digits (`spunlib.index.sketch.by_text`)."""

PAIRS: Final = "array<struct<key:bigint,prior:double,held:bigint,count:bigint>>"
"""Words of a text; ``held`` is -1 where it is not known how many originals hold the word."""


def choose_sketches(
    steps: Steps, words: DataFrame, frequent: Any, held: DataFrame, n_words: int, id_type: str
) -> DataFrame:
    """Rows of ``id`` and ``sketch``, an array of keys.

    Args:
        steps: keeps what is read several times.
        words: rows of ``id`` and `spunlib.integrations.spark.words.WORDS`.
        frequent: `Frequent`, broadcast.
        held: rows of ``key`` and ``held``, all words.
        n_words: size of a sketch.
        id_type: of ``id``.
    """
    if frequent.value.most_others <= 1:
        known = partial(_choose_known, frequent=frequent, n_words=n_words)
        return words.mapInArrow(known, f"id {id_type}, sketch array<bigint>")
    chosen = steps.keep(
        "sketches or words in doubt",
        lambda: words.mapInArrow(
            partial(_choose, frequent=frequent, n_words=n_words),
            f"id {id_type}, sketch array<bigint>, doubtful {PAIRS}",
        ),
    )
    resolved = resolve(chosen.where("sketch is null").select("id", "doubtful"), held)
    late = resolved.mapInArrow(
        partial(_choose_late, n_texts=frequent.value.n_texts, n_words=n_words),
        f"id {id_type}, sketch array<bigint>",
    )
    return chosen.where("sketch is not null").select("id", "sketch").unionAll(late)


def resolve(rows: DataFrame, words: DataFrame) -> DataFrame:
    """Rows of ``id`` and ``doubtful`` (`PAIRS`) with all numbers known.

    Args:
        rows: those of a text come back as one; read several times.
        words: rows of ``key``, ``held`` and perhaps ``count``, all words; those that are missing count 0.
    """
    from pyspark.sql import functions as F  # noqa: N812

    pairs = rows.select("id", F.inline("doubtful"))
    has_count = "count" in words.columns
    found = words.select(
        "key", F.col("held").alias("_held"), (F.col("count") if has_count else F.lit(0)).alias("_count")
    )
    joined = spread_join(pairs.where("held < 0").select("id", "key", "prior"), found, "key", "id", "left")
    resolved = joined.select(
        "id",
        "key",
        "prior",
        F.coalesce("_held", F.lit(0)).alias("held"),
        F.coalesce("_count", F.lit(0)).alias("count"),
    )
    everything = pairs.where("held >= 0").unionByName(resolved)
    return everything.groupBy("id").agg(
        F.collect_list(F.struct("key", "prior", "held", "count")).alias("doubtful")
    )


def bounds_of(
    words: WordSets, held: NDArray[np.int64], frequent: Frequent, n_words: int
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The least share that each pair's word can have, and whether it can be among its text's rarest.

    Args:
        words: n pairs.
        held: int64 (n,), -1 where unknown; `Frequent.find`.
        frequent: what is known of all originals.
        n_words: how many are the rarest.

    Returns:
        float64 (n,) and bool (n,).
    """
    unknown = held < 0
    least = rarity(words.prior, np.where(unknown, 0, held), frequent.n_texts)
    most = rarity(words.prior, np.where(unknown, frequent.most_others, held), frequent.n_texts)
    order = np.lexsort((most, words.text))
    place = np.arange(order.size) - np.searchsorted(words.text, words.text)
    last = order[place == n_words - 1]  # the n_words-th of each text that has so many, by the greatest share
    limit = np.full(int(words.text[-1]) + 1 if words.text.size else 0, np.inf)
    limit[words.text[last]] = most[last] * _ROUNDING
    return least, least <= limit[words.text]


def pairs_of(
    words: WordSets,
    held: NDArray[np.int64],
    count: NDArray[np.int64],
    rows: NDArray[np.int64],
    n_texts: int,
) -> Any:
    """Some of the words of ``n_texts`` texts, ``rows`` ascending, as an Arrow array of `PAIRS`."""
    import pyarrow

    columns = {"key": words.key.view(np.int64), "prior": words.prior, "held": held, "count": count}
    bounds = np.searchsorted(words.text[rows], np.arange(n_texts + 1)).astype(np.int32)
    pairs = pyarrow.StructArray.from_arrays(
        [pyarrow.array(column[rows]) for column in columns.values()], list(columns)
    )
    return pyarrow.ListArray.from_arrays(pyarrow.array(bounds), pairs)


def read_pairs(column: Any) -> tuple[WordSets, NDArray[np.int64], NDArray[np.int64]]:
    """`PAIRS` of a batch in any order as words, by text and key, with ``held`` and ``count``."""
    length = np.asarray(column.value_lengths(), np.int64)
    pairs = column.flatten()
    key, prior, held, count = (
        np.asarray(pairs.field(pairs.type.get_field_index(name)))
        for name in ("key", "prior", "held", "count")
    )
    text = np.repeat(np.arange(length.size), length)
    order = np.lexsort((key, text))
    words = WordSets(text, np.arange(key.size), key[order].view(np.uint64), prior[order])
    return words, held[order], count[order]


def _choose_known(batches: Iterator[RecordBatch], frequent: Any, n_words: int) -> Iterator[RecordBatch]:
    """What a task does where all words are known: those that are not listed are held by one original."""
    known: Frequent = frequent.value
    for batch in slices(batches, _TEXTS):
        words = read_words(batch)
        held, _ = known.find(words.key)
        sketches = _sketches(words, np.abs(held), known.n_texts, n_words, batch.num_rows)
        yield batch_of(("id", "sketch"), (batch.column("id"), lists_of(sketches)))


def _choose(batches: Iterator[RecordBatch], frequent: Any, n_words: int) -> Iterator[RecordBatch]:
    """What a task does: sketches, or the words in doubt."""
    known: Frequent = frequent.value
    for batch in slices(batches, _TEXTS):
        words = read_words(batch)
        held, _ = known.find(words.key)
        sketches = _sketches(words, held, known.n_texts, n_words, batch.num_rows)
        _, possible = bounds_of(words, held, known, n_words)
        doubtful = np.zeros(batch.num_rows, np.bool_)
        doubtful[words.text[possible & (held < 0)]] = True
        rows = np.flatnonzero(possible & doubtful[words.text])
        pairs = pairs_of(words, held, np.zeros_like(held), rows, batch.num_rows)
        decided = [None if unsure else sketch for sketch, unsure in zip(sketches, doubtful, strict=True)]
        yield batch_of(("id", "sketch", "doubtful"), (batch.column("id"), lists_of(decided), pairs))


def _choose_late(batches: Iterator[RecordBatch], n_texts: int, n_words: int) -> Iterator[RecordBatch]:
    """What a task does where words were in doubt."""
    for batch in slices(batches, _TEXTS):
        words, held, _ = read_pairs(batch.column("doubtful"))
        sketches = _sketches(words, held, n_texts, n_words, batch.num_rows)
        yield batch_of(("id", "sketch"), (batch.column("id"), lists_of(sketches)))


def _sketches(
    words: WordSets, held: NDArray[np.int64], n_texts: int, n_words: int, n_rows: int
) -> list[NDArray[np.int64]]:
    """The keys of the rarest words of each text."""
    text, word = rarest(words, rarity(words.prior, np.maximum(held, 0), n_texts), n_words)
    key = words.key[word].view(np.int64)
    return np.split(key, np.searchsorted(text, np.arange(1, n_rows)))
