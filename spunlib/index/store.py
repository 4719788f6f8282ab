"""An index on disk as a whole: documents, segments, what was deleted, and the manifest that joins them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spunlib.errors import SourceIndexError
from spunlib.index import manifest
from spunlib.index.deleted import Deleted
from spunlib.index.documents import Documents, Entry, new_files
from spunlib.index.files import as_index_errors, damaged, sync_folder
from spunlib.index.ids import Ids
from spunlib.index.manifest import Manifest, Settings
from spunlib.index.segments import Segments
from spunlib.index.sketch import Frequencies, word_sets

_ATTEMPTS: Final = 5
"""How often a reader starts again when a writer has removed a file between its look at the manifest and its
opening."""


class Store:
    """The files of one index, open for reading or for writing; made by `read`, `append` or `create`.

    Attributes:
        folder: where they are.
        settings: what the index was made with.
        documents, segments, deleted: what they hold.
    """

    def __init__(self, folder: Path, generation: int, committed: Manifest, *, writable: bool) -> None:
        for entry in (committed.offsets, committed.ids):
            if entry.size:
                entry.check(folder)
        self.folder = folder
        self.settings = committed.settings
        self._generation = generation
        self.documents = Documents(
            folder, committed.data, committed.offsets, committed.ids, writable=writable
        )
        try:
            self.segments = Segments(folder, generation, committed.segments)
            self.deleted = Deleted.read(folder, committed.deleted)
            if self.segments.n_documents != len(self.documents):
                raise SourceIndexError(damaged(folder / manifest.FILE, "its numbers contradict each other"))
        except BaseException:
            self.documents.close()
            raise
        self._committed = committed
        self._counts = True
        self._failed = False
        self._ids: Ids | None = None

    @classmethod
    def read(cls, folder: Path) -> Store:
        """Open for reading what was committed last.

        Raises:
            SourceIndexError: there is no index, or it is damaged.
        """
        for attempt in range(_ATTEMPTS):
            try:
                with as_index_errors(folder):
                    return cls(folder, 0, manifest.read(folder), writable=False)
            except SourceIndexError as error:  # noqa: PERF203
                removed = isinstance(error.__cause__, FileNotFoundError)
                if attempt == _ATTEMPTS - 1 or not removed:
                    raise
        raise AssertionError("unreachable")

    @classmethod
    def append(cls, folder: Path) -> Store:
        """Open for writing what was committed last; for the holder of the lock."""
        with as_index_errors(folder):
            committed = manifest.read(folder)
            generation = int(committed.data.name.partition("-")[0])
            return cls(folder, generation, committed, writable=True)

    @classmethod
    def create(cls, folder: Path, settings: Settings) -> Store:
        """An empty index, which takes the place of what is in the folder with its first commit."""
        with as_index_errors(folder):
            generation = manifest.next_generation(folder)
            store = cls(
                folder, generation, Manifest(settings, *new_files(generation), None, ()), writable=True
            )
        store._counts = False
        return store

    def find(self, name: str) -> int | None:
        """The number of the document of an id, None where there is none."""
        if self._ids is None:
            self._ids = Ids(self._committed.ids.map(self.folder, "<u8"))
            for number in range(self._committed.ids.size // 8, len(self.documents)):
                self._ids.add(self.documents.name(number), number)
        for number in self._ids.find(name):
            if number not in self.deleted and self.documents.name(number) == name:
                return number
        return None

    def add(self, entries: Sequence[Entry], texts: Sequence[str], lexicon: Frequencies, **how: Any) -> None:
        """Add documents of new ids, and their texts, which an entry may leave out; see `Segments.add`."""
        first = len(self.documents)
        with self.writing():
            self.documents.append(entries)
            self.segments.add(word_sets(texts, lexicon), len(texts), self.settings.n_words, **how)
        if self._ids is not None:
            for number, entry in enumerate(entries, start=first):
                self._ids.add(entry.id, number)

    def deleted_mask(self) -> NDArray[np.bool_] | None:
        """Whether each document was deleted; None where none was."""
        return self.deleted.mask(len(self.documents)) if len(self.deleted) else None

    def commit(self) -> None:
        """Make everything so far durable, at one instant."""
        with self.writing():
            segments = self.segments.write(self.deleted_mask())
            self.documents.sync()
            deleted = self.deleted.write(self.folder, self._generation)
            now = Manifest(self.settings, *self.documents.entries, deleted, tuple(segments))
            if now != self._committed or not self._counts:
                sync_folder(self.folder)
                manifest.commit(self.folder, now)
                self._committed, self._counts = now, True

    def check(self) -> None:
        """Read every committed byte and compare the checksums.

        Raises:
            SourceIndexError: a file is not what was written.
        """
        with as_index_errors(self.folder):
            for entry in self._committed.files:
                entry.check(self.folder)

    def refuse_if_failed(self) -> None:
        """See `writing`."""
        if self._failed:
            raise SourceIndexError(
                f"an earlier write to the index at {self.folder} failed: open it anew, as committed last"
            )

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Refuse to go on after a write that failed halfway: what is in memory may contradict the files."""
        self.refuse_if_failed()
        self._failed = True
        with as_index_errors(self.folder):
            yield
        self._failed = False

    def close(self) -> None:
        """Close the files, dropping what was not committed."""
        self.documents.close()
