"""The cascade: fast for all, accurate where it matters, and no verdict depends on the other texts."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import Any

import numpy as np
import pytest
from hostile import hostile_texts
from tiny_tagger import tagger_files, tiny_articles, two_tier_arrays, two_tier_facts

from spunlib.errors import ModelError, UsageError
from spunlib.model.cascade import Cascade, Verdict
from spunlib.model.document_head import KINDS
from spunlib.model.model import Model
from spunlib.model.store import write_model
from spunlib.model.tagger import Tagger
from spunlib.model.tiers import ACCURATE, FAST

TEXTS = tiny_articles(40)
UNFIT = ["", "Ferry", "1 2 3 " * 60, "x" * 1_000_001, *hostile_texts(81, 6, 30)]
MIXED = [text for pair in zip(TEXTS, UNFIT * 4, strict=False) for text in pair]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    folder = tmp_path_factory.mktemp("model") / "both"
    write_model(folder, two_tier_arrays(), two_tier_facts(), tagger_files())
    return Model.load(folder, ACCURATE)


def likelihoods(model: Model, texts: Sequence[str]) -> Any:
    return 1 - model.score(texts).kinds[:, KINDS.index("human")]


def auto(model: Model, low: float, high: float) -> Cascade:
    return Cascade(model, "auto", low, high)


@pytest.fixture(scope="module")
def band(model: Model) -> tuple[float, float]:
    """A band that holds about half of the texts."""
    low, high = np.quantile(likelihoods(model, TEXTS), (0.25, 0.75))
    assert low < high
    return float(low), float(high)


def tiers(verdicts: Sequence[Verdict]) -> list[str]:
    return [verdict.scored.tier.name for verdict in verdicts]


def kinds(verdict: Verdict) -> Any:
    return verdict.scored.kinds[verdict.number]


def test_the_accurate_tier_decides_in_the_band(model: Model, band: tuple[float, float]) -> None:
    low, high = band
    verdicts = auto(model, low, high).verdicts(TEXTS)
    inside = [bool(low <= share < high) for share in likelihoods(model, TEXTS)]
    assert 10 < sum(inside) < 30
    assert tiers(verdicts) == [ACCURATE if here else FAST for here in inside]
    fast = model.score(TEXTS)
    accurate = model.more_accurate(fast)
    for number, verdict in enumerate(verdicts):
        expected = (accurate if inside[number] else fast).kinds[number]
        assert kinds(verdict) == pytest.approx(expected, rel=1e-4)


def test_the_lower_end_is_inside_and_the_upper_one_outside(model: Model) -> None:
    share = float(likelihoods(model, TEXTS[:1])[0])
    above = float(np.nextafter(share, 1))
    assert tiers(auto(model, share, above).verdicts(TEXTS[:1])) == [ACCURATE]
    assert tiers(auto(model, above, 1).verdicts(TEXTS[:1])) == [FAST]
    assert tiers(auto(model, 0, share).verdicts(TEXTS[:1])) == [FAST]


@pytest.mark.parametrize("tier", ["fast", "auto", "accurate"])
def test_a_verdict_does_not_depend_on_the_others(model: Model, band: tuple[float, float], tier: str) -> None:
    cascade = auto(model, *band) if tier == "auto" else Cascade.of(model, tier)
    together = cascade.verdicts(MIXED)
    assert len(together) == len(MIXED)
    for text, verdict in zip(MIXED, together, strict=True):
        (alone,) = cascade.verdicts([text])
        assert verdict.obstacle == alone.obstacle
        assert verdict.scored.tier == alone.scored.tier
        assert kinds(verdict) == pytest.approx(kinds(alone), rel=1e-4)
    some = cascade.verdicts(MIXED[3:9])
    for verdict, other in zip(some, together[3:9], strict=True):
        assert kinds(verdict) == pytest.approx(kinds(other), rel=1e-4)


@pytest.mark.parametrize("tier", ["auto", "accurate"])
def test_what_cannot_be_judged_stays_with_the_fast_tier(
    model: Model, tier: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    cascade = Cascade.of(model, tier) if tier == "accurate" else auto(model, 0, 1)
    read: list[tuple[str, ...]] = []
    outputs = Tagger.outputs

    def watched(tagger: Tagger, batch: Any) -> Any:
        read.append(batch.texts)
        return outputs(tagger, batch)

    monkeypatch.setattr(Tagger, "outputs", watched)
    verdicts = cascade.verdicts(UNFIT)
    assert all(verdict.obstacle for verdict in verdicts)
    assert set(tiers(verdicts)) == {FAST}
    assert not read
    verdicts = cascade.verdicts([*UNFIT, *TEXTS])
    assert tiers(verdicts) == [FAST] * len(UNFIT) + [ACCURATE] * len(TEXTS)
    assert read == [tuple(TEXTS)]  # once, all together, and nothing else


def test_the_accurate_tier_reads_all_that_can_be_judged(model: Model) -> None:
    cascade = Cascade.of(model, ACCURATE)
    assert cascade.tier == ACCURATE
    assert set(tiers(cascade.verdicts(TEXTS))) == {ACCURATE}


def test_the_fast_tier_reads_nothing(model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Tagger, "outputs", lambda *_: pytest.fail("the tagger was asked"))
    cascade = Cascade.of(model, FAST)
    assert set(tiers(cascade.verdicts(MIXED))) == {FAST}
    assert (cascade.low, cascade.high) == (inf, inf)


def test_the_band_stands_in_the_manifest(model: Model) -> None:
    cascade = Cascade.of(model, "auto")
    assert (cascade.tier, cascade.low, cascade.high) == ("auto", 0.2, 0.8)


@pytest.mark.parametrize(
    "screen",
    [
        *(None, [], "wide", 5, {}, {"low": 0.1}, {"low": 0.9, "high": 0.1}),
        *({"low": low, "high": 1} for low in ("a", None, float("nan"))),
    ],
)
def test_a_model_without_a_sensible_band_is_refused(model: Model, screen: object) -> None:
    facts = two_tier_facts() | {"screen": screen}
    odd = Model.of(model.arrays, facts, model.tagger, model.files)
    with pytest.raises(ModelError, match="where its accurate tier decides"):
        Cascade.of(odd, "auto")
    assert Cascade.of(odd, ACCURATE).tier == ACCURATE
    assert Cascade.of(odd, FAST).tier == FAST


def test_without_a_tagger_auto_is_fast(model: Model) -> None:
    plain = Model.of(model.arrays, model.facts)
    assert Cascade.of(plain, "auto").tier == FAST
    with pytest.raises(UsageError, match="no accurate tier"):
        Cascade.of(plain, ACCURATE)


def test_scored_once_more_it_is_the_same(model: Model, band: tuple[float, float]) -> None:
    cascade = auto(model, *band)
    for text, verdict in zip(MIXED[:20], cascade.verdicts(MIXED[:20]), strict=True):
        again = cascade.once_more(text, verdict.scored.tier.name)
        assert again.tier == verdict.scored.tier
        assert again.kinds[0] == pytest.approx(kinds(verdict), rel=1e-4)


def test_no_texts_no_verdicts(model: Model) -> None:
    assert auto(model, 0, 1).verdicts([]) == []
    assert Cascade.of(model, ACCURATE).verdicts([]) == []
