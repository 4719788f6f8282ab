"""Matches: candidates aligned with their suspects, by the rules of the index (`spunlib.index.matching`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from spunlib.index.documents import Entry
from spunlib.index.matching import LEAST_SHARE, find_matches
from spunlib.integrations.spark.arrow import batch_of, slices, strings_of
from spunlib.integrations.spark.joins import only, spread_join
from spunlib.model.store import load_lexicon

if TYPE_CHECKING:
    from pyarrow import RecordBatch
    from pyspark.sql import DataFrame

_TEXTS: Final = 64
"""Suspects whose matches are held at once."""

_COLUMNS: Final = ("suspect", "rank", "source", "score", "relation", "likelihood", "verified", "metadata")


@dataclass(frozen=True, slots=True)
class _Originals:
    """The candidates of one suspect, in the place of an index's documents."""

    texts: Sequence[str]

    def entry(self, number: int, /) -> Entry:
        """A candidate, named by its number."""
        return Entry(str(number), {}, self.texts[number])


def with_texts(candidates: DataFrame, suspects: DataFrame, originals: DataFrame) -> DataFrame:
    """A row for each suspect with candidates: ``id``, ``text``, ``candidates``.

    Only texts of candidates are shuffled, and those of about one in 16 of the others
    (`spunlib.integrations.spark.joins.only`); rows come in as many partitions as
    ``spark.sql.shuffle.partitions`` says, however small they are, since aligning is what takes the time.

    Args:
        candidates: rows of ``id``, ``source``, ``place`` and ``share``.
        suspects: rows of ``id`` and ``text``.
        originals: rows of ``source``, ``original`` and ``metadata``.
    """
    from pyspark.sql import functions as F  # noqa: N812

    spark = candidates.sparkSession
    wanted = candidates.where(F.col("share") >= LEAST_SHARE)
    n_suspects, n_originals = wanted.agg(F.count_distinct("id"), F.count_distinct("source")).collect()[0]
    near = only(originals, "source", wanted.select("source"), n_originals)
    pairs = spread_join(wanted, near, "source", "id")
    n_partitions = int(str(spark.conf.get("spark.sql.shuffle.partitions")))
    fields = ["place", "share", "source", "original", "metadata"]
    by_suspect = (
        pairs.repartition(n_partitions, "id")
        .groupBy("id")
        .agg(F.collect_list(F.struct(*fields)).alias("candidates"))
    )
    texts = only(suspects, "id", wanted.select("id"), n_suspects).repartition(n_partitions, "id")
    return texts.join(by_suspect, "id").select("id", "text", "candidates")


def verify_all(rows: DataFrame, k: int) -> DataFrame:
    """The best ``k`` matches of each suspect; see `spunlib.integrations.spark.sources.find_sources`.

    Args:
        rows: of `with_texts`.
        k: at most so many for each suspect.
    """
    from pyspark.sql.types import BooleanType, DoubleType, IntegerType, StringType, StructType

    candidate: Any = rows.schema["candidates"].dataType
    of = {field.name: field.dataType for field in candidate.elementType.fields}
    types = (
        rows.schema["id"].dataType,
        IntegerType(),
        of["source"],
        DoubleType(),
        StringType(),
        DoubleType(),
        BooleanType(),
        of["metadata"],
    )
    schema = StructType()
    for name, kind in zip(_COLUMNS, types, strict=True):
        schema = schema.add(name, kind)  # not as text: names of metadata may be any
    return rows.mapInArrow(partial(_verified, k=k), schema)


def _verified(batches: Iterator[RecordBatch], k: int) -> Iterator[RecordBatch]:
    """What a task does."""
    lexicon = load_lexicon()
    for batch in slices(batches, _TEXTS):
        lists = batch.column("candidates")
        pairs = lists.flatten()
        place, share, source, original, metadata = (
            pairs.field(pairs.type.get_field_index(name))
            for name in ("place", "share", "source", "original", "metadata")
        )
        bounds = np.concatenate(([0], np.cumsum(np.asarray(lists.value_lengths(), np.int64))))
        order = np.lexsort((np.asarray(place), np.repeat(np.arange(batch.num_rows), np.diff(bounds))))
        shares = np.asarray(share)[order].tolist()
        originals = strings_of(original.take(_indices(order.tolist())))
        found: list[tuple[Any, ...]] = []
        for row, text in enumerate(strings_of(batch.column("text"))):
            here = slice(int(bounds[row]), int(bounds[row + 1]))
            documents = _Originals(originals[here])
            matches = find_matches(text, enumerate(shares[here]), documents, lexicon, k)
            found += [
                (
                    row,
                    rank,
                    int(order[here.start + int(match.id)]),
                    match.score,
                    match.relation,
                    match.likelihood,
                    match.verified,
                )
                for rank, match in enumerate(matches, 1)
            ]
        if found:
            suspect, rank, chosen, score, relation, likelihood, verified = map(list, zip(*found, strict=True))
            yield batch_of(
                _COLUMNS,
                (
                    batch.column("id").take(_indices(suspect)),
                    np.array(rank, np.int32),
                    source.take(_indices(chosen)),
                    np.array(score, np.float64),
                    _typed(relation, "string"),
                    _typed(likelihood, "float64"),
                    verified,
                    metadata.take(_indices(chosen)),
                ),
            )


def _indices(rows: list[int]) -> Any:
    return _typed(rows, "int64")


def _typed(values: list[Any], name: str) -> Any:
    import pyarrow

    return pyarrow.array(values, getattr(pyarrow, name)())
