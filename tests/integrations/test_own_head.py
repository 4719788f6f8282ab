"""The threshold of a user's own head keeps its promise on texts that it has not seen."""

from __future__ import annotations

import numpy as np
import pytest
from needs import needs
from numpy.typing import NDArray

needs("scikit-learn", "sklearn", extra="sklearn")

from sklearn.linear_model import LogisticRegression  # noqa: E402
from sklearn.model_selection import GroupKFold  # noqa: E402

from spunlib.integrations.labelled import EstimatorInputError  # noqa: E402
from spunlib.integrations.measuring import Measured  # noqa: E402
from spunlib.integrations.own_head import LEAST_THRESHOLD, fit_head, fit_threshold  # noqa: E402

N = 199
LABELS = np.array([0] * N + [1] * N)


def drawn(rng: np.random.Generator, apart: float = 0.8) -> Measured:
    """Numbers of N human texts and of N rewritten ones, so far apart."""
    numbers = rng.normal(size=(2 * N, 3)) + np.where(LABELS, apart, 0)[:, None]
    return Measured(numbers, np.ones(2 * N, np.bool_))


def flagged(head: object, numbers: NDArray[np.float64], threshold: float) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = 1 - head.predict_proba(numbers)[:, 0] > threshold  # type: ignore[attr-defined]
    return found


@pytest.mark.parametrize("fpr", [0.01, 0.05])
def test_the_rate_holds_on_average_over_draws(fpr: float) -> None:
    rng = np.random.default_rng(5)
    rates = []
    for _ in range(40):
        measured = drawn(rng)
        threshold = fit_threshold(LogisticRegression(), measured, LABELS, 0, fpr, 5)
        assert threshold > LEAST_THRESHOLD
        fresh = rng.normal(size=(5000, 3))
        rates.append(flagged(fit_head(LogisticRegression(), measured, LABELS), fresh, threshold).mean())
    assert fpr / 2 < np.mean(rates) < 1.25 * fpr


def test_what_the_head_holds_to_be_human_is_never_flagged() -> None:
    measured = drawn(np.random.default_rng(5), apart=9)
    assert fit_threshold(LogisticRegression(), measured, LABELS, 0, 0.05, 5) == LEAST_THRESHOLD


def test_texts_that_are_not_judged_do_not_count() -> None:
    measured = drawn(np.random.default_rng(5))
    measured.judged[:150] = False
    with pytest.raises(EstimatorInputError, match=r"fpr=0.01 takes at least 99 human texts .* there are 49"):
        fit_threshold(LogisticRegression(), measured, LABELS, 0, 0.01, 5)
    assert fit_threshold(LogisticRegression(), measured, LABELS, 0, 0.05, 5) < 1


def test_splits_may_keep_sources_together() -> None:
    measured = drawn(np.random.default_rng(5))
    splits = list(GroupKFold(5).split(measured.numbers, LABELS, np.arange(2 * N) % 7))
    assert LEAST_THRESHOLD <= fit_threshold(LogisticRegression(), measured, LABELS, 0, 0.05, splits) < 1
