"""Compaction: an index written anew without what was deleted, beside the old one, until it is committed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spunlib.index.documents import Entry
from spunlib.index.files import as_index_errors
from spunlib.index.merge import LEFT_OUT
from spunlib.index.segments import Segments
from spunlib.index.sketch import Frequencies, word_sets
from spunlib.index.store import Store

_BATCH: Final = 512
_SAMPLES: Final = 256
"""Texts that are looked at for the dictionary."""


def compact(old: Store, lexicon: Frequencies) -> Store:
    """A new index in the folder of an old one, not committed yet.

    Where texts are stored, sketches are chosen anew by how often words are in all the documents that stay.
    Otherwise sketches stay as they are, and the words of what was deleted stay counted.
    """
    old.refuse_if_failed()
    with as_index_errors(old.folder):
        new = Store.create(old.folder, old.settings)
        try:
            (_add_anew if old.settings.store_texts else _keep_sketches)(old, new, lexicon)
        except BaseException:
            new.close()
            raise
    return new


def _add_anew(old: Store, new: Store, lexicon: Frequencies) -> None:
    deleted = _deleted_words(old, lexicon)
    n_texts = old.segments.n_counted - deleted.n_counted

    def frequency(keys: NDArray[np.uint64]) -> NDArray[np.int64]:
        return old.segments.frequency(keys) - deleted.frequency(keys)

    numbers = _staying(old)
    if numbers.size:
        sample = numbers[:: max(1, numbers.size // _SAMPLES)].tolist()
        new.documents.begin_with([_text(old.documents.entry(number)) for number in sample])
    for batch in _batches(numbers):
        entries = [old.documents.entry(number) for number in batch]
        new.add(entries, [_text(entry) for entry in entries], lexicon, known=(frequency, n_texts))
    new.segments.merge_all()


def _deleted_words(old: Store, lexicon: Frequencies) -> Segments:
    """How often words are in the deleted documents: segments without postings."""
    found = Segments(old.folder, 0)
    for batch in _batches(old.deleted.numbers()):
        texts = [_text(old.documents.entry(number)) for number in batch]
        found.add(word_sets(texts, lexicon), len(texts), 0)
    return found


def _keep_sketches(old: Store, new: Store, _: Frequencies) -> None:
    numbers = _staying(old)
    for batch in _batches(numbers):
        new.documents.append([old.documents.entry(number) for number in batch])
    renumbered = np.full(len(old.documents), LEFT_OUT)
    renumbered[numbers] = np.arange(numbers.size)
    new.segments.take(old.segments, renumbered)


def _staying(old: Store) -> NDArray[np.int64]:
    deleted = old.deleted_mask()
    everything = np.arange(len(old.documents))
    return everything if deleted is None else everything[~deleted]


def _batches(numbers: NDArray[np.int64]) -> Iterator[list[int]]:
    for start in range(0, numbers.size, _BATCH):
        yield numbers[start : start + _BATCH].tolist()


def _text(entry: Entry) -> str:
    return entry.text or ""
