"""Which words are listed: the rest of the text has its say, the rest of the batch has none."""

from __future__ import annotations

import numpy as np
import pytest

import spunlib
from spunlib.model.tiers import ACCURATE, FAST
from spunlib.report.listing import FEATURES, LISTINGS, listing_features, listing_odds

TEXT = (
    "The mayor mentioned on Monday that the council had despatched a letter. The firm mentioned nothing, she "
    "mentioned later.\n\nNobody knew why."
)


def column(features: np.ndarray, name: str) -> np.ndarray:
    return features[:, FEATURES.index(name)]


def test_features_are_what_they_say(detector: spunlib.SpinDetector) -> None:
    scored = detector.model.score(["Another text altogether.", TEXT])
    rows = scored.context.batch.rows(1)
    features = listing_features(scored, 1)
    z = scored.log_odds[rows].astype(float)
    assert features.shape == (z.size, len(FEATURES))
    assert column(features, "log_odds").tolist() == z.tolist()
    words = [scored.context.batch.surface(row, 1).lower() for row in range(rows.start, rows.stop)]
    at = [number for number, word in enumerate(words) if word == "mentioned"]
    assert len(at) == 3
    for number in at:
        others = [z[other] for other in at if other != number]
        assert column(features, "others")[number] == pytest.approx(np.mean(others))
        assert column(features, "others_times")[number] == pytest.approx(np.sum(others))
    single = [number for number, word in enumerate(words) if words.count(word) == 1]
    assert not column(features, "others")[single].any()
    assert not column(features, "repeated")[single].any()
    prose = scored.context.prose[rows]
    assert column(features, "repeated")[at].all()
    clipped = np.where(prose, np.clip(z, -8, 8), -3)
    middle = z.size // 2
    assert column(features, "around")[middle] == pytest.approx(clipped[middle - 7 : middle + 8].mean())


@pytest.mark.parametrize("text", ["", "Word", "A b c", "1 2 3", "\ud800", TEXT])
def test_any_text_has_odds_for_each_token(text: str, detector: spunlib.SpinDetector) -> None:
    scored = detector.model.score(["Before it.", text, TEXT])
    odds = listing_odds(scored, 1)
    rows = scored.context.batch.rows(1)
    assert odds.shape == (rows.stop - rows.start,)
    assert np.isfinite(odds).all()
    assert odds == pytest.approx(listing_odds(detector.model.score([text]), 0), abs=1e-4)


def test_both_tiers_have_constants() -> None:
    assert set(LISTINGS) == {FAST, ACCURATE}
    for listing in LISTINGS.values():
        assert len(listing.weights) == len(FEATURES)
        assert listing.weights[0] > 0
        assert listing.least >= 0
