"""A user's own classifier upon the numbers of texts, and the threshold that keeps its false alarms rare."""

from __future__ import annotations

from math import floor
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spunlib.errors import MissingExtraError
from spunlib.integrations.labelled import EstimatorInputError
from spunlib.integrations.measuring import Measured

try:
    from sklearn.base import clone
    from sklearn.model_selection import cross_val_predict
except ImportError as error:
    raise MissingExtraError("sklearn", "scikit-learn") from error

LEAST_THRESHOLD: Final = 0.5
"""What a head holds to be human is not flagged, whatever rate is accepted."""


def fit_head(head: Any, measured: Measured, labels: NDArray[Any]) -> Any:
    """A clone of a classifier, fitted on the numbers of texts."""
    return clone(head).fit(measured.numbers, labels)


def fit_threshold(
    head: Any, measured: Measured, labels: NDArray[Any], human: Any, fpr: float, cv: Any
) -> float:
    """The probability of being rewritten that at most a share ``fpr`` of human texts exceeds.

    Each human text is judged by a head that has not seen it, and the threshold is the
    ceil((1 - fpr)(n + 1))-th smallest of their n probabilities (conformal prediction, Vovk et al. 2005), or
    `LEAST_THRESHOLD` where that is higher.

    Args:
        head: a classifier with `predict_proba`.
        measured: n texts; those that are not judged do not count.
        labels: of the texts, (n,).
        human: the label of human texts.
        fpr: in (0, 1).
        cv: splits, as `sklearn.model_selection.cross_val_predict` takes them.

    Raises:
        EstimatorInputError: the human texts are too few to promise the rate.
    """
    people = (labels == human) & measured.judged
    n = int(np.count_nonzero(people))
    above = floor(fpr * (n + 1))
    if above < 1:
        raise EstimatorInputError(
            f"fpr={fpr:g} takes at least {int(np.ceil(1 / fpr)) - 1} human texts long enough to be judged; "
            f"there are {n}: give more, accept a higher rate, or give fpr=None to predict the likeliest class"
        )
    unseen = cross_val_predict(clone(head), measured.numbers, labels, cv=cv, method="predict_proba")
    column = np.unique(labels).tolist().index(human)
    rewritten = np.sort(1 - unseen[people, column])
    return max(float(rewritten[-above]), LEAST_THRESHOLD)
