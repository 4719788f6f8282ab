"""What several test modules need: the shipped detector, loaded once, and the example articles."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import spunlib

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def detector() -> spunlib.SpinDetector:
    """The model that the package ships."""
    return spunlib.load()


@pytest.fixture(scope="session")
def example() -> Callable[[str], str]:
    """``example("spun")`` is the text of docs/examples/spun.txt."""
    return lambda name: (ROOT / "docs" / "examples" / f"{name}.txt").read_text(encoding="utf-8")
