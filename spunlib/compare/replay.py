"""Edits that turn the original into the suspect, character for character.

An edit list is a small program that writes the suspect from left to right: copy a stretch of the
original, write new text in the place of a stretch, or leave a stretch out. A moved sentence is a copy out
of order, so nothing has to be special. Each character of the original is read by exactly one edit.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from spunlib.compare.pair import IntArray, Pair

KEEP: Final = "keep"
REPLACE: Final = "replace"
INSERT: Final = "insert"
DELETE: Final = "delete"


@dataclass(frozen=True, slots=True)
class Edit:
    """One step of turning the original into the suspect.

    Attributes:
        kind: ``"keep"``: the stretch of the original is copied; ``"replace"``: ``text`` is written in its
            place; ``"insert"``: ``text`` is written and the stretch is empty; ``"delete"``: nothing is
            written.
        original_start, original_end: the stretch, characters into the original.
        text: what is written; empty for ``"keep"`` and ``"delete"``.
    """

    kind: str
    original_start: int
    original_end: int
    text: str = ""


class _Copy(NamedTuple):
    """``suspect.text[start:end]`` equals the stretch of the original that begins at ``source``."""

    start: int
    end: int
    source: int

    @property
    def source_end(self) -> int:
        return self.source + self.end - self.start


def replay(original: str, edits: Iterable[Edit]) -> str:
    """Apply edits to the original.

    >>> replay("a rare bird", [Edit("keep", 0, 2), Edit("replace", 2, 6, "uncommon"), Edit("keep", 6, 11)])
    'a uncommon bird'
    """
    return "".join(
        original[edit.original_start : edit.original_end] if edit.kind == KEEP else edit.text
        for edit in edits
    )


def edits_of(pair: Pair, partner: IntArray) -> tuple[Edit, ...]:
    """The edits of an aligned pair, in the order of the suspect.

    ``partner`` is int64 (tokens of the suspect,): the token of the original that each was aligned with,
    no token twice, or -1.
    """
    suspect, original = pair.suspect.text, pair.original.text
    end = _Copy(len(suspect), len(suspect), len(original))
    copies = [_Copy(0, 0, 0), *_copies(pair, partner), end]
    in_original = sorted(copies, key=lambda copy: (copy.source, copy.start))
    following = dict(itertools.pairwise(in_original))
    program: list[_Step] = []
    for copy, after in itertools.pairwise(copies):
        _keep(program, copy.source, copy.source_end)
        text = suspect[copy.end : after.start]
        unread = original[copy.source_end : following[copy].source]
        if following[copy] == after:
            _rewrite(program, copy.source_end, unread, text)
        else:
            _rewrite(program, copy.source_end, unread, "")
            _rewrite(program, copy.source_end + len(unread), "", text)
    return tuple([Edit(*step) for step in program])


_Step = tuple[str, int, int, str]


def _rewrite(program: list[_Step], start: int, old: str, new: str) -> None:
    """Write ``new`` for ``old``, which starts at ``start``; equal beginnings and ends are kept."""
    before = _common(old, new)
    behind = _common(old[before:][::-1], new[before:][::-1])
    first, last = start + before, start + len(old) - behind
    text = new[before : len(new) - behind]
    _keep(program, start, first)
    if text:
        program.append((REPLACE if last > first else INSERT, first, last, text))
    elif last > first:
        program.append((DELETE, first, last, ""))
    _keep(program, last, start + len(old))


def _common(left: str, right: str) -> int:
    """Number of characters that two strings begin with alike."""
    shortest = min(len(left), len(right))
    if left[:1] != right[:1]:
        return 0
    if left[:shortest] == right[:shortest]:
        return shortest
    return next((at for at in range(shortest) if left[at] != right[at]), shortest)


def _keep(program: list[_Step], start: int, end: int) -> None:
    """Copy a stretch; with the one before where that is its neighbour."""
    if start == end:
        return
    if program and program[-1][0] == KEEP and program[-1][2] == start:
        start = program.pop()[1]
    program.append((KEEP, start, end, ""))


def _copies(pair: Pair, partner: IntArray) -> Iterator[_Copy]:
    """Stretches around the aligned tokens whose characters are equal, in the order of the suspect."""
    suspect, original = pair.suspect, pair.original
    rows = np.flatnonzero(partner >= 0)
    if rows.size == 0:
        return
    mates = partner[rows]
    breaks = np.flatnonzero((np.diff(rows) != 1) | (np.diff(mates) != 1)) + 1
    firsts, lasts = np.append(0, breaks), np.append(breaks, rows.size) - 1
    runs = zip(
        suspect.start[rows[firsts]].tolist(),
        suspect.end[rows[lasts]].tolist(),
        original.start[mates[firsts]].tolist(),
        original.end[mates[lasts]].tolist(),
        firsts.tolist(),
        lasts.tolist(),
        strict=True,
    )
    for start, end, source, source_end, first, last in runs:
        copy = _Copy(start, end, source)
        if source_end == copy.source_end and _same(pair, copy):
            yield copy
        else:
            row = int(rows[first])
            yield from _split_copies(pair, row, row + last - first + 1, int(mates[first]) - row)


def _split_copies(pair: Pair, first: int, last: int, offset: int) -> Iterator[_Copy]:
    """The copies inside a run of aligned tokens that differs somewhere: in case, marks or white space."""
    suspect, original = pair.suspect, pair.original
    open_copy: _Copy | None = None
    for row in range(first, last):
        token = _Copy(int(suspect.start[row]), int(suspect.end[row]), int(original.start[row + offset]))
        if original.end[row + offset] != token.source_end or not _same(pair, token):
            if open_copy is not None:
                yield open_copy
            open_copy = None
            continue
        longer = token if open_copy is None else _Copy(open_copy.start, token.end, open_copy.source)
        if open_copy is not None and not (longer.source_end == token.source_end and _same(pair, longer)):
            yield open_copy
            longer = token
        open_copy = longer
    if open_copy is not None:
        yield open_copy


def _same(pair: Pair, copy: _Copy) -> bool:
    return pair.suspect.text[copy.start : copy.end] == pair.original.text[copy.source : copy.source_end]
