"""The numbers that the relation of a pair is read from, each with its formula.

Words are words and numbers, page furniture left out. A word of the suspect is *kept* (aligned with an
equal word), *substituted* (in a substitution), *added* (neither, inside a passage) or *unaligned*
(outside every passage). Content words are those below Zipf 6.3. Shares of small counts are drawn towards
a half, (x + 1) / (n + 2), which is marked "smoothed".
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Final

import numpy as np

from spunlib.compare.pair import FUNCTION_ZIPF, BoolArray, IntArray, Pair, Side
from spunlib.compare.passages import Passage
from spunlib.compare.spread import SPREAD, measure_spread
from spunlib.compare.substitutions import Swap
from spunlib.compare.words import name_rows
from spunlib.text.tokens import NUMBER

MEASURES: Final = {
    "kept": "share of the suspect's words that were kept",
    "substituted": "share of the suspect's words in a substitution",
    "added": "share of the suspect's words inside the passages that are neither",
    "original_used": "share of the original's words that were kept or substituted",
    "swap_rate": "share substituted of the suspect's content words kept or substituted, smoothed",
    "log_swap_rate": "log10 of 0.003 + substitutions / words in the passages",
    "thesaurus": "share of the substitutions that are synonyms or of a wrong sense, smoothed",
    "wrong_sense": "share of the substitutions that are of a wrong sense, smoothed",
    "one_for_one": "share of the words substituted or added that stand singly for one word, smoothed",
    "function_swaps": "share of the substitutions with a function word on either side, smoothed",
    "rarity": "sum over single-word substitutions of Zipf(original) - Zipf(suspect), by their number + 5",
    "touched": "share of the passages with a change in their words; 0.5 without passages",
    "run": "log2 of the mean number of words between two changes inside the passages",
    "moved": "share of the passages that are out of the order of the original",
    "names": "share of the suspect's names that the original has, smoothed",
    "numbers": "share of the suspect's numbers that the original has, smoothed",
    "quotations": "share kept of the quoted words, less the share kept of the others; 0 without quotations",
    "linked": "share of the suspect's words in candidate passages, however little of them was kept",
    "order": "Kendall's tau of the candidates: 1 in the original's order, 0 shuffled; 0.5 of one",
    "length": "|ln(words of the suspect / words of the original)|",
    "vocabulary": "share by weight of the suspect's different words that the original has",
    "numerals": "share of the substitutions that are numerals, smoothed",
    **SPREAD,
}
"""Name and formula of every measure, in the order of the model's columns."""


def measure(
    pair: Pair, candidates: list[Passage], passages: list[Passage], partner: IntArray, swaps: list[Swap]
) -> dict[str, float]:
    """Compute the `MEASURES` of an aligned pair; all are finite, whatever the texts.

    ``candidates`` are those of `align_passages`, ``passages`` those of them that `align_tokens` let stand.
    """
    suspect, original = pair.suspect, pair.original
    word = suspect.is_word & ~suspect.furniture
    kept = word & (partner >= 0)
    swapped = np.zeros(suspect.size, np.bool_)
    original_swapped = np.zeros(original.size, np.bool_)
    for swap in swaps:
        swapped[swap.first : swap.last] = True
        original_swapped[swap.original_first : swap.original_last] = True
    swapped &= word
    inside = word & _inside(suspect, passages)
    used = original_swapped.copy()
    used[partner[partner >= 0]] = True
    original_word = original.is_word & ~original.furniture
    n_words, n_original = max(int(word.sum()), 1), max(int(original_word.sum()), 1)
    n_inside = max(int(inside.sum()), 1)
    return {
        "kept": kept.sum() / n_words,
        "substituted": swapped.sum() / n_words,
        "added": (inside & ~kept & ~swapped).sum() / n_words,
        "original_used": (used & original_word).sum() / n_original,
        **_of_swaps(pair, swaps, kept, swapped, inside),
        "log_swap_rate": float(np.log10(0.003 + len(swaps) / n_inside)),
        **_of_order(passages, kept, inside),
        "names": _found(suspect, original, name_rows(suspect) & word),
        "numbers": _found(suspect, original, (suspect.kind == NUMBER) & word),
        "quotations": _quotations(kept, inside, suspect.quoted),
        "linked": (word & _inside(suspect, candidates)).sum() / n_words,
        "order": _order(candidates),
        "length": abs(float(np.log(n_words / n_original))),
        "vocabulary": _vocabulary(suspect, original, word),
        **measure_spread(pair, candidates, passages, partner),
    }


