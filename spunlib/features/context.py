"""What every extractor works on: a tokenised batch, its lexicon rows, and which tokens are prose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spunlib.features.alternatives import Alternatives, weigh_alternatives
from spunlib.lexicon.lexicon import FUNCTION, Lexicon
from spunlib.text.tokens import LOWER, WORD, TokenBatch

# A sentence is foreign when it has at least this many lower-case words and this share of them is unknown.
_FOREIGN_WORDS: Final = 4
_FOREIGN_SHARE: Final = 0.6


@dataclass(frozen=True, slots=True)
class Context:
    """A batch made ready for the extractors; n tokens, d texts.

    Attributes:
        batch: the tokens.
        lexicon: the tables.
        rows: int64 (n,), lexicon rows.
        left, right: int64 (n,), lexicon rows of the neighbours, the start row beyond either end of a text or
            paragraph.
        known: bool (n,), words of the lexicon.
        function: bool (n,), function words.
        prose: bool (n,), words that are neither page furniture nor in a foreign sentence: what is scored.
        text: int64 (n,), number of the text.
        before, after: float32 (n,), log10 P(token | left neighbour) and log10 P(right neighbour | token).
        alternatives: what else could stand in the place of each prose word.
    """

    batch: TokenBatch
    lexicon: Lexicon
    rows: NDArray[np.int64]
    left: NDArray[np.int64]
    right: NDArray[np.int64]
    known: NDArray[np.bool_]
    function: NDArray[np.bool_]
    prose: NDArray[np.bool_]
    text: NDArray[np.int64]
    before: NDArray[np.float32]
    after: NDArray[np.float32]
    alternatives: Alternatives

    @classmethod
    def of(cls, batch: TokenBatch, lexicon: Lexicon) -> Context:
        """Look a batch up in the lexicon."""
        rows = lexicon.rows(batch)
        edge = np.int64(lexicon.size + 2)
        left, right = np.full(rows.size, edge), np.full(rows.size, edge)
        joined = batch.gap[1:] < 3
        left[1:][joined] = rows[:-1][joined]
        right[:-1][joined] = rows[1:][joined]
        is_word = batch.kind == WORD
        known = rows < lexicon.size
        function = is_word & ((lexicon.columns["word_classes"][rows] & FUNCTION) > 0)
        text = batch.text_of()
        prose = is_word & ~batch.furniture & ~_foreign(batch, text, is_word, known)
        # A pair inside a paragraph is looked up once: the right one of a token is the left one of the next.
        before = lexicon.log_probability(left, rows)
        after = np.empty(rows.size, np.float32)
        after[:-1] = before[1:]
        ends = np.flatnonzero(right == edge)
        after[ends] = lexicon.log_probability(rows[ends], right[ends])
        known_prose = np.flatnonzero(prose & known)
        alternatives = weigh_alternatives(lexicon, rows, left, right, before + after, known_prose)
        return cls(
            batch, lexicon, rows, left, right, known, function, prose, text, before, after, alternatives
        )


def _foreign(
    batch: TokenBatch, text: NDArray[np.int64], is_word: NDArray[np.bool_], known: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Tokens of sentences in another language, judged by their lower-case words."""
    if len(batch) == 0:
        return np.zeros(0, np.bool_)
    new = np.ones(len(batch), np.bool_)
    new[1:] = (np.diff(batch.sentence) != 0) | (np.diff(text) != 0)
    number = np.cumsum(new) - 1
    lower = is_word & (batch.case == LOWER)
    words = np.bincount(number, lower)
    unknown = np.bincount(number, lower & ~known)
    foreign = (words >= _FOREIGN_WORDS) & (unknown > _FOREIGN_SHARE * words)
    found: NDArray[np.bool_] = foreign[number]
    return found
