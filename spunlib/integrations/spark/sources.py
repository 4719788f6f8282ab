"""find_sources: suspects and originals in, probable originals of each suspect out.

The steps are those of `spunlib.index`, each over all documents at once:

1. the words of the originals, and how many originals hold each word;
2. sketches, the rarest words of each original, numbered in the order of the ids; postings by word;
3. the suspects' words, weighed, and joined with the postings; candidates, ranked as the index ranks them;
4. the texts of the candidates, joined with those of the suspects, and aligned.
"""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from spunlib.errors import InputError, UsageError
from spunlib.index.matching import MORE_ALIGNED
from spunlib.index.opening import N_WORDS
from spunlib.index.search import MOST_POSTINGS
from spunlib.integrations.spark.candidates import ask, rank, still_open
from spunlib.integrations.spark.matches import verify_all, with_texts
from spunlib.integrations.spark.scoring import check_installed
from spunlib.integrations.spark.sketches import choose_sketches
from spunlib.integrations.spark.steps import Steps
from spunlib.integrations.spark.words import WORDS, count, find_frequent, split
from spunlib.text.tokens import TOKENISER_VERSION

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

MOST_FREQUENT: Final = 2_000_000
"""Words whose numbers are known to every task. They take 24 bytes each, 48 MB, in each Python process and,
three times as much for a moment, on the driver. The words of a million news articles are fewer."""


def find_sources(
    suspects: DataFrame,
    originals: DataFrame,
    k: int = 5,
    *,
    id: str = "id",
    text: str = "text",
    n_words: int = N_WORDS,
    work: str | None = None,
    most_frequent: int = MOST_FREQUENT,
) -> DataFrame:
    """Find the originals that suspects were probably made from.

    What is found is what `spunlib.SourceIndex.search` finds in an index of the same originals, added in the
    order of their ids and compacted: the same ids, scores and order. docs/spark.md says where the two can
    differ. Runs at once, not lazily, and reads both DataFrames several times: they should come from files.

    Args:
        suspects: rows of an id and a text, of a classic session, not of Connect; other columns do not matter.
        originals: likewise; other columns are their metadata. An id is a string or a number.
        k: at most so many for each suspect.
        id: the column of ids in both, unique in each.
        text: the column of texts in both. Rows without one are left out.
        n_words: words in a sketch, see `spunlib.SourceIndex.open`.
        work: a folder that driver and executors read and write, as a URI or path. Each step is left there as
            Parquet, and a run that was interrupted goes on after the last whole step when it is called again
            with the same DataFrames. By default steps lie on the executors' disks until the end.
        most_frequent: words whose numbers are kept in memory by every task; it changes no result.

    Returns:
        A row for each match: ``suspect`` and ``source``, their ids; ``rank`` from 1; ``score``, ``relation``,
        ``likelihood`` and ``verified`` as in `spunlib.SourceMatch`; ``metadata``, a struct of the original's
        other columns where it has some. It lies on the executors' disks, or in ``work``.

    Raises:
        UsageError: a column is missing, an argument is out of range, or ``work`` holds a run of others.
        InputError: an id is missing, or not unique.
        MissingExtraError: pyspark, pandas or pyarrow is not installed.
    """
    check_installed()
    if k < 1 or n_words < 1 or most_frequent < 0:
        raise UsageError(
            f"k and n_words must be at least 1 and most_frequent 0, not {k}, {n_words}, {most_frequent}"
        )
    run = _Run(suspects, originals, k, id, text, n_words)
    settings = {"k": k, "n_words": n_words, "tokeniser": TOKENISER_VERSION, "format": 1}
    with Steps(originals.sparkSession, work, json.dumps(settings)) as steps:
        return run.matches(steps, most_frequent)


