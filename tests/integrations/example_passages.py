"""Short labelled texts: passages of the example articles in docs/examples/."""

from __future__ import annotations

from pathlib import Path

EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples"


def passages(name: str, words: int = 90, step: int = 12) -> list[str]:
    """Overlapping passages of one example."""
    text = (EXAMPLES / f"{name}.txt").read_text(encoding="utf-8").split()
    return [" ".join(text[at : at + words]) for at in range(0, len(text) - words + 1, step)]


def labelled() -> tuple[list[str], list[str]]:
    """Texts and their kinds; those of people and of machines are as many, in turn."""
    human, spun = passages("original"), passages("spun")
    n = min(len(human), len(spun))
    return [text for both in zip(human[:n], spun[:n], strict=True) for text in both], [
        "human",
        "synonym_spun",
    ] * n


MIXED = [
    (EXAMPLES / "spun.txt").read_text(encoding="utf-8"),
    (EXAMPLES / "original.txt").read_text(encoding="utf-8"),
    "",
    "Too short to be judged.",
    (EXAMPLES / "translation.txt").read_text(encoding="utf-8"),
    "Κείμενο σε άλλη γλώσσα. " * 30,
    (EXAMPLES / "paraphrase.txt").read_text(encoding="utf-8"),
    *passages("spun", 60, 100),
]
"""Texts of every decision: spun, human, and such as nothing can be said of."""
