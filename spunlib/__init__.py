"""spunlib: detects machine-spun text, explains which words were replaced, and finds the original.

The names below are the public interface; everything else may change between minor versions.
"""

from __future__ import annotations

from spunlib.detector import SpinDetector, compare, load
from spunlib.document import Document, Span
from spunlib.errors import (
    InputError,
    MissingExtraError,
    ModelError,
    SourceIndexError,
    SpunlibError,
    UsageError,
)
from spunlib.index import SourceIndex, SourceMatch
from spunlib.report import Artifact, Comparison, Report
from spunlib.training.api import train
from spunlib.version import __version__

# `compare` is the function; the package behind it has the same name and is reached by `from
# spunlib.compare.engine
# import ...`, never by `import spunlib.compare.engine as ...`, which looks the name up here.

__all__ = [
    "Artifact",
    "Comparison",
    "Document",
    "InputError",
    "MissingExtraError",
    "ModelError",
    "Report",
    "SourceIndex",
    "SourceIndexError",
    "SourceMatch",
    "Span",
    "SpinDetector",
    "SpunlibError",
    "UsageError",
    "__version__",
    "compare",
    "load",
    "train",
]
