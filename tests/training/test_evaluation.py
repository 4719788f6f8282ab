from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from spunlib.errors import MissingExtraError
from spunlib.training import metrics
from spunlib.training.evaluation import Answers, evaluate_answers
from spunlib.training.evaluation_report import as_markdown
from spunlib.training.intervals import clopper_pearson
from spunlib.training.plots import draw_plots

KINDS = ("human", "synonym_spun", "paraphrased", "translated")


def random_scores(seed: int, n: int = 400) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Truth and overlapping scores, with many ties."""
    rng = np.random.default_rng(seed)
    positive = rng.random(n) < 0.3
    return positive, np.clip(rng.normal(0.4 + 0.2 * positive, 0.2), 0, 1).round(1)


# Quantiles of the beta distribution by scipy.stats.beta.ppf.
@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [
        (0, 10, 0.0, 0.3084971),
        (10, 10, 0.6915029, 1.0),
        (1, 1, 0.025, 1.0),
        (3, 300, 0.0020670, 0.0289450),
        (150_000, 200_000, 0.7480966, 0.7518962),
        (0, 0, 0.0, 1.0),
    ],
)
def test_clopper_pearson(successes: int, trials: int, low: float, high: float) -> None:
    assert clopper_pearson(successes, trials) == pytest.approx((low, high), abs=1e-6)


def test_clopper_pearson_agrees_with_scipy() -> None:
    stats = pytest.importorskip("scipy.stats")
    rng = np.random.default_rng(3)
    for trials in rng.integers(1, 5000, 50).tolist():
        successes = int(rng.integers(0, trials + 1))
        exact = stats.binomtest(successes, trials).proportion_ci(0.9, method="exact")
        assert clopper_pearson(successes, trials, 0.9) == pytest.approx((exact.low, exact.high), abs=1e-9)


@pytest.mark.parametrize("seed", range(5))
def test_auc_is_the_share_of_ordered_pairs(seed: int) -> None:
    positive, score = random_scores(seed)
    difference = score[positive][:, None] - score[~positive][None, :]
    assert metrics.roc_auc(positive, score) == pytest.approx((np.sign(difference).mean() + 1) / 2)


@pytest.mark.parametrize("seed", range(5))
def test_measures_agree_with_scikit_learn(seed: int) -> None:
    reference = pytest.importorskip("sklearn.metrics")
    positive, score = random_scores(seed)
    flagged = score > 0.5
    rng = np.random.default_rng(seed)
    kind, predicted = rng.choice(KINDS, 400), rng.choice(KINDS, 400)
    assert metrics.average_precision(positive, score) == pytest.approx(
        reference.average_precision_score(positive, score)
    )
    assert metrics.f1_score(positive, flagged) == pytest.approx(reference.f1_score(positive, flagged))
    assert metrics.macro_f1(kind, predicted, KINDS) == pytest.approx(
        reference.f1_score(kind, predicted, average="macro")
    )
    expected = reference.roc_curve(positive, score, drop_intermediate=False)
    assert np.array(metrics.roc_curve(positive, score)) == pytest.approx(np.array(expected[:2]))


def test_calibration_error_is_small_where_the_likelihood_holds_and_large_where_it_does_not() -> None:
    rng = np.random.default_rng(1)
    likelihood = rng.random(50_000)
    positive = rng.random(50_000) < likelihood
    assert metrics.expected_calibration_error(positive, likelihood) == pytest.approx(0, abs=0.01)
    assert metrics.expected_calibration_error(~positive, likelihood) == pytest.approx(0.5, abs=0.01)


def test_equal_likelihoods_stand_in_one_bin_in_whatever_order_they_come() -> None:
    positive = np.repeat([True, False], 500)
    assert metrics.expected_calibration_error(positive, np.full(1000, 0.5)) == 0
    assert metrics.reliability(positive, np.full(1000, 0.5)).tolist() == [[0.5, 0.5, 1000]]


def test_reliability_bins_hold_equally_many() -> None:
    likelihood = np.random.default_rng(2).random(1500) ** 4
    assert metrics.reliability(likelihood > 0.5, likelihood)[:, 2].tolist() == [100] * 15


@pytest.mark.parametrize("truth", [[], [True, True], [False, False]])
def test_undefined_measures_are_none(truth: list[bool]) -> None:
    positive, score = np.array(truth, np.bool_), np.linspace(0, 1, len(truth))
    assert metrics.roc_auc(positive, score) is None
    if not positive.any():
        assert metrics.average_precision(positive, score) is None
        assert metrics.f1_score(positive, score > 0.5) is None


def answers(rows: list[tuple[str, str, str, int, float, str]]) -> Answers:
    kind, group, tool, words, likelihood, decision = zip(*rows, strict=True)
    predicted = [name if score >= 0.5 else "human" for name, score in zip(kind, likelihood, strict=True)]
    arrays = (kind, group, tool, words, likelihood, predicted, decision)
    return Answers(*(np.array(array) for array in arrays))


TEN = answers(
    [
        ("human", "letters", "", 100, 0.1, "not_spun"),
        ("human", "letters", "", 100, 0.6, "not_spun"),
        ("human", "letters", "", 20, 0.9, "abstain"),
        ("human", "essays", "", 500, 0.95, "spun"),
        ("human", "essays", "", 500, 0.05, "not_spun"),
        ("synonym_spun", "wire", "dictionary", 100, 0.97, "spun"),
        ("synonym_spun", "wire", "dictionary", 500, 0.99, "spun"),
        ("synonym_spun", "wire", "thesaurus", 20, 0.99, "abstain"),
        ("paraphrased", "wire", "model", 100, 0.2, "not_spun"),
        ("translated", "wire", "system", 100, 0.7, "spun"),
    ]
)


def test_rates_take_the_less_flattering_count() -> None:
    figures = evaluate_answers(TEN, fpr=0.05)
    overall = figures["overall"]
    assert (overall["documents"], overall["human"], overall["abstained"]) == (10, 5, pytest.approx(0.2))
    false, true = overall["fpr"], overall["tpr"]
    assert (false["flagged"], false["documents"], false["abstained"]) == (1, 4, 1)
    assert (true["flagged"], true["documents"], true["abstained"]) == (3, 5, 1)
    assert overall["f1"] == pytest.approx(2 * 3 / (4 + 5))
    assert (true["low"], true["high"]) == clopper_pearson(3, 5)


def test_rates_are_given_for_each_group_kind_tool_and_length() -> None:
    figures = evaluate_answers(TEN, fpr=0.05)
    assert {group: rate["rate"] for group, rate in figures["human_groups"].items()} == {
        "essays": 0.5,
        "letters": 0.0,
    }
    assert {kind: rate["rate"] for kind, rate in figures["kinds"].items()} == {
        "paraphrased": 0.0,
        "synonym_spun": pytest.approx(2 / 3),
        "translated": 1.0,
    }
    assert list(figures["tools"]) == ["dictionary", "model", "system", "thesaurus"]
    assert list(figures["lengths"]) == ["under 40", "80-129", "350 and more"]
    assert figures["lengths"]["under 40"]["fpr"]["rate"] is None
    assert figures["lengths"]["80-129"]["tpr"]["documents"] == 3


def test_figures_are_json_and_markdown() -> None:
    figures = evaluate_answers(TEN, fpr=0.05)
    assert json.loads(json.dumps(figures, allow_nan=False)) == figures
    page = as_markdown(figures, "Ten")
    assert "# Ten" in page
    assert "95 % Clopper-Pearson" in page
    assert "| essays | 2 | 0 | 1 | 50.0 % | 1.3-98.7 % |" in page


@pytest.mark.parametrize("rows", [slice(0, 5), slice(5, 10)], ids=["human alone", "rewritten alone"])
def test_one_side_alone_has_figures(rows: slice) -> None:
    names = Answers.__slots__
    figures = evaluate_answers(Answers(*(getattr(TEN, name)[rows] for name in names)), fpr=0.05)
    assert figures["overall"]["auc"] is None
    assert "–" in as_markdown(figures, "One side")


def test_plots_are_drawn(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    positive, score = random_scores(0)
    draw_plots(positive, score, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"roc.png", "reliability.png"}


def test_plots_without_matplotlib_name_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(MissingExtraError, match=r"spunlib\[plots\]"):
        draw_plots(*random_scores(0), tmp_path)
