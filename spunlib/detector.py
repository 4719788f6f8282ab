"""The detector: text -> tokens -> evidence -> verdicts -> reports; and `compare`, which needs a lexicon."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from spunlib.compare.engine import compare_texts
from spunlib.document import Document
from spunlib.errors import InputError, UsageError
from spunlib.model.abstention import MAX_CHARACTERS
from spunlib.model.cascade import AUTO, TIERS, Cascade, Verdict
from spunlib.model.document_head import KINDS
from spunlib.model.model import Model
from spunlib.model.store import DEFAULT, load_lexicon
from spunlib.model.thresholds import check_fpr, threshold_of
from spunlib.model.tiers import FAST
from spunlib.report.artifact import Artifact
from spunlib.report.comparison import Comparison
from spunlib.report.findings import find_artifacts
from spunlib.report.lookup import Elsewhere, Lookup
from spunlib.report.published import date_of, is_date
from spunlib.report.report import Report

if TYPE_CHECKING:
    from spunlib.index.source_index import SourceIndex

_BATCH_CHARACTERS: Final = 200_000
"""A batch is closed when it holds this much: memory stays bounded whatever the texts, and the arrays of about
75 articles stay in the processor's cache (measured: 1.7 ms an article, against 2.4 ms in batches of 400)."""

_BATCHES_EACH: Final = 8
"""Batches handed to each process at a time. joblib reads ahead without end where it yields results one by
one, so it gets lists."""

_T = TypeVar("_T")


def load(name_or_path: str | Path = DEFAULT, tier: str = AUTO) -> SpinDetector:
    """Load a model, the shipped one by default: no network, no unpickling, memory-mapped.

    Args:
        name_or_path: the name of a shipped model or the folder of any.
        tier: "fast" (numpy alone), "accurate" (a small transformer reads every text; needs the extra
            [neural]) or "auto": the fast tier scores every text, and the accurate one decides on those that
            are in doubt. Where the extra is not installed, or the model has no accurate tier, "auto" is
            "fast".

    Raises:
        ModelError: the model is missing, altered or of another version.
        MissingExtraError: "accurate" is asked for, and the extra [neural] is not installed.
        UsageError: no such tier, or the model has no accurate one.

    >>> load().score("Too short.").decision
    'abstain'
    """
    if tier not in TIERS:
        raise UsageError(f"tier must be one of {', '.join(TIERS)}, not {tier!r}")
    return SpinDetector(Model.load(name_or_path, tier), tier)


def compare(suspect: str, original: str) -> Comparison:
    """Compare a suspect with the original that it may have been made from.

    Raises:
        InputError: a text is too long to be aligned.

    >>> compare("The talks failed.", "The talks failed.").relation
    'identical'
    """
    return Comparison(compare_texts(_checked(suspect), _checked(original), load_lexicon()))


