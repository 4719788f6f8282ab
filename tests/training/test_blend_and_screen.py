"""The accurate tier's blend and the band of the cascade, from outputs made up for the purpose."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from tiny_lexicon import tiny_lexicon

from spunlib.features.context import Context
from spunlib.model.thresholds import FPRS, LENGTHS
from spunlib.text.keys import plain_keys
from spunlib.training.blend_fit import fit_blend
from spunlib.training.screen_fit import HUMAN_SHARE, fit_screen
from spunlib.training.spinners import Edit, Spun

DESPATCHED = plain_keys(["despatched"])[0]


def outputs(context: Context, right: float, seed: int) -> NDArray[np.float32]:
    """Log-odds that are ``right`` about the one replaced word, with noise."""
    noise = np.random.default_rng(seed).normal(size=len(context.batch))
    said = np.zeros((len(context.batch), 3), np.float32)
    said[:, 0] = np.where(context.batch.key == DESPATCHED, right, -right) + noise
    return said


def test_the_better_judge_counts_for_more() -> None:
    text = "the crew despatched the possible war of the town and the harbour"
    spun = [Spun(text, (Edit(9, 13, 9, 19),))] * 60
    human = ["the crew sent the possible war of the town and the harbour"] * 60
    blend = fit_blend(
        spun,
        human,
        tiny_lexicon(),
        lambda context, _: outputs(context, 2.0, 1),
        lambda context, _: outputs(context, 0.5, 2),
    )
    assert blend.dtype == np.float32
    assert blend.shape == (3,)
    assert blend[1] > 2 * blend[2] > 0


@pytest.mark.parametrize("seed", range(4))
def test_the_band_holds_the_share_of_human_texts_that_it_may(seed: int) -> None:
    likelihood = np.random.default_rng(seed).beta(1, 8, 4000)
    thresholds = np.full((3, len(FPRS), len(LENGTHS)), 0.95)
    thresholds[:, 0, 0] = np.inf  # too few short texts to promise anything
    band = fit_screen(likelihood, thresholds)
    inside = (likelihood >= band["low"]) & (likelihood < band["high"])
    assert band["high"] == 0.95
    assert inside.mean() == pytest.approx(HUMAN_SHARE, abs=1 / 4000)


def test_the_band_is_never_upside_down() -> None:
    band = fit_screen(np.full(100, 0.99), np.full((len(FPRS), len(LENGTHS)), 0.9))
    assert band == {"low": 0.9, "high": 0.9}
    nothing_promised = fit_screen(np.linspace(0, 1, 100), np.full((len(FPRS), len(LENGTHS)), np.inf))
    assert nothing_promised["low"] <= nothing_promised["high"] == 0.5
    nothing_found = fit_screen(np.linspace(0, 1, 100), np.full((len(FPRS), len(LENGTHS)), 0.9), np.zeros(0))
    assert nothing_found["low"] == nothing_found["high"] == 0.9
