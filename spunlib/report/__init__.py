"""What is said about documents, and its JSON, terminal and HTML forms."""

from __future__ import annotations

from spunlib.report.artifact import Artifact
from spunlib.report.comparison import Comparison
from spunlib.report.report import Failure, Report

__all__ = ["Artifact", "Comparison", "Failure", "Report"]
