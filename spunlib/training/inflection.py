"""Inflected forms, through lemminflect (extra [train])."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from spunlib.errors import MissingExtraError
from spunlib.training.thesauri import ADJECTIVE, ADVERB, NOUN, VERB

_PARTS = {"NOUN": NOUN, "VERB": VERB, "ADJ": ADJECTIVE, "ADV": ADVERB}


class Reading(NamedTuple):
    """One way to read a word form: "sent" is the VBD of the verb "send"; the tag of a base form is empty."""

    lemma: str
    pos: str
    tag: str


class Inflector:
    """Reads word forms and makes others like them.

    Raises:
        MissingExtraError: lemminflect is not installed.

    >>> inflector = Inflector()
    >>> [tuple(reading) for reading in inflector.readings("sent")]
    [('send', 'v', 'VBD')]
    >>> inflector.inflect("ship off", inflector.readings("sent")[0])
    'shipped off'
    """

    def __init__(self) -> None:
        try:
            import lemminflect
        except ImportError as error:
            raise MissingExtraError("train", "lemminflect") from error
        self._lemminflect: Any = lemminflect

    def readings(self, word: str) -> tuple[Reading, ...]:
        """The readings of a lower-case form, in lemminflect's order; none for a form it does not know."""
        return tuple(self._readings(word))

    def _readings(self, word: str) -> Iterator[Reading]:
        for part, lemmas in self._lemminflect.getAllLemmas(word).items():
            if part in _PARTS:
                for lemma in lemmas:
                    yield Reading(lemma, _PARTS[part], self._tag(word, lemma, part))

    def _tag(self, word: str, lemma: str, part: str) -> str:
        if word == lemma:
            return ""
        inflections = self._lemminflect.getAllInflections(lemma, part)
        return next((tag for tag, forms in inflections.items() if word in forms), "")

    def inflect(self, lemma: str, like: Reading) -> str:
        """``lemma`` in the form of ``like``; a phrase inflects its first word as a verb, else its last.

        A lemma that has no such form is given back as it is.
        """
        words = lemma.split(" ")
        at = 0 if like.pos == VERB else -1
        if like.tag:
            words[at] = next(iter(self._lemminflect.getInflection(words[at], like.tag)), words[at])
        return " ".join(words)
