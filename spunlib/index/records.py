"""What `SourceIndex.add_many` takes, as id, text and metadata."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from spunlib.document import Document
from spunlib.errors import InputError

Record: TypeAlias = Document | Mapping[str, Any] | tuple[str, str]


def fields_of(record: Record) -> tuple[str, str, Mapping[str, Any]]:
    """Id, text and metadata of a record.

    Raises:
        InputError: the record is none, or has no id or text.

    >>> fields_of({"id": "a", "text": "Rain.", "year": 2021})
    ('a', 'Rain.', {'year': 2021})
    """
    if isinstance(record, Document):
        return record.id, record.text, record.metadata
    if isinstance(record, Mapping):
        missing = [name for name in ("id", "text") if name not in record]
        if missing:
            raise InputError(
                f"a record to be indexed has no {' and no '.join(missing)}; it has {sorted(map(str, record))}"
            )
        return (
            record["id"],
            record["text"],
            {name: record[name] for name in record if name not in ("id", "text")},
        )
    if isinstance(record, tuple) and len(record) == 2:
        return *record, {}
    raise InputError(
        f"a record to be indexed is a Document, a mapping or (id, text), not {type(record).__name__}"
    )
