"""Words -> WordPiece ids, in windows that a transformer can read: the input of the tagger.

Pieces are cut inside the tokens of `spunlib.text.tokens`, so that a tag belongs to a token. Page furniture is
left out: it must not move a score. Case, quotation styles, dashes and British spelling are folded before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spunlib.errors import MissingExtraError, ModelError
from spunlib.text import codepoints as cp
from spunlib.text.normalise import fold
from spunlib.text.spelling import AMERICAN
from spunlib.text.tokens import PUNCT, TokenBatch

LONGEST: Final = 128
"""Pieces of a window, the two marks around it included: what the tagger is trained on."""

_MOST_PIECES: Final = 6
"""Pieces of one token; the rest of longer ones (addresses, glued words) is cut off."""

_LATIN_END: Final = 0x250
"""Look-alikes are folded in words with a letter below, as in `spunlib.text.tokens`."""

# Ids of BERT's vocabulary (Devlin et al. 2019), which MiniLM shares.
PAD: Final = 0
UNKNOWN: Final = 100
BEGIN: Final = 101
END: Final = 102


@dataclass(frozen=True, slots=True)
class Windows:
    """Windows over a batch of texts; w windows, p pieces in all (marks included), m tokens.

    Attributes:
        pieces: int32 (p,), window after window.
        first: int64 (w + 1,), pieces of window i are ``pieces[first[i]:first[i + 1]]``.
        token: int64 (m,), rows of the batch, ascending.
        at: int64 (m,), where each token's first piece stands in ``pieces``.
    """

    pieces: NDArray[np.int32]
    first: NDArray[np.int64]
    token: NDArray[np.int64]
    at: NDArray[np.int64]


class Pieces:
    """Cuts words into pieces.

    Args:
        path: the vocabulary, a ``tokenizer.json``.

    Raises:
        MissingExtraError: the package tokenizers is not installed.
        ModelError: the file cannot be read.
    """

    def __init__(self, path: str | Path) -> None:
        try:
            from tokenizers import Tokenizer
        except ImportError as error:
            raise MissingExtraError("neural", "tokenizers") from error
        try:
            self._tokenizer: Any = Tokenizer.from_file(str(path))
        except Exception as error:  # the package raises Exception itself
            raise ModelError(f"{path}: not a readable vocabulary ({error}); reinstall spunlib") from error
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()

    def windows(self, batch: TokenBatch) -> Windows:
        """Windows of whole sentences, as many as fit; a longer sentence is cut."""
        token = np.flatnonzero(~batch.furniture)
        if token.size == 0:
            nothing = np.zeros(0, np.int64)
            return Windows(np.zeros(0, np.int32), np.zeros(1, np.int64), nothing, nothing)
        ids, first_id = self._ids(batch, token)
        length = np.diff(first_id)
        text = batch.text_of()[token]
        new = np.ones(token.size, np.bool_)
        new[1:] = (np.diff(batch.sentence[token]) != 0) | (np.diff(text) != 0)
        window = _fill(length, np.flatnonzero(new), text)
        opens = np.ones(token.size, np.bool_)
        opens[1:] = np.diff(window) != 0
        # Two marks for each window before this one, and one for its own beginning.
        at = first_id[:-1] + 2 * window + 1
        starts = at[opens] - 1
        total = int(first_id[-1]) + 2 * starts.size
        pieces = np.full(total, END, np.int32)
        pieces[starts] = BEGIN
        place = np.arange(int(first_id[-1])) + np.repeat(2 * window + 1, length)
        pieces[place] = ids
        return Windows(pieces, np.append(starts, total), token, at)

    def _ids(
        self, batch: TokenBatch, token: NDArray[np.int64]
    ) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """Piece ids of some tokens, one after the other, and where each begins (one more than tokens)."""
        _, example, which = np.unique(batch.key[token], return_index=True, return_inverse=True)
        words = _spellings(batch, token[example])
        encoded = [
            (encoding.ids or [UNKNOWN])[:_MOST_PIECES]
            for encoding in self._tokenizer.encode_batch(words, add_special_tokens=False)
        ]
        size = np.array([len(ids) for ids in encoded], np.int64)
        flat = np.array([piece for ids in encoded for piece in ids], np.int32)
        begin = np.cumsum(size) - size
        length = size[which]
        first = np.concatenate((np.zeros(1, np.int64), np.cumsum(length)))
        place = np.repeat(begin[which] - first[:-1], length) + np.arange(int(first[-1]))
        return flat[place], first


def _spellings(batch: TokenBatch, rows: NDArray[np.int64]) -> list[str]:
    """Tokens as the tokeniser folds them: tokens of one key have the same pieces in any batch."""
    text = batch.text_of()
    folded = fold([batch.surface(row, int(text[row])) for row in rows.tolist()])
    shown = "".join(map(chr, folded.codes.tolist()))
    begins = np.searchsorted(folded.position, folded.bounds[:-1])
    ends = np.searchsorted(folded.position, folded.bounds[1:] - 1)
    spellings = [shown[begin:end] for begin, end in zip(begins.tolist(), ends.tolist(), strict=True)]
    for number in np.flatnonzero(batch.kind[rows] == PUNCT).tolist():
        spellings[number] = chr(int(batch.char[rows[number]]))
    for number in np.flatnonzero(batch.disguised[rows]).tolist():
        own = slice(begins[number], ends[number])
        codes = folded.codes[own]
        if ((codes < _LATIN_END) & (folded.kind[own] == cp.LETTER)).any():
            alike = cp.LATIN_LOOK_ALIKE[cp.rows(codes)]
            spellings[number] = "".join(map(chr, np.where(alike > 0, alike, codes).tolist()))
    # A lone surrogate cannot be handed over.
    safe = [spelling.encode("utf-8", "ignore").decode() for spelling in spellings]
    return [AMERICAN.get(spelling, spelling) for spelling in safe]


def _fill(
    length: NDArray[np.int64], sentences: NDArray[np.int64], text: NDArray[np.int64]
) -> NDArray[np.int64]:
    """The window of each token: sentences of one text together while they fit."""
    window = np.empty(length.size, np.int64)
    room = LONGEST - 2
    number, used, owner = -1, room, -1
    bounds = [*sentences.tolist(), length.size]
    total = np.concatenate((np.zeros(1, np.int64), np.cumsum(length)))
    for begin, end in pairwise(bounds):
        need = int(total[end] - total[begin])
        if text[begin] != owner or used + need > room:
            number, used, owner = number + 1, 0, int(text[begin])
        if need <= room:
            window[begin:end] = number
            used += need
            continue
        for at in range(begin, end):
            if used + int(length[at]) > room:
                number, used = number + 1, 0
            window[at] = number
            used += int(length[at])
    return window


def padded(windows: Sequence[NDArray[np.int32]], width: int) -> NDArray[np.int32]:
    """Windows side by side, int32 (len(windows), width), `PAD` behind the shorter ones."""
    block = np.full((len(windows), width), PAD, np.int32)
    for row, pieces in enumerate(windows):
        block[row, : pieces.size] = pieces
    return block
