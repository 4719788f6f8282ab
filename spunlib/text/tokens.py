"""The tokeniser: str -> tokens with character offsets into the text as given. The only one in spunlib.

Words are runs of letters and digits with inner apostrophes ("don't"); a final 's is a token of its own
("Russia's" -> Russia, 's), so that names and numbers keep one key; hyphens separate; numbers keep inner
points and commas; each other mark is one token. It works by the array: a batch of texts is one column of code
points, and each token attribute is one column.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spunlib.text import codepoints as cp
from spunlib.text.furniture import find_furniture
from spunlib.text.keys import KEY_WIDTH, PLACES, mix, plain_keys
from spunlib.text.normalise import Folded, fold
from spunlib.text.quotations import find_quotations
from spunlib.text.sentences import number_sentences
from spunlib.text.spelling import AMERICAN

TOKENISER_VERSION: Final = 2
"""Stands in every model and index; raise it whenever any text could be cut or keyed differently."""

WORD: Final = 0
NUMBER: Final = 1
PUNCT: Final = 2

LOWER: Final = 0
TITLE: Final = 1
UPPER: Final = 2
MIXED: Final = 3

_BRITISH: Final = plain_keys(AMERICAN)
_BRITISH_KEYS: Final = np.sort(_BRITISH)
_AMERICAN_KEYS: Final = plain_keys(AMERICAN.values())[np.argsort(_BRITISH)]
_LEADING: Final = np.uint64(48)
_MAYBE_BRITISH: Final = np.zeros(1 << 16, np.bool_)
_MAYBE_BRITISH[_BRITISH_KEYS >> _LEADING] = True

_NOT_LATIN: Final = 0x250
"""Code points below are Latin letters, or none; look-alikes of other alphabets lie above."""


@dataclass(frozen=True, slots=True)
class TokenBatch:
    """The tokens of a batch of texts, one row a token, texts one after another.

    Attributes:
        texts: the texts as given.
        first: int64 (n_texts + 1,), rows of text d are ``first[d]:first[d + 1]``.
        start, end: int32 (n,), character offsets into the text as given.
        key: uint64 (n,), hash of the folded token in American spelling.
        kind: uint8 (n,), WORD, NUMBER or PUNCT.
        case: uint8 (n,), LOWER, TITLE, UPPER (two letters or more) or MIXED.
        char: uint32 (n,), first folded code point.
        gap: uint8 (n,), white space before: 0 none, 1 space, 2 a line break, 3 a blank line or the start of
            the text.
        disguised: bool (n,), folding took out a look-alike or an invisible character.
        sentence: int32 (n,), number of the sentence in its text, from 0.
        quoted: bool (n,), inside quotation marks.
        furniture: bool (n,), page furniture.
    """

    texts: tuple[str, ...]
    first: NDArray[np.int64]
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    key: NDArray[np.uint64]
    kind: NDArray[np.uint8]
    case: NDArray[np.uint8]
    char: NDArray[np.uint32]
    gap: NDArray[np.uint8]
    disguised: NDArray[np.bool_]
    sentence: NDArray[np.int32]
    quoted: NDArray[np.bool_]
    furniture: NDArray[np.bool_]

    def __len__(self) -> int:
        return int(self.start.size)

    def rows(self, text: int) -> slice:
        """The rows of one text."""
        return slice(int(self.first[text]), int(self.first[text + 1]))

    def surface(self, row: int, text: int) -> str:
        """A token as it stands in its text."""
        return self.texts[text][self.start[row] : self.end[row]]

    def text_of(self) -> NDArray[np.int64]:
        """The number of the text that each row belongs to, int64 (n,)."""
        return np.repeat(np.arange(len(self.texts)), np.diff(self.first))


@dataclass(frozen=True, slots=True)
class WordBatch:
    """The words and numbers of a batch of texts: the rows of a `TokenBatch` that are no marks, keys alone.

    Attributes:
        text: int64 (n,), number of the text, ascending.
        key: uint64 (n,), see `TokenBatch`.
        length: int64 (n,), characters of a number; 0 for a word.
    """

    text: NDArray[np.int64]
    key: NDArray[np.uint64]
    length: NDArray[np.int64]


def tokenise(texts: Sequence[str]) -> TokenBatch:
    """Tokenise a batch of texts. Any str is accepted: empty, binary, with lone surrogates.

    >>> batch = tokenise(["Russia's navy said so."])
    >>> [batch.surface(row, 0) for row in range(len(batch))]
    ['Russia', "'s", 'navy', 'said', 'so', '.']
    """
    folded = fold(texts)
    begin, end = _cut(folded)
    at, last = folded.position[begin], folded.position[end - 1] + 1
    first = np.searchsorted(at, folded.bounds)
    counts = np.diff(first)
    offset = np.repeat(folded.bounds[:-1], counts)
    head = folded.kind[begin]
    key, disguised = _keys(folded, begin, end)
    gap = _gaps(folded, begin, end)
    gap[first[:-1][counts > 0]] = 3
    kind = _token_kinds(folded, begin, end)
    case = _cases(folded, begin, end)
    char = folded.codes[begin]
    source = folded.source[begin]
    start, stop = (at - offset).astype(np.int32), (last - offset).astype(np.int32)
    sentence = number_sentences(key, kind == WORD, case, char, gap, end - begin, first)
    columns: dict[str, Any] = {
        "quoted": find_quotations(char, source, gap, head == cp.APOSTROPHE, first),
        "furniture": _furniture(texts, start, first),
    }
    return TokenBatch(
        tuple(texts), first, start, stop, key, kind, case, char, gap, disguised, sentence, **columns
    )


def words_of(texts: Sequence[str]) -> WordBatch:
    """The words and numbers that `tokenise` finds, page furniture left out, in half the time.

    >>> words_of(["By Ana Ruiz", "412 crates, he said"]).text
    array([1, 1, 1, 1])
    """
    folded = fold(texts)
    begin, end = _cut(folded)
    kind = _token_kinds(folded, begin, end)
    words = np.flatnonzero(kind != PUNCT)
    begin, end, kind = begin[words], end[words], kind[words]
    at = folded.position[begin]
    first = np.searchsorted(at, folded.bounds)
    text = np.repeat(np.arange(len(texts)), np.diff(first))
    prose = np.flatnonzero(~_furniture(texts, (at - folded.bounds[text]).astype(np.int32), first))
    text, begin, end, kind = text[prose], begin[prose], end[prose], kind[prose]
    length = folded.position[end - 1] + 1 - folded.position[begin] if begin.size else begin
    return WordBatch(text, _keys(folded, begin, end)[0], np.where(kind == NUMBER, length, 0))


def keys_of(words: Iterable[str]) -> NDArray[np.uint64]:
    """The keys that the tokeniser gives to words; uint64 (n,).

    Where a word is cut into several tokens it is the first one's, and 0 where there is none.

    >>> batch = tokenise(["It was DESPATCHED."])
    >>> bool(batch.key[2] == keys_of(["despatched"])[0])
    True
    """
    listed = list(words)
    folded = fold(listed)
    begin, end = _cut(folded)
    key, _ = _keys(folded, begin, end)
    where = np.searchsorted(folded.position[begin], folded.bounds)
    found = np.zeros(len(listed), np.uint64)
    some = np.diff(where) > 0
    found[some] = key[where[:-1][some]]
    return found


def _cut(folded: Folded) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Half-open ranges of the tokens in the folded text."""
    kind, codes = folded.kind, folded.codes
    size = kind.size
    if size == 0:
        empty = np.zeros(0, np.int64)
        return empty, empty
    letter, digit = kind == cp.LETTER, kind == cp.DIGIT
    inside = letter | digit
    inner = np.zeros(size, np.bool_)
    separator = (codes == ord(".")) | (codes == ord(","))
    inner[1:-1] = ((kind[1:-1] == cp.APOSTROPHE) & inside[:-2] & letter[2:]) | (
        separator[1:-1] & digit[:-2] & digit[2:]
    )
    word = inside | inner
    follows = np.zeros(size, np.bool_)
    follows[1:] = word[:-1]
    starts = word & ~follows
    run = starts.copy()
    clitic = np.flatnonzero(inner[:-1] & (kind[:-1] == cp.APOSTROPHE) & (codes[1:] == ord("s")))
    ends_word = np.ones(clitic.size, np.bool_)
    more = clitic + 2 < size
    ends_word[more] = ~word[clitic[more] + 2]
    starts[clitic[ends_word]] = True
    single = ~word & ((kind == cp.OTHER) | (kind == cp.APOSTROPHE))
    begin = np.flatnonzero(starts | single)
    # A token ends at the next one or where its run of word characters stops.
    stops = np.append(np.flatnonzero(follows & ~word), size)
    stop = stops[np.maximum(np.cumsum(run[begin]) - 1, 0)]
    following = np.append(begin[1:], size)
    end = np.where(single[begin], begin + 1, np.minimum(stop, following))
    return begin, end


