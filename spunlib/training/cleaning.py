"""Repairs of what the corpora's preparation did to texts, lest a model learn it as a mark of people."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Mapping
from typing import Any

from spunlib.errors import MissingExtraError

_MASK = re.compile(r"@([A-Z]+)(\d+)")
_MASK_WORDS = {
    "PERSON": ("Anna", "Daniel", "Maria", "Kevin", "Sarah", "Thomas", "Laura", "Marcus"),
    "ORGANIZATION": ("Google", "Congress", "Microsoft", "Harvard", "Walmart", "NASA", "Toyota", "Nike"),
    "LOCATION": ("Chicago", "Canada", "Florida", "Boston", "Mexico", "Denver", "Ohio", "Europe"),
    "CITY": ("Chicago", "Boston", "Denver", "Seattle", "Dallas", "Portland", "Atlanta", "Phoenix"),
    "STATE": ("Ohio", "Texas", "Florida", "Oregon", "Georgia", "Maine", "Utah", "Iowa"),
    "DR": (
        "Dr. Miller",
        "Dr. Allen",
        "Dr. Cooper",
        "Dr. Reed",
        "Dr. Young",
        "Dr. Lopez",
        "Dr. Gray",
        "Dr. Hill",
    ),
    "MONTH": ("May", "June", "March", "July", "April", "August", "October", "January"),
    "DATE": ("Monday", "Friday", "1995", "2003", "Saturday", "1987", "Tuesday", "2008"),
    "TIME": ("noon", "8:00", "midnight", "3:30", "10:15", "6:00", "2:45", "9:30"),
    "MONEY": ("$20", "$100", "$5", "$50", "$1,000", "$15", "$300", "$8"),
    "PERCENT": ("50%", "75%", "90%", "30%", "60%", "10%", "25%", "80%"),
    "NUM": ("two", "three", "100", "20", "five", "15", "seven", "40"),
    "EMAIL": ("the address",),
}
# @CAPS hides any word that stood in capitals or began with one: sentence openers, "I", names.
_OPENERS = ("Also", "Then", "Maybe", "Now", "Well", "Yes", "First", "Today")
_NAMES = ("Jordan", "Emma", "Tyler", "Grace", "Oscar", "Nina", "Hector", "Ruth")
_SENTENCE_END = re.compile(r"(?:^|[.!?][\"']?)\s*\Z")


def fill_masks(text: str, seed: str) -> str:
    """Put ordinary words and names in the place of the masks of the ASAP essays (@PERSON1, @CAPS2, ...).

    One mask stands for one word throughout a text; which one depends on ``seed`` (the id of the text).

    >>> fill_masks("I met @PERSON1 in @MONTH1. @PERSON1 smiled.", "essay 1").count("@")
    0
    """

    def word_for(match: re.Match[str]) -> str:
        mask = match.group(1)
        words = _MASK_WORDS.get(mask, _NAMES)
        if mask == "CAPS" and _SENTENCE_END.search(text, max(match.start() - 3, 0), match.start()):
            words = _OPENERS
        digest = hashlib.sha256(f"{seed} {match.group()}".encode()).digest()
        return words[digest[0] % len(words)]

    return _MASK.sub(word_for, text)


_LETTERS = re.compile(r"[A-Za-z]{4,}")
_GLUED_PUNCTUATION = re.compile(r"(?<=[a-z]{2}[.,;:])(?=[A-Z]?[a-z]{2})|(?<=[a-z]\))(?=[a-z]{2})")
# Read off 200 abstracts of detectrl: of the splits that gain 8 powers of ten, about one in 30 is wrong
# ("inter dimer"); below that, only splits into a known pair of words are mostly right.
_GAIN = 8.0
_GAIN_OF_KNOWN_PAIR = 2.0


class LineJoiner:
    """Puts back the spaces that were lost where the lines of a text were joined ("literature andcombined").

    A run of letters is split in two where that makes it likelier by powers of ten, with the trillion-word
    counts of wordsegment (extra [train]); a run that they do not list counts as 10^-(10 + 0.8 * length).

    Raises:
        MissingExtraError: wordsegment is not installed.
    """

    def __init__(self) -> None:
        try:
            import wordsegment
        except ImportError as error:
            raise MissingExtraError("train", "wordsegment") from error
        segmenter: Any = wordsegment.Segmenter()
        segmenter.load()
        self._words: Mapping[str, float] = segmenter.unigrams
        self._pairs: Mapping[str, float] = segmenter.bigrams
        self._total = math.log10(segmenter.total)

    def repair(self, text: str) -> str:
        """The text with spaces put between words, and after punctuation, that were run together."""
        text = _GLUED_PUNCTUATION.sub(" ", text)
        return _LETTERS.sub(lambda match: self._split(match.group()), text)

    def _split(self, run: str) -> str:
        word = run.lower()
        count = self._words.get(word, 0.0)
        whole = math.log10(count) - self._total if count else -(10 + 0.8 * len(word))
        best, at, known_pair = -math.inf, 0, False
        for cut in range(1, len(word)):
            left, right = word[:cut], word[cut:]
            counts = self._words.get(left, 0.0), self._words.get(right, 0.0)
            if not all(counts) or (cut == 1 and left != "a") or len(right) == 1:
                continue
            pair = self._pairs.get(f"{left} {right}", 0.0)
            score = (math.log10(pair) if pair else sum(map(math.log10, counts)) - self._total) - self._total
            if score > best:
                best, at, known_pair = score, cut, pair > 0
        gain = best - whole
        if gain >= _GAIN or (known_pair and gain >= _GAIN_OF_KNOWN_PAIR and word == run):
            return f"{run[:at]} {run[at:]}"
        return run