class SpinDetector:
    """Scores texts with one model. Safe to share between threads; no score depends on those before it.

    Args:
        model: what scores.
        tier: see `load`; "auto" and "accurate" need a model that was loaded for them.

    >>> detector = load()
    >>> detector.predict_proba(["One text.", "Another."]).shape
    (2, 2)
    """

    def __init__(self, model: Model, tier: str = FAST) -> None:
        self._cascade = Cascade.of(model, tier)

    @property
    def model(self) -> Model:
        """The model behind."""
        return self._cascade.model

    @property
    def tier(self) -> str:
        """What is in use: "fast", "accurate" or "auto"; the last only where there are two tiers."""
        return self._cascade.tier

    def score(
        self, text: str, fpr: float = 0.01, index: SourceIndex | None = None, date: str | None = None
    ) -> Report:
        """Score one text.

        Args:
            text: any str; what is empty, too short, not English or not prose gets the decision "abstain" and
                the reason why.
            fpr: the share of human documents that may be flagged, at least 0.001.
            index: originals to look for. The best matches are put into ``report.sources``, and where the
                comparison with one of them proves that the text was rewritten, or is a copy, that decides
                (`spunlib.report.joining`). A text that is too long to be scored is not looked up either.
            date: when the text was published, in ISO 8601: sources that are younger accuse nobody.

        Raises:
            UsageError: ``fpr`` is out of range, or ``date`` is no date.
            InputError: ``text`` is no str.
            SourceIndexError: the index is damaged.
        """
        check_fpr(fpr)
        if date is not None and not is_date(date):
            raise UsageError(f"date must be one of ISO 8601, as 2021-05-03 is, not {date!r}")
        (verdict,) = self._cascade.verdicts([_checked(text)])
        report = self._report(text, verdict, fpr, lambda: find_artifacts(verdict.scored, verdict.number))
        return report if index is None else next(Lookup(index).joined([report], [date], [None]))

    def score_many(
        self,
        texts: Iterable[str | Document],
        fpr: float = 0.01,
        n_jobs: int = 1,
        batch_size: int = 256,
        index: SourceIndex | None = None,
    ) -> Iterator[Report]:
        """Score many texts lazily and in order, in bounded memory.

        Args:
            texts: any iterable; it is read as the reports are taken. The report of a `Document` has its id,
                and its metadata as ``input``; their field "date" or "published" says when it was published.
            fpr: see `score`.
            n_jobs: processes, as joblib counts them (-1: all cores). With one, artifacts are built when first
                looked at.
            batch_size: most texts that are scored at a time; it changes a score by rounding
                alone (about 1e-7).
            index: see `score`. Where it is open for reading, each process opens it for itself, as it was
                committed last; otherwise this one searches it.

        Raises:
            UsageError: ``fpr``, ``n_jobs`` or ``batch_size`` is out of range.
            InputError: ``texts`` is a str; or, once it is reached, a text is no str. The reports of those
                before it have been given, as they have when ``texts`` itself raises.
            SourceIndexError: the index is damaged.
        """
        check_fpr(fpr)
        if batch_size < 1 or n_jobs == 0:
            raise UsageError(f"batch_size must be at least 1 and n_jobs not 0, not {batch_size} and {n_jobs}")
        lookup = None if index is None else Lookup(index)
        return self._stream(_batches(texts, batch_size), fpr, n_jobs, lookup)

    def predict_proba(self, texts: Iterable[str]) -> NDArray[np.float64]:
        """Calibrated probabilities, float64 (n, 2): not rewritten, rewritten.

        Texts that `score` abstains on get a value too.

        Raises:
            InputError: a text is no str.
        """
        parts = [self._human([text.text for text in batch]) for batch in _batches(texts, 256)]
        human = np.concatenate(parts) if parts else np.zeros(0)
        return np.stack((human, 1 - human), axis=1)

    def save(self, path: str | Path) -> None:
        """Write the model to a folder, which `load` reads."""
        self.model.save(Path(path))

    def __repr__(self) -> str:
        return f"SpinDetector(model={self.model.name!r}, tier={self.tier!r})"

    def _human(self, batch: Sequence[str]) -> NDArray[np.float64]:
        human = KINDS.index("human")
        return np.array([scored.kinds[row, human] for scored, row, _ in self._cascade.verdicts(batch)])

    def _stream(
        self, batches: Iterator[list[_Text]], fpr: float, n_jobs: int, lookup: Lookup | None
    ) -> Iterator[Report]:
        if n_jobs == 1:
            for batch in batches:
                yield from _named(self._scored(batch, fpr, lookup), batch)
            return
        import joblib  # costs as much as a thousand scores: only for those who ask for processes

        there = lookup.elsewhere() if lookup else None
        here = None if there else lookup
        many = _BATCHES_EACH * joblib.effective_n_jobs(n_jobs)
        with joblib.Parallel(n_jobs=n_jobs, batch_size=1) as parallel:
            for some in _chunks(batches, many, lambda _: 0):
                plain = ([text._replace(document=None) for text in batch] for batch in some)
                found = parallel(joblib.delayed(self._materialised)(batch, fpr, there) for batch in plain)
                for batch, reports in zip(some, found, strict=True):
                    yield from _named(_looked_up(reports, batch, here), batch)

    def _materialised(self, batch: Sequence[_Text], fpr: float, there: Elsewhere | None) -> list[Report]:
        """A batch in a worker process; reports build their artifacts when they are pickled."""
        return list(self._scored(batch, fpr, there.lookup() if there else None))

    def _scored(self, batch: Sequence[_Text], fpr: float, lookup: Lookup | None) -> Iterator[Report]:
        texts = [text.text for text in batch]
        verdicts = self._cascade.verdicts(texts)  # alive while the reports are taken, see `_Artifacts`
        reports = [
            self._report(text, verdict, fpr, _Artifacts(self._cascade, verdict, text))
            for text, verdict in zip(texts, verdicts, strict=True)
        ]
        yield from _looked_up(reports, batch, lookup)

    def _report(
        self, text: str, verdict: Verdict, fpr: float, artifacts: Callable[[], Sequence[Artifact]]
    ) -> Report:
        """What the text alone says."""
        scored, number, obstacle = verdict
        words = int(scored.words[number])
        kinds = dict(zip(KINDS, scored.kinds[number].tolist(), strict=True))
        likelihood = 1 - kinds["human"]
        likely = int(scored.kinds[number, 1:].argmax())
        usual, least = threshold_of(scored.tier.thresholds[likely], fpr, words), float(scored.least[number])
        threshold: float | None = max(usual, least)
        old = " that read in part like old prose" if usual < least else ""
        at = f"for {KINDS[1 + likely]} texts of {words} words{old} at a false-positive rate of {fpr:g}"
        if obstacle is None and threshold == np.inf:
            obstacle = f"No threshold can be promised {at}: too few human texts were at hand."
        if obstacle is not None:
            decision, reason, threshold = "abstain", obstacle, None
        elif threshold is not None and likelihood > threshold:
            decision, reason = "spun", f"The likelihood is above the threshold {at}."
        else:
            decision, reason = "not_spun", f"The likelihood is not above the threshold {at}."
        return Report(
            text=text,
            likelihood=likelihood,
            kinds=kinds,
            decision=decision,
            reason=reason,
            fpr=fpr,
            threshold=threshold,
            n_words=words,
            artifacts=artifacts,
            model=self.model.name,
            tier=scored.tier.name,
        )


