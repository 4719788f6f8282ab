"""The convolutions: blocks, rows of zeros between texts, and one rounding in any batch."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from spunlib.model.convolution import CHANNELS, TILE, Convolutions, spread

INPUTS, C = 7, 16
RNG = np.random.default_rng(4)


def network(dilation: tuple[int, ...], channels: int = C) -> Convolutions:
    def normal(*shape: int) -> NDArray[np.float32]:
        return (RNG.normal(size=shape) / 4).astype(np.float32)

    layers = len(dilation)
    return Convolutions(
        normal(INPUTS, channels),
        normal(channels),
        normal(layers, 5, channels, channels),
        normal(layers, channels),
        np.array(dilation, np.int64),
        normal(channels, 3),
        normal(3),
    )


def over(net: Convolutions, x: NDArray[np.float32], there: NDArray[np.bool_]) -> NDArray[np.float32]:
    def rows(first: int, stop: int, inputs: NDArray[np.float32]) -> NDArray[np.int64]:
        shown = np.zeros(stop - first, np.bool_)
        low, high = max(first, 0), min(stop, len(x))
        inputs[low - first : high - first] = x[low:high]
        shown[low - first : high - first] = there[low:high]
        return np.flatnonzero(~shown)

    return net.over(len(x), rows)


def plain(net: Convolutions, x: NDArray[np.float32], there: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The formula of the module, all rows at once, in float64."""
    h = np.maximum(x.astype(float) @ net.input + net.input_bias, 0) * there[:, None]
    for weights, bias, step in zip(net.layers, net.layer_bias, net.dilation.tolist(), strict=True):
        more = np.zeros_like(h) + bias
        for tap in range(5):
            shift = (tap - 2) * step
            for row in range(len(h)):
                if 0 <= row + shift < len(h):
                    more[row] += h[row + shift] @ weights[tap]
        h = h + np.maximum(more, 0) * there[:, None]
    return h @ net.output + net.output_bias


@pytest.mark.parametrize("dilation", [(), (1,), (1, 2), (3, 1, 4)])
@pytest.mark.parametrize("n", [1, 5, TILE - 4, TILE, 3 * TILE + 1, 8 * TILE, 1300])
def test_blocks_equal_the_whole(n: int, dilation: tuple[int, ...]) -> None:
    net = network(dilation)
    x = RNG.normal(size=(n, INPUTS)).astype(np.float32)
    there = RNG.random(n) < 0.8
    found = over(net, x, there)
    assert found.shape == (n, 3)
    assert found.dtype == np.float32
    assert found == pytest.approx(plain(net, x, there), rel=1e-4, abs=1e-4)


def test_a_text_is_rounded_alike_wherever_it_stands() -> None:
    net = network((1, 2, 4), CHANNELS)
    text = RNG.normal(size=(150, INPUTS)).astype(np.float32)
    alone = over(net, text, np.ones(150, np.bool_))
    for before in (net.gap, 100, 777):
        x = RNG.normal(size=(before + 150 + net.gap + 90, INPUTS)).astype(np.float32)
        there = np.ones(len(x), np.bool_)
        there[before - net.gap : before] = there[before + 150 : before + 150 + net.gap] = False
        x[before : before + 150] = text
        assert (over(net, x, there)[before : before + 150] == alone).all()


def test_no_rows() -> None:
    assert over(network((1,)), np.zeros((0, INPUTS), np.float32), np.zeros(0, np.bool_)).shape == (0, 3)


def test_texts_are_spread_with_gaps_before_them() -> None:
    start = np.array([True, False, False, True, True])
    assert spread(start, 4).tolist() == [4, 5, 6, 11, 16]
    assert spread(start[:0], 4).tolist() == []
