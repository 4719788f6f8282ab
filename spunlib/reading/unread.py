"""Documents whose text is not read yet: their names are cheap, their texts are not.

Taking the article out of a web page takes longer than scoring it. A run that is continued passes over
what it has done by the names alone, and a run of many processes reads the texts in all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, Protocol, TypeAlias

from spunlib.document import Document
from spunlib.report.report import Failure

_BATCH: Final = 8  # pages that a process takes at a time
_BATCHES_EACH: Final = 16  # joblib waits for the last of a list: so that this is a small part of the whole
_BATCH_BYTES: Final = 1 << 20


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


def read(items: Iterable[Item], n_jobs: int = 1) -> Iterator[Document | Failure]:
    """The documents themselves, lazily and in order, in bounded memory.

    Args:
        items: read or not.
        n_jobs: processes that read them, as joblib counts them (-1: all cores).

    >>> list(read(iter([Document("Rain.", "1")])))
    [Document(text='Rain.', id='1', metadata={})]
    """
    return map(_read, items) if n_jobs == 1 else _read_together(items, n_jobs)


def _read(item: Item) -> Document | Failure:
    return item if isinstance(item, Document | Failure) else item.read()


def _read_together(items: Iterable[Item], n_jobs: int) -> Iterator[Document | Failure]:
    import joblib  # only for those who ask for processes, see spunlib/detector.py

    many = _BATCHES_EACH * joblib.effective_n_jobs(n_jobs)
    waiting: list[list[Item]] = []
    held = 0
    for item in items:
        if not waiting and isinstance(item, Document | Failure):
            yield item
            continue
        if not waiting or len(waiting[-1]) == _BATCH or held >= _BATCH_BYTES:
            if len(waiting) == many:
                yield from _read_batches(waiting, n_jobs)
                waiting = []
            waiting.append([])
            held = 0
        waiting[-1].append(item)
        held += len(item.text) if isinstance(item, Document) else getattr(item, "size", 0)
    yield from _read_batches(waiting, n_jobs)


def _read_batches(batches: list[list[Item]], n_jobs: int) -> Iterator[Document | Failure]:
    import joblib

    if len(batches) <= 1:
        yield from map(_read, (item for batch in batches for item in batch))
        return
    for read_batch in joblib.Parallel(n_jobs=n_jobs, batch_size=1)(
        joblib.delayed(_read_batch)(batch) for batch in batches
    ):
        yield from read_batch


def _read_batch(batch: list[Item]) -> list[Document | Failure]:
    return [_read(item) for item in batch]
