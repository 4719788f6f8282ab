"""Traces that tools leave besides swapped words: disguised letters and unexpanded spintax."""

from __future__ import annotations

import random
import re
from typing import Final

_ALIKE: Final = str.maketrans("aeopcyxi", "аеорсухі")  # Cyrillic on the right
_ZERO_WIDTH: Final = "\u200b\u200c\u2060\ufeff"
_LONG_WORD: Final = re.compile(r"[A-Za-z]{4,}")


def disguise(text: str, rng: random.Random) -> str:
    """Put look-alike letters or invisible characters into some words, as tools do that evade text matching.

    >>> text = disguise("Several places are open again.", random.Random(3))
    >>> text != "Several places are open again." and len(text.split()) == 5
    True
    """
    rate = rng.choice((0.03, 0.08, 0.2))
    mark = rng.choice(_ZERO_WIDTH) if rng.random() < 0.5 else ""
    matches = list(_LONG_WORD.finditer(text))
    chosen = set(rng.sample(range(len(matches)), max(1, round(rate * len(matches))))) if matches else set()
    pieces, position = [], 0
    for number, match in enumerate(matches):
        if number in chosen:
            word = match.group()
            changed = word[:2] + mark + word[2:] if mark else word[0] + word[1:].translate(_ALIKE)
            pieces += [text[position : match.start()], changed]
            position = match.end()
    return "".join([*pieces, text[position:]])


def leave_spintax(text: str, rng: random.Random) -> str:
    """Turn a few words into choices that were never expanded.

    >>> "|" in leave_spintax("the quick answer", random.Random(1))
    True
    """
    matches = list(_LONG_WORD.finditer(text))
    for match in sorted(rng.sample(matches, min(len(matches), rng.randint(1, 4))), key=lambda m: -m.start()):
        word = match.group()
        other = rng.choice(matches).group()
        text = f"{text[: match.start()]}{{{word}|{other}}}{text[match.end() :]}"
    return text
