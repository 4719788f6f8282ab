"""What several test modules need: the shipped detector, loaded once, and the example articles."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

import spunlib

ROOT = Path(__file__).resolve().parent.parent

# tests/shared/ needs the project's shared folder, which a fresh clone does not have: a suite of its own.
collect_ignore = [] if "SPUNLIB_SHARED" in os.environ else ["shared"]


@pytest.fixture(scope="session")
def detector() -> spunlib.SpinDetector:
    """The model that the package ships."""
    return spunlib.load()


@pytest.fixture(scope="session")
def example() -> Callable[[str], str]:
    """``example("spun")`` is the text of docs/examples/spun.txt."""
    return lambda name: (ROOT / "docs" / "examples" / f"{name}.txt").read_text(encoding="utf-8")
