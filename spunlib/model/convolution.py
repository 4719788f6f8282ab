"""A small convolutional network over the tokens of texts, in numpy: one thread, the same in any batch.

Layers: a linear one to c channels, then convolutions of width 5, each added to what it was given, then a
linear one to the outputs; ReLU between them.

    h0      = relu(x W + b)
    h(i+1)  = hi + relu(sum over taps t of  hi shifted by (t - 2) dilation(i)  V(i, t) + b(i))
    outputs = h U + b

Texts stand one under the other with rows of zeros between them, which every layer puts back: so nothing of a
text is seen by its neighbours.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

WIDTH: Final = 5
"""Taps of a convolution."""

TILE: Final = 64
"""Rows of one product. OpenBLAS starts threads above rows * channels**2 = 2**18, which cost more than they
save; and since every product has this shape, a row is rounded alike in any batch. Parallelism is
over batches, in processes."""

CHANNELS: Final = 64
"""The most channels for which that holds."""

_TILES: Final = 16
"""Tiles worked on at a time: they stay in the cache (a megabyte; 8 are a tenth slower, 32 no faster)."""

Rows = Callable[[int, int, NDArray[np.float32]], NDArray[np.int64]]
"""Puts the inputs of the rows from a first to a last one, which may lie outside of 0 and n, into float32
(rows, i), and says which of them, counted from the first, are not to be there; what it puts for those must be
finite."""


@dataclass(frozen=True, slots=True)
class Convolutions:
    """Weights, float32 throughout; i inputs, c channels, l convolutions, o outputs.

    Attributes:
        input, input_bias: (i, c), (c,).
        layers, layer_bias: (l, WIDTH, c, c), (l, c): weights by tap.
        dilation: int64 (l,), rows from tap to tap.
        output, output_bias: (c, o), (o,).
    """

    input: NDArray[np.float32]
    input_bias: NDArray[np.float32]
    layers: NDArray[np.float32]
    layer_bias: NDArray[np.float32]
    dilation: NDArray[np.int64]
    output: NDArray[np.float32]
    output_bias: NDArray[np.float32]

    @property
    def gap(self) -> int:
        """Rows of zeros that keep two texts apart."""
        return gap_of(self.dilation)

    def over(self, n: int, rows: Rows) -> NDArray[np.float32]:
        """Outputs of ``n`` rows, float32 (n, o), worked out some hundred at a time.

        Args:
            n: how many.
            rows: see `Rows`.
        """
        # Each block is computed with the rows on either side that its own rows depend on.
        halo = WIDTH // 2 * int(self.dilation.sum())
        result = np.empty((n, self.output.shape[1]), np.float32)
        room = _Room.of(self.input.shape, self.gap)
        at = 0
        while at < n:
            tiles = min(_TILES, -(-(n - at + 2 * halo) // TILE))
            size = tiles * TILE
            own = min(size - 2 * halo, n - at)
            missing = rows(at - halo, at - halo + size, room.given[:size])
            result[at : at + own] = self._block(room, size, missing)[halo : halo + own]
            at += own
        return result

    def _block(self, room: _Room, size: int, missing: NDArray[np.int64]) -> NDArray[np.float32]:
        edge = self.gap
        room.padded[edge + size :] = 0
        h, more = room.padded[edge : edge + size], room.more[:size]
        # Vectorised BLAS kernels now and then raise the flag "invalid" on finite input (seen once in some 60
        # runs).
        with np.errstate(invalid="ignore"):
            np.matmul(_tiled(room.given[:size]), self.input, out=_tiled(h))
            h += self.input_bias
            np.maximum(h, 0, out=h)
            h[missing] = 0
            for weights, bias, dilation in zip(
                self.layers, self.layer_bias, self.dilation.tolist(), strict=True
            ):
                first = edge - WIDTH // 2 * dilation
                _convolve(room.padded[first:], weights, dilation, more, room.tap[:size])
                more += bias
                np.maximum(more, 0, out=more)
                h += more
                h[missing] = 0
            out: NDArray[np.float32] = (_tiled(h) @ self.output).reshape(size, -1) + self.output_bias
        return out


@dataclass(frozen=True, slots=True)
class _Room:
    """Memory for one block, used again and again.

    ``padded`` holds the channels of the block between rows of zeros.
    """

    given: NDArray[np.float32]
    padded: NDArray[np.float32]
    more: NDArray[np.float32]
    tap: NDArray[np.float32]

    @classmethod
    def of(cls, shape: tuple[int, ...], edge: int) -> _Room:
        inputs, channels = shape
        size = _TILES * TILE
        return cls(
            np.zeros((size, inputs), np.float32),
            np.zeros((size + 2 * edge, channels), np.float32),
            np.empty((size, channels), np.float32),
            np.empty((size, channels), np.float32),
        )


def gap_of(dilation: NDArray[np.int64]) -> int:
    """Rows of zeros that keep two texts apart, for convolutions with these dilations."""
    return WIDTH // 2 * int(dilation.max(initial=0))


def _convolve(
    padded: NDArray[np.float32],
    weights: NDArray[np.float32],
    dilation: int,
    total: NDArray[np.float32],
    room: NDArray[np.float32],
) -> None:
    """One convolution of whole tiles (n, c) by weights (WIDTH, c, c), put into ``total``.

    ``padded`` begins with the row of the first tap; ``room`` is of the shape of ``total``.
    """
    n = len(total)
    np.matmul(_tiled(padded[:n]), weights[0], out=_tiled(total))
    product = _tiled(room)
    for tap in range(1, WIDTH):
        np.matmul(_tiled(padded[tap * dilation : tap * dilation + n]), weights[tap], out=product)
        total += room


def _tiled(x: NDArray[np.float32]) -> NDArray[np.float32]:
    return x.reshape(-1, TILE, x.shape[1])


def spread(start: NDArray[np.bool_], gap: int) -> NDArray[np.int64]:
    """Where rows stand when ``gap`` rows are left free before each that starts anew; int64 (n,).

    >>> spread(np.array([True, False, True]), 2).tolist()
    [2, 3, 6]
    """
    place: NDArray[np.int64] = np.arange(start.size) + gap * np.cumsum(start)
    return place
