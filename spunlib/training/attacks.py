"""The dictionary behind word attacks, read off texts that were attacked.

A word attack (Jin et al. 2020, TextFooler, and its kin) swaps the words that a classifier hangs on by
neighbours in an embedding, one by one. What it puts for what is counted where an attacked text is laid beside
its original, in texts that the tagger may learn from; so any text can be attacked in the same way.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from spunlib.training.corpora import LabelledText, in_first_half, read_rewritten
from spunlib.training.differences import edits_between
from spunlib.training.lookup import WORD
from spunlib.training.thesauri import Thesaurus

_SET: Final = "detectrl"
_METHOD: Final = "adversarial_word"
_MOST_WORDS: Final = 3
"""In a longer run of changed words it is not told which stands for which."""


def load_attacks(data_dir: str | Path) -> Thesaurus:
    """Each attacked word with what was put for it, the commonest first.

    Raises:
        InputError: the data folder or the set of attacked texts is missing or damaged.
    """
    return attack_thesaurus(
        record
        for record in read_rewritten(data_dir, [_SET])
        if record.method == _METHOD
        and (record.split == "lm" or (record.split == "head" and in_first_half(record)))
    )


def attack_thesaurus(texts: Iterable[LabelledText]) -> Thesaurus:
    """The same of given texts; those without an original are passed over."""
    swaps: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        for word, other in _swaps(text):
            swaps[word][other] += 1
    ranked = {word: [other for other, _ in counts.most_common()] for word, counts in sorted(swaps.items())}
    return Thesaurus.of("attacks", ranked)


def _swaps(text: LabelledText) -> Iterator[tuple[str, str]]:
    if text.original is None:
        return
    for edit in edits_between(text.original, text.text):
        words = WORD.findall(text.original[edit.original_start : edit.original_end].lower())
        others = WORD.findall(text.text[edit.start : edit.end].lower())
        if len(words) == len(others) <= _MOST_WORDS:
            yield from (
                (word, other) for word, other in zip(words, others, strict=True) if _is_swap(word, other)
            )


def _is_swap(word: str, other: str) -> bool:
    return word != other and word.isalpha() and other.isalpha() and min(len(word), len(other)) > 1
