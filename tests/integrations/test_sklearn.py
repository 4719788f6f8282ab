"""The estimators on the real scikit-learn, and their agreement with `score`."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from doc_pages import ROOT, run_page
from example_passages import MIXED, labelled
from needs import needs

needs("scikit-learn", "sklearn", extra="sklearn")

from sklearn.base import clone, is_classifier  # noqa: E402
from sklearn.calibration import CalibratedClassifierCV  # noqa: E402
from sklearn.compose import ColumnTransformer  # noqa: E402
from sklearn.exceptions import NotFittedError  # noqa: E402
from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: E402
from sklearn.linear_model import LogisticRegression  # noqa: E402
from sklearn.model_selection import GridSearchCV, cross_val_predict, cross_val_score  # noqa: E402
from sklearn.pipeline import FeatureUnion, make_pipeline  # noqa: E402
from sklearn.preprocessing import StandardScaler  # noqa: E402

import spunlib  # noqa: E402
from spunlib.integrations.labelled import EstimatorInputError  # noqa: E402
from spunlib.integrations.measuring import NUMBERS  # noqa: E402
from spunlib.integrations.sklearn import SpinClassifier, SpinFeatures  # noqa: E402
from spunlib.model.document_features import NAMES  # noqa: E402
from spunlib.model.document_head import KINDS  # noqa: E402

TEXTS, TRUE_KINDS = labelled()
HEAD = make_pipeline(StandardScaler(), LogisticRegression())


@pytest.fixture(scope="module")
def reports(detector: spunlib.SpinDetector) -> list[spunlib.Report]:
    return [detector.score(text) for text in MIXED]


class TestAgreementWithScore:
    """To the last bit, whatever the batch and the number of processes."""

    @pytest.mark.parametrize("n_jobs", [None, 2])
    def test_probabilities_are_likelihoods(self, reports: list[spunlib.Report], n_jobs: int | None) -> None:
        found = SpinClassifier(n_jobs=n_jobs).predict_proba(MIXED * 9)  # several batches
        expected = [[report.kinds["human"], report.likelihood] for report in reports] * 9
        assert found.tolist() == expected

    @pytest.mark.parametrize("fpr", [0.001, 0.01, 0.05])
    def test_predictions_are_decisions(self, detector: spunlib.SpinDetector, fpr: float) -> None:
        flagged = [detector.score(text, fpr=fpr).decision == "spun" for text in MIXED]
        assert SpinClassifier(fpr=fpr).predict(MIXED).tolist() == flagged
        assert True in flagged
        assert False in flagged

    def test_columns_are_the_numbers_behind_the_verdict(self, reports: list[spunlib.Report]) -> None:
        found = SpinFeatures().fit_transform(MIXED)
        names = SpinFeatures().get_feature_names_out().tolist()
        assert names == list(NUMBERS)
        assert found.shape == (len(MIXED), len(names))
        assert found.dtype == np.float64
        assert np.isfinite(found).all()
        likelihood = 1 / (1 + np.exp(-found[:, names.index("log_odds")]))
        assert likelihood == pytest.approx([report.likelihood for report in reports], abs=1e-9)

    def test_numbers_are_those_of_the_document_head(self) -> None:
        detector = spunlib.load(tier="fast")
        scored = detector.model.score(MIXED)
        found = SpinFeatures(tier="fast").transform(MIXED)
        assert (found[:, : len(NAMES)] == scored.numbers).all()

    def test_a_grid_search_scores_what_score_decides(self) -> None:
        detector = spunlib.load(tier="fast")
        true = [kind == "synonym_spun" for kind in TRUE_KINDS]
        grid = {"fpr": [0.001, 0.01, 0.05]}
        search = GridSearchCV(SpinClassifier(tier="fast"), grid, cv=2, scoring="accuracy", n_jobs=2)
        search.fit(TEXTS, true)
        for rate, found in zip((0.001, 0.01, 0.05), search.cv_results_["mean_test_score"], strict=True):
            right = [
                (detector.score(text, fpr=rate).decision == "spun") == truth
                for text, truth in zip(TEXTS, true, strict=True)
            ]
            half = len(TEXTS) // 2
            assert len(TEXTS) % 2 == 0
            assert found == np.mean([np.mean(right[:half]), np.mean(right[half:])])
        assert search.best_estimator_.predict(MIXED).dtype == bool


class TestTiers:
    def test_auto_has_the_numbers_of_the_fast_tier_and_the_log_odds_of_the_verdict(self) -> None:
        auto, fast, accurate = (
            SpinFeatures(tier=tier).transform(MIXED) for tier in ("auto", "fast", "accurate")
        )
        assert (auto[:, :-1] == fast[:, :-1]).all()
        assert not (auto[:, :-1] == accurate[:, :-1]).all()
        assert (auto[:, -1] != fast[:, -1]).any()
        doubtful = auto[:, -1] != fast[:, -1]
        assert (auto[doubtful, -1] == accurate[doubtful, -1]).all()

    def test_no_row_of_the_accurate_tier_is_on_the_scale_of_the_other(self) -> None:
        accurate = spunlib.load(tier="accurate").model
        found = SpinFeatures(tier="accurate").transform(MIXED)
        expected = accurate.more_accurate(accurate.score(MIXED)).numbers
        assert (found[:, : len(NAMES)] == expected).all()


class TestLabels:
    @pytest.mark.parametrize(
        ("labels", "human"),
        [
            ([0, 1], 0),
            ([False, True], False),
            ([-1, 1], -1),
            (["human", "machine"], "human"),
            (["spun", "not_spun"], "not_spun"),
            (["original", "spun"], "original"),
            (["translated", "wire"], "wire"),
        ],
    )
    def test_which_one_is_human(self, labels: list[Any], human: Any) -> None:
        classifier = SpinClassifier(tier="fast").fit(["One.", "Two."], labels)
        assert classifier.human_label_ == human
        assert classifier.classes_.tolist() == sorted(labels)
        assert classifier.predict(["Too short."]).tolist() == [human]
        column = sorted(labels).index(human)
        likelihood = spunlib.load(tier="fast").score(MIXED[0]).likelihood
        assert classifier.predict_proba(MIXED[:1])[0, 1 - column] == likelihood
        assert classifier.predict(MIXED[:1]).tolist() == [labels[1 - labels.index(human)]]

    def test_it_can_be_said(self) -> None:
        classifier = SpinClassifier(human_label="genuine").fit(["One.", "Two."], ["fake", "genuine"])
        assert classifier.predict(MIXED[:2]).tolist() == ["fake", "genuine"]

    @pytest.mark.parametrize(
        ("labels", "given", "message"),
        [
            (["fake", "genuine"], None, "say so with human_label="),
            (["fake", "genuine"], "human", r"human_label is 'human', and the labels of y are \['fake'"),
            (["human", "human"], None, "y has 1 class, 'human'"),
            ([0, 1, 2], None, "Only binary classification is supported without a head"),
            ([0, 1, 2, 3], None, "inconsistent numbers of samples"),
            (None, None, "requires y to be passed"),
        ],
    )
    def test_what_cannot_be_told_raises(self, labels: Any, given: Any, message: str) -> None:
        texts = ["One.", "Two.", "Three."][: len(labels or "12")]
        with pytest.raises(ValueError, match=message):
            SpinClassifier(human_label=given).fit(texts, labels)

    def test_kinds_may_be_labels(self, reports: list[spunlib.Report]) -> None:
        classifier = SpinClassifier().fit(["1", "2", "3", "4"], KINDS)
        assert classifier.classes_.tolist() == sorted(KINDS)
        expected = np.array([[report.kinds[kind] for kind in sorted(KINDS)] for report in reports])
        assert classifier.predict_proba(MIXED) == pytest.approx(expected, abs=1e-12)
        kinds = [
            max(KINDS[1:], key=report.kinds.__getitem__) if report.decision == "spun" else "human"
            for report in reports
        ]
        assert classifier.predict(MIXED).tolist() == kinds
        assert "synonym_spun" in kinds

    def test_some_kinds_share_the_probability_among_them(self, reports: list[spunlib.Report]) -> None:
        some = ["human", "paraphrased", "synonym_spun"]
        found = SpinClassifier().fit(["1", "2", "3"], some).predict_proba(MIXED)
        assert found.sum(axis=1) == pytest.approx(np.ones(len(MIXED)))
        kinds = reports[0].kinds
        assert found[0, 2] == pytest.approx(kinds["synonym_spun"] / (1 - kinds["translated"]))


class TestPretrained:
    def test_it_needs_no_fitting(self) -> None:
        classifier = SpinClassifier()
        assert classifier.classes_.tolist() == [0, 1]
        assert classifier.predict(MIXED[:4]).tolist() == [1, 0, 0, 0]
        assert classifier.score(MIXED[:2], [1, 0]) == 1

    def test_fitting_changes_no_answer(self) -> None:
        fitted = SpinClassifier().fit(MIXED[:2], [1, 0])
        assert (fitted.predict_proba(MIXED) == SpinClassifier().predict_proba(MIXED)).all()

    def test_without_a_rate_the_likeliest_class_is_predicted(self, reports: list[spunlib.Report]) -> None:
        found = SpinClassifier(fpr=None).predict(MIXED)
        assert found.tolist() == [report.likelihood > 0.5 for report in reports]

    def test_it_can_be_calibrated_for_another_share_of_spun_texts(self) -> None:
        calibrated = CalibratedClassifierCV(SpinClassifier(tier="fast"), cv=2).fit(
            TEXTS, np.array(TRUE_KINDS)
        )
        assert calibrated.predict(MIXED[:2]).tolist() == ["synonym_spun", "human"]

    def test_a_wrong_rate_is_refused(self) -> None:
        with pytest.raises(spunlib.UsageError, match="fpr must be at least"):
            SpinClassifier(fpr=0).fit(["One.", "Two."], [0, 1])

    @pytest.mark.parametrize("estimator", [SpinClassifier, SpinFeatures])
    def test_a_wrong_model_is_refused_at_fitting(self, estimator: Callable[..., Any]) -> None:
        with pytest.raises(spunlib.ModelError, match="no model 'en-0'"):
            estimator("en-0").fit(["One.", "Two."], [0, 1])


class TestHead:
    def test_it_learns_any_labels(self) -> None:
        labels = ["desk" if kind == "human" else "farm" for kind in TRUE_KINDS]
        classifier = SpinClassifier(tier="fast", head=HEAD, fpr=None).fit(TEXTS, labels)
        assert classifier.score(TEXTS, labels) == 1
        assert classifier.classes_.tolist() == ["desk", "farm"]
        assert classifier.predict_proba(TEXTS).shape == (len(TEXTS), 2)
        assert not hasattr(classifier, "threshold_")

    def test_it_is_the_head_on_the_features(self) -> None:
        classifier = SpinClassifier(tier="fast", head=HEAD, fpr=None).fit(TEXTS, TRUE_KINDS)
        pipeline = make_pipeline(SpinFeatures(tier="fast"), *clone(HEAD)).fit(TEXTS, TRUE_KINDS)
        assert (classifier.predict_proba(MIXED) == pipeline.predict_proba(MIXED)).all()
        assert classifier.predict(MIXED).tolist() == pipeline.predict(MIXED).tolist()

    def test_the_rate_holds_on_texts_that_no_head_has_seen(self) -> None:
        classifier = SpinClassifier(tier="fast", head=HEAD, fpr=0.05).fit(TEXTS, TRUE_KINDS)
        numbers = SpinFeatures(tier="fast").transform(TEXTS)
        unseen = cross_val_predict(HEAD, numbers, TRUE_KINDS, cv=5, method="predict_proba")
        human = 1 - unseen[np.array(TRUE_KINDS) == "human", 0]
        assert classifier.threshold_ >= 0.5
        assert (human > classifier.threshold_).sum() + 1 <= 0.05 * (human.size + 1)
        flagged = 1 - classifier.predict_proba(MIXED)[:, 0] > classifier.threshold_
        judged = [spunlib.load().score(text).decision != "abstain" for text in MIXED]
        assert (classifier.predict(MIXED) == "synonym_spun").tolist() == (flagged & judged).tolist()
        assert judged.count(False) == 3

    def test_too_few_human_texts_for_the_rate_are_told(self) -> None:
        with pytest.raises(
            EstimatorInputError, match=r"fpr=0.01 takes at least 99 human texts .* there are 30"
        ):
            SpinClassifier(tier="fast", head=HEAD).fit(TEXTS, TRUE_KINDS)

    def test_the_length_of_a_text_does_not_tell(self) -> None:
        classifier = SpinClassifier(tier="fast", head=HEAD, fpr=None).fit(TEXTS, TRUE_KINDS)  # 90 words each
        assert classifier.predict(MIXED[:2]).tolist() == ["synonym_spun", "human"]  # five times as many

    def test_unfitted_it_raises(self) -> None:
        classifier = SpinClassifier(head=HEAD)
        assert not hasattr(classifier, "classes_")
        with pytest.raises(NotFittedError):
            classifier.predict(MIXED)

    def test_its_parameters_can_be_searched(self) -> None:
        grid = {"head__logisticregression__C": [0.01, 1], "tier": ["fast"]}
        search = GridSearchCV(SpinClassifier(head=HEAD, fpr=None), grid, cv=2).fit(TEXTS, TRUE_KINDS)
        assert search.best_score_ > 0.9


class TestComposition:
    def test_features_in_a_pipeline_and_a_grid_search(self) -> None:
        pipeline = make_pipeline(SpinFeatures(tier="fast"), StandardScaler(), LogisticRegression())
        search = GridSearchCV(pipeline, {"logisticregression__C": [0.1, 1]}, cv=2).fit(TEXTS, TRUE_KINDS)
        assert search.best_score_ > 0.9
        assert pipeline[:-1].fit(TEXTS).get_feature_names_out().tolist() == list(NUMBERS)

    def test_classifier_at_the_end_of_a_pipeline_and_in_cross_validation(self) -> None:
        true = [kind != "human" for kind in TRUE_KINDS]
        pipeline = make_pipeline(SpinClassifier(tier="fast"))
        assert cross_val_score(pipeline, TEXTS, true, cv=3, scoring="roc_auc").mean() > 0.95
        assert is_classifier(pipeline[0])

    def test_features_beside_others(self) -> None:
        union = FeatureUnion(
            [("spin", SpinFeatures(tier="fast")), ("words", TfidfVectorizer(max_features=5))]
        )
        found = union.fit_transform(TEXTS)
        assert found.shape == (len(TEXTS), len(NUMBERS) + 5)
        assert union.get_feature_names_out()[0] == f"spin__{NUMBERS[0]}"

    @pytest.mark.parametrize(("columns", "index"), [("text", range(3)), (["text"], ["a", "b", "c"])])
    def test_a_column_of_a_frame(self, columns: str | list[str], index: Any) -> None:
        pandas = pytest.importorskip("pandas")
        frame = pandas.DataFrame({"text": MIXED[:3], "views": [3, 1, 2]}, index=index)
        transformer = ColumnTransformer([("spin", SpinFeatures(), columns)], remainder="passthrough")
        found = transformer.set_output(transform="pandas").fit_transform(frame)
        assert found.index.tolist() == list(index)
        assert found["spin__log_odds"].tolist() == SpinFeatures().transform(MIXED[:3])[:, -1].tolist()
        assert found["remainder__views"].tolist() == [3, 1, 2]

    @pytest.mark.parametrize("container", ["list", "array", "column", "series", "frame", "generator"])
    def test_output_as_a_frame_from_any_container(self, container: str) -> None:
        pandas = pytest.importorskip("pandas")
        given = {
            "list": lambda: MIXED,
            "array": lambda: np.array(MIXED),
            "column": lambda: np.array([[text] for text in MIXED], dtype=object),
            "series": lambda: pandas.Series(MIXED),
            "frame": lambda: pandas.DataFrame({"text": MIXED}),
            "generator": lambda: (text for text in MIXED),
        }[container]()
        found = SpinFeatures(tier="fast").set_output(transform="pandas").transform(given)
        assert isinstance(found, pandas.DataFrame)
        assert found.columns.tolist() == list(NUMBERS)
        assert (found.to_numpy() == SpinFeatures(tier="fast").transform(MIXED)).all()


class TestInput:
    @pytest.mark.parametrize(
        ("given", "message"),
        [
            ("One text.", "not as one str"),
            (b"One text.", "not as one str"),
            (7, "not int"),
            (["One.", None], r"text 1 \(counted from 0\) is missing"),
            (["One.", float("nan")], r"text 1 \(counted from 0\) is missing"),
            ([1, 2], r"text 0 \(counted from 0\) must be a str, not int"),
            (
                np.array([["One.", "Two."]]),
                r"one column of texts is needed; this table has the shape \(1, 2\)",
            ),
        ],
    )
    def test_what_is_no_column_of_texts_raises(self, given: Any, message: str) -> None:
        for estimator in (SpinFeatures().transform, SpinClassifier().predict):
            with pytest.raises(ValueError, match=message) as raised:
                estimator(given)
            assert isinstance(raised.value, spunlib.InputError)

    def test_no_texts_give_no_rows(self) -> None:
        assert SpinFeatures().transform([]).shape == (0, len(NUMBERS))
        assert SpinClassifier().predict_proba([]).shape == (0, 2)
        assert SpinClassifier().predict([]).tolist() == []


@pytest.mark.parametrize(
    "estimator",
    [
        SpinFeatures(tier="fast"),
        SpinClassifier(tier="fast"),
        SpinClassifier(tier="fast", head=HEAD, fpr=0.05),
    ],
    ids=["features", "pretrained", "head"],
)
def test_a_pickle_is_small_and_answers_alike(estimator: Any) -> None:
    fitted = clone(estimator).fit(TEXTS, TRUE_KINDS)
    pickled = pickle.dumps(fitted)
    again = pickle.loads(pickled)  # noqa: S301
    assert len(pickled) < 10_000
    answer = "transform" if isinstance(estimator, SpinFeatures) else "predict_proba"
    assert (getattr(again, answer)(MIXED) == getattr(fitted, answer)(MIXED)).all()
    assert repr(again) == repr(estimator)


def test_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pandas")
    monkeypatch.chdir(ROOT)
    run_page("scikit-learn.md")
