"""Which words may have stood in a word's place: those that tools are known to put it for, and those like it.

A candidate is judged by what the lexicon's ring knows of the pair, by how it fits between its neighbours, how
common it is, and how alike the two are in meaning and in form; a linear score weighs all that. Its weights
are those of a conditional logit model (McFadden 1974) over the candidates of words that tools did replace,
fitted by benchmarks/span_fit.py.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spunlib.features.context import Context
from spunlib.lexicon.lexicon import (
    ADJECTIVE,
    ADVERB,
    NOUN,
    RING_INFLECTION,
    RING_THESAURUS,
    RING_WRONG_SENSE,
    VERB,
    Lexicon,
)
from spunlib.model.nearest import Nearest

NEAR: Final = 300
"""Words by their vectors that are looked at, for each word."""

KEPT: Final = 60
"""Those of them that are candidates: they fit best."""

_CLASSES: Final = NOUN | VERB | ADJECTIVE | ADVERB
_MOST_GAIN: Final = 10.0
"""Natural log-odds beyond which a bigram model's gain means no more."""

_ENDINGS: Final = ("", "ing", "ed", "ly", "s")
_NO_PLURAL: Final = ("ss", "us", "is")
_SUFFIXES: Final = re.compile(
    "(|e|s|es|d|ed|n|r|rs|y|ies|ied|ings?|ly|ers?|ors?|est|ions?|ations?|ic|al|ally|[ai]bl[ey]|ity|ness|ments?"
    "|ful|ive|ively|[ae]n[ct]e?|ism|ists?|ous|ously|i[sz]ed?)"
)
_STEM: Final = 4
"""Least letters of a stem that two words of one family share."""

WEIGHTS: Final[Mapping[str, float]] = {
    "ring": 5.145,
    "ring_prior": 0.845,
    "thesaurus": 2.277,
    "wrong_sense": 2.383,
    "inflection": 0.895,
    "phrase": 3.182,
    "gain": 0.598,
    "commoner": -0.948,
    "zipf": -0.041,
    "alike": 1.661,
    "alike_in_ring": 0.852,
    "same_ending": 0.249,
    "same_class": 0.165,
    "same_stem": -1.07,
    "elsewhere": 1.317,
}
"""What a candidate is judged by, in the order of `Originals.features`, and what that counts in log-odds."""
_WEIGHTS: Final = np.array(list(WEIGHTS.values()))


@dataclass(frozen=True, slots=True)
class Originals:
    """Candidates for some tokens of one text; c candidates.

    Attributes:
        owner: int64 (c,), number of the token among those asked about, ascending.
        form: int64 (c,), forms of the lexicon.
        gain: float32 (c,), log10 of how much better each fits between the neighbours; 0 for phrases.
        features: float64 (c, len(WEIGHTS)).
    """

    owner: NDArray[np.int64]
    form: NDArray[np.int64]
    gain: NDArray[np.float32]
    features: NDArray[np.float64]

    def scores(self) -> NDArray[np.float64]:
        """How likely each is the original, natural log-odds up to a term of the token's own; float64 (c,)."""
        score: NDArray[np.float64] = (self.features * _WEIGHTS).sum(axis=1)
        return score


def originals_of(context: Context, nearest: Nearest | None, tokens: NDArray[np.int64]) -> Originals:
    """Candidates for tokens of one text.

    Args:
        context: of the text's batch.
        nearest: for candidates that no ring knows; None for those of the ring alone.
        tokens: rows of the batch, ascending.
    """
    owner, form, entry = _pool(context, nearest, tokens)
    lexicon, columns = context.lexicon, context.lexicon.columns
    token = tokens[owner]
    own = context.rows[token]
    other = columns["form_row"][form].astype(np.int64)
    single = other >= 0
    safe = np.where(single, other, lexicon.size)
    gain = np.where(single, _gain(context, token, safe), np.float32(0)).astype(np.float32)
    ring = entry >= 0
    prior = np.where(ring, columns["ring_prior"][entry].astype(np.float64), 0.0)
    flags = np.where(ring, columns["ring_flags"][entry], 0)
    zipf = lexicon.column("word_zipf", safe)
    alike = nearest.alike(own, safe) if nearest is not None else np.zeros(form.size, np.float32)
    words = [context.batch.surface(row, int(context.text[row])).lower() for row in tokens.tolist()]
    spelt = _Spelt.of(lexicon, form)
    endings = np.array([_ENDINGS.index(ending_of(word)) for word in words], np.int64)
    classes = columns["word_classes"]
    here = np.unique(context.rows[context.batch.rows(int(context.text[tokens[0]]))]) if tokens.size else own
    features = (
        ring,
        prior,
        (flags & RING_THESAURUS) > 0,
        (flags & RING_WRONG_SENSE) > 0,
        (flags & RING_INFLECTION) > 0,
        ~single,
        np.clip(np.log(10) * gain, -_MOST_GAIN, _MOST_GAIN),
        np.where(single, zipf - lexicon.column("word_zipf", own), 0),
        np.where(single, zipf, 0),
        np.where(ring, 0, alike),
        np.where(ring, alike, 0),
        endings[owner] == spelt.ending,
        (classes[own] & classes[safe] & _CLASSES) > 0,
        _same_stems(lexicon, words, owner, form, spelt),
        np.isin(other, here),
    )
    return Originals(owner, form, gain, np.stack([np.asarray(f, np.float64) for f in features], axis=1))


