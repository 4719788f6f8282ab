"""WordNet as the lexicon needs it: word classes, and which inflected forms share a sense."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from spunlib.lexicon import lexicon as lx
from spunlib.training.inflection import Inflector, Reading
from spunlib.training.thesauri import ADJECTIVE, ADVERB, NOUN, VERB, Thesaurus

_CLASS = {NOUN: lx.NOUN, VERB: lx.VERB, ADJECTIVE: lx.ADJECTIVE, ADVERB: lx.ADVERB}


@dataclass(frozen=True)
class Senses:
    """Which lemmas share a synset, from a thesaurus whose lines are synsets; single words only."""

    thesaurus: Thesaurus

    @cached_property
    def together(self) -> dict[tuple[str, str], dict[str, int]]:
        """(lemma, part of speech) -> synonyms, each with a number.

        It is that of the lemma's sense (from 0) in which the two first meet.
        """
        senses: dict[tuple[str, str], int] = defaultdict(int)
        together: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
        for line in self.thesaurus.lines:
            head = (line.items[0].lower(), line.pos)
            for item in line.items[1:]:
                if " " not in item:
                    together[head].setdefault(item.lower(), senses[head])
            senses[head] += 1
        return together

    @cached_property
    def classes(self) -> dict[str, int]:
        """Lemma -> bits of its word classes."""
        classes: dict[str, int] = defaultdict(int)
        for line in self.thesaurus.lines:
            classes[line.items[0].lower()] |= _CLASS.get(line.pos, 0)
        return classes


class Forms:
    """Inflected forms and the pairs among them, with readings remembered."""

    def __init__(self, senses: Senses) -> None:
        self.senses = senses
        self._inflector = Inflector()
        self._readings: dict[str, tuple[Reading, ...]] = {}

    def readings(self, word: str) -> tuple[Reading, ...]:
        """How a form can be read."""
        if word not in self._readings:
            self._readings[word] = self._inflector.readings(word)
        return self._readings[word]

    def classes(self, word: str) -> int:
        """Bits of the word classes of a form."""
        bits = self.senses.classes.get(word, 0)
        for reading in self.readings(word):
            bits |= _CLASS.get(reading.pos, 0)
        return bits

    def synonyms(self, word: str) -> Iterator[tuple[str, int]]:
        """Forms that a thesaurus tool would have turned into ``word``, each with the number of the sense."""
        seen = {word}
        for reading in self.readings(word) or (Reading(word, ADJECTIVE, ""), Reading(word, NOUN, "")):
            for lemma, sense in self.senses.together.get((reading.lemma, reading.pos), {}).items():
                form = self._inflector.inflect(lemma, reading)
                if form not in seen:
                    seen.add(form)
                    yield form, sense

    def share_sense(self, word: str, other: str) -> bool:
        """Whether two forms share a synset, or each shares one with a third word."""
        return not self._around(word).isdisjoint(self._around(other))

    def share_lemma(self, word: str, other: str) -> bool:
        """Whether two forms are inflections of one lemma."""
        return not self._lemmas(word).isdisjoint(self._lemmas(other))

    def _lemmas(self, word: str) -> set[str]:
        return {word} | {reading.lemma for reading in self.readings(word)}

    def _around(self, word: str) -> set[str]:
        """The lemmas of a form and all their synonyms."""
        readings = (
            *self.readings(word),
            *(Reading(word, pos, "") for pos in (NOUN, VERB, ADJECTIVE, ADVERB)),
        )
        around = self._lemmas(word)
        for reading in readings:
            around.update(self.senses.together.get((reading.lemma, reading.pos), ()))
        return around
