"""Parquet files, one document a row."""

from __future__ import annotations

import datetime
import io
import shutil
import tempfile
from collections.abc import Iterator
from typing import IO, Any, Final

from spunlib.document import Document
from spunlib.errors import InputError, MissingExtraError
from spunlib.reading.codecs import BLOCK
from spunlib.reading.records import Fields
from spunlib.reading.unpacking import Unpacked, UnpackedFile
from spunlib.report.report import Failure

_ROWS: Final = 64
"""Rows that are read at a time: with the pages of their columns, all that is held in memory."""

_IN_MEMORY: Final = 16 << 20  # bytes of a file that cannot be sought in before it is put on the disk


def read_parquet(
    stream: io.BufferedReader, unpacked: Unpacked, name: str, fields: Fields
) -> Iterator[Document | Failure]:
    """One document a row, named by its id or by file and row; the first row is 1.

    The file ends with its table of contents, so one that is compressed as a whole, or comes through a pipe,
    is put on the disk first.

    Args:
        stream: the file.
        unpacked: the same, unpacked; it is read if the file must be put on the disk.
        name: of the file.
        fields: which columns hold text and id.

    Raises:
        MissingExtraError: pyarrow is not installed.
        InputError: the file is damaged, or there is no column for the text.
    """
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise MissingExtraError("parquet", "pyarrow") from error
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as copy:
        source: IO[bytes] = stream
        if unpacked.packed or not stream.seekable():
            shutil.copyfileobj(io.BufferedReader(UnpackedFile(unpacked), BLOCK), copy, BLOCK)
            source = copy
        source.seek(0)
        try:
            # Without these, whole row groups are read at a time.
            with parquet.ParquetFile(source, buffer_size=BLOCK << 2, pre_buffer=False) as file:
                yield from _documents(file, name, fields)
        except (pyarrow.ArrowException, OSError, ValueError) as error:
            message = next(iter(str(error).splitlines()), type(error).__name__)
            raise InputError(f"no Parquet file that can be read: {message}") from error


def _documents(file: Any, path: str, fields: Fields) -> Iterator[Document | Failure]:
    columns = list(file.schema_arrow.names)
    if fields.text not in columns:
        raise InputError(fields.missing(columns))
    number = 0
    for batch in file.iter_batches(batch_size=_ROWS, use_threads=False):
        for row in range(batch.num_rows):
            number += 1
            cells = (column[row].as_py() for column in batch.columns)
            record = {name: _plain(cell) for name, cell in zip(columns, cells, strict=True)}
            yield fields.document(record, f"{path}:{number}")


def _plain(value: Any) -> Any:
    """A cell as JSON can hold it."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, list | tuple):  # a map is a list of pairs
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", "backslashreplace")
    return str(value)
