"""The segments of one index, in the order of their documents, those in files and those not yet written.

A new segment is merged with its neighbour while the neighbour is less than twice as big, so that n documents
lie in at most log2(n) segments and each posting is rewritten at most as often.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from spunlib.errors import SourceIndexError
from spunlib.index.catalogue import Catalogue
from spunlib.index.segment import Segment, build, merge
from spunlib.index.segment_file import SegmentEntry, read_segment, write_segment
from spunlib.index.sketch import WordSets, rarest, rarity

_ATTEMPTS: Final = 5
"""How often a reader starts again when a writer has merged away a file between its look at the catalogue and
its opening."""


@dataclass(slots=True)
class _Held:
    """A segment and, once it is in a file, what the catalogue has to know of it."""

    segment: Segment
    entry: SegmentEntry | None


class Segments:
    """The segments of one index; see the module docstring."""

    def __init__(self, held: list[_Held]) -> None:
        self._held = held

    @classmethod
    def read(cls, catalogue: Catalogue) -> Segments:
        """Map the committed segments.

        Raises:
            SourceIndexError: a file is missing or damaged.
        """
        for attempt in range(_ATTEMPTS):
            try:
                entries = catalogue.segments()
                return cls([_Held(read_segment(catalogue.folder, entry), entry) for entry in entries])
            except FileNotFoundError as error:  # noqa: PERF203
                if attempt == _ATTEMPTS - 1:
                    raise SourceIndexError(
                        f"{error.filename} is missing: restore it from a backup or build the index anew"
                    ) from error
        raise AssertionError("unreachable")

    @property
    def loaded(self) -> list[Segment]:
        """The segments, in the order of their documents."""
        return [held.segment for held in self._held]

    @property
    def entries(self) -> list[SegmentEntry]:
        """What the catalogue has to know of the segments that are in files."""
        return [held.entry for held in self._held if held.entry is not None]

    @property
    def n_documents(self) -> int:
        """Documents in all segments."""
        return sum(held.segment.n_documents for held in self._held)

    def add(self, words: WordSets, n_documents: int, n_words: int) -> None:
        """Add the next ``n_documents`` documents by their words, sketches of ``n_words`` words."""
        first = self.n_documents + 1
        total = first - 1 + n_documents
        keys, place, count = np.unique(words.key, return_inverse=True, return_counts=True)
        frequency = count.astype(np.int64)
        for segment in self.loaded:
            which, row = segment.find(keys)
            frequency[which] += segment.frequency[row]
        rows = rarest(words, rarity(words, frequency[place], total), n_words)
        self._held.append(
            _Held(build(first, n_documents, keys, count, words.key[rows], words.text[rows] + first), None)
        )
        while (
            len(self._held) > 1
            and self._held[-2].segment.n_documents < 2 * self._held[-1].segment.n_documents
        ):
            self._held[-2:] = [_Held(merge([held.segment for held in self._held[-2:]]), None)]

    def write(self, catalogue: Catalogue) -> None:
        """Write what is not in a file yet, and name all segments in the catalogue's open transaction."""
        for held in self._held:
            if held.entry is None:
                held.entry = write_segment(catalogue.folder, held.segment)
                held.segment = read_segment(catalogue.folder, held.entry)
        catalogue.set_segments(self.entries)
