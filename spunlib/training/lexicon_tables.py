"""From counts to the arrays of a `Lexicon`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spunlib.lexicon import lexicon as lx
from spunlib.lexicon.packed import PackedKeys
from spunlib.text.keys import pair
from spunlib.text.tokens import tokenise
from spunlib.training.aligned import SubstitutionCounts
from spunlib.training.function_words import FUNCTION_WORDS
from spunlib.training.word_statistics import PairModel, WordCounts
from spunlib.training.wordnet import Forms

Arrays = dict[str, NDArray[Any]]

_RING_SIZE: Final = 16
"""Originals kept for one substitute: the likeliest ones; more cost time at every word."""
_SMOOTHING: Final = 0.5
_THESAURUS_WEIGHT: Final = 0.02
"""Weight of a WordNet synonym, times the root of its count, against one aligned substitution."""


def word_arrays(words: WordCounts, pairs: PairModel, classes: NDArray[np.uint8], total: int) -> Arrays:
    """Arrays ``word_*`` (but for the directional ones) and ``pair_*``."""
    packed = PackedKeys.build(words.keys, exact=True)
    past = np.array([0.5, 1e6 * total / 1e9, 1.0])
    zipf = np.log10((np.concatenate((words.count + 0.3, past))) / total * 1e9)
    capital = np.concatenate((np.round(words.capital_rate * 255), (128, 0, 0)))
    an_share = np.concatenate(
        (np.where(np.isnan(words.an_share), 128 / 255, words.an_share), (128 / 255,) * 3)
    )
    key_of = np.concatenate((words.keys, np.array([lx.UNKNOWN_KEY, lx.NUMBER_KEY, lx.START_KEY])))
    pair_keys = pair(key_of[pairs.left], key_of[pairs.right])
    order = np.argsort(pair_keys)
    packed_pairs = PackedKeys.build(pair_keys[order], exact=False)
    cost = np.clip(np.round(-pairs.log_p[order] / lx.LOG_STEP), 0, 255)
    return {
        "word_starts": packed.starts,
        "word_keys": packed.tags,
        "word_zipf": np.clip(zipf, 0, None).astype(np.float16),
        "word_backoff": pairs.backoff.astype(np.float16),
        "word_continuation": pairs.continuation.astype(np.float16),
        "word_capital": capital.astype(np.uint8),
        "word_an": np.round(an_share * 255).astype(np.uint8),
        "word_classes": np.concatenate((classes, (0, 0, 0))).astype(np.uint8),
        "pair_starts": packed_pairs.starts,
        "pair_tags": packed_pairs.tags,
        "pair_cost": cost.astype(np.uint8),
    }


def classes_of(spellings: Iterable[str], forms: Forms) -> NDArray[np.uint8]:
    """Bits of the word classes of each spelling."""
    return np.array(
        [
            lx.FUNCTION if word in FUNCTION_WORDS else forms.classes(word) if word.isalpha() else 0
            for word in spellings
        ],
        np.uint8,
    )


def directional_arrays(substitutes: NDArray[np.float64], human: NDArray[np.float64]) -> Arrays:
    """``word_directional`` and ``word_share`` from counts among substitutes and in human text.

    Both counts are float (V + 3,). The share is that of a word's uses that tools put there in a body half
    human, half spun.
    """
    size = substitutes.size
    log_odds = np.log((substitutes + _SMOOTHING) / (substitutes.sum() + _SMOOTHING * size))
    log_odds -= np.log((human + _SMOOTHING) / (human.sum() + _SMOOTHING * size))
    log_odds[-3:] = 0
    # Substitutes are about an eighth of spun text.
    rate = 0.125 * substitutes / max(substitutes.sum(), 1)
    share = rate / (rate + (human + _SMOOTHING) / human.sum())
    return {"word_directional": log_odds.astype(np.float16), "word_share": share.astype(np.float16)}


def ring_arrays(
    counts: SubstitutionCounts,
    spelling: list[str],
    row_of: Mapping[str, int],
    word_count: NDArray[np.int64],
    forms: Forms,
    minimum: int,
) -> tuple[Arrays, dict[str, int]]:
    """Arrays ``ring_*`` and ``form_*``, and the number of each form.

    Entries of a substitute are sorted by prior, the natural log of the share of its uses as a substitute of
    that original: counts of aligned pairs, and WordNet synonyms with a small weight by their frequency.
    """
    by_row: dict[int, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    seen: set[tuple[int, str]] = set()
    for (substitute, original), count in counts.pairs.items():
        row = row_of.get(substitute)
        if row is not None and count >= minimum:
            by_row[row][original] += count
            seen.add((row, original))
    thesaurus: set[tuple[int, str]] = set()
    for row, word in enumerate(spelling):
        if not word.isalpha() or word in FUNCTION_WORDS:
            continue
        for synonym, sense in forms.synonyms(word):
            other = row_of.get(synonym)
            if other is not None and sense < 6:
                by_row[row][synonym] += _THESAURUS_WEIGHT * np.sqrt(word_count[other] + 1.0) / (1 + sense)
                thesaurus.add((row, synonym))
    form_number: dict[str, int] = {}
    first = np.zeros(len(spelling) + 4, np.uint32)
    form: list[int] = []
    prior: list[float] = []
    flags: list[int] = []
    for row, word in enumerate(spelling):
        weights = by_row.get(row, {})
        total = sum(weights.values())
        for original, weight in sorted(weights.items(), key=lambda item: (-item[1], item[0]))[:_RING_SIZE]:
            form.append(form_number.setdefault(original, len(form_number)))
            prior.append(float(np.log(weight / total)))
            flags.append(_flags((row, original), word, original, seen, thesaurus, forms))
        first[row + 1] = len(form)
    first[len(spelling) + 1 :] = len(form)
    return {
        "ring_first": first,
        "ring_form": np.array(form, np.uint32),
        "ring_prior": np.array(prior, np.float16),
        "ring_flags": np.array(flags, np.uint8),
    }, form_number


def _flags(
    entry: tuple[int, str],
    word: str,
    original: str,
    seen: set[tuple[int, str]],
    thesaurus: set[tuple[int, str]],
    forms: Forms,
) -> int:
    flags = lx.RING_TOOL if entry in seen else 0
    if entry in thesaurus:
        flags |= lx.RING_THESAURUS
    elif " " not in original:
        if forms.share_lemma(word, original):
            flags |= lx.RING_INFLECTION
        elif forms.share_sense(word, original):
            flags |= lx.RING_THESAURUS
        else:
            flags |= lx.RING_WRONG_SENSE
    return flags


def form_arrays(form_number: Mapping[str, int], row_of: Mapping[str, int]) -> Arrays:
    """Arrays ``form_*``: spellings as one block of UTF-8, and the lexicon row of single words, else -1."""
    listed = sorted(form_number, key=form_number.__getitem__)
    encoded = [form.encode() for form in listed]
    return {
        "form_first": np.concatenate(([0], np.cumsum([len(code) for code in encoded]))).astype(np.uint32),
        "form_bytes": np.frombuffer(b"".join(encoded), np.uint8),
        "form_row": np.array([row_of.get(form, -1) for form in listed], np.int32),
    }


def phrase_arrays(
    counts: SubstitutionCounts,
    human: Mapping[int, int],
    human_words: int,
    form_number: dict[str, int],
    minimum: int,
) -> Arrays:
    """Arrays ``phrase_*`` for substitutes of two to four tokens.

    Args:
        counts: substitutions of aligned texts.
        human: phrase key -> count in human text.
        human_words: tokens of human text.
        form_number: number of each form; those of new originals are added.
        minimum: substitutions seen less often are left out.
    """
    originals: dict[int, dict[str, int]] = defaultdict(dict)
    listed = sorted(pair for pair, count in counts.pairs.items() if count >= minimum)
    keys = phrase_keys([substitute for substitute, _ in listed])
    for key, (substitute, original) in zip(keys, listed, strict=True):
        if key:
            originals[key][original] = counts.pairs[substitute, original]
    order = sorted(originals)
    weight, first, form, prior = [], [0], [], []
    for key in order:
        ranked = sorted(originals[key].items(), key=lambda item: (-item[1], item[0]))[:5]
        total = sum(originals[key].values())
        rate = (human.get(key, 0) + _SMOOTHING) / human_words
        weight.append(float(np.log((total + _SMOOTHING) / counts.words / rate)))
        for original, count in ranked:
            form.append(form_number.setdefault(original, len(form_number)))
            prior.append(float(np.log(count / total)))
        first.append(len(form))
    packed = PackedKeys.build(np.array(order, np.uint64), exact=True)
    return {
        "phrase_starts": packed.starts,
        "phrase_keys": packed.tags,
        "phrase_weight": np.array(weight, np.float16),
        "phrase_first": np.array(first, np.uint32),
        "phrase_form": np.array(form, np.uint32),
        "phrase_prior": np.array(prior, np.float16),
    }


def phrase_keys(phrases: list[str]) -> list[int]:
    """Key of each phrase of two to four tokens, 0 for any other."""
    batch = tokenise(phrases)
    keys = []
    for number in range(len(phrases)):
        tokens = batch.key[batch.rows(number)]
        if not 2 <= tokens.size <= 4:
            keys.append(0)
            continue
        joined = tokens[:1]
        for at in range(1, tokens.size):
            joined = pair(joined, tokens[at : at + 1])
        keys.append(int(joined[0]))
    return keys
