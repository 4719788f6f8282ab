"""The lexicon: word statistics, word-pair probabilities and substitution rings, looked up by the array.

Rows number the words of the table. Two rows past the last word stand for any unknown word and for any number,
so that statistics need no special case. All arrays may be memory-mapped and are never written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spunlib.lexicon.packed import PackedKeys
from spunlib.lexicon.phrase_pairs import PhrasePairs, phrase_keys
from spunlib.text.keys import halves, mix, plain_keys
from spunlib.text.tokens import NUMBER, TokenBatch

UNKNOWN_KEY, NUMBER_KEY, START_KEY = plain_keys(["<unknown>", "<number>", "<start>"])

# Bits of the column `classes`.
FUNCTION: Final = 1
NOUN: Final = 2
VERB: Final = 4
ADJECTIVE: Final = 8
ADVERB: Final = 16

# Bits of `ring_flags`.
RING_TOOL: Final = 1  # seen in aligned pairs of spun and original texts
RING_THESAURUS: Final = 2  # share a WordNet synset
RING_WRONG_SENSE: Final = 4  # seen in aligned pairs, but no sense in common
RING_INFLECTION: Final = 8  # forms of one lemma

LOG_STEP: Final = 0.03
"""Pair probabilities are stored as -log10(p) in steps of this size, one byte each: exact to 3.5 %, down to
10**-7.65."""
_COSTS: Final = np.arange(256, dtype=np.float32) * np.float32(-LOG_STEP)

ARRAYS: Final = (
    "word_starts", "word_keys", "word_zipf", "word_backoff", "word_continuation", "word_capital",
    "word_an", "word_directional", "word_share", "word_classes",
    "pair_starts", "pair_tags", "pair_cost", "ring_first", "ring_form", "ring_prior", "ring_flags",
    "form_row", "form_first", "form_bytes",
    "phrase_starts", "phrase_keys", "phrase_weight", "phrase_first", "phrase_form", "phrase_prior",
)  # fmt: skip
"""Names of the arrays of a lexicon, which are the names of its files."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Tables of one language; see the module docstring. V words, R ring entries, F forms, P phrases.

    Attributes:
        words: keys of the V words.
        columns: the arrays by the names in `ARRAYS`.
        keys: uint64 (V + 3,), the keys of all rows, those past V included.
        halves: uint64 (V + 3,) twice, what each row brings into a pair's key on the left and on the right.
        backoff, continuation, frequency: float32 (V + 3,), unpacked copies of columns that are often needed:
            the two that every pair needs, and the Zipf frequencies.
        ring_row: int64 (R,), row of each ring entry's form, -1 where it is a phrase or no known word.
        made: what is made of the tables when it is first asked for.
    """

    words: PackedKeys
    pairs: PackedKeys
    phrases: PackedKeys
    columns: Mapping[str, NDArray[Any]]
    keys: NDArray[np.uint64]
    halves: tuple[NDArray[np.uint64], NDArray[np.uint64]]
    backoff: NDArray[np.float32]
    continuation: NDArray[np.float32]
    frequency: NDArray[np.float32]
    ring_row: NDArray[np.int64]
    made: dict[str, PhrasePairs] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]]) -> Lexicon:
        """A lexicon over arrays named as in `ARRAYS`."""
        keys = np.concatenate((arrays["word_keys"], np.array([UNKNOWN_KEY, NUMBER_KEY, START_KEY])))
        return cls(
            PackedKeys(arrays["word_starts"], arrays["word_keys"]),
            PackedKeys(arrays["pair_starts"], arrays["pair_tags"]),
            PackedKeys(arrays["phrase_starts"], arrays["phrase_keys"]),
            {name: arrays[name] for name in ARRAYS},
            keys,
            halves(keys, keys),
            arrays["word_backoff"].astype(np.float32),
            arrays["word_continuation"].astype(np.float32),
            arrays["word_zipf"].astype(np.float32),
            arrays["form_row"][arrays["ring_form"]].astype(np.int64),
        )

    @property
    def size(self) -> int:
        """V, the number of words.

        Rows V and V + 1 stand for unknown words and numbers, row V + 2 for the start of a text.
        """
        return len(self.words)

    def ids(self, keys: NDArray[np.uint64]) -> NDArray[np.int64]:
        """Row of each token key, -1 for unknown words; int64 (n,)."""
        return self.words.find(keys)

    def rows(self, batch: TokenBatch) -> NDArray[np.int64]:
        """Row of each token of a batch, with the rows past V for unknown words and numbers; int64 (n,)."""
        found = self.words.find(batch.key)
        found[found < 0] = self.size
        found[batch.kind == NUMBER] = self.size + 1
        return found

    def column(self, name: str, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """A word statistic for rows, as float32."""
        return self.columns[name][rows].astype(np.float32)

    def zipf(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """Zipf frequency of ids, 0 for unknown words (-1); float32 (n,).

        log10 of the count in 10**9 words (van Heuven et al. 2014).
        """
        return np.where(ids < 0, np.float32(0), self.frequency[np.maximum(ids, 0)])

    def log_probability(self, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.float32]:
        """log10 P(right | left) of a bigram model with interpolated Kneser-Ney smoothing; float32 (n,).

        Rows are those of `rows`, or V + 2 on the left for the start of a text.
        Source: Chen and Goodman 1999, section 3; counts as documented in the model's CARD.md.
        """
        key = self.halves[0].take(left)
        key += self.halves[1].take(right)
        at, found = self.pairs.hits(mix(key))
        result = self.backoff.take(left)
        result += self.continuation.take(right)
        result[at] = _COSTS.take(self.columns["pair_cost"].take(found))
        return result

    def ring(
        self, rows: NDArray[np.int64], most: int | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Ring entries of rows, of each row the ``most`` likely: ``(owner, entry)``, int64 (m,) both.

        ``owner`` indexes ``rows`` in ascending order, ``entry`` the ring arrays.
        """
        begin, count = self._ring_span(rows)
        if most is not None:
            count = np.minimum(count, most)
        owner = np.repeat(np.arange(rows.size), count)
        entry = np.repeat(begin - np.cumsum(count) + count, count)
        entry += np.arange(entry.size)
        return owner, entry

    def likeliest(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Row of the first word of each row's ring, -1 where it has none; int64 (n,)."""
        begin, count = self._ring_span(rows)
        if self.ring_row.size == 0:
            return np.full(rows.size, -1, np.int64)
        return np.where(count > 0, self.ring_row[np.minimum(begin, self.ring_row.size - 1)], -1)

    def _ring_span(self, rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """First ring entry of rows and number of them, int64 (n,) both."""
        first = self.columns["ring_first"]
        safe = np.minimum(rows, self.size - 1)
        begin = first[safe].astype(np.int64)
        return begin, np.where(rows < self.size, first[safe + 1].astype(np.int64) - begin, 0)

    def form(self, number: int) -> str:
        """The spelling of a form."""
        first = self.columns["form_first"]
        return bytes(self.columns["form_bytes"][first[number] : first[number + 1]]).decode()

    def forms(self, numbers: Sequence[int]) -> list[str]:
        """The spellings of forms."""
        first = self.columns["form_first"]
        at = np.asarray(numbers, np.int64)
        spelt = self.columns["form_bytes"].data
        spans = zip(first[at].tolist(), first[at + 1].tolist(), strict=True)
        return [str(spelt[begin:end], "utf-8") for begin, end in spans]

    def phrase_pairs(self) -> PhrasePairs:
        """Which phrases stand for which words or phrases; made at the first call, in some 20 ms."""
        if "phrase_pairs" not in self.made:
            self.made["phrase_pairs"] = self._phrase_pairs()
        return self.made["phrase_pairs"]

    def _phrase_pairs(self) -> PhrasePairs:
        tables = self.columns
        phrases = np.repeat(tables["phrase_keys"], np.diff(tables["phrase_first"]))
        owners = np.repeat(np.arange(self.keys.size), np.diff(tables["ring_first"]))
        unknown = np.flatnonzero(self.ring_row < 0)  # forms that are phrases, mostly
        substitutes = np.concatenate((phrases, self.keys[owners[unknown]]))
        forms = np.concatenate((tables["phrase_form"], tables["ring_form"][unknown]))
        listed, place = np.unique(forms, return_inverse=True)
        originals = phrase_keys(self.forms(listed.tolist()))[place]
        known = originals != 0
        return PhrasePairs.of(substitutes[known], originals[known])

    def pair_relation(
        self, substitute: NDArray[np.uint64], original: NDArray[np.uint64]
    ) -> NDArray[np.uint8]:
        """How two words relate, in either direction, from token keys; uint8 (n,).

        0 unrelated, 1 synonyms, 2 listed by tools but of another sense, 3 inflections of one lemma.
        """
        rows, others = self.words.find(substitute), self.words.find(original)
        flags = self._pair_flags(rows, others) | self._pair_flags(others, rows)
        relation = np.zeros(flags.size, np.uint8)
        relation[(flags & RING_WRONG_SENSE) > 0] = 2
        relation[((flags & RING_THESAURUS) > 0) | (((flags & RING_TOOL) > 0) & (relation == 0))] = 1
        relation[(flags & RING_INFLECTION) > 0] = 3
        return relation

    def _pair_flags(self, rows: NDArray[np.int64], wanted: NDArray[np.int64]) -> NDArray[np.uint8]:
        """The `ring_flags` that the rings of rows have for others; -1 for unknown words; uint8 (n,)."""
        owner, entry = self.ring(np.where(rows < 0, self.size, rows))
        found = self.ring_row[entry]
        hit = np.flatnonzero((found == wanted[owner]) & (found >= 0))
        flags = np.zeros(rows.size, np.uint8)
        np.bitwise_or.at(flags, owner[hit], self.columns["ring_flags"][entry[hit]])
        return flags
