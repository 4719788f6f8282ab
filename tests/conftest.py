"""What several test modules need: the shipped detector, loaded once, and the example articles."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

import spunlib

ROOT = Path(__file__).resolve().parent.parent

# Suites of their own: tests/shared/ needs the project's shared folder, which a fresh clone does not have,
# tests/distil/ the extra [distil], which is larger than all else together. What is missing there is an error.
_SUITES = {"shared": "SPUNLIB_SHARED", "distil": "SPUNLIB_DISTIL"}
collect_ignore = [folder for folder, variable in _SUITES.items() if variable not in os.environ]


@pytest.fixture(scope="session")
def detector() -> spunlib.SpinDetector:
    """The model that the package ships."""
    return spunlib.load()


@pytest.fixture(scope="session")
def example() -> Callable[[str], str]:
    """``example("spun")`` is the text of docs/examples/spun.txt."""
    return lambda name: (ROOT / "docs" / "examples" / f"{name}.txt").read_text(encoding="utf-8")
