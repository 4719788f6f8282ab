"""A labelled pair of texts, and reading the data folder into them."""

from __future__ import annotations

import hashlib
import json
import lzma
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from rapidfuzz.distance import LCSseq

from spunlib.compare.result import SPUN_RELATIONS
from spunlib.errors import InputError

FIT: Final = "fit"
CALIBRATION: Final = "calibration"
TEST: Final = "test"
SPLITS: Final = (FIT, CALIBRATION, TEST)
"""What the trees are fitted on; what settings, calibration and thresholds are chosen on; what is
reported."""

NEWS: Final = {
    "reuters_2006_2013": FIT,
    "masakhanews_eng": FIT,
    "felix_imperial": FIT,
    "digitalgov_blog": FIT,
    "yahoo_finance_news": CALIBRATION,
    "polnear_news": CALIBRATION,
    "abc_australia_2006": CALIBRATION,
    "bbc_news_2005": TEST,
    "abp_us_news": TEST,
    "worldwide_newswire_2022": TEST,
}
"""Human collections that originals are drawn from, each in one split."""

_WORDS: Final = 60, 1500
"""Shortest and longest text, in words."""

MOSTLY_KEPT: Final = 0.75
"""Share of a human rewrite's words kept in order from which it counts as a reprint."""

NEARLY_COPIED: Final = 0.93
"""The same share from which a machine's polish counts as a reprint: nobody could tell it from a text
with its mistakes corrected."""

NEAR_COPY: Final = ":near_copy"
"""End of the names of the groups of such reprints."""

APART: Final = ":apart"
"""End of the names of the groups in which nothing tells a person from a machine: people who rewrote a text
throughout, and machines that polished one as lightly as an editor would. They are reported, not counted."""

EVERY_SENTENCE: Final = "mrpc_all" + APART
"""The group of news of which journalists rewrote every sentence; nobody publishes such pairs, and nothing is
fitted on them."""


@dataclass(frozen=True, slots=True)
class RelationPair:
    """A suspect, its original and what relates them; where the pair came from, and one of `SPLITS`."""

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


def rewritten_by_person(suspect: str, original: str, group: str, split: str) -> RelationPair:
    """The pair of a text that a person went through from beginning to end."""
    relation = human_relation(suspect, original)
    return RelationPair(suspect, original, relation, group + APART * (relation == "related"), split)


def labelled(record: dict[str, Any], relation: str, group: str, split: str) -> Iterator[RelationPair]:
    """The pair of a record with ``text`` and ``original``; none where they do not fit or are alike.

    A machine's paraphrase that is `NEARLY_COPIED` counts as a reprint, and one that is `MOSTLY_KEPT`, as a
    person's reprint is, stands `APART`.
    """
    suspect, original = record["text"], record["original"]
    if not (fits(suspect) and fits(original)) or suspect.split() == original.split():
        return
    kept = kept_in_order(suspect, original) if relation == "paraphrased" else 0.0
    if kept >= NEARLY_COPIED:
        relation, group = "reprint", group + NEAR_COPY
    elif kept >= MOSTLY_KEPT:
        group += APART
    yield RelationPair(suspect, original, relation, group, split)


def by_person(pair: RelationPair) -> bool:
    """Whether no machine had a hand in a pair; not so of `EVERY_SENTENCE`."""
    if pair.relation in SPUN_RELATIONS or pair.group == EVERY_SENTENCE:
        return False
    return not pair.group.endswith(NEAR_COPY)


def split_by(unit: str) -> str:
    """The split of a unit - a story, a dozen sentences - of a set that is one source: half of them `FIT`.

    >>> split_by("a story") == split_by("a story")
    True
    """
    draw = hashlib.sha256(unit.encode()).digest()[0]
    return FIT if draw < 128 else CALIBRATION if draw < 176 else TEST


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
