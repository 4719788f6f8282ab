"""Invented documents for the trials of the index: each version of each id has a text of its own."""

from __future__ import annotations

import random
from typing import TypeAlias

from originals import invented

Versions: TypeAlias = dict[str, int]
"""What an index should hold: the version of each id."""

_PLAIN_TEXT = """the harbour council said that a new plan for ships would cost more than last year and people
in town asked why it had taken so long to build because winter storms came early but work continued"""
_PLAIN = _PLAIN_TEXT.split()


def text_of(name: str, version: int) -> str:
    """A text of 60 words, of which 20 are in no other.

    >>> text_of("d1", 1) == text_of("d1", 1) != text_of("d1", 2)
    True
    """
    rng = random.Random(f"{name} {version}")
    own = [invented(rng.randrange(10**8, 10**9)).title() for _ in range(16)]
    own += [str(rng.randrange(10**4, 10**7)) for _ in range(4)]
    words = own + rng.choices(_PLAIN, k=40)
    rng.shuffle(words)
    return ". ".join(" ".join(words[start : start + 12]).capitalize() for start in range(0, 60, 12)) + "."
