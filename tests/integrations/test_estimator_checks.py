"""scikit-learn's own checks of the estimator contract.

The checks feed arrays of numbers, and scikit-learn yields none for an estimator of texts. So each estimator
is given a twin that is told to take numbers, and spells each row out as a text: all else is its own.
"""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
from needs import needs

needs("scikit-learn", "sklearn", extra="sklearn")

from sklearn.linear_model import LogisticRegression  # noqa: E402
from sklearn.pipeline import make_pipeline  # noqa: E402
from sklearn.preprocessing import StandardScaler  # noqa: E402
from sklearn.utils import check_array  # noqa: E402
from sklearn.utils.estimator_checks import parametrize_with_checks  # noqa: E402

from spunlib.integrations.sklearn import SpinClassifier, SpinFeatures  # noqa: E402

SENTENCES = 4


def spelt(numbers: Any) -> list[str]:
    """A text for each row: a sentence for each number, in a tool's words where it is above 0."""
    rows = [np.resize(row, SENTENCES) > 0 for row in check_array(numbers)]
    words = ("said it was cold again", "mentioned it was attainable despatched")
    return [
        " ".join(f"Rain fell on the town and people {words[int(above)]}." for above in row) for row in rows
    ]


class OfNumbers:
    """What scikit-learn is told about a twin."""

    def _more_tags(self) -> dict[str, Any]:  # before 1.6
        return {"X_types": ["2darray"], "_xfail_checks": expected(self)}

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = True
        return tags


class Features(OfNumbers, SpinFeatures):
    def fit(self, X: Any, y: Any = None) -> Features:  # noqa: N803
        spelt(X)
        return super().fit(X, y)

    def transform(self, X: Any) -> Any:  # noqa: N803
        return super().transform(spelt(X))


class Classifier(OfNumbers, SpinClassifier):
    def fit(self, X: Any, y: Any) -> Classifier:  # noqa: N803
        return super().fit(spelt(X), y)

    def _answers(self, given: Any) -> Any:
        return super()._answers(spelt(given))


HEAD = make_pipeline(StandardScaler(), LogisticRegression())
ESTIMATORS = [
    Features(tier="fast"),
    Classifier(tier="fast"),
    Classifier(tier="fast", head=HEAD, fpr=None),
]


NEW = "expected_failed_checks" in inspect.signature(parametrize_with_checks).parameters  # since 1.6


def expected(estimator: Any) -> dict[str, str]:
    """The checks that cannot pass, and why."""
    if getattr(estimator, "head", HEAD) is HEAD:
        return {}
    failures = {
        "check_classifiers_train": "the shipped model learns nothing from clouds of points",
        "check_classifiers_classes": "'one' and 'two' do not say which of them is human",
    }
    if not NEW:
        failures["check_fit_check_is_fitted"] = "the shipped model is fitted, which later versions accept"
    return failures


MORE: dict[str, Any] = {"expected_failed_checks": expected} if NEW else {}


@parametrize_with_checks(ESTIMATORS, **MORE)
def test_contract(estimator: Any, check: Any) -> None:
    check(estimator)
