"""Data frames of pandas and polars, and tables of pyarrow: a frame in, a frame out.

All rows and columns stay, in their order, and the results stand beside them. A row without a text does not
stop the run; its column ``spun_error`` says why it has no result.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

from spunlib.detector import SpinDetector
from spunlib.integrations.columns import COLUMNS, PREFIX, check_columns, columns_of, documents_of
from spunlib.integrations.pairs import COMPARED, compare_pairs
from spunlib.integrations.shared import shared_detector
from spunlib.integrations.tables import cells, check_names, is_lazy, names_of, polars_types, with_columns
from spunlib.model.thresholds import check_fpr
from spunlib.report.results import score_documents

if TYPE_CHECKING:
    from spunlib.index.source_index import SourceIndex

Frame = TypeVar("Frame")


def score_frame(
    frame: Frame,
    text: str = "text",
    *,
    fpr: float = 0.01,
    index: SourceIndex | None = None,
    id: str | None = None,
    date: str | None = None,
    detector: SpinDetector | None = None,
    n_jobs: int = 1,
    prefix: str = PREFIX,
    columns: Collection[str] = tuple(COLUMNS),
) -> Frame:
    """Score the texts of a frame, as `spunlib.SpinDetector.score_many` does.

    Args:
        frame: a DataFrame of pandas or polars, a LazyFrame of polars, or a Table of pyarrow. It is not
            changed. A LazyFrame is scored when it is collected, batch by batch where that is streamed.
        text: the column of texts; a cell that is missing or no str gets a row of nulls with an ``error``.
        fpr: see `spunlib.SpinDetector.score`.
        index: originals to look for; see `spunlib.SpinDetector.score`.
        id: a column of names; with an index, no text is a source of itself.
        date: a column that says when each text was published, as ISO 8601 or dates; with an index, younger
            sources accuse nobody.
        detector: what scores; the shipped model by default.
        n_jobs: processes, as joblib counts them.
        prefix: what the names of the new columns begin with.
        columns: which of `spunlib.integrations.columns.COLUMNS` are added, in which order. Leaving out
            ``artifacts`` saves the time to find them.

    Returns:
        A frame of the same kind, with the same rows in the same order, and with its index in pandas.

    Raises:
        UsageError: this is no frame, a column is missing or there already, or an option makes no sense.
        SourceIndexError: the index is damaged.
    """
    check_columns(columns)
    check_fpr(fpr)
    types = {prefix + name: COLUMNS[name] for name in columns}
    check_names(names_of(frame), (text, id, date), types)
    scorer = detector or shared_detector()
    turn = Lock()  # an index is for one thread at a time, and polars has many

    def scored(some: Any) -> Any:
        names, days = (None if name is None else cells(some, name) for name in (id, date))
        documents = documents_of(cells(some, text), names, days)
        score_many = partial(scorer.score_many, fpr=fpr, n_jobs=n_jobs, index=index)
        with turn:
            found = columns_of(score_documents(documents, score_many), columns)
        return with_columns(some, {prefix + name: values for name, values in found.items()}, types)

    return _applied(frame, scored, types)


def compare_frame(
    frame: Frame,
    suspect: str = "suspect",
    original: str = "original",
    *,
    n_jobs: int = 1,
    prefix: str = PREFIX,
) -> Frame:
    """Compare the two texts of each row, as `spunlib.compare` does.

    Args:
        frame: see `score_frame`.
        suspect: the column of texts under question.
        original: the column of texts that they may have been made from.
        n_jobs: processes, as joblib counts them.
        prefix: what the names of the new columns begin with.

    Returns:
        A frame of the same kind, with the columns of `spunlib.integrations.pairs.COMPARED` added. A pair
        of which one is missing or too long gets a row of nulls with an ``error``.

    Raises:
        UsageError: this is no frame, or a column is missing or there already.
    """
    types = {prefix + name: kind for name, kind in COMPARED.items()}
    check_names(names_of(frame), (suspect, original), types)

    def compared(some: Any) -> Any:
        found = compare_pairs(cells(some, suspect), cells(some, original), n_jobs)
        return with_columns(some, {prefix + name: values for name, values in found.items()}, types)

    return _applied(frame, compared, types)


def _applied(frame: Frame, function: Callable[[Any], Any], types: Mapping[str, type]) -> Frame:
    """A function that adds columns, applied now, or once the frame is collected."""
    given: Any = frame
    if is_lazy(given):
        applied: Frame = given.map_batches(
            function,
            # Whatever is asked of the result, its texts are needed, and a filter may ask about what is added.
            predicate_pushdown=False,
            projection_pushdown=False,
            slice_pushdown=True,
            schema={**given.collect_schema(), **polars_types(types)},
            streamable=True,
        )
    else:
        applied = function(given)
    return applied
