"""How what was kept lies in the texts: whole sentences or fragments, in its own place or anywhere."""

from __future__ import annotations

import numpy as np
import pytest
from fake_lexicon import LEXICON

from spunlib.compare.alignment import align_tokens
from spunlib.compare.pair import read_pair
from spunlib.compare.passages import align_passages
from spunlib.compare.spread import SPREAD, measure_spread

ARTICLE = [
    "The mayor of Kestrow opened the new museum beside the river on Monday morning.",
    "Workers closed the northern road after heavy snow brought down two old trees.",
    "Ministers from both countries will hold talks about fishing rights in March.",
    "Pupils of the village school planted forty apple trees behind the playground.",
]


def spread(suspect: str, original: str) -> dict[str, float]:
    pair = read_pair(suspect, original, LEXICON)
    candidates = align_passages(pair)
    return dict(measure_spread(pair, candidates, *align_tokens(pair, candidates)))


@pytest.mark.parametrize(
    "suspect", [" ".join(ARTICLE), "Unrelated words entirely.", "", "...", "\u200b \ud800"]
)
def test_every_measure_is_there_and_finite(suspect: str) -> None:
    found = spread(suspect, " ".join(ARTICLE))
    assert list(found) == list(SPREAD)
    assert np.isfinite(list(found.values())).all()


def test_a_cut_leaves_the_passages_whole_and_the_runs_long() -> None:
    found = spread(" ".join(ARTICLE[:3]), " ".join(ARTICLE))
    assert found["whole"] == 1.0
    assert found["fragments"] == 0.0
    assert found["long_runs"] == pytest.approx(1.0)
    assert found["new_function"] == 0.0
    assert found["sentences"] == pytest.approx(np.log(4 / 3))


def test_swaps_in_every_sentence_leave_none_whole() -> None:
    text = " ".join(ARTICLE)
    spun = text.replace("opened", "launched").replace("heavy", "thick").replace("talks", "parleys")
    found = spread(spun.replace("apple", "pear"), text)
    assert found["whole"] == 0.0
    assert found["long_runs"] < 1.0
    assert found["content_kept"] < 1.0


def test_names_that_went_are_counted() -> None:
    text = " ".join(ARTICLE)
    assert spread(text.replace("Kestrow", "the town"), text)["names_kept"] < spread(text, text)["names_kept"]


def test_own_place_tells_a_rewritten_article_from_one_that_shares_words_everywhere() -> None:
    text = " ".join(ARTICLE)
    refrain = [
        f"The mayor and the road and the talks and the trees, {word}." for word in ("one", "two", "three")
    ]
    assert spread(text, text)["own_place"] > 0.7
    assert spread(" ".join(refrain), " ".join(reversed(refrain)))["own_place"] < 0.5