class _Run:
    """One call of `find_sources`."""

    def __init__(
        self, suspects: DataFrame, originals: DataFrame, k: int, id: str, text: str, n_words: int
    ) -> None:
        from pyspark.sql import functions as F  # noqa: N812

        for name, frame in (("suspects", suspects), ("originals", originals)):
            if missing := {id, text} - set(frame.columns):
                raise UsageError(f"{name} need the columns {id!r} and {text!r}; {missing} are missing")
        others = [name for name in originals.columns if name not in (id, text)]
        metadata = F.struct(*map(_named, others)) if others else F.lit(None).cast("string")
        self._k, self._n_words, self._has_metadata = k, n_words, bool(others)
        self._id_type = suspects.schema[id].dataType.simpleString()
        self._source_type = originals.schema[id].dataType.simpleString()
        self._suspects = suspects.where(_named(text).isNotNull()).select(
            _named(id).alias("id"), _named(text).alias("text")
        )
        self._originals = originals.where(_named(text).isNotNull()).select(
            _named(id).alias("source"), _named(text).alias("original"), metadata.alias("metadata")
        )

    def matches(self, steps: Steps, most_frequent: int) -> DataFrame:
        """All steps."""
        texts = self._originals.selectExpr("source AS id", "original AS text")
        words = steps.keep("words of originals", lambda: _words(texts, self._source_type))
        _check_ids(words, "originals")
        held = steps.keep("how many originals hold each word", lambda: _held(words))
        n_texts = words.count()
        broadcast = partial(self._broadcast, steps, n_texts, most_frequent)
        frequent = broadcast("frequent words", held)
        chosen = choose_sketches(steps, words, frequent, held, self._n_words, self._source_type)
        chosen = steps.keep("sketches", lambda: chosen)
        sketches = steps.keep("sketches by id", lambda: _numbered(chosen))
        pairs = sketches.selectExpr("number", "explode(sketch) as key")
        counted = steps.keep("words with postings", lambda: _counted(held, pairs))
        postings = steps.keep("postings", lambda: _postings(pairs, counted))
        frequent = broadcast("frequent words with postings", counted)
        asked = steps.keep("words of suspects", lambda: _words(self._suspects, self._id_type))
        _check_ids(asked, "suspects")
        queries = ask(steps, asked, frequent, counted, self._n_words, self._id_type)
        queries = steps.keep("words to look up", lambda: queries)
        ranked = self._ranked(steps, queries, postings)
        names = sketches.selectExpr("number", "id AS source")
        candidates = steps.keep("candidates", lambda: ranked.join(names, "number").drop("number"))
        steps.says("texts of candidates")
        return steps.keep("matches", lambda: self._verified(candidates))

    def _broadcast(self, steps: Steps, n_texts: int, most: int, name: str, words: DataFrame) -> Any:
        steps.says(name)
        return steps.broadcast(find_frequent(words, n_texts, most))

    def _ranked(self, steps: Steps, queries: DataFrame, postings: DataFrame) -> DataFrame:
        """Candidates by the first words, and by more words for suspects that those do not settle."""
        among = self._k + MORE_ALIGNED
        first = steps.keep(
            "candidates by first words",
            lambda: rank(queries.where("is_first"), postings, among, self._id_type),
        )
        unsettled = still_open(queries, first)
        more = steps.keep(
            "candidates by more words",
            lambda: rank(queries.join(unsettled, "id", "left_semi"), postings, among, self._id_type),
        )
        return first.join(more.select("id").distinct(), "id", "left_anti").unionByName(more)

    def _verified(self, candidates: DataFrame) -> DataFrame:
        rows = with_texts(candidates, self._suspects, self._originals)
        found = verify_all(rows, self._k)
        return found if self._has_metadata else found.drop("metadata")


def _named(name: str) -> Column:
    """The column of a name with any characters."""
    from pyspark.sql import functions as F  # noqa: N812

    return F.col("`" + name.replace("`", "``") + "`")


def _words(texts: DataFrame, id_type: str) -> DataFrame:
    return texts.mapInArrow(split, f"id {id_type}, {WORDS}")


def _held(words: DataFrame) -> DataFrame:
    from pyspark.sql import functions as F  # noqa: N812

    parts = words.select("key").mapInArrow(count, "key bigint, held bigint")
    return parts.groupBy("key").agg(F.sum("held").alias("held"))


def _numbered(sketches: DataFrame) -> DataFrame:
    """Rows of ``number``, ascending with the id, ``id`` and ``sketch``; sorting reads its input twice."""
    from pyspark.sql import functions as F  # noqa: N812

    return sketches.orderBy("id").withColumn("number", F.monotonically_increasing_id())


def _counted(held: DataFrame, pairs: DataFrame) -> DataFrame:
    """All words with the number of their postings."""
    from pyspark.sql import functions as F  # noqa: N812

    return held.join(pairs.groupBy("key").count(), "key", "left").select(
        "key", "held", F.coalesce("count", F.lit(0)).alias("count")
    )


def _postings(pairs: DataFrame, counted: DataFrame) -> DataFrame:
    """The originals of each word that can be looked up; see `MOST_POSTINGS`."""
    from pyspark.sql import functions as F  # noqa: N812

    too_many = F.broadcast(counted.where(F.col("count") > MOST_POSTINGS).select("key"))
    kept = pairs.join(too_many, "key", "left_anti")
    return kept.groupBy("key").agg(F.collect_list("number").alias("numbers"))


def _check_ids(words: DataFrame, name: str) -> None:
    """Raise InputError where an id is missing or stands in two rows."""
    from pyspark.sql import functions as F  # noqa: N812

    wrong = words.groupBy("id").count().where(F.col("id").isNull() | (F.col("count") > 1)).take(1)
    if wrong:
        raise InputError(
            f"each of the {name} needs an id of its own; {wrong[0][0]!r} stands in {wrong[0][1]} rows"
        )
