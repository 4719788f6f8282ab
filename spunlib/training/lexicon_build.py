"""Building the lexicon: human text and aligned spins in, the arrays of a `Lexicon` out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spunlib.errors import MissingExtraError
from spunlib.lexicon.lexicon import START_KEY
from spunlib.text.keys import pair
from spunlib.text.spelling import AMERICAN
from spunlib.text.tokens import WORD, tokenise
from spunlib.training import lexicon_tables as tables
from spunlib.training.aligned import SubstitutionCounts
from spunlib.training.open_thesauri import load_wordnet
from spunlib.training.word_statistics import Corpus, count_words, fit_pairs, rows_of
from spunlib.training.wordnet import Forms, Senses

MINIMUM_WORD: Final = 4
MINIMUM_PAIR: Final = 2
MINIMUM_SUBSTITUTION: Final = 5
"""Words, word pairs and substitutions seen less often are not kept: chance, typing errors, and what singles
out one text."""

_WEB_SHARE: Final = 0.5
"""Weight of a web count against one of ours, after scaling both to one size: web text is noisier."""


def build_lexicon(
    human: Iterable[str], counts: SubstitutionCounts, wordnet_folder: str | Path = "/usr/share/wordnet"
) -> dict[str, NDArray[Any]]:
    """The arrays named in `spunlib.lexicon.lexicon.ARRAYS`.

    Args:
        human: texts by people; their statistics are the model of how people write.
        counts: substitutions of aligned texts.
        wordnet_folder: WordNet's database files.

    Raises:
        MissingExtraError: lemminflect or wordsegment is not installed (extra [train]).
    """
    corpus = Corpus.read(human)
    single_keys = _single_words({word for substitution in counts.pairs for word in substitution})
    words = count_words(corpus, MINIMUM_WORD, single_keys)
    spelling = [corpus.spelling.get(key) or single_keys[key] for key in words.keys.tolist()]
    row_of = {word: row for row, word in enumerate(spelling)}
    forms = Forms(Senses(load_wordnet(wordnet_folder)))
    rows = rows_of(corpus.word_key, words.keys)
    pairs = fit_pairs(rows, words.keys.size, MINIMUM_PAIR, _web_pairs(row_of, rows.size))
    arrays = tables.word_arrays(words, pairs, tables.classes_of(spelling, forms), rows.size)
    arrays |= tables.directional_arrays(*_direction(counts, row_of, rows, words.keys.size))
    rings, form_number = tables.ring_arrays(
        counts, spelling, row_of, words.count, forms, MINIMUM_SUBSTITUTION
    )
    arrays |= rings
    arrays |= tables.phrase_arrays(
        counts, _phrase_counts(counts, corpus), corpus.key.size, form_number, MINIMUM_SUBSTITUTION
    )
    return arrays | tables.form_arrays(form_number, row_of)


def _single_words(phrases: Iterable[str]) -> dict[int, str]:
    """Key -> spelling of the phrases that are one word to the tokeniser ("1000's" is two)."""
    listed = sorted(phrases)
    batch = tokenise(listed)
    lone = np.flatnonzero(np.diff(batch.first) == 1)
    rows = batch.first[lone]
    words = batch.kind[rows] == WORD
    return {int(batch.key[row]): listed[at] for at, row in zip(lone[words], rows[words], strict=True)}


def _web_pairs(
    row_of: dict[str, int], size: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Bigram counts of the web, scaled to ``size`` tokens.

    From wordsegment's list, a part of Brants and Franz 2006.
    """
    try:
        import wordsegment
    except ImportError as error:
        raise MissingExtraError("train", "wordsegment") from error
    left, right, count = [], [], []
    folder = Path(wordsegment.__file__).parent
    for row in (folder / "bigrams.txt").read_text(encoding="utf-8").splitlines():
        phrase, _, number = row.partition("\t")
        one, two = (AMERICAN.get(word, word) for word in phrase.split(" "))
        if one in row_of and two in row_of:
            left.append(row_of[one])
            right.append(row_of[two])
            count.append(float(number))
    total = 1024908267229.0  # tokens of the web corpus, from the package's documentation
    return np.array(left), np.array(right), np.array(count) * (_WEB_SHARE * size / total)


def _direction(
    counts: SubstitutionCounts, row_of: dict[str, int], rows: NDArray[np.int64], n_words: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    substitutes = np.zeros(n_words + 3)
    for (substitute, _), count in counts.pairs.items():
        if substitute in row_of:
            substitutes[row_of[substitute]] += count
    return substitutes, np.bincount(rows, minlength=n_words + 3).astype(np.float64)


def _phrase_counts(counts: SubstitutionCounts, corpus: Corpus) -> Counter[int]:
    """How often the substitute phrases occur in human text, by phrase key."""
    phrases = {substitute for substitute, _ in counts.pairs}
    wanted = np.unique(np.array(tables.phrase_keys(sorted(phrases)), np.uint64))
    found: Counter[int] = Counter()
    joined = corpus.key
    start = corpus.key == START_KEY
    for length in range(2, 5):
        joined = pair(joined[:-1], corpus.key[length - 1 :])
        start = start[:-1] | (corpus.key[length - 1 :] == START_KEY)
        keys, number = np.unique(joined[np.isin(joined, wanted) & ~start], return_counts=True)
        found.update(dict(zip(keys.tolist(), number.tolist(), strict=True)))
    return found
