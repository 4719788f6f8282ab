"""The documents that can be read, and their way into an index; of the others one hears why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from spunlib.document import Document
from spunlib.errors import InputError, SourceIndexError
from spunlib.report.progress import Progress
from spunlib.report.report import Failure

if TYPE_CHECKING:
    from spunlib.index.source_index import SourceIndex

COMMIT_EVERY: Final = 1_000
"""Documents after which an index is committed: what a kill can lose."""

_NAMED: Final = 20
"""Documents left out that are named; the rest is counted. Going on with a build that was broken off meets
thousands that are there already."""


class Readable:
    """Passes on the documents that can be read, and says which are left out.

    Attributes:
        left_out: how many are.

    >>> readable = Readable([Document("Rain."), Failure("3.txt", "3.txt: no such file")], Progress(None))
    >>> [document.text for document in readable], readable.left_out
    (['Rain.'], 1)
    """

    def __init__(self, documents: Iterable[Document | Failure], progress: Progress) -> None:
        self.left_out = 0
        self._documents = documents
        self._progress = progress

    @property
    def status(self) -> int:
        """Exit status of a command that has read them."""
        return 1 if self.left_out else 0

    def __iter__(self) -> Iterator[Document]:
        for document in self._progress.watch(self._documents):
            if isinstance(document, Document):
                yield document
            else:
                self.leave_out(document.error)
        if self.left_out > _NAMED:
            self._progress.say(f"left out: {self.left_out - _NAMED:,} more, {self.left_out:,} in all")

    def leave_out(self, reason: str) -> None:
        """Leave out a document."""
        self.left_out += 1
        if self.left_out <= _NAMED:
            self._progress.say(f"left out: {reason}")

    def add_to(self, index: SourceIndex) -> None:
        """Index all of them, committing every `COMMIT_EVERY`; what the index cannot take is left out too."""
        for number, document in enumerate(self, start=1):
            try:
                index.add_many([document])
            except (InputError, SourceIndexError) as error:  # its id is in the index already, most often
                self.leave_out(str(error))
            if number % COMMIT_EVERY == 0:
                index.commit()
