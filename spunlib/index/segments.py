"""The segments of one index, in the order of their documents, those in files and those still in memory.

Log-structured: a new segment is merged with its neighbour while the neighbour is less than `RATIO` times as
big, so that n documents lie in some log(n) / log(RATIO) segments. Segments of `SPILL` documents and more go
to files, whose merging takes memory for their words alone.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spunlib.index.merge import LEFT_OUT, merge
from spunlib.index.segment import Part, Segment, assemble, part_of
from spunlib.index.segment_file import SegmentEntry, map_segment, read_segment, write_segment
from spunlib.index.sketch import WordSets, rarest, rarity

SPILL: Final = 1 << 15
"""Documents that are kept in memory before they go to a file: about 15 MB of postings and words."""

RATIO: Final = 8
"""Each posting is rewritten some RATIO * log(n) / log(RATIO) times, half as often again as with 2, and a
search asks a third of the segments. All merging takes a few per cent of the time of adding."""

_RATIO_IN_MEMORY: Final = 2
"""There a segment is searched only to learn how often words are."""

_MOST_POSTINGS: Final = 1 << 32
"""Places of postings are stored in 32 bits: a segment holds at most those of 170 million documents."""

Frequencies = Callable[[NDArray[np.uint64]], NDArray[np.int64]]


@dataclass(slots=True)
class _Held:
    """A segment and, once it is in a file, what the manifest has to know of it."""

    segment: Segment
    entry: SegmentEntry | None


class Segments:
    """The segments of one index; see the module docstring.

    Args:
        folder: the index.
        generation: of the files that are written.
        entries: the committed segments; their files are checked.

    Raises:
        FileNotFoundError: a file is not there.
        SourceIndexError: a file is not what was written.
    """

    def __init__(self, folder: Path, generation: int, entries: Sequence[SegmentEntry] = ()) -> None:
        self._folder = folder
        self._generation = generation
        self._held = [_Held(read_segment(folder, entry), entry) for entry in entries]
        self._named = {entry.name for entry in entries}

    @property
    def loaded(self) -> list[Segment]:
        """The segments, in the order of their documents."""
        return [held.segment for held in self._held]

    @property
    def n_documents(self) -> int:
        """Documents in all segments."""
        return sum(held.segment.n_documents for held in self._held)

    @property
    def n_counted(self) -> int:
        """Documents that the frequencies were counted in."""
        return sum(held.segment.n_counted for held in self._held)

    def frequency(self, keys: NDArray[np.uint64]) -> NDArray[np.int64]:
        """How many of the counted documents hold each word; int64 (n,)."""
        found = np.zeros(keys.size, np.int64)
        for segment in self.loaded:
            which, row = segment.table.find(keys)
            found[which] += segment.frequency(row)
        return found

    def add(
        self, words: WordSets, n_documents: int, n_words: int, known: tuple[Frequencies, int] | None = None
    ) -> None:
        """Add the next documents.

        Args:
            words: theirs, by texts from 0 on.
            n_documents: how many they are.
            n_words: size of a sketch.
            known: how often words are, among how many documents, if not as in these segments.
        """
        count = np.bincount(words.word, minlength=words.key.size)
        if known is None:
            frequency, n_texts = self.frequency(words.key) + count, self.n_counted + n_documents
        else:
            frequency, n_texts = known[0](words.key), known[1]
        text, word = rarest(words, rarity(words.prior, frequency, n_texts), n_words)
        part = part_of(words.key, count, word, text)
        self._held.append(_Held(assemble(self.n_documents, n_documents, n_documents, [part]), None))
        while self._last_is_small(_RATIO_IN_MEMORY) and self._held[-2].entry is None:
            self._merge_last(2)
        if self._held[-1].segment.n_documents >= SPILL:
            self._spill()

    def write(self, deleted: NDArray[np.bool_] | None = None) -> list[SegmentEntry]:
        """Write what is in memory, durably but for the names of files, and describe all segments.

        Args:
            deleted: documents to be left out of segments that are merged, bool (n,).
        """
        fresh = sum(held.entry is None for held in self._held)
        if fresh:
            if fresh > 1:
                self._merge_last(fresh)
            self._spill(deleted)
        entries = [held.entry for held in self._held if held.entry is not None]
        self._named.update(entry.name for entry in entries)
        return entries

    def take(self, others: Segments, renumbered: NDArray[np.int64]) -> None:
        """Become one segment in place of those of another index; see `spunlib.index.merge.merge`."""
        if others.loaded:
            n_documents = int(renumbered.max(initial=LEFT_OUT)) + 1
            parts = merge(others.loaded, renumbered)
            entry = self._write(parts, 0, n_documents, others.n_counted)
            self._held = [_Held(map_segment(self._folder, entry), entry)]

    def merge_all(self) -> None:
        """Merge all segments into one, as far as one can hold them."""
        self.write()
        while len(self._held) > 1 and self._write_last_two():
            pass

    def _spill(self, deleted: NDArray[np.bool_] | None = None) -> None:
        """Write the last segment, which is in memory, and merge it with the files before it."""
        last = self._held[-1].segment
        self._write_last(merge([last]), 1)
        while self._last_is_small(RATIO) and self._write_last_two(deleted):
            pass

    def _write_last_two(self, deleted: NDArray[np.bool_] | None = None) -> bool:
        """Put one file in place of the last two segments, unless it would hold too much."""
        two = self.loaded[-2:]
        if sum(segment.document.size for segment in two) >= _MOST_POSTINGS:
            return False
        self._write_last(merge(two, _without(deleted, two)), 2)
        return True

    def _last_is_small(self, ratio: int) -> bool:
        sizes = [held.segment.n_documents for held in self._held[-2:]]
        return len(sizes) == 2 and sizes[0] < ratio * sizes[1]

    def _merge_last(self, n: int) -> None:
        """Merge the last n segments in memory."""
        segments = self.loaded[-n:]
        self._held[-n:] = [_Held(assemble(*_extent(segments), list(merge(segments))), None)]

    def _write_last(self, parts: Iterator[Part], n: int) -> None:
        """Put one file in place of the last n segments."""
        entry = self._write(parts, *_extent(self.loaded[-n:]))
        for merged in self._held[-n:]:
            if merged.entry is not None and merged.entry.name not in self._named:
                # Windows refuses while the file is mapped; the next commit will try again.
                with contextlib.suppress(OSError):
                    (self._folder / merged.entry.name).unlink()
        self._held[-n:] = [_Held(map_segment(self._folder, entry), entry)]

    def _write(self, parts: Iterator[Part], first: int, n_documents: int, n_counted: int) -> SegmentEntry:
        return write_segment(self._folder, self._generation, first, n_documents, n_counted, parts)


def _extent(segments: Sequence[Segment]) -> tuple[int, int, int]:
    return (
        segments[0].first_document,
        sum(segment.n_documents for segment in segments),
        sum(segment.n_counted for segment in segments),
    )


def _without(deleted: NDArray[np.bool_] | None, segments: Sequence[Segment]) -> NDArray[np.int64] | None:
    if deleted is None:
        return None
    first, size, _ = _extent(segments)
    return np.where(deleted[first : first + size], LEFT_OUT, np.arange(size))