def _inside(side: Side, passages: list[Passage]) -> BoolArray:
    inside = np.zeros(side.size, np.bool_)
    for passage in passages:
        inside[passage.suspect_first : passage.suspect_last] = True
    return inside


def _smoothed(some: float, total: float) -> float:
    return (some + 1) / (total + 2)


def _of_swaps(
    pair: Pair, swaps: list[Swap], kept: BoolArray, swapped: BoolArray, inside: BoolArray
) -> Mapping[str, float]:
    zipf, original_zipf = pair.suspect.zipf, pair.original.zipf
    content = zipf < FUNCTION_ZIPF
    n_swapped = int((swapped & content).sum())
    kinds = [swap.kind for swap in swaps]
    singles = [
        swap for swap in swaps if swap.last - swap.first == 1 == swap.original_last - swap.original_first
    ]
    before = original_zipf[[swap.original_first for swap in singles]] if singles else np.zeros(0)
    after = zipf[[swap.first for swap in singles]] if singles else np.zeros(0)
    known = (before > 0) & (after > 0)
    n_function = int(((before >= FUNCTION_ZIPF) | (after >= FUNCTION_ZIPF)).sum())
    wrong = kinds.count("wrong_sense")
    return {
        "swap_rate": _smoothed(n_swapped, n_swapped + (kept & content).sum()),
        "thesaurus": _smoothed(kinds.count("synonym") + wrong, len(swaps)),
        "wrong_sense": _smoothed(wrong, len(swaps)),
        "numerals": _smoothed(kinds.count("numeral"), len(swaps)),
        "one_for_one": _smoothed(len(singles), (inside & ~kept).sum()),
        "function_swaps": _smoothed(n_function, len(swaps)),
        "rarity": float((before - after)[known].sum() / (known.sum() + 5)),
    }


def _of_order(passages: list[Passage], kept: BoolArray, inside: BoolArray) -> Mapping[str, float]:
    changed = inside & ~kept
    sums = np.concatenate(([0], np.cumsum(changed)))
    touched = sum(sums[passage.suspect_last] > sums[passage.suspect_first] for passage in passages)
    starts = [passage.original_first for passage in passages]
    moved = sum(after < before for before, after in itertools.pairwise(starts))
    runs = 1 + np.count_nonzero(changed[inside][1:] & ~changed[inside][:-1])
    return {
        "touched": touched / len(passages) if passages else 0.5,
        "run": float(np.log2(1 + kept.sum() / runs)),
        "moved": moved / max(len(passages) - 1, 1),
    }


def _order(candidates: list[Passage]) -> float:
    starts = np.array([passage.original_first for passage in candidates])
    later = np.triu(np.sign(starts[None, :] - starts[:, None]), 1)
    return float(later.sum() / np.abs(later).sum()) if later.any() else 0.5


def _found(suspect: Side, original: Side, rows: BoolArray) -> float:
    wanted = np.unique(suspect.number[rows])
    return _smoothed(_has(original, wanted).sum(), wanted.size)


def _has(side: Side, numbers: IntArray) -> BoolArray:
    """Which word numbers occur in a text."""
    present = np.zeros(1 + max(side.number.max(initial=0), numbers.max(initial=0)), np.bool_)
    present[side.number] = True
    return present[numbers]


def _quotations(kept: BoolArray, inside: BoolArray, quoted: BoolArray) -> float:
    of_quoted, of_others = kept[inside & quoted], kept[inside & ~quoted]
    if not of_quoted.size or not of_others.size:
        return 0.0
    return float(of_quoted.mean() - of_others.mean())


def _vocabulary(suspect: Side, original: Side, rows: BoolArray) -> float:
    words, first = np.unique(suspect.number[rows], return_index=True)
    weight = suspect.weight[rows][first]
    return float(weight[_has(original, words)].sum() / max(weight.sum(), 1.0))
