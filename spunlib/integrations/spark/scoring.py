"""score: a DataFrame in, the same DataFrame with spunlib's columns out."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import partial
from typing import TYPE_CHECKING, Final

from spunlib.errors import MissingExtraError, UsageError
from spunlib.integrations.columns import COLUMNS, PREFIX, check_columns, columns_of, documents_of
from spunlib.integrations.shared import shared_detector
from spunlib.integrations.spark.arrow import slices, texts_of
from spunlib.model.cascade import AUTO, TIERS
from spunlib.model.store import DEFAULT
from spunlib.model.thresholds import check_fpr
from spunlib.report.results import score_documents

if TYPE_CHECKING:
    from pyarrow import RecordBatch
    from pyspark.sql import DataFrame

_ROWS: Final = 1024
"""Rows whose results are held at once by a task."""


def score(
    df: DataFrame,
    text: str = "text",
    fpr: float = 0.01,
    tier: str = AUTO,
    prefix: str = PREFIX,
    columns: Collection[str] = tuple(COLUMNS),
    model: str = DEFAULT,
) -> DataFrame:
    """Score each row of a DataFrame; lazy, like all of Spark's transformations.

    The model is read from the package that is installed on the executors, once in each Python process; the
    numbers are those of `spunlib.SpinDetector.score`, bit for bit. All columns of ``df`` are kept: rows go
    through as Arrow batches (mapInArrow), which no type is converted for.

    Args:
        df: any DataFrame with a column of strings, from a classic or a Connect session.
        text: that column. Where it is null or no UTF-8, the column ``error`` says so and the others are null.
        fpr: the share of human documents that may be flagged, at least 0.001.
        tier: see `spunlib.load`.
        prefix: of the new columns' names, so that they meet no others.
        columns: those of `spunlib.integrations.columns.COLUMNS` that are wanted; without ``artifacts`` the
            words that speak for spinning are not looked for, which saves most of the time where texts are
            spun.
        model: the name of a shipped model, or a folder that every executor has.

    Raises:
        UsageError: ``df`` has no such column of strings, has one of the new names already, or another
            argument is out of range.
        MissingExtraError: pyspark, pandas or pyarrow is not installed.
    """
    check_installed()
    from pyspark.sql.types import DoubleType, LongType, StringType, StructType

    check_fpr(fpr)
    check_columns(columns)
    if tier not in TIERS:
        raise UsageError(f"tier must be one of {', '.join(TIERS)}, not {tier!r}")
    if text not in df.columns or not isinstance(df.schema[text].dataType, StringType):
        raise UsageError(f"df needs a column {text!r} of strings; it has {', '.join(df.columns)}")
    taken = {name.lower() for name in df.columns} & {f"{prefix}{name}" for name in columns}
    if taken:
        raise UsageError(f"df already has {', '.join(sorted(taken))}: choose another prefix")
    types = {float: DoubleType(), int: LongType(), str: StringType()}
    schema = StructType(list(df.schema.fields))
    for name in columns:
        schema = schema.add(f"{prefix}{name}", types[COLUMNS[name]])
    scored = partial(
        _scored, names=schema.names, text=text, fpr=fpr, tier=tier, columns=tuple(columns), model=model
    )
    return df.mapInArrow(scored, schema)


def check_installed() -> None:
    """Raise MissingExtraError where one of the extra's packages is missing."""
    try:
        import pyarrow  # noqa: F401
    except ModuleNotFoundError:
        raise MissingExtraError("spark", "pyarrow") from None
    try:
        import pandas  # noqa: F401
    except ModuleNotFoundError:
        raise MissingExtraError("spark", "pandas") from None
    try:
        import pyspark  # noqa: F401
    except ModuleNotFoundError:
        raise MissingExtraError("spark", "pyspark") from None


def _scored(
    batches: Iterator[RecordBatch],
    names: list[str],
    text: str,
    fpr: float,
    tier: str,
    columns: tuple[str, ...],
    model: str,
) -> Iterator[RecordBatch]:
    """What a task does: batches with the new columns."""
    import pyarrow

    arrow = {float: pyarrow.float64(), int: pyarrow.int64(), str: pyarrow.string()}
    detector = shared_detector(model, tier)
    for batch in slices(batches, _ROWS):
        documents = documents_of(texts_of(batch.column(text)))
        found = columns_of(
            score_documents(documents, lambda some: detector.score_many(some, fpr=fpr)), columns
        )
        made = [pyarrow.array(found[name], arrow[COLUMNS[name]]) for name in columns]
        yield pyarrow.RecordBatch.from_arrays([*batch.columns, *made], names=names)