def _keys(
    folded: Folded, begin: NDArray[np.int64], end: NDArray[np.int64]
) -> tuple[NDArray[np.uint64], NDArray[np.bool_]]:
    """Key of each token and whether it was disguised."""
    length = end - begin
    disguised = np.zeros(begin.size, np.bool_)
    if begin.size == 0:
        return np.zeros(0, np.uint64), disguised
    at, place, first = _characters(begin, length)
    codes = folded.codes[at]
    alike = np.flatnonzero(codes >= _NOT_LATIN)
    alike = alike[cp.LATIN_LOOK_ALIKE[cp.rows(codes[alike])] > 0]
    if alike.size:
        owner = np.repeat(np.arange(begin.size), length)
        latin = np.zeros(begin.size, np.bool_)
        latin[owner[(codes < _NOT_LATIN) & (folded.kind[at] == cp.LETTER)]] = True
        hidden = alike[latin[owner[alike]]]
        codes[hidden] = cp.LATIN_LOOK_ALIKE[cp.rows(codes[hidden])]
        disguised[owner[hidden]] = True
    if folded.broken.any():
        inside = folded.broken[at]
        inside[first] = False
        disguised[np.searchsorted(first, np.flatnonzero(inside), side="right") - 1] = True
    place &= KEY_WIDTH - 1  # a power of two less 1: the remainder, at a fraction of the time
    products = PLACES[place]
    products *= codes
    return _american(mix(np.add.reduceat(products, first))), disguised


