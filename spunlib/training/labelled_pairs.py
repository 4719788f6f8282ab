"""A labelled pair of texts, and reading the data folder into them."""

from __future__ import annotations

import json
import lzma
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from rapidfuzz.distance import LCSseq

from spunlib.errors import InputError

TRAIN: Final = "train"
TEST: Final = "test"

NEWS: Final = {
    "reuters_2006_2013": TRAIN,
    "masakhanews_eng": TRAIN,
    "felix_imperial": TRAIN,
    "digitalgov_blog": TRAIN,
    "bbc_news_2005": TEST,
    "abp_us_news": TEST,
    "worldwide_newswire_2022": TEST,
}
"""Human collections that originals are drawn from."""

_WORDS: Final = 60, 1500
"""Shortest and longest text, in words."""

MOSTLY_KEPT: Final = 0.75
"""Share of a human rewrite's words kept in order from which it counts as a reprint."""

NEARLY_COPIED: Final = 0.93
"""The same share from which a machine's polish counts as a reprint: nobody could tell it from a text
with its mistakes corrected."""


@dataclass(frozen=True, slots=True)
class RelationPair:
    """A suspect, its original and what relates them; where the pair came from, and `TRAIN` or `TEST`."""

    suspect: str
    original: str
    relation: str
    group: str
    split: str


def kept_in_order(suspect: str, original: str) -> float:
    """Share of the suspect's words in the longest common subsequence of the words of both, in [0, 1].

    >>> kept_in_order("a rare green bird", "a rare blue bird")
    0.75
    """
    words, other = suspect.lower().split(), original.lower().split()
    return LCSseq.similarity(words, other) / max(len(words), 1)


def human_relation(suspect: str, original: str) -> str:
    """What a human rewrite is called: "reprint" where `MOSTLY_KEPT`, else "related"."""
    return "reprint" if kept_in_order(suspect, original) >= MOSTLY_KEPT else "related"


def labelled(record: dict[str, Any], relation: str, group: str, split: str) -> Iterator[RelationPair]:
    """The pair of a record with ``text`` and ``original``; none where they do not fit or are alike.

    A machine's paraphrase that is `NEARLY_COPIED` counts as a reprint.
    """
    suspect, original = record["text"], record["original"]
    if not (fits(suspect) and fits(original)) or suspect.split() == original.split():
        return
    if relation == "paraphrased" and kept_in_order(suspect, original) >= NEARLY_COPIED:
        relation = "reprint"
    yield RelationPair(suspect, original, relation, group, split)


def fits(text: str) -> bool:
    """Whether a text is neither too short nor too long."""
    return _WORDS[0] <= len(text.split()) <= _WORDS[1]


def texts(data: Path, name: str) -> list[str]:
    """The texts of a human collection that fit."""
    return [record["text"] for record in records(data, f"human/{name}") if fits(record["text"])]


def sample(items: list[Any], size: int, rng: random.Random) -> list[Any]:
    """At most ``size`` of the items, drawn at random."""
    return rng.sample(items, size) if len(items) > size else items


def records(data: Path, name: str) -> Iterator[dict[str, Any]]:
    """The records of one set.

    Raises:
        InputError: the set is missing.
    """
    path = data / f"{name}.jsonl.xz"
    try:
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)
    except FileNotFoundError as error:
        raise InputError(
            f"{path} is missing: --data must be the folder with human/, rewritten/ and reuse/"
        ) from error
