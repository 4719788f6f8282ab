"""A lexicon of some eighty words, built from the sentences below by the builders that make the real one.

WordNet and its inflections are replaced by the few facts in `TinyForms`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from spunlib.lexicon import lexicon as lx
from spunlib.lexicon.lexicon import Lexicon
from spunlib.text.tokens import keys_of
from spunlib.training import lexicon_tables as tables
from spunlib.training.aligned import SubstitutionCounts
from spunlib.training.word_statistics import Corpus, WordCounts, count_words, fit_pairs, rows_of
from spunlib.training.wordnet import Forms

SENTENCES = (
    "The ferry left the harbour at noon with the letter for the bank.",
    "She sent a letter to the bank in eastern Europe and waited for an hour.",
    "It was a possible war, they said, and the French crew said so.",
    "In eastern Europe a European crew saw the Japanese ferry at 9.",
    "He read the letter and sent it to the Japanese bank in a possible storm.",
    "If the crew read it, the old man said, the French had an hour.",
    "An hour later the crew sent 20 men to the harbour of a European town.",
)
CORPUS = (
    *(sentence for sentence in SENTENCES for _ in range(5)),
    "A single gull saw it.\n\nNobody else was there at 4.",
    "It was so old, they said, that nobody else saw it.",
)
"""Human texts: each sentence five times, so that its words have rates, and a few pairs that stand alone."""

SUBSTITUTIONS = {
    ("attainable", "possible"): 8,
    ("attainable", "likely"): 2,
    ("japanese", "eastern"): 6,
    ("missive", "letter"): 5,
    ("note", "letter"): 4,
    ("despatched", "sent"): 6,
    ("sends", "sent"): 3,
    ("bank", "financial institution"): 2,
    ("financial institution", "bank"): 7,
    ("in the event that", "if"): 4,
    ("in the event", "if"): 2,
    ("rare", "old"): 1,  # below the minimum
}
SPUN_WORDS = 400
MINIMUM_WORD = MINIMUM_PAIR = MINIMUM_SUBSTITUTION = 2


class TinyForms:
    """What `Forms` would say of the words above."""

    synsets = ({"possible", "attainable"}, {"letter", "missive", "note"}, {"sent", "despatched"})
    lemmas: Mapping[str, str] = {"sends": "send", "sent": "send"}
    others: Mapping[str, int] = {"sent": lx.VERB, "read": lx.VERB, "old": lx.ADJECTIVE, "later": lx.ADVERB}
    nouns = frozenset({"letter", "missive", "note", "ferry", "harbor", "bank", "war", "crew"})

    def classes(self, word: str) -> int:
        return lx.NOUN if word in self.nouns else self.others.get(word, 0)

    def synonyms(self, word: str) -> Iterator[tuple[str, int]]:
        for synset in self.synsets:
            if word in synset:
                yield from ((other, 0) for other in sorted(synset - {word}))

    def share_sense(self, word: str, other: str) -> bool:
        return any({word, other} <= synset for synset in self.synsets)

    def share_lemma(self, word: str, other: str) -> bool:
        return self.lemmas.get(word, word) == self.lemmas.get(other, other)


@cache
def tiny_counts() -> SubstitutionCounts:
    counts = SubstitutionCounts(words=SPUN_WORDS)
    counts.pairs.update(SUBSTITUTIONS)
    return counts


@cache
def tiny_corpus() -> Corpus:
    return Corpus.read(CORPUS)


@cache
def tiny_words() -> WordCounts:
    substitutes = sorted({word for pair in SUBSTITUTIONS for word in pair if " " not in word})
    return count_words(tiny_corpus(), MINIMUM_WORD, keys_of(substitutes).tolist())


@cache
def tiny_arrays() -> dict[str, NDArray[Any]]:
    """The arrays named in `spunlib.lexicon.lexicon.ARRAYS`."""
    corpus, words, counts = tiny_corpus(), tiny_words(), tiny_counts()
    known = sorted({word for pair in SUBSTITUTIONS for word in pair if " " not in word})
    named = dict(zip(keys_of(known).tolist(), known, strict=True))
    spelling = [corpus.spelling.get(key) or named[key] for key in words.keys.tolist()]
    row_of = {word: row for row, word in enumerate(spelling)}
    forms = cast(Forms, TinyForms())
    rows = rows_of(corpus.word_key, words.keys)
    size = words.keys.size
    arrays = tables.word_arrays(
        words, fit_pairs(rows, size, MINIMUM_PAIR), tables.classes_of(spelling, forms), rows.size
    )
    substitutes = np.zeros(size + 3)
    for (substitute, _), count in counts.pairs.items():
        if substitute in row_of:
            substitutes[row_of[substitute]] += count
    human = np.bincount(rows, minlength=size + 3).astype(np.float64)
    arrays |= tables.directional_arrays(substitutes, human)
    rings, form_number = tables.ring_arrays(
        counts, spelling, row_of, words.count, forms, MINIMUM_SUBSTITUTION
    )
    arrays |= rings
    arrays |= tables.phrase_arrays(counts, {}, corpus.key.size, form_number, MINIMUM_SUBSTITUTION)
    return arrays | tables.form_arrays(form_number, row_of)


@cache
def tiny_lexicon() -> Lexicon:
    return Lexicon.of(tiny_arrays())
