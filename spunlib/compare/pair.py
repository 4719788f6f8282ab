"""Two texts side by side: their tokens, numbered alike, and what each is worth as evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from spunlib.document import Span
from spunlib.errors import InputError
from spunlib.lexicon.phrase_pairs import PhrasePairs
from spunlib.text.tokens import PUNCT, TokenBatch, tokenise

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

MAX_TOKENS: Final = 200_000
"""Longest text that is compared, in tokens: about 1 MB of English."""

MAX_CHARACTERS: Final = 4_000_000
"""Longest text that is tokenised at all: whatever it holds, it is past `MAX_TOKENS` or no prose."""

FUNCTION_ZIPF: Final = 6.3
"""Words at least this frequent (Zipf) count as function words: "of", "which", "has"."""

_BATCH: Final = 1_000_000
"""Characters of originals that are tokenised at once, with the suspect: fewer distinct tokens than characters
that str has for them."""

# Weight of a word as evidence that two sentences belong together: points of Zipf frequency below that of
# "the" (7.7 in wordfreq 3.1.1), held between a little for function words and 5 for words that occur less
# than twice in a million words or are in no table, such as names.
_ZIPF_OF_THE: Final = 7.7
_LEAST_WEIGHT: Final = 0.25
_MOST_WEIGHT: Final = 5.0


class Lexicon(Protocol):
    """What the comparison asks of a lexicon; `spunlib.lexicon.lexicon.Lexicon` has it."""

    def ids(self, keys: NDArray[np.uint64], /) -> NDArray[np.int64]:
        """Word number of each key, -1 where unknown; (n,)."""
        ...

    def zipf(self, ids: NDArray[np.int64], /) -> NDArray[np.float32]:
        """Zipf frequency of each word number, 0 where unknown; (n,)."""
        ...

    def pair_relation(
        self, substitutes: NDArray[np.uint64], originals: NDArray[np.uint64], /
    ) -> NDArray[np.uint8]:
        """0 unrelated, 1 synonym, 2 wrong sense, 3 inflection of one lemma; (n,)."""
        ...

    def phrase_pairs(self) -> PhrasePairs:
        """Which phrases stand for which words or phrases."""
        ...


@dataclass(frozen=True, slots=True)
class Side:
    """The tokens of one text; every array has one entry a token.

    ``codes`` holds one character a token, equal where the folded tokens of the two texts are equal:
    rapidfuzz is fastest on str. ``zipf`` is 0 for words in no table, ``weight`` is 0 for punctuation.
    """

    text: str
    start: IntArray
    end: IntArray
    key: NDArray[np.uint64]
    kind: NDArray[np.uint8]
    case: NDArray[np.uint8]
    char: NDArray[np.uint32]
    sentence: NDArray[np.int32]
    quoted: BoolArray
    furniture: BoolArray
    number: IntArray
    codes: str
    zipf: FloatArray
    weight: FloatArray

    @property
    def size(self) -> int:
        """Number of tokens."""
        return int(self.key.size)

    @property
    def is_word(self) -> BoolArray:
        """Words and numbers, as against punctuation."""
        return np.asarray(self.kind != PUNCT)

    def surface(self, row: int) -> str:
        """A token as it stands in the text."""
        return self.text[self.start[row] : self.end[row]]

    def span(self, first: int, last: int) -> Span:
        """The stretch of the text from the token ``first`` to the token before ``last``."""
        return Span.of(self.text, int(self.start[first]), int(self.end[last - 1]))


@dataclass(frozen=True, slots=True)
class Pair:
    """A suspect and an original, tokenised together."""

    suspect: Side
    original: Side


def read_pair(suspect: str, original: str, lexicon: Lexicon) -> Pair:
    """Tokenise two texts and look their words up.

    Raises:
        InputError: a text is longer than `MAX_TOKENS` tokens.
    """
    _check_length("suspect", len(suspect), "characters", MAX_CHARACTERS)
    _check_length("original", len(original), "characters", MAX_CHARACTERS)
    batch = tokenise([suspect, original])
    for name, size in zip(("suspect", "original"), np.diff(batch.first).tolist(), strict=True):
        _check_length(name, size, "tokens", MAX_TOKENS)
    return Pair(*_sides(batch, lexicon))


def read_pairs(suspect: str, originals: Sequence[str], lexicon: Lexicon) -> list[Pair | None]:
    """`read_pair` of a suspect with each of several originals, None where one is too long.

    The suspect is tokenised once for every few originals, and a batch of texts costs less than each alone.

    Raises:
        InputError: the suspect is longer than `MAX_TOKENS` tokens.
    """
    _check_length("suspect", len(suspect), "characters", MAX_CHARACTERS)
    pairs: list[Pair | None] = [None] * len(originals)
    for group in _groups([len(original) for original in originals]):
        batch = tokenise([suspect, *(originals[number] for number in group)])
        _check_length("suspect", int(batch.first[1]), "tokens", MAX_TOKENS)
        side, *others = _sides(batch, lexicon)
        for number, other in zip(group, others, strict=True):
            if other.size <= MAX_TOKENS:
                pairs[number] = Pair(side, other)
    return pairs


def _groups(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Texts of at most `MAX_CHARACTERS`, in groups of at most `_BATCH` characters where they fit into one."""
    group: list[int] = []
    total = 0
    for number, length in enumerate(lengths):
        if length > MAX_CHARACTERS:
            continue
        if group and total + length > _BATCH:
            yield group
            group, total = [], 0
        group.append(number)
        total += length
    if group:
        yield group


def _sides(batch: TokenBatch, lexicon: Lexicon) -> list[Side]:
    """The texts of a batch, their tokens numbered alike."""
    words, number = np.unique(batch.key, return_inverse=True)
    zipf = lexicon.zipf(lexicon.ids(words)).astype(np.float64)[number]
    weight = np.clip(_ZIPF_OF_THE - zipf, _LEAST_WEIGHT, _MOST_WEIGHT)
    weight[batch.kind == PUNCT] = 0.0
    return [_side(batch, text, number, zipf, weight) for text in range(len(batch.texts))]


def _side(batch: TokenBatch, text: int, number: IntArray, zipf: FloatArray, weight: FloatArray) -> Side:
    rows = batch.rows(text)
    return Side(
        text=batch.texts[text],
        start=batch.start[rows].astype(np.int64),
        end=batch.end[rows].astype(np.int64),
        key=batch.key[rows],
        kind=batch.kind[rows],
        case=batch.case[rows],
        char=batch.char[rows],
        sentence=batch.sentence[rows],
        quoted=batch.quoted[rows],
        furniture=batch.furniture[rows],
        number=number[rows],
        codes=_as_characters(number[rows]),
        zipf=zipf[rows],
        weight=weight[rows],
    )


def _as_characters(numbers: IntArray) -> str:
    """Numbers as characters of the same order, past the surrogates; a million of them fit.

    >>> _as_characters(np.array([0, 1, 0])) == chr(0xE000) + chr(0xE001) + chr(0xE000)
    True
    """
    return (numbers + 0xE000).astype("<u4").tobytes().decode("utf-32-le")


def _check_length(name: str, size: int, unit: str, limit: int) -> None:
    if size > limit:
        too_long = f"the {name} has {size:,} {unit}, more than the {limit:,} that can be compared"
        raise InputError(f"{too_long}: split it into articles")
