"""The tiers of a detector over a tiny model: whoever asks and however, one tier gives one answer."""

from __future__ import annotations

import gc
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tiny_model import model_arrays, model_facts
from tiny_tagger import SCREEN, tagger_files, tiny_articles, two_tier_arrays, two_tier_facts

import spunlib
from spunlib import MissingExtraError, ModelError, Report, SpinDetector, UsageError
from spunlib.model import tagger
from spunlib.model.document_head import KINDS, share_of_long
from spunlib.model.model import Model
from spunlib.model.store import write_model
from spunlib.model.tagger import NETWORK
from spunlib.report.findings import find_artifacts

TEXTS = [*tiny_articles(24), "", "Ferry", "4 , 5 " * 50]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model whose accurate tier decides on about half of the texts."""
    path = tmp_path_factory.mktemp("model") / "both"
    write_model(path, two_tier_arrays(), two_tier_facts(), tagger_files())
    shares = spunlib.load(path, "fast").predict_proba(TEXTS[:24])[:, 1]
    low, high = np.quantile(shares, (0.3, 0.8)).tolist()
    write_model(
        path, two_tier_arrays(), two_tier_facts() | {"screen": {"low": low, "high": high}}, tagger_files()
    )
    return path


@pytest.fixture(scope="module", params=["fast", "auto", "accurate"])
def detector(folder: Path, request: pytest.FixtureRequest) -> SpinDetector:
    return spunlib.load(folder, request.param)


def shown(report: Report) -> dict[str, Any]:
    return dict(json.loads(report.to_json()))


def assert_alike(some: Report, other: Report) -> None:
    """The same but for the last bits of the fast tier's tiny products."""
    assert (some.tier, some.decision, some.reason, some.threshold) == (
        other.tier,
        other.decision,
        other.reason,
        other.threshold,
    )
    assert some.kinds == pytest.approx(other.kinds, rel=1e-4)
    spans = [[(a.start, a.end, a.kind, a.suggestions) for a in r.artifacts] for r in (some, other)]
    assert spans[0] == spans[1]


def test_the_tier_that_spoke_stands_in_the_report(detector: SpinDetector) -> None:
    reports = list(detector.score_many(TEXTS))
    spoke = [report.tier for report in reports]
    assert spoke[24:] == ["fast"] * 3  # nothing to judge
    expected = {"fast": {"fast"}, "auto": {"fast", "accurate"}, "accurate": {"accurate"}}
    assert set(spoke[:24]) == expected[detector.tier]
    assert [shown(report)["tier"] for report in reports] == spoke
    assert repr(detector) == f"SpinDetector(model='tiny', tier={detector.tier!r})"


def test_each_verdict_is_its_tiers_own(folder: Path) -> None:
    fast, auto, accurate = (spunlib.load(folder, tier) for tier in ("fast", "auto", "accurate"))
    screen = auto.model.facts["screen"]
    for text in TEXTS[:24]:
        quick, slow, both = (each.score(text) for each in (fast, accurate, auto))
        inside = screen["low"] <= quick.likelihood < screen["high"]
        assert_alike(both, slow if inside else quick)
        assert quick.likelihood != slow.likelihood
        for report in (quick, slow):
            if report.decision != "abstain":
                table = getattr(auto.model, report.tier).thresholds
                assert report.threshold in table


def test_one_by_one_and_many_and_probabilities_agree(detector: SpinDetector) -> None:
    reports = list(detector.score_many(TEXTS))
    for report in reports:
        assert_alike(report, detector.score(report.text))
    shares = [report.likelihood for report in reports]
    assert detector.predict_proba(TEXTS)[:, 1].tolist() == shares
    for size in (1, 7):
        for some, other in zip(detector.score_many(TEXTS, batch_size=size), reports, strict=True):
            assert_alike(some, other)


def test_processes_change_nothing(detector: SpinDetector) -> None:
    alone = [shown(report) for report in detector.score_many(TEXTS, batch_size=6)]
    together = [shown(report) for report in detector.score_many(TEXTS, batch_size=6, n_jobs=2)]
    assert together == alone


def test_scoring_twice_gives_the_same_to_the_last_bit(detector: SpinDetector) -> None:
    first = [report.to_json() for report in detector.score_many(TEXTS)]
    assert [report.to_json() for report in detector.score_many(TEXTS)] == first


