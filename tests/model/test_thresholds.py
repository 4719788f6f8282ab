"""Thresholds keep the rate they promise, get stricter with it, and promise nothing from too few texts."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from spunlib.errors import UsageError
from spunlib.model.thresholds import (
    FPRS,
    LEAST,
    LEAST_OF_OLD,
    LENGTHS,
    bucket_of,
    check_fpr,
    least_for,
    threshold_of,
)
from spunlib.training.threshold_fit import Judged, fit_kind_thresholds, fit_thresholds

ONE_GROUP = np.array(["a"])


def fit(scores: NDArray[np.float64], words: int = LENGTHS[2]) -> NDArray[np.float64]:
    return fit_thresholds(Judged(scores, np.full(scores.size, words), np.repeat(ONE_GROUP, scores.size)))


def likely(rng: np.random.Generator, n: int) -> NDArray[np.float64]:
    """Likelihoods above the floor of thresholds, so that the floor plays no part."""
    return LEAST + (1 - LEAST) * rng.beta(1, 9, n)


@pytest.mark.parametrize("fpr", [0.01, 0.05])
@pytest.mark.parametrize("n", [150, 399, 1000])
def test_the_promised_rate_is_kept(fpr: float, n: int) -> None:
    """Split conformal: over calibration sets, P(a new human text is flagged) <= fpr, and hardly less."""
    rng = np.random.default_rng(n)
    repeats = 400
    row, column = FPRS.index(fpr), 2
    flagged = []
    for _ in range(repeats):
        threshold = fit(likely(rng, n))[row, column]
        flagged.append((likely(rng, 500) > threshold).mean())
    # k of n + 1 gaps lie above the threshold.
    expected = (n - int(np.ceil((n + 1) * (1 - fpr))) + 1) / (n + 1)
    assert expected <= fpr
    margin = 4 * np.std(flagged) / np.sqrt(repeats)
    assert abs(np.mean(flagged) - expected) < margin
    assert margin < 0.5 * fpr


@pytest.mark.parametrize("n", [1, 18, 19, 98, 99, 199, 998, 999])
def test_too_few_documents_promise_nothing(n: int) -> None:
    table = fit(np.linspace(0, 1, n))
    for row, fpr in enumerate(FPRS):
        assert np.isfinite(table[row, 2]) == (n >= round(1 / fpr) - 1), fpr
    assert np.isinf(table[:, [0, 1, 3, 4]]).all()
    assert np.isinf(fit(np.zeros(0))).all()


def test_the_threshold_is_the_documented_order_statistic() -> None:
    scores = np.random.default_rng(3).permutation(np.arange(1, 1000) / 1000)
    table = fit(scores)
    assert table[:, 2].tolist() == pytest.approx([0.999, 0.995, 0.99, 0.95])


@pytest.mark.parametrize("seed", range(5))
def test_a_lower_rate_never_has_a_lower_threshold(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n = 3000
    words = rng.integers(1, 800, n)
    groups = rng.choice(["a", "b", "c"], n, p=[0.9, 0.09, 0.01])
    table = fit_thresholds(Judged(rng.random(n), words, groups))
    assert (table[:-1] >= table[1:]).all()


def test_what_is_more_likely_human_is_never_called_spun() -> None:
    table = fit(np.random.default_rng(6).beta(1, 50, 5000))
    assert table[:, 2].tolist() == [LEAST] * len(FPRS)


def test_a_small_group_does_not_pay_for_a_large_one() -> None:
    rng = np.random.default_rng(4)
    easy, hard = rng.beta(1, 50, 9000), rng.beta(8, 2, 1000)
    scores = np.concatenate((easy, hard))
    groups = np.repeat(["news", "learners"], [9000, 1000])
    words = np.full(scores.size, 100)
    threshold = fit_thresholds(Judged(scores, words, groups), least=0.5)[FPRS.index(0.05), 1]
    shares = [(easy > threshold).mean(), (hard > threshold).mean()]
    assert np.mean(shares) <= 0.05 + 1e-3
    alone = fit_thresholds(Judged(scores, words, np.repeat(ONE_GROUP, scores.size)), least=0.5)
    assert (hard > alone[FPRS.index(0.05), 1]).mean() > 0.4  # what it would pay otherwise


def test_a_group_may_have_as_many_odd_texts_as_the_rate_accepts() -> None:
    rng = np.random.default_rng(8)
    scores = np.concatenate((likely(rng, 3000), likely(rng, 150)))
    groups = np.repeat(["news", "letters"], [3000, 150])
    words = np.full(scores.size, 300)

    def threshold(odd: int) -> float:
        given = scores.copy()
        given[3000 : 3000 + odd] = 0.99
        return float(fit_thresholds(Judged(given, words, groups))[FPRS.index(0.01), 3])

    assert threshold(1) < 0.95
    assert threshold(2) == pytest.approx(0.99)


def test_a_group_raises_the_thresholds_of_its_own_lengths_alone() -> None:
    rng = np.random.default_rng(9)
    scores = np.concatenate((likely(rng, 3000), np.full(60, 0.99)))
    groups = np.repeat(["news", "rulings"], [3000, 60])
    words = np.concatenate((rng.choice([60, 300], 3000), np.full(60, 300)))
    table = fit_thresholds(Judged(scores, words, groups))[FPRS.index(0.01)]
    people = scores[:3000][words[:3000] == 60]
    assert table[3] >= 0.99
    assert table[0] == pytest.approx(max(np.quantile(people, 0.99), LEAST), abs=0.05)


def test_further_texts_speak_for_their_group_alone() -> None:
    rng = np.random.default_rng(10)
    scores, words = likely(rng, 3000), np.full(3000, 300)
    people = Judged(scores, words, np.repeat(ONE_GROUP, 3000))
    alone = fit_thresholds(people)[FPRS.index(0.01), 3]
    for odd, expected in ((0, alone), (40, 0.99)):
        novels = np.concatenate((likely(rng, 200 - odd), np.full(odd, 0.99)))
        further = Judged(novels, np.full(200, 300), np.repeat("novels", 200))
        table = fit_thresholds(people, further)
        assert table[FPRS.index(0.01), 3] == pytest.approx(expected, abs=0.03)


def test_what_its_own_floor_spares_does_not_raise_the_thresholds_of_others() -> None:
    rng = np.random.default_rng(11)
    scores = np.concatenate((likely(rng, 3000), np.full(60, 0.97)))
    groups, words = np.repeat(["news", "novels"], [3000, 60]), np.full(3060, 300)
    news = fit_thresholds(Judged(scores[:3000], words[:3000], groups[:3000]))[:, 3]

    def thresholds(old: float) -> NDArray[np.float64]:
        least = least_for(np.repeat([0.0, old], [3000, 60]))
        return fit_thresholds(Judged(scores, words, groups, least=least))[:, 3]

    assert (thresholds(1.0) <= news).all()
    assert thresholds(0.0)[FPRS.index(0.01)] == pytest.approx(0.97)


def people_read_as(kinds: list[int], likelihood: list[float], groups: list[str], each: int) -> Judged:
    """``each`` texts of every length, of each of the kinds, likelihoods around one for each and groups."""
    rng = np.random.default_rng(12)
    n = each * len(LENGTHS)
    scores = [np.clip(rng.normal(one, 0.02, n), 0, 1) for one in likelihood]
    words = np.tile(np.repeat(LENGTHS, each), len(kinds))
    return Judged(np.concatenate(scores), words, np.repeat(groups, n), np.repeat(kinds, n))


SPUN, PARAPHRASED, TRANSLATED = range(3)


def test_what_reads_like_a_paraphrase_does_not_raise_the_thresholds_of_spun_texts() -> None:
    people = people_read_as([SPUN, PARAPHRASED], [0.3, 0.9], ["news", "students"], 1500)
    table = fit_kind_thresholds(people)[:, FPRS.index(0.01)]
    assert (table[SPUN] == LEAST).all()
    assert (table[PARAPHRASED] > 0.9).all()
    assert (table[TRANSLATED] == LEAST).all()
    assert (table[PARAPHRASED] == table[PARAPHRASED, 0]).all()  # whatever the length
    assert (fit_thresholds(people)[FPRS.index(0.01)] > 0.9).all()  # what spun texts would pay


@pytest.mark.parametrize("fpr", [0.01, 0.05])
def test_both_parts_together_keep_the_rate(fpr: float) -> None:
    people = people_read_as([SPUN, PARAPHRASED], [0.8, 0.8], ["news", "news"], 400)
    table = fit_kind_thresholds(people, least=0.5)[:, FPRS.index(fpr)]
    assert people.kind is not None
    limit = table[people.kind, bucket_of(people.words)]
    flagged = people.likelihood > limit
    # Either kind is a half of the texts: by the parts, and no more than those.
    assert 0.5 * fpr < flagged.mean() <= fpr
    assert (flagged & (people.kind == SPUN)).mean() > 2 * (flagged & (people.kind == PARAPHRASED)).mean()


def test_a_small_group_is_judged_over_both_parts() -> None:
    people = people_read_as([SPUN, PARAPHRASED], [0.6, 0.6], ["news", "news"], 800)
    odd = Judged(np.linspace(0.94, 0.97, 60), np.full(60, 300), np.repeat(["letters"], 60), np.arange(60) % 2)
    table = fit_kind_thresholds(people, odd)[:, FPRS.index(0.01), 3]
    flagged = odd.likelihood > table[odd.kind]
    assert flagged.sum() <= 1
    assert (table < 0.98).all()


def test_where_texts_are_too_few_for_parts_of_a_rate_the_kinds_are_alike() -> None:
    people = people_read_as([SPUN, PARAPHRASED], [0.6, 0.9], ["news", "news"], 25)
    table, alike = fit_kind_thresholds(people), fit_thresholds(people)
    assert people.likelihood.size == 250
    for row, fpr in enumerate(FPRS):
        assert np.isfinite(alike[row]).all() == (fpr >= 0.05)
        assert (table[:, row] == alike[row]).all() == (fpr < 0.05)


def test_buckets_begin_at_their_lengths() -> None:
    for number, least in enumerate(LENGTHS):
        assert bucket_of(np.array([least - 1, least, least + 1])).tolist() == [number - 1, number, number]
    assert bucket_of(np.zeros((2, 2), np.int64)).tolist() == [[-1, -1], [-1, -1]]


def test_threshold_of_picks_the_stricter_rate_and_the_bucket() -> None:
    table = np.arange(len(FPRS) * len(LENGTHS), dtype=np.float64).reshape(len(FPRS), len(LENGTHS))
    for row, fpr in enumerate(FPRS):
        for bucket, least in enumerate(LENGTHS):
            assert threshold_of(table, fpr, least) == table[row, bucket]
            assert threshold_of(table, fpr * 1.01, least + 1) == table[row, bucket]
    assert threshold_of(table, 0.9, 10_000) == table[-1, -1]
    assert threshold_of(table, 0.01, LENGTHS[0] - 1) == np.inf


@pytest.mark.parametrize("fpr", [0, -1, 0.0009, 1, 2, float("nan"), float("inf")])
def test_rates_that_cannot_be_promised_are_refused(fpr: float) -> None:
    with pytest.raises(UsageError, match=r"fpr must be at least 0\.001"):
        check_fpr(fpr)
    with pytest.raises(UsageError, match="fpr"):
        threshold_of(np.zeros((len(FPRS), len(LENGTHS))), fpr, 100)


def test_the_older_the_prose_the_higher_the_floor() -> None:
    assert least_for(np.zeros(1)) == [0]
    floors = least_for(np.linspace(1e-9, 1, 9))
    assert floors[0] == pytest.approx(LEAST)
    assert floors[-1] == pytest.approx(LEAST_OF_OLD)
    assert all(np.diff(floors) > 0)
