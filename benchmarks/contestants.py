"""Those who answer: the shipped model, and two rivals that are trained in the same run."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

import spunlib
from spunlib.model.thresholds import LENGTHS, threshold_of
from spunlib.training.corpora import LabelledText
from spunlib.training.evaluation import Answers
from spunlib.training.threshold_fit import Judged, fit_thresholds

FPR: Final = 0.01
_SEED: Final = 5
_TOKEN: Final = re.compile(r"\w+|[^\w\s]")


class Contestant(Protocol):
    """What is compared."""

    name: str

    def answer(self, texts: Sequence[LabelledText]) -> Answers:
        """Answers on labelled texts, of which it sees the text alone."""

    def run(self, texts: Sequence[str]) -> None:
        """What is timed: raw texts to decisions."""


class Shipped:
    """The model that the package ships, through its public interface, with its own thresholds."""

    def __init__(self) -> None:
        self.detector = spunlib.load()
        self.name = f"spunlib {self.detector.model.name}"

    def answer(self, texts: Sequence[LabelledText]) -> Answers:
        """See `Contestant`."""
        reports = [
            (report.likelihood, report.kind, report.decision, report.n_words)
            for report in self.detector.score_many((text.text for text in texts), fpr=FPR)
        ]
        likelihood, predicted, decision, words = map(np.array, zip(*reports, strict=True))
        return answers(texts, words, likelihood, predicted, decision)

    def run(self, texts: Sequence[str]) -> None:
        """See `Contestant`."""
        for _ in self.detector.score_many(texts, fpr=FPR):
            pass


class Rival:
    """A binary classifier of whole texts, given thresholds in the way of the shipped model."""

    name: str

    def likelihood(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Probability that each text was rewritten, float64 (n,)."""
        raise NotImplementedError

    def calibrate(self, texts: Sequence[LabelledText]) -> None:
        """Thresholds from human texts, by the procedure that made the shipped ones."""
        words = _words(texts)
        long = words >= LENGTHS[0]
        likelihood = self.likelihood([text.text for text in texts])
        groups = np.array([text.group for text in texts])
        self.thresholds = fit_thresholds(Judged(likelihood[long], words[long], groups[long]))

    def answer(self, texts: Sequence[LabelledText]) -> Answers:
        """See `Contestant`."""
        words = _words(texts)
        likelihood = self.likelihood([text.text for text in texts])
        threshold = np.array([threshold_of(self.thresholds, FPR, count) for count in words.tolist()])
        decision = np.where(likelihood > threshold, "spun", "not_spun")
        decision = np.where(np.isinf(threshold), "abstain", decision)
        # It knows two kinds; the commoner of the rewritten ones stands for the second.
        predicted = np.where(likelihood >= 0.5, "synonym_spun", "human")
        return answers(texts, words, likelihood, predicted, decision)

    def run(self, texts: Sequence[str]) -> None:
        """See `Contestant`."""
        self.likelihood(texts)


class HashedNgrams(Rival):
    """Hashed words and pairs of words, logistic regression."""

    name = "n-grams + logistic regression"

    def __init__(self, texts: Sequence[LabelledText]) -> None:
        from sklearn.feature_extraction.text import HashingVectorizer
        from sklearn.linear_model import SGDClassifier

        self._vectorise = HashingVectorizer(ngram_range=(1, 2), n_features=2**22, alternate_sign=False)
        # The best penalty of 1e-7, 1e-6, 1e-5 on the development split itself, which favours the rival.
        self._classifier = SGDClassifier(
            loss="log_loss", alpha=1e-7, max_iter=20, tol=None, average=True, random_state=_SEED
        )
        rewritten = [text.kind != "human" for text in texts]
        self._classifier.fit(self._vectorise.transform(text.text for text in texts), rewritten)

    def likelihood(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """See `Rival`."""
        result: NDArray[np.float64] = self._classifier.predict_proba(self._vectorise.transform(texts))[:, 1]
        return result


class FastText(Rival):
    """fastText, supervised, on words and pairs of words.

    Raises:
        ImportError: no fastText that can train is installed.
    """

    name = "fastText"

    def __init__(self, texts: Sequence[LabelledText]) -> None:
        from fasttext import train_supervised  # fasttext-predict has the same name, and lacks it

        with tempfile.NamedTemporaryFile("w", encoding="utf-8", errors="replace", suffix=".txt") as file:
            for text in texts:
                file.write(f"__label__{text.kind != 'human':d} {_one_line(text.text)}\n")
            file.flush()
            # The best of four settings on the development split itself, which favours the rival.
            self._model = train_supervised(
                file.name,
                dim=50,
                epoch=25,
                lr=0.5,
                wordNgrams=2,
                bucket=2**21,
                minCount=1,
                thread=1,
                seed=_SEED,
                verbose=0,
            )

    def likelihood(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """See `Rival`."""
        # A list, even of one: what single texts return does not work with numpy 2 in the older bindings.
        labels, shares = self._model.predict([_one_line(text) for text in texts], k=2)
        return np.array(
            [
                dict(zip(names, values, strict=True)).get("__label__1", 0.0)
                for names, values in zip(labels, shares, strict=True)
            ],
            np.float64,
        )


def answers(
    texts: Sequence[LabelledText],
    words: NDArray[np.int64],
    likelihood: NDArray[np.float64],
    predicted: NDArray[np.str_],
    decision: NDArray[np.str_],
) -> Answers:
    """Answers beside the truth."""
    truth = (np.array([getattr(text, name) for text in texts]) for name in ("kind", "group", "tool"))
    return Answers(*truth, words, likelihood, predicted, decision)


def train_rivals(
    texts: Sequence[LabelledText], calibration: Sequence[LabelledText]
) -> tuple[list[Rival], list[str]]:
    """The rivals, and what to say about those that could not be trained."""
    rivals: list[Rival] = [HashedNgrams(texts)]
    remarks = []
    try:
        rivals.append(FastText(texts))
    except ImportError as error:
        remarks.append(
            f"fastText was left out ({error}); "
            "`pip install -r benchmarks/requirements.txt` installs one that can be trained."
        )
    for rival in rivals:
        rival.calibrate(calibration)
    return rivals, remarks


def _words(texts: Sequence[LabelledText]) -> NDArray[np.int64]:
    return np.array([len(text.text.split()) for text in texts])


def _one_line(text: str) -> str:
    return " ".join(_TOKEN.findall(text.lower()))
