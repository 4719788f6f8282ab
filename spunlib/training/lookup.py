"""How a simulated spinner finds the alternatives of a word or phrase in its thesaurus."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from spunlib.training.inflection import Inflector
from spunlib.training.thesauri import Line, Thesaurus

Mode = Literal["first", "any"]
Inflection = Literal["exact", "strip", "repair"]

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|%")
"""A word to a spinner: letters and digits with inner apostrophes; or %, which small tables spell out."""


class Lookup:
    """The alternatives of a phrase as it stands in a text.

    Args:
        thesaurus: the lines to look in.
        mode: "first": only the entry of a line is looked up, and of several lines with one entry the
            uppermost (for each part of speech) acts. "any": every item of every line is looked up; the
            alternatives are the other items of all its lines.
        inflection: "exact": the form in the text must itself be listed. "strip": the lemma of a single word
            is looked up too, and what is listed is taken as it is ("sent" -> "mail"). "repair": as "strip",
            but the alternative gets the form of the word ("sent" -> "mailed"). Both need lemminflect.
        word_level_only: neither look up phrases nor offer them.

    >>> thesaurus = Thesaurus.of("small", {"in spite of": ["despite"], "send": ["mail", "ship off"]})
    >>> lookup = Lookup(thesaurus, "first", "repair")
    >>> lookup.alternatives("sent"), lookup.phrase_lengths("in")
    (('mailed', 'shipped off'), (3,))
    """

    def __init__(
        self, thesaurus: Thesaurus, mode: Mode, inflection: Inflection, word_level_only: bool = False
    ) -> None:
        self._lines = thesaurus.lines
        self._inflection = inflection
        self._inflector = None if inflection == "exact" else Inflector()
        self._word_level_only = word_level_only
        self._lines_of = _index(thesaurus, mode)
        self._lengths = {} if word_level_only else _phrase_lengths(self._lines_of)
        self._known: dict[str, tuple[str, ...]] = {}

    def phrase_lengths(self, first_word: str) -> tuple[int, ...]:
        """The numbers of words (two or more) of the listed phrases that start so, longest first."""
        return self._lengths.get(first_word, ())

    def alternatives(self, phrase: str) -> tuple[str, ...]:
        """What may be put in the place of ``phrase``, matched as written; never the phrase itself."""
        if phrase not in self._lines_of and (self._inflector is None or " " in phrase):
            return ()  # not cached: there are far more phrases than words
        known = self._known.get(phrase)
        if known is None:
            known = tuple(
                alternative
                for alternative in dict.fromkeys(self._find(phrase))
                if alternative != phrase and not (self._word_level_only and " " in alternative)
            )
            self._known[phrase] = known
        return known

    def _find(self, phrase: str) -> Iterator[str]:
        if self._inflector is None or not (phrase.isalpha() and phrase.islower()):
            for line in self._lines_with(phrase):
                yield from line.alternatives(phrase)
            return
        readings = self._inflector.readings(phrase)
        for reading in readings:
            lines = [line for line in self._lines_with(reading.lemma) if line.pos in ("", reading.pos)]
            # Without repeats first: the lines of a large thesaurus share most of their items.
            for alternative in dict.fromkeys(i for line in lines for i in line.alternatives(reading.lemma)):
                if not (self._word_level_only and " " in alternative):
                    repaired = self._inflection == "repair"
                    yield self._inflector.inflect(alternative, reading) if repaired else alternative
        if not readings:
            for line in self._lines_with(phrase):
                yield from line.alternatives(phrase)

    def _lines_with(self, item: str) -> Iterator[Line]:
        return (self._lines[number] for number in self._lines_of.get(item, ()))


def _index(thesaurus: Thesaurus, mode: Mode) -> dict[str, list[int]]:
    """Item -> the numbers of the lines that act for it."""
    index: dict[str, list[int]] = {}
    if mode == "any":
        for number, line in enumerate(thesaurus.lines):
            for item in line.items:
                index.setdefault(item, []).append(number)
        return index
    taken: set[tuple[str, str]] = set()
    for number, line in enumerate(thesaurus.lines):
        entry = line.items[0]
        if (entry, line.pos) not in taken:
            taken.add((entry, line.pos))
            index.setdefault(entry, []).append(number)
    return index


def _phrase_lengths(items: dict[str, list[int]]) -> dict[str, tuple[int, ...]]:
    """First word -> the numbers of words of the items of two or more that start with it, longest first."""
    lengths: dict[str, set[int]] = {}
    for item in items:
        words = WORD.findall(item)
        if len(words) > 1:
            lengths.setdefault(words[0], set()).add(len(words))
    return {word: tuple(sorted(counts, reverse=True)) for word, counts in lengths.items()}
