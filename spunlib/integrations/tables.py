"""Tables of pandas, polars and pyarrow: reading a column of one, and a table with more columns.

All that differs between the libraries is here; none of them is imported unless a table of it is given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np

from spunlib.errors import UsageError

Columns = Mapping[str, Sequence[Any]]
"""Names and values; a value is of its column's type, or None."""
Types = Mapping[str, type]
"""Names and types: float, int or str."""

PANDAS: Final = "pandas"
POLARS: Final = "polars"
ARROW: Final = "pyarrow"


def library_of(table: object) -> str:
    """Which library a table is of: "pandas", "polars" or "pyarrow"; a subclass is of its base's.

    Raises:
        UsageError: it is no table, or of another library.

    >>> library_of([])
    Traceback (most recent call last):
        ...
    spunlib.errors.UsageError: a frame must be a DataFrame of pandas or polars, a LazyFrame, or a Table ...
    """
    for base in type(table).__mro__:
        library = base.__module__.partition(".")[0]
        if base.__name__ in _NAMES.get(library, ()):
            return library
    raise UsageError(
        "a frame must be a DataFrame of pandas or polars, a LazyFrame, or a Table of pyarrow, "
        f"not {type(table).__module__}.{type(table).__name__}"
    )


def is_lazy(table: object) -> bool:
    """Whether it is a LazyFrame of polars."""
    return library_of(table) == POLARS and not hasattr(table, "to_dicts")


def names_of(table: Any) -> list[Any]:
    """The names of a table's columns."""
    library = library_of(table)
    if library == PANDAS:
        return list(table.columns)
    if library == POLARS:
        return list(table.collect_schema().names() if is_lazy(table) else table.columns)
    return list(table.column_names)


def check_names(present: Sequence[Any], needed: Iterable[str | None], added: Iterable[str]) -> None:
    """Refuse a table in which a needed column is missing or stands twice, or an added one is there already.

    Raises:
        UsageError: the message names them.

    >>> check_names(["text", "spun_kind"], ["text"], ["spun_kind", "spun_error"])
    Traceback (most recent call last):
        ...
    spunlib.errors.UsageError: the frame has the columns spun_kind already; drop them, or give another prefix=
    """
    for name in needed:
        if name is not None and present.count(name) != 1:
            count = "no column" if name not in present else f"{present.count(name)} columns"
            raise UsageError(
                f"the frame has {count} {name!r}; its columns are {', '.join(map(str, present))}"
            )
    if taken := [name for name in added if name in present]:
        raise UsageError(
            f"the frame has the columns {', '.join(taken)} already; drop them, or give another prefix="
        )


def cells(table: Any, name: str) -> Iterator[object]:
    """The values of one column, in order; missing ones are None, NaN or whatever the library has for them."""
    column = table[name]
    if library_of(table) == ARROW:
        return (cell.as_py() for chunk in column.chunks for cell in chunk)
    return iter(column)


def with_columns(table: Any, columns: Columns, types: Types) -> Any:
    """A new table with columns added at the right; the given one stays as it is.

    Missing values: NaN in pandas' float64, `pandas.NA` in its Int64 and string, null elsewhere.

    Args:
        table: n rows.
        columns: n values each, in the order in which they are added.
        types: of the columns.
    """
    return _ADDERS[library_of(table)](table, columns, types)


def polars_types(types: Types) -> dict[str, Any]:
    """The data types that polars has for columns."""
    import polars

    own = {float: polars.Float64, int: polars.Int64, str: polars.String}
    return {name: own[kind]() for name, kind in types.items()}


def _add_pandas(table: Any, columns: Columns, types: Types) -> Any:
    import pandas

    more = table.copy(deep=False)
    for name, values in columns.items():
        if types[name] is float:
            more[name] = np.array(values, np.float64)  # None becomes NaN
        else:
            more[name] = pandas.array(values, dtype="Int64" if types[name] is int else "string")
    return more


def _add_polars(table: Any, columns: Columns, types: Types) -> Any:
    import polars

    own = polars_types(types)
    return table.with_columns(polars.Series(name, values, own[name]) for name, values in columns.items())


def _add_arrow(table: Any, columns: Columns, types: Types) -> Any:
    import pyarrow

    own = {float: pyarrow.float64(), int: pyarrow.int64(), str: pyarrow.string()}
    for name, values in columns.items():
        table = table.append_column(name, pyarrow.array(values, own[types[name]]))
    return table


_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    PANDAS: ("DataFrame",),
    POLARS: ("DataFrame", "LazyFrame"),
    ARROW: ("Table",),
}
_ADDERS: Final[Mapping[str, Callable[[Any, Columns, Types], Any]]] = {
    PANDAS: _add_pandas,
    POLARS: _add_polars,
    ARROW: _add_arrow,
}
