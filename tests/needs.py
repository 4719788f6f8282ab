"""Packages that a test module needs: named when they are missing, and never missing in CI."""

from __future__ import annotations

import os
from importlib.util import find_spec
from shutil import which

import pytest

_ALL: bool = bool(os.environ.get("SPUNLIB_ALL_INTEGRATIONS"))
"""CI sets this: there a missing package is a failure, not a skip."""


def needs(integration: str, *packages: str, extra: str) -> None:
    """Skip the test module that calls this where a package is missing, saying what is skipped and why.

    Args:
        integration: what the module tests, as the reason names it.
        packages: names to import.
        extra: the extra that brings them.
    """
    missing = [package for package in packages if find_spec(package) is None]
    if not missing:
        return
    reason = f"integration {integration} SKIPPED: no {', '.join(missing)}; pip install 'spunlib[{extra}]'"
    if _ALL:
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason, allow_module_level=True)


def needs_java() -> None:
    """The same for the Java that Spark runs on."""
    if which("java") or os.environ.get("JAVA_HOME"):
        return
    reason = "integration spark SKIPPED: no Java; on Debian: apt-get install default-jre-headless"
    if _ALL:
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason, allow_module_level=True)
