"""Documents whose text is not read yet: their names are cheap, their texts are not.

Taking the article out of a web page takes longer than scoring it. A run that is continued passes over
what it has done by the names alone, and a run of many processes reads the texts in all of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol, TypeAlias

from spunlib.document import Document
from spunlib.report.report import Failure


class Unread(Protocol):
    """A document that can be read later, once; it can be sent to another process."""

    @property
    def id(self) -> str:
        """The name that the document, or the failure to read it, will have."""

    @property
    def file(self) -> str | None:
        """The file that it comes from."""

    @property
    def size(self) -> int:
        """Bytes that it holds in memory until it is read."""

    def read(self) -> Document | Failure:
        """The document, or why it cannot be read. Nothing is raised for what the input may hold."""


Item: TypeAlias = Document | Failure | Unread


def read(items: Iterator[Item]) -> Iterator[Document | Failure]:
    """The documents themselves.

    >>> list(read(iter([Document("Rain.", "1")])))
    [Document(text='Rain.', id='1', metadata={})]
    """
    return map(read_one, items)


def read_one(item: Item) -> Document | Failure:
    """The document itself."""
    return item if isinstance(item, Document | Failure) else item.read()
