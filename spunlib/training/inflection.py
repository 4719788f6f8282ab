"""Inflected forms, through lemminflect (extra [train])."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final, NamedTuple

from spunlib.errors import MissingExtraError
from spunlib.training.thesauri import ADJECTIVE, ADVERB, NOUN, VERB

_CACHED: Final = 1 << 18
"""Answers of lemminflect that are kept, of each kind: it copies parts of its tables for each."""

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
        return _readings(self._lemminflect, word)

    def inflect(self, lemma: str, like: Reading) -> str:
        """``lemma`` in the form of ``like``; a phrase inflects its first word as a verb, else its last.

        A lemma that has no such form is given back as it is.
        """
        words = lemma.split(" ")
        at = 0 if like.pos == VERB else -1
        if like.tag:
            words[at] = _form(self._lemminflect, words[at], like.tag)
        return " ".join(words)


@lru_cache(maxsize=_CACHED)
def _readings(lemminflect: Any, word: str) -> tuple[Reading, ...]:
    return tuple(
        Reading(lemma, _PARTS[part], _tag(lemminflect, word, lemma, part))
        for part, lemmas in lemminflect.getAllLemmas(word).items()
        if part in _PARTS
        for lemma in lemmas
    )


def _tag(lemminflect: Any, word: str, lemma: str, part: str) -> str:
    if word == lemma:
        return ""
    inflections = lemminflect.getAllInflections(lemma, part)
    return next((tag for tag, forms in inflections.items() if word in forms), "")


@lru_cache(maxsize=_CACHED)
def _form(lemminflect: Any, word: str, tag: str) -> str:
    return next(iter(lemminflect.getInflection(word, tag)), word)
