"""How the substitutions of spun copies are found, by spunlib and by what lies between equal words."""

from __future__ import annotations

import difflib
import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import LCSseq

from spunlib.compare.engine import compare_texts
from spunlib.compare.pair import Lexicon
from spunlib.lexicon.phrase_pairs import PhrasePairs
from spunlib.model.store import load_lexicon
from spunlib.training.intervals import clopper_pearson
from spunlib.training.spinners import Spinner
from spunlib.training.told_edits import Spans, true_substitutions

Method = Callable[[str, str], Sequence[Spans]]

_TOKEN: Final = re.compile(r"\w+(?:[.,'’]\w+)*|[^\w\s]")


class Unrelated:
    """The shipped lexicon, were it to know how frequent words are and nothing of any two of them."""

    def ids(self, keys: NDArray[np.uint64]) -> NDArray[np.int64]:
        """As `Lexicon.ids`."""
        return load_lexicon().ids(keys)

    def zipf(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """As `Lexicon.zipf`."""
        return load_lexicon().zipf(ids)

    def pair_relation(
        self, substitutes: NDArray[np.uint64], originals: NDArray[np.uint64]
    ) -> NDArray[np.uint8]:
        """0: no two are related."""
        return np.zeros(substitutes.size, np.uint8)

    def phrase_pairs(self) -> PhrasePairs:
        """None."""
        nothing = np.zeros(0, np.uint64)
        return PhrasePairs.of(nothing, nothing)


def spunlib_substitutions(suspect: str, original: str) -> list[Spans]:
    return _listed(suspect, original, load_lexicon())


def unrelated_substitutions(suspect: str, original: str) -> list[Spans]:
    """spunlib's, of a tool whose pairs of words are in no table of the lexicon."""
    return _listed(suspect, original, Unrelated())


def _listed(suspect: str, original: str, lexicon: Lexicon) -> list[Spans]:
    return [
        Spans(s.suspect.start, s.suspect.end, s.original.start, s.original.end)
        for s in compare_texts(suspect, original, lexicon).substitutions
    ]


def difflib_substitutions(suspect: str, original: str) -> list[Spans]:
    """The stretches that difflib's opcodes call replaced, over words and marks in lower case."""
    ones, others = _tokens(suspect), _tokens(original)
    words, other_words = [word for word, _, _ in ones], [word for word, _, _ in others]
    matcher = difflib.SequenceMatcher(None, words, other_words, autojunk=False)
    return [
        Spans(ones[a][1], ones[b - 1][2], others[c][1], others[d - 1][2])
        for tag, a, b, c, d in matcher.get_opcodes()
        if tag == "replace"
    ]


def rapidfuzz_substitutions(suspect: str, original: str) -> list[Spans]:
    """What lies between the blocks of rapidfuzz's longest common subsequence, likewise."""
    ones, others = _tokens(suspect), _tokens(original)
    words, other_words = [word for word, _, _ in ones], [word for word, _, _ in others]
    found, a, c = [], 0, 0
    for block in LCSseq.editops(words, other_words).as_matching_blocks():
        if block.a > a and block.b > c:
            found.append(Spans(ones[a][1], ones[block.a - 1][2], others[c][1], others[block.b - 1][2]))
        a, c = block.a + block.size, block.b + block.size
    return found


def _tokens(text: str) -> list[tuple[str, int, int]]:
    return [(match.group().lower(), *match.span()) for match in _TOKEN.finditer(text)]


def measure_substitutions(
    texts: Sequence[str], spinner: Spinner, methods: dict[str, Method], seed: int = 0
) -> dict[str, Any]:
    """Precision and recall of each method over spun copies of the texts.

    A true substitution is found where a listed one touches it on both sides, and a listed one is true where
    it touches a true one on both sides; "exact" asks for the same characters, so that a phrase told in two
    pieces is neither found nor true.
    """
    rng = random.Random(seed)
    counts: dict[str, Counter[str]] = {name: Counter() for name in methods}
    for text in texts:
        spun = spinner.spin(text, rng)
        true = true_substitutions(spun, text)
        for name, method in methods.items():
            listed = method(spun.text, text)
            counts[name].update(
                true=len(true),
                listed=len(listed),
                exact=len(set(true) & set(listed)),
                found=_touched(true, listed),
                right=_touched(listed, true),
            )
    return {
        "texts": len(texts),
        "substitutions": next(iter(counts.values()))["true"],
        **{
            name: {
                "recall": share(count["found"], count["true"]),
                "precision": share(count["right"], count["listed"]),
                "recall, exact": share(count["exact"], count["true"]),
                "precision, exact": share(count["exact"], count["listed"]),
            }
            for name, count in counts.items()
        },
    }


def _touched(ones: Sequence[Spans], others: Sequence[Spans]) -> int:
    return sum(any(one.touches(other) for other in others) for one in ones)


def share(some: int, total: int) -> dict[str, float]:
    """A share with its exact interval, as if each were drawn alone."""
    low, high = clopper_pearson(some, total)
    return {"share": some / total if total else 0.0, "low": low, "high": high}
