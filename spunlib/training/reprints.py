"""Simulated reprints: what editors and web pages do to a text that they publish again.

Cuts from the end, single cuts, page furniture around the text, house style and a few words changed. The
result is the negative of the comparison: the same text, and nobody rewrote it by machine.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

Synonyms = Callable[[str], Sequence[str]]
"""Gives the synonyms of a lower-case word, none where it has none."""

HOUSE_STYLE: Final[Mapping[str, str]] = {
    "percent": "per cent",
    "per cent": "percent",
    "said": "says",
    "which": "that",
    "more than": "over",
    "over": "more than",
    "United States": "US",
    "U.S.": "US",
    "US": "United States",
    "UK": "United Kingdom",
    "favor": "favour",
    "color": "colour",
    "center": "centre",
    "organization": "organisation",
    "organisation": "organization",
    "program": "programme",
    "two": "2",
    "three": "3",
    "10": "ten",
    "However": "But",
    "but": "although",
    "about": "around",
    "around": "about",
    "told reporters": "said",
    "last year": "a year ago",
    "on Monday": "Monday",
    "on Tuesday": "Tuesday",
    "on Wednesday": "Wednesday",
    "on Thursday": "Thursday",
    "on Friday": "Friday",
    "do not": "don't",
    "don't": "do not",
    "is not": "isn't",
    "it is": "it's",
    "because of": "due to",
    "also": "",
    "very": "",
    "that": "",
}
"""What a copy editor changes without a second look; an empty replacement is a cut."""

HEADS: Final = (
    "By {name}\n\n",
    "By our staff writer\n\n",
    "{name}, Correspondent\n\n",
    "Published: 12 March, 09:41 GMT\n\n",
    "Home > News > World\n\n",
    "This story was first published by a partner.\n\n",
)
TAILS: Final = (
    "\n\nRead more: Ten photographs of the week",
    "\n\nLeave a comment\n\nYour email address will not be published.",
    "\n\nThis news has been read 214 times in total",
    "\n\nShare this article\n\nFacebook Twitter WhatsApp Email",
    "\n\nSign up for our newsletter and never miss a story.",
    "\n\nAll rights reserved. This material may not be published, broadcast, rewritten or redistributed.",
    "\n\n(Reporting by {name}; Editing by {name})",
    "\n\nTags: news, world, today",
)
_NAMES: Final = ("Anna Keller", "J. Okoro", "Priya Menon", "Tom Hale", "M. Duarte", "Lena Brandt")

_WORD: Final = re.compile(r"[A-Za-z]+")
_BLOCK: Final = re.compile(r"\n\s*\n|(?<=[.!?])\s+(?=[A-Z])")

# Share of the words that an editor changes, drawn per text; most reprints are not edited at all.
_EDIT_RATES: Final = (0.0, 0.0, 0.004, 0.008, 0.015, 0.03)
# Of these changes: house style first, then as often a synonym, a word cut, or a word added.
_ADDED: Final = ("also", "reportedly", "however", "now", "still", "meanwhile", "later", "just")


def reprint(text: str, rng: random.Random, synonyms: Synonyms) -> str:
    """A reprint of a text; depends on nothing but the arguments and the state of ``rng``."""
    blocks, gaps = _blocks(text)
    keep = list(range(len(blocks)))
    if rng.random() < 0.6 and len(keep) > 4:
        keep = keep[: max(3, round(len(keep) * rng.uniform(0.35, 1.0)))]
    if rng.random() < 0.4 and len(keep) > 5:
        for _ in range(rng.randint(1, 2)):
            keep.pop(rng.randrange(1, len(keep)))
    body = "".join(blocks[at] + gaps[at] for at in keep).rstrip()
    body = _edit(body, rng.choice(_EDIT_RATES), rng, synonyms)
    head = rng.choice(HEADS) if rng.random() < 0.4 else ""
    tails = rng.sample(TAILS, rng.choice((0, 0, 1, 2, 3)))
    return re.sub(r"\{name\}", lambda _: rng.choice(_NAMES), head + body + "".join(tails))


def _blocks(text: str) -> tuple[list[str], list[str]]:
    """Sentences or paragraphs, and the white space behind each."""
    blocks, gaps, at = [], [], 0
    for gap in _BLOCK.finditer(text):
        blocks.append(text[at : gap.start()])
        gaps.append(gap.group())
        at = gap.end()
    return [*blocks, text[at:]], [*gaps, ""]


def _edit(text: str, rate: float, rng: random.Random, synonyms: Synonyms) -> str:
    for _ in range(round(rate * len(text.split()))):
        text = _house_style(text, rng) if rng.random() < 0.5 else _change_word(text, rng, synonyms)
    return text


def _house_style(text: str, rng: random.Random) -> str:
    present = [phrase for phrase in HOUSE_STYLE if f" {phrase} " in text]
    if not present:
        return text
    phrase = rng.choice(present)
    replacement = HOUSE_STYLE[phrase]
    return text.replace(f" {phrase} ", f" {replacement} " if replacement else " ", rng.choice((1, 1, -1)))


def _change_word(text: str, rng: random.Random, synonyms: Synonyms) -> str:
    words = [match for match in _WORD.finditer(text) if match.group().islower()]
    if not words:
        return text
    word = rng.choice(words)
    choices = ["", f"{word.group()} {rng.choice(_ADDED)}"]
    if found := list(synonyms(word.group())):
        choices += [rng.choice(found)] * 2
    return text[: word.start()] + rng.choice(choices) + text[word.end() :]