def _characters(
    begin: NDArray[np.int64], length: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Where the characters of some tokens stand in the folded text, and in the token; which are its first."""
    first = np.cumsum(length) - length
    at = np.repeat(begin - first, length)
    place = np.arange(at.size)
    at += place
    place -= np.repeat(first, length)
    return at, place, first


def _american(key: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Keys with those of British spellings put in American; changes its argument."""
    some = np.flatnonzero(_MAYBE_BRITISH[key >> _LEADING])  # a small table, since few words are
    at = np.minimum(np.searchsorted(_BRITISH_KEYS, key[some]), _BRITISH_KEYS.size - 1)
    british = _BRITISH_KEYS[at] == key[some]
    key[some[british]] = _AMERICAN_KEYS[at[british]]
    return key


def _gaps(folded: Folded, begin: NDArray[np.int64], end: NDArray[np.int64]) -> NDArray[np.uint8]:
    # "\r\n" is one line break: the "\r" before a "\n" does not count.
    newline = folded.kind == cp.NEWLINE
    newline[:-1] &= ~((folded.source[:-1] == 13) & (folded.source[1:] == 10))
    before = np.concatenate(([0], end[:-1])) if begin.size else begin
    following = np.searchsorted(begin, np.flatnonzero(newline))
    breaks = np.bincount(following, minlength=begin.size)[: begin.size]
    return np.where(breaks > 0, np.minimum(breaks + 1, 3), begin > before).astype(np.uint8)


def _token_kinds(folded: Folded, begin: NDArray[np.int64], end: NDArray[np.int64]) -> NDArray[np.uint8]:
    head = folded.kind[begin]
    kind = np.full(begin.size, PUNCT, np.uint8)
    kind[head == cp.DIGIT] = NUMBER
    kind[head == cp.LETTER] = WORD
    more = np.flatnonzero((head != cp.LETTER) & (end - begin > 1))  # 1990s, 's
    kind[more[_letters(folded, begin[more], end[more]) > 0]] = WORD
    return kind


def _letters(folded: Folded, begin: NDArray[np.int64], end: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many letters some tokens have."""
    if begin.size == 0:
        return begin
    at, _, first = _characters(begin, end - begin)
    count: NDArray[np.int64] = np.add.reduceat((folded.kind[at] == cp.LETTER).astype(np.int64), first)
    return count


def _cases(folded: Folded, begin: NDArray[np.int64], end: NDArray[np.int64]) -> NDArray[np.uint8]:
    capital = cp.UPPERCASE[cp.rows(folded.source)]
    owner = np.searchsorted(begin, np.flatnonzero(capital), side="right") - 1
    n_capitals = np.bincount(owner, minlength=begin.size)
    case = np.full(begin.size, MIXED, np.uint8)
    case[n_capitals == 0] = LOWER
    case[(n_capitals == 1) & capital[begin]] = TITLE
    several = np.flatnonzero(n_capitals > 1)
    case[several[_letters(folded, begin[several], end[several]) == n_capitals[several]]] = UPPER
    return case


def _furniture(texts: Sequence[str], start: NDArray[np.int32], first: NDArray[np.int64]) -> NDArray[np.bool_]:
    found = np.zeros(start.size, np.bool_)
    for number, text in enumerate(texts):
        low, high = first[number], first[number + 1]
        for span_start, span_end, _ in find_furniture(text):
            left, right = np.searchsorted(start[low:high], (span_start, span_end))
            found[low + left : low + right] = True
    return found
