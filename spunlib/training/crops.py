"""Passages of many lengths: a model trained on whole articles alone knows nothing of paragraphs."""

from __future__ import annotations

import random
import re
from typing import Final

WORDS: Final = (50, 80, 120, 200, 350, 600)
"""Lengths of passages, in words; about half of all texts stay whole."""

_WORD: Final = re.compile(r"\S+")


def crop(text: str, words: int, rng: random.Random) -> str:
    """A passage of about ``words`` words that begins at a word; the text itself where it is no longer.

    >>> crop("one two three four", 2, random.Random(1))
    'one two'
    """
    starts = [match.start() for match in _WORD.finditer(text)]
    if len(starts) <= words:
        return text
    first = rng.randrange(len(starts) - words + 1)
    end = starts[first + words] if first + words < len(starts) else len(text)
    return text[starts[first] : end].rstrip()


def crop_some(text: str, rng: random.Random) -> str:
    """The text whole, or a passage of a random length."""
    return text if rng.random() < 0.5 else crop(text, rng.choice(WORDS), rng)
