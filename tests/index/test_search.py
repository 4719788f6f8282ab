"""Candidates against a plain reference: the weights that documents share, summed one by one."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
from test_segments import NoLexicon, random_words

from spunlib.index import search
from spunlib.index.ranking import MOST_TEXTS
from spunlib.index.search import LEAST_OF_BEST, find_candidates
from spunlib.index.segments import Segments
from spunlib.index.sketch import rarity, word_sets


def expected(held: Segments, words: search.WordSets, n_words: int) -> list[dict[int, float]]:
    """Score of each document for each suspect, as in the module's formula."""
    frequency = held.frequency(words.key)
    weight = -np.log(rarity(words.prior, frequency, held.n_counted))
    found: list[dict[int, float]] = []
    for text in range(words.text.max(initial=-1) + 1):
        mine = words.word[words.text == text]
        scores: dict[int, float] = defaultdict(float)
        for word in mine.tolist():
            for segment in held.loaded:
                _, row = segment.table.find(words.key[word : word + 1])
                for place in row.tolist():
                    for document in segment.document[segment.first[place] : segment.first[place + 1]]:
                        scores[int(document) + segment.first_document] += weight[word]
        attainable = np.sort(weight[mine])[-n_words:].sum()
        found.append({document: min(score / attainable, 1.0) for document, score in scores.items()})
    return found


@pytest.mark.parametrize("seed", range(5))
def test_the_best_documents_are_found_with_their_shares(tmp_path: Path, seed: int) -> None:
    rng = np.random.default_rng(seed)
    held = Segments(tmp_path, 1)
    for _ in range(30):
        held.add(random_words(rng, 7), 7, 6)
    if seed % 2:
        held.write()
    words = random_words(rng, 20)
    deleted = rng.random(held.n_documents) < 0.2 if seed % 3 == 0 else np.zeros(held.n_documents, np.bool_)
    k = 1 + 5 * seed
    found = find_candidates(held.loaded, words, 6, k, deleted if deleted.any() else None)
    for text, scores in enumerate(expected(held, words, 6)):
        there = {document: score for document, score in scores.items() if not deleted[document]}
        near = [score for score in there.values() if score >= LEAST_OF_BEST * max(there.values()) - 1e-4]
        mine = found.text == text
        assert (np.diff(found.share[mine]) <= 0).all()
        assert np.allclose(found.share[mine], sorted(near, reverse=True)[:k], atol=1e-3)
        for document, share in zip(found.document[mine].tolist(), found.share[mine], strict=True):
            assert share == pytest.approx(there[document], abs=1e-3)


def test_suspects_do_not_disturb_each_other(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    held = Segments(tmp_path, 1)
    held.add(random_words(rng, 300), 300, 8)
    texts = [f"Zarupo{number} Mivato{number % 7} Kelora {number}" for number in range(MOST_TEXTS)]
    held.add(word_sets(texts, NoLexicon()), len(texts), 8)
    together = find_candidates(held.loaded, word_sets(texts, NoLexicon()), 8, 1)
    assert together.text.tolist() == list(range(MOST_TEXTS))
    assert together.document.tolist() == list(range(300, 300 + MOST_TEXTS))
    alone = find_candidates(held.loaded, word_sets(texts[700:701], NoLexicon()), 8, 1)
    assert (alone.document[0], alone.share[0]) == (1000, together.share[700])


def test_long_lists_are_left_out_and_short_ones_are_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "FIRST_POSTINGS", 3)
    held = Segments(tmp_path, 1)
    texts = ["Zarupo Mivato Kelora", "Zarupo Mivato", "Zarupo", "Zarupo", "nothing here"]
    held.add(word_sets(texts, NoLexicon()), len(texts), 24)
    asked = word_sets(["Kelora Mivato Zarupo", "Zarupo"], NoLexicon())
    with monkeypatch.context() as limits:
        limits.setattr(search, "MOST_POSTINGS", 3)
        found = find_candidates(held.loaded, asked, 24, 9)
    assert found.text.tolist() == [0, 0]
    assert found.document.tolist() == [0, 1]
    # The first is settled by its short lists; the second has but a long one.
    found = find_candidates(held.loaded, asked, 24, 9)
    assert found.text.tolist() == [0, 0, 1, 1, 1, 1]
    assert found.document.tolist() == [0, 1, 0, 1, 2, 3]


def test_candidates_are_ranked_by_the_weight_they_share(tmp_path: Path) -> None:
    texts = ["Zarupo Mivato Kelora", "Zarupo Mivato", "Zarupo", "nothing here"]
    held = Segments(tmp_path, 1)
    held.add(word_sets(texts, NoLexicon()), len(texts), 24)
    found = find_candidates(held.loaded, word_sets(["Kelora Mivato Zarupo"], NoLexicon()), 24, 9)
    assert found.document.tolist() == [0, 1, 2]
    assert found.share[0] == pytest.approx(1.0)
    assert (np.diff(found.share) < 0).all()


def test_an_empty_index_and_an_empty_text_have_no_candidates(tmp_path: Path) -> None:
    held = Segments(tmp_path, 1)
    assert find_candidates(held.loaded, word_sets(["Kelora"], NoLexicon()), 24, 9).document.size == 0
    held.add(word_sets(["Kelora", ""], NoLexicon()), 2, 24)
    assert find_candidates(held.loaded, word_sets([""], NoLexicon()), 24, 9).document.size == 0
    assert find_candidates(held.loaded, word_sets([], NoLexicon()), 24, 9).document.size == 0
    held.add(word_sets(["", ""], NoLexicon()), 2, 24)
    assert find_candidates(held.loaded, word_sets(["Kelora"], NoLexicon()), 24, 9).document.tolist() == [0]
