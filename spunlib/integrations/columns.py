"""Reports as the flat columns of tables: the same names and types in frames, data sets and on a cluster."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import partial
from typing import Any, Final

from spunlib.document import Document
from spunlib.errors import UsageError
from spunlib.model.document_head import KINDS
from spunlib.report.encoding import to_json
from spunlib.report.report import Failure, Report

COLUMNS: Final[Mapping[str, type]] = {
    "likelihood": float,
    "kind": str,
    "decision": str,
    "reason": str,
    "threshold": float,
    "n_words": int,
    **dict.fromkeys(KINDS, float),
    "artifacts": str,
    "sources": str,
    "model": str,
    "tier": str,
    "error": str,
}
"""The columns in their order, and the type of each; any of them may be None.

They are the fields of a `spunlib.Report`. The probability of each kind has a column of its own; ``artifacts``
and ``sources`` are JSON arrays, as in the JSON lines of ``spunlib score``. ``threshold`` is None where the
decision is ``"abstain"``. ``error`` says why a row has no report, and all its other columns are then None.
"""

PREFIX: Final = "spun_"
"""What the names of columns begin with in a table that has others too."""


def _probability(kind: str, report: Report) -> float:
    return report.kinds[kind]


_SPECIAL: Final[Mapping[str, Callable[[Report], Any]]] = {
    **{kind: partial(_probability, kind) for kind in KINDS},
    "artifacts": lambda report: to_json([artifact.to_dict() for artifact in report.artifacts]),
    "sources": lambda report: to_json([dict(source) for source in report.sources]),
    "reason": lambda report: encodable(report.reason),
    "error": lambda report: None,
}
"""Columns that are not as a report has them."""


def documents_of(
    texts: Iterable[object], ids: Iterable[object] | None = None, dates: Iterable[object] | None = None
) -> Iterator[Document | Failure]:
    """The cells of a column as documents; a cell that holds no text becomes a failure that says so.

    Args:
        texts: the cells: str, or whatever else stands there (None, NaN, numbers).
        ids: names of the documents, as many; with an index, no text is a source of itself.
        dates: when each was published, in ISO 8601 or as a date; with an index, younger sources accuse
            nobody.

    >>> list(documents_of(["A text.", None, float("nan")]))  # doctest: +NORMALIZE_WHITESPACE
    [Document(text='A text.', id='', metadata={}), Failure(id='', error='the text is missing', input={}),
     Failure(id='', error='the text is missing', input={})]
    """
    names = _forever(None) if ids is None else iter(ids)
    days = _forever(None) if dates is None else iter(dates)
    for text, name, day in zip(texts, names, days, strict=False):
        label = "" if is_missing(name) else str(name)
        if isinstance(text, str):
            yield Document(text, label, {} if is_missing(day) else {"date": str(day)})
        elif is_missing(text):
            yield Failure(label, "the text is missing")
        else:
            yield Failure(label, f"a text must be a str, not {type(text).__name__}")


def row_of(report: Report | Failure, columns: Collection[str] = tuple(COLUMNS)) -> dict[str, Any]:
    """One report, or the failure that stands in its place, as one row of a table.

    Args:
        report: what is said about a text.
        columns: those of `COLUMNS` that are wanted, in this order. Finding the artifacts takes longer than
            all the others together where a text is spun; without that column they are not looked for.

    Raises:
        UsageError: there is no such column.

    >>> from spunlib.detector import load
    >>> row_of(load().score("Too short."), ["decision", "n_words", "artifacts", "error"])
    {'decision': 'abstain', 'n_words': 2, 'artifacts': '[]', 'error': None}
    """
    check_columns(columns)
    if isinstance(report, Failure):
        return dict.fromkeys(columns) | ({"error": encodable(report.error)} if "error" in columns else {})
    return {name: _SPECIAL[name](report) if name in _SPECIAL else getattr(report, name) for name in columns}


def columns_of(
    reports: Iterable[Report | Failure], columns: Collection[str] = tuple(COLUMNS)
) -> dict[str, list[Any]]:
    """Reports as columns, each as long as there are reports.

    Args:
        reports: taken one by one, so that nothing but the columns is held.
        columns: see `row_of`.

    Raises:
        UsageError: there is no such column.

    >>> columns_of([Failure("3", "the text is missing")], ["likelihood", "error"])
    {'likelihood': [None], 'error': ['the text is missing']}
    """
    check_columns(columns)
    found: dict[str, list[Any]] = {name: [] for name in columns}
    for report in reports:
        for name, value in row_of(report, columns).items():
            found[name].append(value)
    return found


def check_columns(columns: Collection[str]) -> None:
    """Raise UsageError where one of the names is none of `COLUMNS`.

    >>> check_columns(["likelihood", "error"])
    """
    unknown = [name for name in columns if name not in COLUMNS]
    if unknown or isinstance(columns, str):
        raise UsageError(f"columns must be some of {', '.join(COLUMNS)}, not {unknown or columns!r}")


def is_missing(value: object) -> bool:
    """Whether a cell is empty: None, NaN, NaT or pandas.NA.

    >>> is_missing(float("nan")), is_missing("")
    (True, False)
    """
    if value is None:
        return True
    if isinstance(value, str):
        return False
    try:
        return bool(value != value)
    except (TypeError, ValueError):  # pandas.NA has no truth value, an array more than one
        return type(value).__name__ == "NAType"


def encodable(text: str) -> str:
    r"""A text as the columns of Arrow can hold it: lone surrogates, which no encoding carries, as escapes.

    >>> encodable("caf\u00e9 \ud800")
    'café \\ud800'
    """
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _forever(value: object) -> Iterator[object]:
    while True:
        yield value
