"""Thesauri made of embedding neighbours, as word attacks (TextFooler and its kin) use them."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from spunlib.errors import InputError
from spunlib.training.frequencies import words_by_frequency
from spunlib.training.function_words import is_content_word
from spunlib.training.inflection import Inflector
from spunlib.training.thesauri import Line, Thesaurus
from spunlib.training.word_vectors import word_vectors
from spunlib.training.work_files import save_arrays

_CHUNK: Final = 1024
_N_WORDS: Final = 25_000
_LEAST_COSINE: Final = 0.6
_N: Final = 8


def neighbour_thesaurus(
    words: Sequence[str],
    vectors: ArrayLike,
    *,
    n: int = 10,
    least_cosine: float = 0.5,
    fits: Callable[[str, str], bool] = str.__ne__,
) -> Thesaurus:
    """A thesaurus named "neighbours": each word with its nearest others, nearest first.

    Args:
        words: W words.
        vectors: (W, D) numbers, one row a word; a row of zeros has no neighbours.
        n: the most neighbours of a word.
        least_cosine: neighbours farther than this are left out.
        fits: whether a word may be put in the place of another; asked of the near ones, (word, other).

    >>> neighbour_thesaurus(["cat", "dog", "tax"], [[1, 0], [1, 0.1], [0, 1]]).entries
    {'cat': ('dog',), 'dog': ('cat',)}
    """
    rows = np.asarray(vectors, dtype=np.float32)
    rows = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), np.finfo(np.float32).tiny)
    lines = []
    for start in range(0, len(rows), _CHUNK):
        cosines = rows[start : start + _CHUNK] @ rows.T
        for row, own in enumerate(cosines, start):
            near = np.flatnonzero(own >= least_cosine)
            near = near[np.argsort(-own[near], kind="stable")]
            word = words[row]
            others = (words[at] for at in near.tolist() if words[at] != word and fits(word, words[at]))
            kept = tuple(islice(others, n))
            if kept:
                lines.append(Line((word, *kept)))
    return Thesaurus("neighbours", tuple(lines))


def load_neighbours(path: str | Path) -> Thesaurus:
    """The neighbours of common words in MiniLM's vectors, made once and kept at ``path``.

    At most 8 of cosine 0.6 and more, that can be a form of the same kind (both plurals, both past tenses) and
    are no forms of one lemma. The words are the 25,000 commonest of wordsegment's, from a trillion words of
    the web, that lemminflect knows. Making them takes one or two minutes.

    Raises:
        InputError: ``path`` is there and is something else.
        MissingExtraError: it must be made, and an extra for that is not installed: [train] or [distil].
    """
    path = Path(path)
    if not path.exists():
        inflector = Inflector()
        words = common_words(inflector, _N_WORDS)
        made = neighbour_thesaurus(
            words, word_vectors(words), n=_N, least_cosine=_LEAST_COSINE, fits=same_form(inflector)
        )
        save_arrays(path, {"lines": np.array([" ".join(line.items) for line in made.lines])}, compressed=True)
    try:
        with np.load(path, allow_pickle=False) as stored:
            lines = [Line(tuple(line.split(" "))) for line in stored["lines"].tolist()]
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise InputError(f"{path}: no file of neighbours ({error})") from error
    return Thesaurus("neighbours", tuple(lines))


def common_words(inflector: Inflector, number: int) -> list[str]:
    """The commonest content words of the web that lemminflect knows, at most ``number``, in order."""
    words = (word for word in words_by_frequency() if len(word) > 2 and word.isalpha())
    known = (word for word in words if is_content_word(word) and inflector.readings(word))
    return list(islice(known, number))


def same_form(inflector: Inflector) -> Callable[[str, str], bool]:
    """Whether two words can be a form of the same kind, and are no forms of one lemma."""

    def fits(word: str, other: str) -> bool:
        own, others = inflector.readings(word), inflector.readings(other)
        return not {reading.lemma for reading in own} & {reading.lemma for reading in others} and bool(
            {reading[1:] for reading in own} & {reading[1:] for reading in others}
        )

    return fits
