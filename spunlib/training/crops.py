"""Passages of many lengths: a model trained on whole articles alone knows nothing of paragraphs."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from typing import Final

from spunlib.training.spinners import Edit, Spun

WORDS: Final = (50, 80, 120, 200, 350, 600)
"""Lengths of passages, in words; about half of all texts stay whole."""

_WORD: Final = re.compile(r"\S+")


def crop_span(text: str, words: int, rng: random.Random) -> tuple[int, int]:
    """Where a passage of ``words`` words stands, start and end; all of a text no longer.

    >>> crop_span("one two three four", 2, random.Random(1))
    (0, 7)
    """
    matches = list(_WORD.finditer(text))
    if len(matches) <= words:
        return 0, len(text)
    first = rng.randrange(len(matches) - words + 1)
    return matches[first].start(), matches[first + words - 1].end()


def crop(text: str, words: int, rng: random.Random) -> str:
    """A passage of about ``words`` words that begins at a word; the text itself where it is no longer.

    >>> crop("one two three four", 2, random.Random(1))
    'one two'
    """
    start, end = crop_span(text, words, rng)
    return text[start:end]


def crop_some_span(text: str, rng: random.Random) -> tuple[int, int]:
    """Where `crop_some` cuts."""
    return (0, len(text)) if rng.random() < 0.5 else crop_span(text, rng.choice(WORDS), rng)


def crop_some(text: str, rng: random.Random) -> str:
    """The text whole, or a passage of a random length."""
    start, end = crop_some_span(text, rng)
    return text[start:end]


def passage_edits(edits: Iterable[Edit], start: int, end: int) -> tuple[Edit, ...]:
    """The edits of a text that touch its passage ``text[start:end]``, as places in the passage.

    An edit across the border is clipped to what stands in the passage. Where the originals stand is kept.

    >>> [(edit.start, edit.end) for edit in passage_edits([Edit(0, 3, 0, 5), Edit(9, 12, 11, 20)], 4, 15)]
    [(0, 1), (7, 11)]
    """
    return tuple(
        Edit(
            edit.original_start, edit.original_end, max(edit.start, start) - start, min(edit.end, end) - start
        )
        for edit in edits
        if edit.start < end and edit.end > start
    )


def spun_passage(spun: Spun, start: int, end: int) -> Spun:
    """The passage ``spun.text[start:end]`` with its edits, whose originals still stand where they did."""
    return Spun(spun.text[start:end], passage_edits(spun.edits, start, end))
