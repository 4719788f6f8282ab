"""Pairs compared in a second of processor time, from text, beside difflib and rapidfuzz."""

from __future__ import annotations

import difflib
import random
import re
import time
from collections.abc import Callable, Sequence
from typing import Final

from rapidfuzz.distance import LCSseq

from spunlib.compare.engine import compare_texts, verify
from spunlib.model.store import load_lexicon
from spunlib.training.spinners import Spinner

DIFFLIB: Final = "difflib, opcodes of the words"
N_CANDIDATES: Final = 20
_WORDS: Final = 350, 550
_ROUNDS: Final = 3


def measure_speed(texts: Sequence[str], spinner: Spinner, most: int = 60) -> dict[str, float]:
    """Pairs a second of each method: the least time of some rounds for every pair, taken in turns."""
    rng = random.Random(0)
    fitting = [text for text in texts if _WORDS[0] <= len(text.split()) <= _WORDS[1]][:most]
    pairs = [(spinner.spin(text, rng).text, text) for text in fitting]
    lexicon = load_lexicon()

    def substitutions(suspect: str, original: str) -> object:
        return compare_texts(suspect, original, lexicon).substitutions

    def everything(suspect: str, original: str) -> object:
        result = compare_texts(suspect, original, lexicon)
        return result.substitutions, result.edits, result.kept, result.changes, result.stretches

    def candidates(suspect: str, original: str) -> object:
        others = rng.choices(fitting, k=N_CANDIDATES - 1)
        return verify(suspect, [original, *others], lexicon)

    methods: dict[str, Callable[[str, str], object]] = {
        "spunlib, to relation and substitutions": substitutions,
        "spunlib, with edits, kept, changes and stretches": everything,
        f"spunlib, {N_CANDIDATES} candidates of a search, each": candidates,
        DIFFLIB: _difflib,
        "rapidfuzz, opcodes of the words": _rapidfuzz,
    }
    seconds = dict.fromkeys(methods, 0.0)
    for suspect, original in pairs:
        least = dict.fromkeys(methods, float("inf"))
        for _ in range(_ROUNDS):
            for name, method in methods.items():
                began = time.process_time()
                method(suspect, original)
                least[name] = min(least[name], time.process_time() - began)
        for name, taken in least.items():
            seconds[name] += taken
    speeds = {name: len(pairs) / taken for name, taken in seconds.items()}
    speeds[f"spunlib, {N_CANDIDATES} candidates of a search, each"] *= N_CANDIDATES
    return speeds


def _difflib(suspect: str, original: str) -> object:
    return difflib.SequenceMatcher(None, suspect.split(), original.split(), autojunk=False).get_opcodes()


def _rapidfuzz(suspect: str, original: str) -> object:
    numbers: dict[str, int] = {}
    words = [numbers.setdefault(word, len(numbers)) for word in re.findall(r"\w+|[^\w\s]", suspect)]
    others = [numbers.setdefault(word, len(numbers)) for word in re.findall(r"\w+|[^\w\s]", original)]
    return LCSseq.opcodes(words, others).as_list()
