"""The version, in the one place that the package metadata, the command line and the reports read."""

from __future__ import annotations

__version__ = "0.1.0"
