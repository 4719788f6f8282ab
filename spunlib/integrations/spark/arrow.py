"""Arrow batches as numpy arrays and Python strings, and back: what tasks read and write."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from pyarrow import Array, RecordBatch


def slices(batches: Iterator[RecordBatch], size: int) -> Iterator[RecordBatch]:
    """The same rows in batches of at most ``size``, so that memory does not hang on Spark's settings."""
    for batch in batches:
        for start in range(0, batch.num_rows, size):
            yield batch.slice(start, size)


def texts_of(column: Array) -> list[str | bytes | None]:
    """The cells of a string column; bytes where they are no UTF-8, which Spark does not check."""
    try:
        cells: list[str | bytes | None] = column.to_pylist()
    except UnicodeDecodeError:
        return [_decoded(cell) for cell in column.cast("large_binary").to_pylist()]
    return cells


def strings_of(column: Array) -> list[str]:
    """The cells of a string column without nulls; what is no UTF-8 is replaced."""
    return [
        cell if isinstance(cell, str) else (cell or b"").decode(errors="replace") for cell in texts_of(column)
    ]


def packed(values: NDArray[Any], bounds: NDArray[np.int64]) -> list[bytes]:
    """Runs of an array as bytes: row i is ``values[bounds[i]:bounds[i + 1]]``."""
    raw, width = values.tobytes(), values.itemsize
    ends = (bounds * width).tolist()
    return [raw[begin:end] for begin, end in pairwise(ends)]


def unpacked(cells: Array, dtype: Any) -> tuple[NDArray[np.int64], NDArray[Any]]:
    """Lengths (n,) of the runs that `packed` made, and their values one after another."""
    rows = cells.to_pylist()
    values = np.frombuffer(b"".join(rows), dtype)
    size = np.dtype(dtype).itemsize
    return np.array([len(row) // size for row in rows], np.int64), values


def lists_of(rows: Sequence[NDArray[np.int64] | None]) -> Array:
    """Integers by row, or null, as an Arrow array of lists."""
    import pyarrow

    return pyarrow.array(rows, pyarrow.list_(pyarrow.int64()))


def batch_of(names: Sequence[str], columns: Sequence[Any]) -> RecordBatch:
    """Arrays, lists and Arrow arrays as a batch."""
    import pyarrow

    return pyarrow.RecordBatch.from_arrays(
        [
            column if isinstance(column, pyarrow.Array) else pyarrow.array(column, from_pandas=False)
            for column in columns
        ],
        names=list(names),
    )


def _decoded(cell: bytes | None) -> str | bytes | None:
    try:
        return None if cell is None else cell.decode()
    except UnicodeDecodeError:
        return cell
