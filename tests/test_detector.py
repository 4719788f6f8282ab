"""The detector's promises: lazy, in order, bounded, the same whatever the batch; no text is an error."""

from __future__ import annotations

import gc
import itertools
import json
import pickle
import random
import time
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hostile import hostile_texts

import spunlib
from spunlib import InputError, ModelError, Report, SpinDetector, UsageError
from spunlib.model.abstention import MAX_CHARACTERS
from spunlib.model.model import Model, Scored

Example = Callable[[str], str]

NAMES = ("spun", "original", "paraphrase", "reprint", "translation")

ODD = {
    "empty": "",
    "white space": " \n\t\u2003\r\n",
    "one word": "Harbour",
    "punctuation": "?!... -- (;)",
    "numbers": "1 2 3 " * 200,
    "too long": "The ferry left the harbour at noon. " * (10_000_000 // 36),
    "one long line": "x" * 10_000_000,
    "French": "Le maire a dit que le pont restera fermé parce que les ingénieurs y ont vu une fissure. " * 8,
    "Turkish": "Belediye başkanı, mühendisler duvarda bir çatlak gördüğü için köprünün kapalı kalacağını "
    "söyledi ve halktan uzak durmasını istedi. " * 8,
    "Chinese": "市长周二表示，由于工程师在墙上发现裂缝，桥梁将继续关闭。" * 30,
    "Arabic": "قال رئيس البلدية إن الجسر سيبقى مغلقا لأن المهندسين وجدوا شقا في الجدار. " * 12,
    "bytes as text": "".join(map(chr, range(256))) * 30,
    "nulls": "\x00" * 5000,
    "lone surrogates": "\ud800 \udfff\udc00 " * 80,
    "right to left": "\u202eruobrah \u202c\u2067eht\u2069 " * 60,
    "word list": "ferry harbour letter bank storm crew town noon boat dam river bridge wall lake " * 12,
    "code": "for (int i = 0; i < n; ++i) { total += row[i] * col[i]; } return total;\n" * 25,
}


@pytest.fixture(scope="module")
def texts(example: Example) -> list[str]:
    """Articles, paragraphs, and texts that have nothing in them, in a mixed order."""
    whole = [example(name) for name in NAMES]
    parts = [part for text in whole for part in text.split("\n\n")]
    mixed = [*whole, *parts, *hostile_texts(17, 20), "", "\ud800"]
    random.Random(4).shuffle(mixed)
    return mixed


def shown(report: Report) -> dict[str, Any]:
    """Everything that is said, as plain types."""
    return dict(json.loads(report.to_json()))


def assert_same(some: Report, other: Report) -> None:
    assert some.text == other.text
    assert some.kinds == other.kinds
    told = [(r.kind, r.decision, r.reason, r.threshold, r.n_words, r.model) for r in (some, other)]
    assert told[0] == told[1]
    spans = [[(a.start, a.end, a.kind, a.suggestions) for a in r.artifacts] for r in (some, other)]
    assert spans[0] == spans[1]
    weights = [[a.weight for a in r.artifacts] for r in (some, other)]
    assert weights[0] == weights[1]


# One text


def test_the_examples_get_the_right_verdict(detector: SpinDetector, example: Example) -> None:
    spun, original = detector.score(example("spun")), detector.score(example("original"))
    assert (spun.decision, spun.kind) == ("spun", "synonym_spun")
    assert spun.likelihood > 0.95
    assert (original.decision, original.kind) == ("not_spun", "human")
    assert original.likelihood < 0.1
    assert len(spun.artifacts) > 5 * len(original.artifacts)


def test_a_report_agrees_with_itself(detector: SpinDetector, texts: list[str]) -> None:
    for report in detector.score_many(texts, fpr=0.05):
        assert sum(report.kinds.values()) == pytest.approx(1)
        assert set(report.kinds) == {"human", "synonym_spun", "paraphrased", "translated"}
        assert report.likelihood == pytest.approx(1 - report.kinds["human"])
        assert (report.threshold is None) == (report.decision == "abstain")
        if report.threshold is not None:
            assert (report.decision == "spun") == (report.likelihood > report.threshold)
        assert report.fpr == 0.05
        assert report.reason.endswith(".")


def test_a_stricter_rate_flags_no_more(detector: SpinDetector, texts: list[str]) -> None:
    before: set[str] = set()
    for fpr in (0.001, 0.004, 0.005, 0.01, 0.2, 0.999):
        flagged = {r.text for r in detector.score_many(texts, fpr=fpr) if r.decision == "spun"}
        assert before <= flagged
        before = flagged
    assert before


def test_old_prose_is_accused_on_stronger_evidence_alone(detector: SpinDetector, example: Example) -> None:
    old = (
        "Mr. Penhallow had, in the spring of that year, been so far prevailed upon by the entreaties of his "
        "daughters as to engage a lodging at the sea-side; whither the family accordingly repaired, with a "
        "prodigious quantity of bandboxes, upon the second of June. He was himself indifferent to the ocean, "
        "which he was accustomed to describe as a vast deal of water to very little purpose; but he was not "
        "insensible to the felicity of having his breakfast undisturbed, and bore the expense with as much "
        "composure as could be expected of a gentleman who had never before been parted from his rookery."
    )
    report = detector.score(old)
    assert report.decision == "not_spun"
    assert report.threshold is not None
    assert report.threshold > 0.95
    assert "old prose" in report.reason
    assert "old prose" not in detector.score(example("original")).reason


@pytest.mark.parametrize("label", ODD)
def test_what_cannot_be_judged_is_abstained_on(detector: SpinDetector, label: str) -> None:
    report = detector.score(ODD[label])
    assert report.decision == "abstain"
    assert report.threshold is None
    assert report.reason.endswith(".")
    assert np.isfinite(report.likelihood)
    assert all(report.text[a.start : a.end] == a.text for a in report.artifacts)
    assert json.loads(report.to_json())["decision"] == "abstain"


def test_the_reason_of_an_abstention_is_the_right_one(detector: SpinDetector) -> None:
    reasons = {label: detector.score(ODD[label]).reason for label in ODD}
    assert reasons["empty"] == reasons["white space"] == "The text is empty."
    assert "at least 40" in reasons["one word"]
    assert "split it" in reasons["too long"]
    assert "split it" in reasons["one long line"]
    for label in ("French", "Turkish", "Chinese", "Arabic", "word list"):
        assert "not in English" in reasons[label], label


def test_the_longest_text_is_scored(detector: SpinDetector, example: Example) -> None:
    text = (example("spun") + "\n\n") * (MAX_CHARACTERS // 5000)
    assert detector.score(text[: MAX_CHARACTERS // 5]).decision == "spun"
    assert detector.score(text[:MAX_CHARACTERS] + " " * MAX_CHARACTERS).decision == "abstain"


def test_odd_characters_in_an_article_break_nothing(detector: SpinDetector, example: Example) -> None:
    clean = example("original")
    dirty = clean.replace(" the ", " the \ud800\x00\u202e ").replace("\n\n", "\r\n\r\n")
    report = detector.score(dirty)
    assert report.decision == "not_spun"
    assert abs(report.n_words - detector.score(clean).n_words) <= 5
    report.to_html()


@pytest.mark.parametrize("fpr", [0, -1, 0.0009, 1, 2, float("nan"), float("inf")])
def test_a_rate_that_cannot_be_promised_is_refused(detector: SpinDetector, fpr: float) -> None:
    with pytest.raises(UsageError, match="fpr"):
        detector.score("Any text.", fpr=fpr)
    with pytest.raises(UsageError, match="fpr"):
        detector.score_many(["Any text."], fpr=fpr)  # at once, not when the first report is taken


@pytest.mark.parametrize("text", [b"bytes", None, 7, ["a list"]])
def test_what_is_no_text_is_refused(detector: SpinDetector, text: Any) -> None:
    with pytest.raises(InputError, match=type(text).__name__):
        detector.score(text)
    with pytest.raises(InputError, match=type(text).__name__):
        detector.predict_proba([text])
    with pytest.raises(InputError, match=type(text).__name__):
        spunlib.compare("A text.", text)


# Many texts


def test_many_texts_are_scored_in_order(detector: SpinDetector, texts: list[str]) -> None:
    reports = list(detector.score_many(texts))
    assert [report.text for report in reports] == texts
    for report in reports[::7]:
        assert_same(report, detector.score(report.text))


@pytest.mark.parametrize("batch_size", [1, 3, 10_000])
def test_the_batch_does_not_matter(detector: SpinDetector, texts: list[str], batch_size: int) -> None:
    pairs = zip(
        detector.score_many(texts, batch_size=batch_size),
        detector.score_many(texts, batch_size=16),
        strict=True,
    )
    for some, other in pairs:
        assert_same(some, other)


def test_scoring_twice_gives_the_same_to_the_last_bit(detector: SpinDetector, texts: list[str]) -> None:
    first = [shown(report) for report in detector.score_many(texts, batch_size=9)]
    assert [shown(report) for report in detector.score_many(iter(texts), batch_size=9)] == first


def test_an_endless_stream_is_read_as_it_is_used(detector: SpinDetector) -> None:
    read = itertools.count()
    stream = detector.score_many((f"Letter number {next(read)}." for _ in itertools.repeat(0)), batch_size=5)
    assert next(read) == 0  # nothing is read before the first report is asked for
    for number, report in enumerate(itertools.islice(stream, 12), start=1):
        assert report.text == f"Letter number {number}."
    assert next(read) == 16


def test_a_batch_is_closed_by_its_characters_too(detector: SpinDetector) -> None:
    read = itertools.count()
    long = " " * MAX_CHARACTERS
    next(detector.score_many(f"{next(read)}{long}" for _ in range(50)))
    assert next(read) <= 2


def test_no_texts_no_reports(detector: SpinDetector) -> None:
    assert list(detector.score_many([])) == []
    assert list(detector.score_many(iter(()), n_jobs=2)) == []


@pytest.mark.parametrize("arguments", [{"batch_size": 0}, {"batch_size": -3}, {"n_jobs": 0}])
def test_counts_that_make_no_sense_are_refused(detector: SpinDetector, arguments: dict[str, int]) -> None:
    with pytest.raises(UsageError, match=r"batch_size.*n_jobs"):
        detector.score_many(["A text."], **arguments)


def test_one_text_for_many_is_refused(detector: SpinDetector) -> None:
    with pytest.raises(InputError, match=r"score\(\)"):
        detector.score_many("One text.")  # at once, not when the first report is taken
    with pytest.raises(InputError, match=r"score\(\)"):
        detector.predict_proba("One text.")


def failing() -> Iterator[Any]:
    yield from ("One.", "Two.", "Three.")
    raise OSError("the disk is gone")


@pytest.mark.parametrize("n_jobs", [1, 2])
@pytest.mark.parametrize(
    ("given", "error"), [(["One.", "Two.", "Three.", b"Four.", "Five."], InputError), (None, OSError)]
)
def test_what_came_before_an_error_is_reported(
    detector: SpinDetector, given: list[Any] | None, error: type[Exception], n_jobs: int
) -> None:
    stream = detector.score_many(given or failing(), batch_size=2, n_jobs=n_jobs)
    assert [next(stream).text for _ in range(3)] == ["One.", "Two.", "Three."]
    with pytest.raises(error):
        next(stream)


def test_processes_change_nothing(detector: SpinDetector, texts: list[str]) -> None:
    alone = [shown(report) for report in detector.score_many(texts[:30], batch_size=4)]
    together = list(detector.score_many(texts[:30], batch_size=4, n_jobs=2))
    assert [report.text for report in together] == texts[:30]
    assert [shown(report) for report in together] == alone
    assert any(report.artifacts for report in together)


def test_processes_do_not_read_ahead_without_end(detector: SpinDetector) -> None:
    read = itertools.count()
    stream = detector.score_many((f"{next(read)}." for _ in itertools.repeat(0)), batch_size=2, n_jobs=2)
    assert next(stream).text == "0."
    ahead = next(read)
    time.sleep(0.3)
    assert next(read) == ahead + 1
    assert ahead <= 64
    stream.close()  # type: ignore[attr-defined]  # it is a generator; warnings would be errors here


def test_kept_reports_do_not_keep_their_batch(example: Example, monkeypatch: pytest.MonkeyPatch) -> None:
    detector = spunlib.load(tier="fast")
    batches: list[weakref.ref[Scored]] = []
    score = Model.score

    def watched(model: Model, given: Any) -> Scored:
        scored = score(model, given)
        batches.append(weakref.ref(scored))
        return scored

    monkeypatch.setattr(Model, "score", watched)
    kept = list(detector.score_many([example("original"), example("spun")] * 2, batch_size=2))
    gc.collect()
    assert len(batches) == 2
    assert [batch() for batch in batches] == [None, None]
    assert_same(kept[1], detector.score(example("spun")))  # its artifacts are built anew
    assert kept[1].artifacts
    assert len(batches) == 4
    assert kept[1].artifacts is kept[1].artifacts  # and only once


def test_reports_travel(detector: SpinDetector, example: Example) -> None:
    report = next(iter(detector.score_many([example("spun")])))
    assert pickle.loads(pickle.dumps(report)) == report  # noqa: S301
    assert pickle.loads(pickle.dumps(detector.score(example("spun")))).artifacts  # noqa: S301


# Probabilities, models, sources


def test_probabilities_are_those_of_the_reports(detector: SpinDetector, texts: list[str]) -> None:
    proba = detector.predict_proba(iter(texts))
    assert proba.shape == (len(texts), 2)
    assert proba.dtype == np.float64
    assert proba.sum(axis=1) == pytest.approx(1)
    assert ((proba >= 0) & (proba <= 1)).all()
    likelihoods = [report.likelihood for report in detector.score_many(texts)]
    assert proba[:, 1].tolist() == likelihoods
    assert detector.predict_proba([]).shape == (0, 2)


def test_saved_and_loaded_it_says_the_same(detector: SpinDetector, texts: list[str], tmp_path: Path) -> None:
    detector.save(tmp_path / "copy")
    for given in (tmp_path / "copy", str(tmp_path / "copy")):
        again = spunlib.load(given)
        assert np.array_equal(again.predict_proba(texts), detector.predict_proba(texts))
    some, other = again.score(texts[0]), detector.score(texts[0])
    assert shown(some) == shown(other)


def test_what_cannot_be_loaded_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no model"):
        spunlib.load("no-such-model")
    with pytest.raises(ModelError, match="no model"):
        spunlib.load(tmp_path)
    with pytest.raises(UsageError, match="tier"):
        spunlib.load(tier="best")


def test_by_default_the_tiers_that_there_are_work_together(detector: SpinDetector, example: Example) -> None:
    assert shown(spunlib.load(tier="auto").score(example("spun"))) == shown(detector.score(example("spun")))
    assert detector.tier == ("auto" if detector.model.accurate else "fast")
    assert detector.model.name in repr(detector)


def test_the_examples_get_the_right_verdict_in_every_tier(detector: SpinDetector, example: Example) -> None:
    for tier in ("fast", "accurate") if detector.model.accurate else ("fast",):
        alone = spunlib.load(tier=tier)
        for name, decision in (("spun", "spun"), ("original", "not_spun")):
            report = alone.score(example(name))
            assert (report.decision, report.tier) == (decision, tier)


@pytest.mark.parametrize("n_jobs", [1, 2])
def test_an_index_gives_the_sources(
    detector: SpinDetector, example: Example, tmp_path: Path, n_jobs: int
) -> None:
    with spunlib.SourceIndex.open(tmp_path / "index", mode="w") as index:
        index.add("dam", example("original"), site="example.org")
        index.add("other", "A report on quite another matter: chess clubs in the north, and how they fare.")
        index.add("third", "Nothing here but a recipe for bread with rye flour, salt, water and patience.")
    with spunlib.SourceIndex.open(tmp_path / "index", mode="r") as index:
        given = [example("reprint"), "", ODD["too long"]]
        reports = list(detector.score_many(given, index=index, n_jobs=n_jobs))
        assert [source["id"] for source in reports[0].sources][:1] == ["dam"]
        assert reports[0].sources[0]["metadata"] == {"site": "example.org"}
        assert list(reports[1].sources) == list(reports[2].sources) == []
        assert shown(detector.score(given[0], index=index))["sources"] == shown(reports[0])["sources"]
    assert list(detector.score(given[0]).sources) == []
