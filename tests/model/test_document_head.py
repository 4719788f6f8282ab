"""The document head: probabilities that sum to one, a likelihood that follows its score, and its fit."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray
from tiny_model import model_arrays

from spunlib.model.document_head import KINDS, DocumentHead, rewritten_score
from spunlib.training.document_fit import BASE_RATE, calibrate, fit_document_head


@pytest.fixture
def head() -> DocumentHead:
    return DocumentHead.of(model_arrays())


@pytest.fixture
def words() -> NDArray[np.int64]:
    return np.random.default_rng(3).integers(1, 3000, 500)


@pytest.fixture
def numbers(head: DocumentHead) -> NDArray[np.float32]:
    rng = np.random.default_rng(2)
    given = rng.normal(0, 3, (500, head.mean.size)).astype(np.float32)
    given[:3] = np.array([[0], [1e30], [-1e30]])
    return given


def test_kinds_are_probabilities(
    head: DocumentHead, numbers: NDArray[np.float32], words: NDArray[np.int64]
) -> None:
    kinds = head.kinds(numbers, words)
    assert kinds.dtype == np.float64
    assert kinds.shape == (len(numbers), len(KINDS))
    assert (kinds >= 0).all()
    assert kinds.sum(axis=1) == pytest.approx(1, abs=1e-12)
    assert head.kinds(numbers[:0], words[:0]).shape == (0, len(KINDS))


def test_the_likelihood_rises_with_the_score(
    head: DocumentHead, numbers: NDArray[np.float32], words: NDArray[np.int64]
) -> None:
    score = rewritten_score(head.logits(numbers, words))
    likelihood = 1 - head.kinds(numbers, words)[:, KINDS.index("human")]
    order = np.argsort(score)
    assert (np.diff(likelihood[order]) >= 0).all()
    assert np.unique(likelihood).size > 400


def test_kinds_equal_the_formula(
    head: DocumentHead, numbers: NDArray[np.float32], words: NDArray[np.int64]
) -> None:
    slope, offset = head.calibration
    for row in range(0, 500, 50):
        logits = []
        n = min(max(int(words[row]), 40), 1000)
        long = math.log(n / 40) / math.log(1000 / 40)
        for kind in range(len(KINDS)):
            total = 0.0
            for end, share in ((0, 1 - long), (1, long)):
                total += share * float(head.bias[end, kind])
                for k in range(head.mean.size):
                    standard = (float(numbers[row, k]) - float(head.mean[k])) * float(head.scale[k])
                    total += share * min(max(standard, -6), 6) * float(head.weights[end, k, kind])
            logits.append(total)
        odds = [math.exp(logit) for logit in logits[1:]]
        score = math.log(sum(odds)) - logits[0]
        likelihood = 1 / (1 + math.exp(-(slope * score + offset)))
        expected = [1 - likelihood, *(likelihood * each / sum(odds) for each in odds)]
        found = head.kinds(numbers[row : row + 1], words[row : row + 1])[0].tolist()
        assert found == pytest.approx(expected, rel=1e-4, abs=1e-7)


def test_rows_do_not_depend_on_each_other(
    head: DocumentHead, numbers: NDArray[np.float32], words: NDArray[np.int64]
) -> None:
    together = head.kinds(numbers, words)
    alone = np.concatenate([head.kinds(numbers[row : row + 1], words[row : row + 1]) for row in range(60)])
    assert together[:60] == pytest.approx(alone, abs=1e-6)


def lengths(n: int) -> NDArray[np.int64]:
    return np.random.default_rng(n).integers(40, 1000, n)


def simulated(rng: np.random.Generator, n: int) -> tuple[NDArray[np.float32], NDArray[np.str_]]:
    kinds = rng.choice(np.array(KINDS), n)
    centres = np.array([[0, 0, 0], [2, 0, 0], [0, 2, 0], [0, 0, 2]])
    place = np.array([KINDS.index(kind) for kind in kinds])
    return (centres[place] + rng.normal(size=(n, 3))).astype(np.float32), kinds


def test_fitting_tells_the_kinds_apart_and_calibration_keeps_its_word() -> None:
    rng = np.random.default_rng(9)
    train, held, test = (simulated(rng, n) for n in (1500, 6000, 60_000))
    head = fit_document_head(*train, np.ones(1500), lengths(1500), "abc")
    head = calibrate(head, held[0], lengths(6000), held[1] == "human", np.ones(6000))
    guess = head.logits(test[0], lengths(60_000)).argmax(axis=1)
    assert (np.array(KINDS)[guess] == test[1]).mean() > 0.7
    # Of documents scored 0.3, three in ten are rewritten, where BASE_RATE of all are.
    likelihood, rewritten = 1 - head.kinds(test[0], lengths(60_000))[:, 0], test[1] != "human"
    weight = np.where(rewritten, BASE_RATE / rewritten.mean(), (1 - BASE_RATE) / (~rewritten).mean())
    for low in (0.0, 0.1, 0.3, 0.5, 0.7):
        here = (likelihood >= low) & (likelihood < low + 0.2)
        assert np.average(rewritten[here], weights=weight[here]) == pytest.approx(
            np.average(likelihood[here], weights=weight[here]), abs=0.08
        ), low


def test_kinds_never_seen_in_training_stay_improbable() -> None:
    rng = np.random.default_rng(10)
    numbers, kinds = simulated(rng, 2000)
    two = np.isin(kinds, ("human", "translated"))
    words, even = lengths(2000), np.ones(int(two.sum()))
    head = fit_document_head(numbers[two], kinds[two], even, words[two], "abc")
    head = calibrate(head, numbers[two], words[two], kinds[two] == "human", even)
    found = head.kinds(numbers, words)
    assert found[:, [1, 2]].max() < 1e-6
    assert np.median(found[kinds == "translated", 3]) > BASE_RATE > np.median(found[kinds == "human", 3])


def test_signs_never_speak_against_their_kind() -> None:
    """Even where the training texts would have it so: people who change much, spinners that change little."""
    rng = np.random.default_rng(5)
    numbers = rng.normal(size=(2000, 2)).astype(np.float32)
    kinds = np.where(numbers[:, 0] + 0.5 * numbers[:, 1] > 0, "human", "synonym_spun")
    head = fit_document_head(numbers, kinds, np.ones(2000), lengths(2000), ["replaced", "mean_rarity"])
    spun = head.weights[..., KINDS.index("synonym_spun")] - head.weights[..., KINDS.index("human")]
    assert (spun[:, 0] == 0).all()
    assert (spun[:, 1] < -0.1).all()


def test_a_sign_weighs_what_it_is_worth_at_each_length() -> None:
    """A sign that tells only in long texts gets its weight there, and little in short ones."""
    rng = np.random.default_rng(6)
    words = np.where(rng.random(4000) < 0.5, 50, 900)
    kinds = np.where(rng.random(4000) < 0.5, "human", "synonym_spun")
    shift = np.where((kinds == "synonym_spun") & (words == 900), 2.0, 0.0)
    numbers = (rng.normal(size=4000) + shift).astype(np.float32)[:, None]
    head = fit_document_head(numbers, kinds, np.ones(4000), words, ["replaced"])
    short, long = head.weights[:, 0, KINDS.index("synonym_spun")].tolist()
    assert 0 <= short < 0.5
    assert long > 1.5
