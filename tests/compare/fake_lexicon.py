"""A lexicon of a few words and a regression without an opinion: tests of the alignment need no model."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from spunlib.compare.relation import FITTED_RELATIONS, RelationModel
from spunlib.compare.trees import Trees
from spunlib.lexicon.phrase_pairs import PhrasePairs, phrase_keys
from spunlib.model.thresholds import FPRS
from spunlib.text.tokens import keys_of

_FUNCTION_WORDS = [
    "the",
    "a",
    "an",
    "of",
    "to",
    "in",
    "and",
    "on",
    "for",
    "that",
    "is",
    "was",
    "he",
    "she",
    "it",
    "his",
    "her",
    "with",
    "as",
    "at",
    "by",
    "from",
    "has",
    "had",
    "be",
    "been",
    "said",
    "were",
    "are",
    "not",
    "but",
    "this",
    "which",
    "will",
]
_WORDS = [
    "possible",
    "attainable",
    "sent",
    "despatched",
    "letter",
    "rare",
    "uncommon",
    "conflict",
    "battle",
    "thousands",
    "eastern",
    "japanese",
    "bank",
    "money",
    "town",
    "river",
    "old",
    "new",
    "talks",
    "visit",
    "visits",
    "opened",
    "offered",
    "museum",
    "bridge",
    "garden",
    "minister",
    "mayor",
    "council",
    "report",
    "road",
    "school",
    "winter",
    "market",
    "people",
    "morning",
]
_RELATIONS = {
    ("attainable", "possible"): 1,
    ("despatched", "sent"): 1,
    ("uncommon", "rare"): 1,
    ("japanese", "eastern"): 2,
    ("visits", "visit"): 3,
}
_PHRASES = {
    "look at": "watch",
    "make up one's mind": "decide",
    "in the end": "at last",
    "a couple of": "about a",
    "to not": "not to",
}


class FakeLexicon:
    """Function words are frequent, the words above common, the relations as listed, in either direction."""

    def __init__(self) -> None:
        words = [*_FUNCTION_WORDS, *_WORDS]
        self._ids = {int(key): row for row, key in enumerate(keys_of(words))}
        self._zipf = np.array([7.0] * len(_FUNCTION_WORDS) + [4.5] * len(_WORDS), np.float32)
        self._relations: dict[tuple[int, int], int] = {}
        for (substitute, original), relation in _RELATIONS.items():
            left, right = (int(key) for key in keys_of([substitute, original]))
            self._relations[left, right] = self._relations[right, left] = relation

    def ids(self, keys: NDArray[np.uint64]) -> NDArray[np.int64]:
        return np.array([self._ids.get(int(key), -1) for key in keys], np.int64)

    def zipf(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        return np.where(ids < 0, np.float32(0), self._zipf[np.maximum(ids, 0)])

    def pair_relation(
        self, substitutes: NDArray[np.uint64], originals: NDArray[np.uint64]
    ) -> NDArray[np.uint8]:
        pairs = zip(substitutes.tolist(), originals.tolist(), strict=True)
        return np.array([self._relations.get(pair, 0) for pair in pairs], np.uint8)

    def phrase_pairs(self) -> PhrasePairs:
        return PhrasePairs.of(phrase_keys(list(_PHRASES)), phrase_keys(list(_PHRASES.values())))


LEXICON = FakeLexicon()
NO_TREES = Trees.read({name: [] for name in ("root", "column", "limit", "left", "right", "value")}, 1)
FLAT_MODEL = RelationModel(NO_TREES, np.zeros(len(FITTED_RELATIONS)), np.full(len(FPRS), 0.5))
"""Every relation as likely as every other."""
