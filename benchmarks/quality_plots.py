"""ROC and reliability plots of a quality run."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from figures import Sheet, together

from spunlib.training.metrics import roc_curve

_LONG = "200-500 words"


def draw(sheets: Mapping[str, Mapping[str, Sheet]], figures: Mapping[str, Any], folder: Path) -> None:
    """Write roc-*.svg and reliability-*.svg, for what was known and for what was left out."""
    from matplotlib.figure import Figure

    for what in ("known", "left out"):
        roc, reliability = (Figure(figsize=(5.5, 5), layout="constrained") for _ in range(2))
        axes, calibration = roc.subplots(), reliability.subplots()
        for name, own in sheets.items():
            if what not in own:
                continue
            cells = own[what].cells.items()
            long = [asked for (_, density, length), asked in cells if (density, length) == ("30%", _LONG)]
            if long:
                asked = together(long)
                assert asked.on_originals is not None  # noqa: S101
                likelihood = np.concatenate((asked.answers.likelihood, asked.on_originals.likelihood))
                positive = np.arange(likelihood.size) < asked.answers.likelihood.size
                axes.plot(*roc_curve(positive, likelihood), drawstyle="steps-post", label=name)
            kinds = figures[name][what]["kinds"]
            rows = kinds["reliability"] if kinds else []
            if name.startswith("spunlib") and rows:
                points = [(row["likelihood"], row["rewritten"]) for row in rows]
                calibration.plot(*zip(*points, strict=True), marker="o", label=name)
        axes.set(
            title=f"Spun at 30 %, {_LONG}, lineages {what}",
            xlabel="false-positive rate",
            ylabel="true-positive rate",
            xscale="log",
            xlim=(1e-3, 1),
            ylim=(0, 1.01),
        )
        calibration.plot((0, 1), (0, 1), color="0.7", linewidth=1)
        calibration.set(
            title=f"Half human, half rewritten, {what}",
            xlabel="mean likelihood",
            ylabel="share rewritten",
            xlim=(0, 1),
            ylim=(0, 1.01),
        )
        if axes.lines:
            axes.legend(fontsize="small")
            roc.savefig(folder / f"roc-{what.replace(' ', '-')}.svg")
        if len(calibration.lines) > 1:
            calibration.legend(fontsize="small")
            reliability.savefig(folder / f"reliability-{what.replace(' ', '-')}.svg")