def test_artifacts_are_the_same_when_the_batch_is_gone(detector: SpinDetector) -> None:
    at_once = [report.artifacts for report in detector.score_many(TEXTS)]
    kept = list(detector.score_many(TEXTS))
    gc.collect()
    assert any(at_once)
    for artifacts, report in zip(at_once, kept, strict=True):
        later = report.artifacts
        assert [(a.start, a.end, a.kind) for a in artifacts] == [(a.start, a.end, a.kind) for a in later]
        assert [a.weight for a in artifacts] == pytest.approx([a.weight for a in later], rel=1e-3, abs=1e-5)


def test_a_weight_is_what_the_words_added_in_the_tier_that_spoke(folder: Path) -> None:
    model = Model.load(folder, "accurate")
    human, spun = KINDS.index("human"), KINDS.index("synonym_spun")
    checked = 0
    for text in TEXTS[:24]:
        for scored in (fast := model.score([text]), model.more_accurate(fast)):
            head = scored.tier.documents
            batch = scored.context.batch
            prose = np.flatnonzero(scored.context.prose)
            for a in find_artifacts(scored, 0):
                own = (batch.start[prose] >= a.start) & (batch.end[prose] <= a.end)
                excess = (scored.values[own] - scored.tier.typical).sum(axis=0) / prose.size
                long = share_of_long(np.array([prose.size]))[0]
                weights = head.weights[0] * (1 - long) + head.weights[1] * long
                direction = (weights[:, spun] - weights[:, human]) * head.scale
                assert a.weight == pytest.approx(head.calibration[0] * float(excess @ direction), abs=1e-4)
                checked += scored.tier.name == "accurate"
    assert checked > 20


def test_onnxruntime_is_not_imported_before_a_text_is_in_doubt(folder: Path) -> None:
    reports = list(spunlib.load(folder, "auto").score_many(TEXTS[:24]))
    clear = next(report.text for report in reports if report.tier == "fast")
    doubtful = next(report.text for report in reports if report.tier == "accurate")
    code = (
        "import sys, spunlib\n"
        "def there(): return {'onnxruntime', 'tokenizers'} & sys.modules.keys()\n"
        f"detector = spunlib.load({str(folder)!r})\n"
        f"assert detector.tier == 'auto' and detector.score({clear!r}).tier == 'fast' and not there()\n"
        f"assert detector.score({doubtful!r}).tier == 'accurate' and there()\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_saved_and_loaded_it_says_the_same(detector: SpinDetector, tmp_path: Path) -> None:
    detector.save(tmp_path / "copy")
    again = spunlib.load(tmp_path / "copy", detector.tier)
    assert np.array_equal(again.predict_proba(TEXTS), detector.predict_proba(TEXTS))


def test_without_the_extra_auto_is_fast_and_accurate_names_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    find = tagger.find_spec
    monkeypatch.setattr(tagger, "find_spec", lambda name: None if name == "onnxruntime" else find(name))
    assert spunlib.load(folder).tier == "fast"
    assert spunlib.load(folder, "fast").tier == "fast"
    with pytest.raises(MissingExtraError, match=r"onnxruntime.*pip install 'spunlib\[neural\]'"):
        spunlib.load(folder, "accurate")


def test_a_model_without_a_tagger_has_one_tier(tmp_path: Path) -> None:
    write_model(tmp_path / "fast", model_arrays(), model_facts())
    assert spunlib.load(tmp_path / "fast").tier == "fast"
    with pytest.raises(UsageError, match="has no accurate tier"):
        spunlib.load(tmp_path / "fast", "accurate")
    with pytest.raises(UsageError, match="tier must be one of auto, fast, accurate"):
        spunlib.load(tmp_path / "fast", "best")


def test_an_altered_tagger_is_refused_when_it_would_be_used(tmp_path: Path) -> None:
    write_model(tmp_path / "both", two_tier_arrays(), two_tier_facts(), tagger_files())
    content = (tmp_path / "both" / NETWORK).read_bytes()
    (tmp_path / "both" / NETWORK).write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    for tier in ("auto", "accurate"):
        with pytest.raises(ModelError, match=rf"{NETWORK}: the file was altered"):
            spunlib.load(tmp_path / "both", tier)
    assert spunlib.load(tmp_path / "both", "fast").tier == "fast"


def test_the_band_of_the_tiny_model_is_as_stored(tmp_path: Path) -> None:
    write_model(tmp_path / "both", two_tier_arrays(), two_tier_facts(), tagger_files())
    assert spunlib.load(tmp_path / "both").model.facts["screen"] == SCREEN
