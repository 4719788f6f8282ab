"""Plots of an evaluation, drawn where matplotlib is installed (extra [plots])."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from spunlib.errors import MissingExtraError
from spunlib.training.metrics import reliability, roc_curve


def draw_plots(positive: NDArray[np.bool_], likelihood: NDArray[np.float64], folder: Path) -> None:
    """Write roc.png and reliability.png.

    Args:
        positive: bool (n,), rewritten by a machine.
        likelihood: float64 (n,).
        folder: must exist.

    Raises:
        MissingExtraError: matplotlib is not installed.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise MissingExtraError("plots", "matplotlib") from error
    diagonal = np.linspace(0, 1, 201)
    rows = reliability(positive, likelihood)
    # Figures of their own: pyplot would keep them, and choose a window system.
    roc, calibration = (Figure(figsize=(5, 5), layout="constrained") for _ in range(2))
    axes = roc.subplots()
    axes.plot(diagonal, diagonal, color="0.7", linewidth=1)
    axes.plot(*roc_curve(positive, likelihood), drawstyle="steps-post")
    # What matters lies at few false alarms.
    axes.set(
        xlabel="false-positive rate",
        ylabel="true-positive rate",
        xscale="log",
        xlim=(1e-3, 1),
        ylim=(0, 1.01),
    )
    axes = calibration.subplots()
    axes.plot(diagonal, diagonal, color="0.7", linewidth=1)
    axes.plot(rows[:, 0], rows[:, 1], marker="o")
    axes.set(xlabel="mean likelihood", ylabel="share rewritten", xlim=(0, 1), ylim=(0, 1.01))
    roc.savefig(folder / "roc.png", dpi=120)
    calibration.savefig(folder / "reliability.png", dpi=120)
