"""Segments against a dictionary: words, frequencies and postings are those of the documents."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from spunlib.index.search import find_candidates
from spunlib.index.segments import Segments
from spunlib.index.sketch import WordSets, rarest, rarity, word_sets


class NoLexicon:
    """Knows no word."""

    def ids(self, keys: np.ndarray) -> np.ndarray:
        return np.full(keys.size, -1, np.int64)

    def zipf(self, ids: np.ndarray) -> np.ndarray:
        return np.zeros(ids.size, np.float32)


def random_words(rng: np.random.Generator, n_texts: int) -> WordSets:
    sets = [np.unique(rng.zipf(1.4, rng.integers(0, 60)) % 5000).astype(np.uint64) for _ in range(n_texts)]
    text = np.repeat(np.arange(n_texts), [one.size for one in sets])
    key = np.concatenate([*sets, np.zeros(0, np.uint64)])
    return WordSets(text, key, np.full(key.size, 1e-6))


@pytest.mark.parametrize("seed", range(5))
def test_segments_hold_what_was_added(seed: int) -> None:
    rng = np.random.default_rng(seed)
    segments = Segments([])
    frequency: Counter[int] = Counter()
    n_texts = 0
    postings = set()
    for _ in range(20):
        size = int(rng.integers(1, 9))
        words = random_words(rng, size)
        frequency.update(words.key.tolist())
        known = np.array([frequency[key] for key in words.key.tolist()], np.int64)
        n_texts += size
        for row in rarest(words, rarity(words, known, n_texts), 5).tolist():
            postings.add((int(words.key[row]), int(words.text[row]) + n_texts - size + 1))
        segments.add(words, size, 5)
    assert segments.n_documents == n_texts
    assert len(segments.loaded) <= np.log2(n_texts) + 1
    keys = np.arange(5000, dtype=np.uint64)
    found: Counter[int] = Counter()
    got = set()
    for segment in segments.loaded:
        which, place = segment.find(keys)
        found.update(dict(zip(which.tolist(), segment.frequency[place].tolist(), strict=True)))
        of, document = segment.postings(place)
        got.update(zip(which[of].tolist(), document.tolist(), strict=True))
    assert found == frequency
    assert got == postings


def test_the_rarest_words_are_names_numbers_and_rare_words() -> None:
    texts = [f"The council of Zarupo met at noon {number} days ago." for number in (3, 4, 5, 6)]
    texts.append("The council of Mivato met 41827 sailors at noon.")
    words = word_sets(texts, NoLexicon())
    frequency = np.array([np.count_nonzero(words.key == key) for key in words.key])
    rows = rarest(words, rarity(words, frequency, len(texts)), 3)
    last = set(words.key[rows[words.text[rows] == 4]].tolist())
    assert last == set(word_sets(["Mivato 41827 sailors"], NoLexicon()).key.tolist())


def test_candidates_are_ranked_by_the_weight_they_share() -> None:
    texts = ["Zarupo Mivato Kelora", "Zarupo Mivato", "Zarupo", "nothing here"]
    segments = Segments([])
    segments.add(word_sets(texts, NoLexicon()), len(texts), 24)
    numbers, scores = find_candidates(segments.loaded, word_sets(["Kelora Mivato Zarupo"], NoLexicon()), 24)
    assert numbers.tolist() == [1, 2, 3]
    assert scores[0] == pytest.approx(1.0)
    assert (np.diff(scores) < 0).all()


def test_an_empty_index_and_an_empty_text_have_no_candidates() -> None:
    segments = Segments([])
    assert find_candidates(segments.loaded, word_sets(["Kelora"], NoLexicon()), 24)[0].size == 0
    segments.add(word_sets(["Kelora", ""], NoLexicon()), 2, 24)
    assert find_candidates(segments.loaded, word_sets([""], NoLexicon()), 24)[0].size == 0
    segments.add(word_sets(["", ""], NoLexicon()), 2, 24)
    assert find_candidates(segments.loaded, word_sets(["Kelora"], NoLexicon()), 24)[0].tolist() == [1]
