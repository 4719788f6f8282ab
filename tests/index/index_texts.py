"""Texts for the index: invented news, each with names, numbers and rare words of its own."""

from __future__ import annotations

import random

SYLLABLES = ("ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru", "sa", "te", "vi", "zo", "ka")
PLAIN = """the harbour council said that a new plan for ships would cost more than last year and people
in town asked why it had taken so long to build because winter storms came early but work continued"""
PLAIN_WORDS = PLAIN.split()


def name(rng: random.Random) -> str:
    return "".join(rng.choice(SYLLABLES) for _ in range(4)).title()


def article(number: int) -> str:
    """An article of 120 words of which 30 are its own."""
    rng = random.Random(number)
    own = [name(rng) for _ in range(24)] + [str(rng.randrange(1000, 99999)) for _ in range(6)]
    words = own + [rng.choice(PLAIN_WORDS) for _ in range(90)]
    rng.shuffle(words)
    return ". ".join(" ".join(words[start : start + 12]).capitalize() for start in range(0, 120, 12)) + "."


def spun(text: str, seed: int = 0) -> str:
    """The text with half of its plain words swapped."""
    rng = random.Random(seed)
    return " ".join(
        "somewhat" if word in PLAIN_WORDS and rng.random() < 0.5 else word for word in text.split()
    )


def articles() -> dict[str, str]:
    return {f"article-{number}": article(number) for number in range(60)}