def _pool(
    context: Context, nearest: Nearest | None, tokens: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Owner, form and ring entry (-1: by its vector) of each candidate, no form twice for a token."""
    columns = context.lexicon.columns
    owner, entry = context.lexicon.ring(context.rows[tokens])
    form = columns["ring_form"][entry].astype(np.int64)
    if nearest is not None:
        more, alike = _like(context, nearest, tokens)
        size = columns["form_row"].size
        fresh = ~np.isin(more * size + alike, owner * size + form)
        owner = np.concatenate((owner, more[fresh]))
        form = np.concatenate((form, alike[fresh]))
        entry = np.concatenate((entry, np.full(int(fresh.sum()), -1)))
        order = np.argsort(owner, kind="stable")
        owner, form, entry = owner[order], form[order], entry[order]
    return owner, form, entry


def _like(
    context: Context, nearest: Nearest, tokens: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Owner and form: the `KEPT` best of the `NEAR` nearest words of each token, without the word itself."""
    owner, form = nearest.of(context.rows[tokens], NEAR)
    if owner.size == 0:
        return owner, form
    token = tokens[owner]
    row = context.lexicon.columns["form_row"][form].astype(np.int64)
    gain = np.clip(np.log(10) * _gain(context, token, row), -_MOST_GAIN, _MOST_GAIN)
    zipf = context.lexicon.column("word_zipf", row)
    score = WEIGHTS["alike"] * nearest.alike(context.rows[token], row) + WEIGHTS["gain"] * gain
    score += (WEIGHTS["zipf"] + WEIGHTS["commoner"]) * zipf  # what else it takes is the word's own
    score[row == context.rows[token]] = -np.inf
    each = owner.size // np.unique(owner).size
    table = score.reshape(-1, each)
    kept = np.argpartition(-table, min(KEPT, each) - 1, axis=1)[:, :KEPT]
    at = np.sort(kept + np.arange(len(table))[:, None] * each, axis=1).ravel()
    at = at[np.isfinite(score[at])]
    return owner[at], form[at]


def _gain(context: Context, token: NDArray[np.int64], row: NDArray[np.int64]) -> NDArray[np.float32]:
    """How much better words would fit in the places of tokens, log10; float32 (n,)."""
    log_probability = context.lexicon.log_probability
    fit = log_probability(context.left[token], row) + log_probability(row, context.right[token])
    return fit - context.before[token] - context.after[token]


@dataclass(frozen=True, slots=True)
class _Spelt:
    """How forms begin and end, read off their bytes: a thousand at a time are not worth as many strings.

    Attributes:
        ending: int64 (n,), what `ending_of` says of each, as a place in `_ENDINGS`.
        begin: int64 (n,), the first `_STEM` bytes of each.
    """

    ending: NDArray[np.int64]
    begin: NDArray[np.int64]

    @classmethod
    def of(cls, lexicon: Lexicon, form: NDArray[np.int64]) -> _Spelt:
        first, spelt = lexicon.columns["form_first"], lexicon.columns["form_bytes"]
        start, stop = first[form].astype(np.int64), first[form + 1].astype(np.int64)
        a, b, c = (np.where(stop - back >= start, spelt[stop - back], 0) for back in (3, 2, 1))
        plural = (c == ord("s")) & ~np.isin(b, [ord(end[0]) for end in _NO_PLURAL])
        marks = (
            (a == ord("i")) & (b == ord("n")) & (c == ord("g")),
            (b == ord("e")) & (c == ord("d")),
            (b == ord("l")) & (c == ord("y")),
            plural,
        )
        ending = np.select(marks, range(1, len(_ENDINGS)), 0)
        begin = np.zeros(form.size, np.int64)
        for place in range(_STEM):
            at = np.minimum(start + place, spelt.size - 1)
            begin = begin << 8 | np.where(start + place < stop, spelt[at], 0)
        return cls(ending, begin)


def _same_stems(
    lexicon: Lexicon, words: list[str], owner: NDArray[np.int64], form: NDArray[np.int64], spelt: _Spelt
) -> NDArray[np.bool_]:
    """What `same_stem` says of each candidate and its word; bool (c,)."""
    begins = [word.encode("utf-8", "surrogatepass")[:_STEM].ljust(_STEM, b"\0") for word in words]
    begin = np.array([int.from_bytes(bytes_, "big") for bytes_ in begins], np.int64)
    # Else they share fewer than `_STEM` letters.
    same: NDArray[np.bool_] = begin[owner] == spelt.begin
    for place in np.flatnonzero(same).tolist():
        same[place] = same_stem(words[int(owner[place])], lexicon.form(int(form[place])))
    return same


def ending_of(word: str) -> str:
    """The inflection that a word's ending speaks of, "" for none.

    >>> [ending_of(word) for word in ("making", "walked", "boats", "across", "sent")]
    ['ing', 'ed', 's', '', '']
    """
    if word.endswith(_NO_PLURAL):
        return ""
    return next((ending for ending in _ENDINGS[1:] if word.endswith(ending)), "")


def same_stem(word: str, other: str) -> bool:
    """Whether two words differ in their suffixes alone.

    >>> same_stem("nation", "national"), same_stem("possible", "possibly"), same_stem("form", "forest")
    (True, True, False)
    """
    shared = _common_prefix((word, other))
    return shared >= _STEM and all(_SUFFIXES.fullmatch(end[shared:]) for end in (word, other))


def _common_prefix(words: Sequence[str]) -> int:
    length = 0
    for a, b in zip(*words, strict=False):
        if a != b:
            break
        length += 1
    return length
