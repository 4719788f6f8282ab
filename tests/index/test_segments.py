"""Segments and their merging against dictionaries: words, frequencies and postings are the documents'."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from spunlib.index import merge, segments
from spunlib.index.merge import LEFT_OUT
from spunlib.index.segments import Segments
from spunlib.index.sketch import WordSets, rarest, rarity, word_sets
from spunlib.index.table import KEY_BITS, WordTable

VOCABULARY = 5000
SPREAD = np.uint64((1 << KEY_BITS) // VOCABULARY)
"""Keys are hashes: word 0 to 4,999 are spread evenly over them."""


class NoLexicon:
    """Knows no word."""

    def ids(self, keys: np.ndarray) -> np.ndarray:
        return np.full(keys.size, -1, np.int64)

    def zipf(self, ids: np.ndarray) -> np.ndarray:
        return np.zeros(ids.size, np.float32)


def random_words(rng: np.random.Generator, n_texts: int) -> WordSets:
    sets = [np.unique(rng.zipf(1.4, rng.integers(0, 60)) % VOCABULARY) for _ in range(n_texts)]
    text = np.repeat(np.arange(n_texts), [one.size for one in sets])
    word, row = np.unique(np.concatenate([*sets, np.zeros(0, np.int64)]), return_inverse=True)
    return WordSets(text, row, word.astype(np.uint64) * SPREAD, np.full(word.size, 1e-6))


def contents(held: Segments) -> tuple[Counter[int], set[tuple[int, int]]]:
    """Frequencies and postings by word, as the segments find them."""
    keys = np.arange(VOCABULARY, dtype=np.uint64) * SPREAD
    found: Counter[int] = Counter()
    postings: list[tuple[int, int]] = []
    for segment in held.loaded:
        which, row = segment.table.find(keys)
        found.update(dict(zip(which.tolist(), segment.frequency(row).tolist(), strict=True)))
        for word, place in zip(which.tolist(), row.tolist(), strict=True):
            documents = segment.document[segment.first[place] : segment.first[place + 1]]
            assert (np.diff(documents.astype(np.int64)) > 0).all()
            postings += [(word, document + segment.first_document) for document in documents.tolist()]
    assert len(postings) == len(set(postings))
    return +found, set(postings)


@pytest.mark.parametrize("seed", range(6))
def test_segments_hold_what_was_added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    if seed % 2:
        monkeypatch.setattr(segments, "SPILL", 12)  # to files while adding
        monkeypatch.setattr(merge, "_PART", 64)  # in several runs of words
    rng = np.random.default_rng(seed)
    held = Segments(tmp_path, 1)
    frequency: Counter[int] = Counter()
    n_texts = 0
    postings = set()
    for _ in range(40):
        size = int(rng.integers(1, 9))
        words = random_words(rng, size)
        numbers = (words.key // SPREAD).astype(np.int64)
        frequency.update(numbers[words.word].tolist())
        known = np.array([frequency[number] for number in numbers.tolist()], np.int64)
        text, word = rarest(words, rarity(words.prior, known, n_texts + size), 5)
        for row, of in zip(word.tolist(), text.tolist(), strict=True):
            postings.add((int(numbers[row]), of + n_texts))
        n_texts += size
        held.add(words, size, 5)
    assert held.n_documents == n_texts
    assert len(held.loaded) <= np.log2(n_texts) + 1
    assert contents(held) == (frequency, postings)
    entries = held.write()
    assert contents(held) == (frequency, postings)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(entry.name for entry in entries)
    again = Segments(tmp_path, 1, entries)
    assert contents(again) == (frequency, postings)
    # What is left out loses its postings and stays counted.
    left_out = rng.random(n_texts) < 0.3
    renumbered = np.where(left_out, LEFT_OUT, np.cumsum(~left_out) - 1)
    rewritten = Segments(tmp_path, 2)
    rewritten.take(again, renumbered)
    expected = {(word, int(renumbered[of])) for word, of in postings if not left_out[of]}
    assert contents(rewritten) == (frequency, expected)
    assert (rewritten.n_documents, rewritten.n_counted) == (int((~left_out).sum()), n_texts)


def test_frequencies_of_a_byte_and_more(tmp_path: Path) -> None:
    held = Segments(tmp_path, 1)
    for _ in range(40):
        key = np.array([7, 8], np.uint64)
        words = WordSets(np.arange(9).repeat(2)[:-1], np.tile([0, 1], 9)[:-1], key, np.full(2, 1e-6))
        held.add(words, 9, 1)
    held.write()
    assert held.frequency(np.array([9, 8, 7, 7], np.uint64)).tolist() == [0, 320, 360, 360]


@pytest.mark.parametrize("size", [0, 1, 2, 3, 1000, 20_000])
def test_a_table_finds_its_keys_and_no_others(size: int) -> None:
    rng = np.random.default_rng(size)
    keys = np.unique(rng.integers(0, 1 << KEY_BITS, size, dtype=np.uint64))
    keys[: size // 3] >>= np.uint64(30)  # crowded buckets
    keys = np.unique(keys)
    table = WordTable.build(keys)
    asked = np.concatenate((keys, rng.integers(0, 1 << KEY_BITS, 3000, dtype=np.uint64)))
    rng.shuffle(asked)
    which, row = table.find(asked)
    assert sorted(which.tolist()) == np.flatnonzero(np.isin(asked, keys)).tolist()
    assert (keys[row] == asked[which]).all()
    assert (table.keys(slice(0, 1 << table.bits)) == keys).all()


def test_the_rarest_words_are_names_numbers_and_rare_words() -> None:
    texts = [f"The council of Zarupo met at noon {number} days ago." for number in (3, 4, 5, 6)]
    texts.append("The council of Mivato met 41827 sailors at noon.")
    words = word_sets(texts, NoLexicon())
    frequency = np.bincount(words.word)
    text, word = rarest(words, rarity(words.prior, frequency, len(texts)), 3)
    last = set(words.key[word[text == 4]].tolist())
    assert last == set(word_sets(["Mivato 41827 sailors"], NoLexicon()).key.tolist())
