"""Estimators for scikit-learn that take raw text: the shipped model, or a classifier of your own upon it.

An estimator holds the name of a model and never the model itself: it is loaded once a process, so that
clones, pickles and worker processes are small, and nothing that was unpickled decides.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spunlib.errors import MissingExtraError
from spunlib.integrations.labelled import (
    HUMAN,
    EstimatorInputError,
    check_classes,
    human_label,
    kinds_of,
    texts_of,
)
from spunlib.integrations.measuring import NUMBERS, Detecting, judge, measure
from spunlib.integrations.own_head import fit_head, fit_threshold
from spunlib.integrations.shared import shared_detector
from spunlib.model.cascade import AUTO
from spunlib.model.document_head import KINDS
from spunlib.model.store import DEFAULT
from spunlib.model.thresholds import check_fpr

try:
    from sklearn.base import BaseEstimator, ClassifierMixin, TransformerMixin
    from sklearn.utils import check_consistent_length, column_or_1d
    from sklearn.utils.multiclass import check_classification_targets
    from sklearn.utils.validation import check_is_fitted
except ImportError as error:
    raise MissingExtraError("sklearn", "scikit-learn") from error

_UNFITTED = np.array([0, 1])
"""Labels of a classifier that has met none: 1 is rewritten."""

_ANY_FPR = 0.01
"""Where no rate is asked for: probabilities do not depend on it."""


class _OfTexts(BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """What both estimators share: they take raw text, and load a model by its name."""

    model: str | Path
    tier: str
    n_jobs: int | None

    def _detecting(self) -> Detecting:
        return Detecting(self.model, self.tier, self.n_jobs)

    def _more_tags(self) -> dict[str, Any]:  # scikit-learn before 1.6
        return {"X_types": ["string"], "no_validation": True, "preserves_dtype": []}

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.string, tags.input_tags.two_d_array = True, False
        tags.no_validation = True
        return tags


class SpinFeatures(TransformerMixin, _OfTexts):  # type: ignore[misc]
    """Raw texts to the numbers that tell rewritten text from human: a transformer that learns nothing.

    `transform` gives float64 (n, k) for n texts; `get_feature_names_out` names the k columns: the numbers
    that the model's document head reads (means over the words of a text, see
    `spunlib.model.document_features`), and ``log_odds``, those of the likelihood that
    `spunlib.SpinDetector.score` reports. Each is on a scale of its own: put a scaler before a classifier that
    minds. No row depends on the other rows.

    Args:
        model: name or folder of a model.
        tier: see `spunlib.load`. "auto": the numbers are those of the fast tier, whatever the text, and
            ``log_odds`` are of the tier that decides on it.
        n_jobs: processes, as joblib counts them; None: one.

    Texts come as a list, an array, a series or a table of one column. What is empty or too short has numbers
    too; what is missing or no str raises `EstimatorInputError`, a ValueError.

    >>> features = SpinFeatures(tier="fast").fit_transform(["One text.", "Another one."])
    >>> features.shape == (2, len(SpinFeatures().get_feature_names_out()))
    True
    """

    def __init__(self, model: str | Path = DEFAULT, *, tier: str = AUTO, n_jobs: int | None = None) -> None:
        self.model = model
        self.tier = tier
        self.n_jobs = n_jobs

    def fit(self, X: Any, y: Any = None) -> SpinFeatures:  # noqa: N803
        """Check the parameters by loading the model; nothing is learnt.

        Raises:
            ModelError: see `spunlib.load`.
            MissingExtraError: see `spunlib.load`.
            UsageError: see `spunlib.load`.
        """
        shared_detector(self.model, self.tier)
        return self

    def transform(self, X: Any) -> NDArray[np.float64]:  # noqa: N803
        """The numbers of texts, float64 (n, k).

        Raises:
            EstimatorInputError: a text is missing or no str.
        """
        return measure(texts_of(X), self._detecting()).numbers

    def get_feature_names_out(self, input_features: Any = None) -> NDArray[np.object_]:
        """Names of the columns; what came in has no say in them."""
        return np.array(NUMBERS, dtype=object)

    def __sklearn_is_fitted__(self) -> bool:
        return True

    def _more_tags(self) -> dict[str, Any]:
        return {"requires_fit": False, "stateless": True}

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.requires_fit = False
        return tags


class SpinClassifier(ClassifierMixin, _OfTexts):  # type: ignore[misc]
    """Tells rewritten texts from human ones: by the shipped model, or by a head fitted on your own texts.

    **Without a head** the model speaks, trained and calibrated as it is. `fit` learns which labels there are
    and nothing of the texts, and is not needed: unfitted, the labels are 0 and 1 (rewritten).
    `predict_proba` is `spunlib.SpinDetector.predict_proba`, `predict` is the decision of `score` at ``fpr``:
    what it abstains on is not flagged, and predicted to be human. There may be two labels, or some of the
    four kinds.

    **With a head**, any classifier with `predict_proba`, `fit` fits a clone of it on the numbers of your
    texts (`SpinFeatures`). A text is flagged where the probability that it is not human is above
    ``threshold_``, which is set on your human texts, each judged by a head that has not seen it: at most
    ``fpr`` of new ones like them are expected above (`spunlib.integrations.own_head`). Texts that `score`
    abstains on are not flagged either. There may be any labels.

    `predict` need not be the likeliest class of `predict_proba`, since an accepted rate of false alarms is
    no probability; with ``fpr=None`` it is. There is no `decision_function`: the threshold depends on
    a text's length and kind, and what ranks texts is the probability.

    Args:
        model: name or folder of a model.
        tier: see `spunlib.load`.
        fpr: the share of human texts that may be flagged, at least 0.001; None: predict the likeliest class.
        head: a classifier, or None.
        human_label: the label of human texts; None: see `spunlib.integrations.labelled.human_label`.
        cv: how your texts are split to set the threshold of a head: anything that `cross_val_predict` takes.
            Where texts of one source are in y many times, give splits that keep a source together.
        n_jobs: processes, as joblib counts them; None: one.

    Attributes:
        classes_: the labels, sorted; columns of `predict_proba`.
        human_label_: the one that stands for human texts.
        head_: the fitted head; with a head only.
        threshold_: probability above which a text is flagged; with a head and ``fpr`` only.

    >>> classifier = SpinClassifier().fit(["One text.", "Another one."], ["human", "spun"])
    >>> classifier.predict(["A third."]).tolist(), classifier.predict_proba(["A third."]).shape
    (['human'], (1, 2))
    """

    def __init__(
        self,
        model: str | Path = DEFAULT,
        *,
        tier: str = AUTO,
        fpr: float | None = 0.01,
        head: Any = None,
        human_label: Any = None,
        cv: Any = 5,
        n_jobs: int | None = None,
    ) -> None:
        self.model = model
        self.tier = tier
        self.fpr = fpr
        self.head = head
        self.human_label = human_label
        self.cv = cv
        self.n_jobs = n_jobs

    @property
    def classes_(self) -> NDArray[Any]:
        """The labels, sorted."""
        if not self.__sklearn_is_fitted__():
            raise AttributeError("classes_: this SpinClassifier has a head, and is not fitted yet")
        classes: NDArray[Any] = vars(self).get("_classes", _UNFITTED)
        return classes

    def fit(self, X: Any, y: Any) -> SpinClassifier:  # noqa: N803
        """Learn the labels, and fit the head where there is one.

        Args:
            X: n texts.
            y: n labels.

        Raises:
            EstimatorInputError: texts or labels are not usable, or the human texts are too few for ``fpr``.
            ModelError: see `spunlib.load`.
            MissingExtraError: see `spunlib.load`.
            UsageError: see `spunlib.load`; or ``fpr`` is out of range.
        """
        shared_detector(self.model, self.tier)
        if self.fpr is not None:
            check_fpr(self.fpr)
        if y is None:
            raise EstimatorInputError("SpinClassifier requires y to be passed, but the target y is None")
        texts, labels = texts_of(X), column_or_1d(y, warn=True)
        check_consistent_length(texts, labels)
        check_classification_targets(labels)
        classes = np.unique(labels)
        if self.head is None:
            check_classes(classes)
        if self.head is None or self.fpr is not None:
            self.human_label_ = human_label(classes, self.human_label)
        if self.head is not None:
            measured = measure(texts, self._detecting())
            if self.fpr is not None:
                human = self.human_label_
                self.threshold_ = fit_threshold(self.head, measured, labels, human, self.fpr, self.cv)
            self.head_ = fit_head(self.head, measured, labels)
        self._classes = classes
        return self

    def predict_proba(self, X: Any) -> NDArray[np.float64]:  # noqa: N803
        """Probabilities of the classes, float64 (n, len(classes_)).

        Without a head they are calibrated for a stream in which one text in five is rewritten. Where labels
        are three of the kinds, they are those given that it is one of them.

        Raises:
            EstimatorInputError: a text is missing or no str.
            sklearn.exceptions.NotFittedError: there is a head, and it is not fitted.
        """
        return self._answers(X)[0]

    def predict(self, X: Any) -> NDArray[Any]:  # noqa: N803
        """The label of each text, (n,): that of human texts unless it is flagged at ``fpr``.

        Raises:
            EstimatorInputError: a text is missing or no str.
            sklearn.exceptions.NotFittedError: there is a head, and it is not fitted.
        """
        probabilities, flagged = self._answers(X)
        rewritten = probabilities.copy()
        if self.fpr is not None:
            rewritten[:, self._human] = np.where(flagged, -1, 2)  # below, or above, all probabilities
        labels: NDArray[Any] = self.classes_[rewritten.argmax(axis=1)]
        return labels

    def __sklearn_is_fitted__(self) -> bool:
        return self.head is None or hasattr(self, "head_")

    def _more_tags(self) -> dict[str, Any]:
        return {"requires_fit": self.head is not None, "binary_only": self.head is None}

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.requires_fit = tags.classifier_tags.multi_class = self.head is not None
        return tags

    @property
    def _human(self) -> int:
        """The column of human texts."""
        label = getattr(self, "human_label_", _UNFITTED[0])
        return int(np.flatnonzero(self.classes_ == label)[0])

    def _answers(self, given: Any) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Probabilities of the classes, float64 (n, c), and which texts are flagged, bool (n,)."""
        check_is_fitted(self)
        texts = texts_of(given)
        if self.head is not None:
            numbers, judged = measure(texts, self._detecting())
            probabilities = self.head_.predict_proba(numbers)
            if self.fpr is None:
                return probabilities, judged
            return probabilities, judged & (1 - probabilities[:, self._human] > self.threshold_)
        kinds, flagged = judge(texts, self._detecting(), self.fpr or _ANY_FPR)
        human = kinds[:, KINDS.index(HUMAN)]
        names = kinds_of(self.classes_, self.classes_[self._human])
        columns = [kinds[:, KINDS.index(name)] if name else 1 - human for name in names]
        probabilities = np.stack(columns, axis=1)
        if len(names) > 2:
            probabilities /= probabilities.sum(axis=1, keepdims=True)
        return probabilities, flagged