class _Artifacts:
    """The artifacts of one text: from its batch while that lives, else from scoring the text once more.

    A report that is kept must not keep the arrays of its whole batch; and artifacts do not depend on it.
    """

    def __init__(self, cascade: Cascade, verdict: Verdict, text: str) -> None:
        self._cascade, self._text = cascade, text
        self._number, self._tier = verdict.number, verdict.scored.tier.name
        self._scored = weakref.ref(verdict.scored)

    def __call__(self) -> Sequence[Artifact]:
        scored = self._scored()
        if scored is not None:
            return find_artifacts(scored, self._number)
        return find_artifacts(self._cascade.once_more(self._text, self._tier), 0)


class _Text(NamedTuple):
    """A text to be scored, its name, when it was published, and the document that it came as."""

    text: str
    id: str | None = None
    date: str | None = None
    document: Document | None = None

    @classmethod
    def of(cls, given: str | Document) -> _Text:
        if isinstance(given, Document):
            return cls(_checked(given.text), given.id, date_of(given.metadata), given)
        return cls(_checked(given))


def _named(reports: Iterable[Report], batch: Sequence[_Text]) -> Iterator[Report]:
    for report, text in zip(reports, batch, strict=True):
        yield report.named(text.document) if text.document else report


def _looked_up(reports: Sequence[Report], batch: Sequence[_Text], lookup: Lookup | None) -> Iterable[Report]:
    if lookup is None:
        return reports
    return lookup.joined(reports, [text.date for text in batch], [text.id for text in batch])


def _checked(text: str) -> str:
    if not isinstance(text, str):
        raise InputError(f"a text must be a str, not {type(text).__name__}; decode bytes first")
    return text


def _batches(texts: Iterable[str | Document], size: int) -> Iterator[list[_Text]]:
    """Batches of at most ``size`` texts and not many more characters than `_BATCH_CHARACTERS`."""
    if isinstance(texts, str):
        raise InputError("texts must be an iterable of str, not one str; use score() for a single text")
    return _chunks(map(_Text.of, texts), size, lambda text: min(len(text.text), MAX_CHARACTERS))


def _chunks(items: Iterable[_T], size: int, characters: Callable[[_T], int]) -> Iterator[list[_T]]:
    """Items in lists; what came before an error is given before it is raised."""
    chunk: list[_T] = []
    held = 0
    try:
        for item in items:
            chunk.append(item)
            held += characters(item)
            if len(chunk) == size or held >= _BATCH_CHARACTERS:
                yield chunk
                chunk, held = [], 0
    except Exception:
        if chunk:
            yield chunk
        raise
    if chunk:
        yield chunk
