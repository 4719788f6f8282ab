"""The table of n-gram weights: what it learns, and what the sums for training may not know."""

from __future__ import annotations

import numpy as np
import pytest
from tiny_lexicon import tiny_lexicon

from spunlib.model.ngrams import TEMPLATES
from spunlib.training import token_fit
from spunlib.training.spinners import Edit
from spunlib.training.tagging import tag

pytest.importorskip("sklearn")


def tokens(words: list[int]) -> np.ndarray:
    """Slots of tokens whose four n-grams are all their own."""
    return np.repeat(np.array(words, np.int32)[:, None], TEMPLATES, axis=1) + np.arange(
        TEMPLATES, dtype=np.int32
    ) * np.int32(1000)


def test_a_table_learns_which_words_tools_put() -> None:
    slots = tokens([1, 2, 3] * 200)
    table = token_fit.fit_table(slots, np.array([True, False, False] * 200))
    one, two, unseen = token_fit.sums_of(table, tokens([1, 2, 9])).tolist()
    assert one > 1 > 0 > two
    assert unseen == 0
    arrays = token_fit.quantised(table)
    assert arrays["token_ngrams"].dtype == np.int8
    kept = arrays["token_ngrams"] * arrays["token_ngram_scale"]
    assert np.abs(kept - table).max() <= arrays["token_ngram_scale"][0] / 2 + 1e-6


def test_nothing_to_learn_gives_a_table_of_zeros() -> None:
    assert not token_fit.fit_table(tokens([1, 2]), np.array([False, False])).any()


def test_sums_come_from_the_other_fold_and_strangers_from_other_lineages() -> None:
    # Word 1 is put by tool 0, word 2 by tool 1, in both folds; word 3 by tool 0 in fold 0 alone.
    words = [1, 5, 2, 5, 3, 6] * 100
    label = np.array([1, 0, 1, 0, 1, 0] * 100, np.int8)
    lineage = np.array([0, 0, 1, 1, 0, 7] * 100)
    fold = np.arange(600) // 6 % 2
    keep = ~((np.array(words) == 3) & (fold == 1))
    slots = tokens(words)[keep]
    known, stranger = token_fit.cross_fitted_sums(slots, label[keep], fold[keep], lineage[keep])
    word = np.array(words)[keep]
    assert (known[word == 1] > 0.5).all()
    assert (known[word == 2] > 0.5).all()
    assert (known[word == 3] == 0).all()  # its fold was not asked
    assert (stranger[(word == 1) | (word == 2)] == 0).all()
    assert (known[word == 5] < 0).all()


def test_labels_that_are_not_known_are_not_learnt() -> None:
    slots = tokens([1, 2, 3, 4] * 100)
    label = np.array([1, 0, -1, -1] * 100, np.int8)
    fold = np.arange(400) // 4 % 2
    known, _ = token_fit.cross_fitted_sums(slots, label, fold, np.zeros(400, np.int64))
    assert (known[2::4] == 0).all()
    assert (known[0::4] > 0.5).all()


def test_refitting_keeps_the_scale_that_the_network_knows() -> None:
    text = "The crew read a missive and an attainable letter. "
    edit = Edit(0, 0, text.index("missive"), text.index("missive") + len("missive"))
    lexicon = tiny_lexicon()
    folds = [lambda: iter([tag([text] * 30, [[edit]] * 30, lexicon, token_fit.BITS)])] * 2
    mean, scale = np.arange(30, dtype=np.float32), np.ones(30, np.float32)
    arrays = token_fit.refit_ngrams(folds, mean, scale)
    assert sorted(arrays) == ["token_mean", "token_ngram_scale", "token_ngrams", "token_scale"]
    assert arrays["token_mean"][:-1].tolist() == mean[:-1].tolist()
    batch = next(folds[0]())
    sums = arrays["token_ngrams"][batch.slots].sum(axis=1) * arrays["token_ngram_scale"]
    standard = (sums - arrays["token_mean"][-1]) * arrays["token_scale"][-1]
    assert standard.std() == pytest.approx(1, abs=0.2)
    assert standard[batch.label].min() > 1 > standard[~batch.label].max()
    assert mean.tolist() == list(range(30))
