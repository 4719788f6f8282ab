"""spunlib: detects machine-spun text, explains which words were replaced, and finds the original.

The names below are the public interface; everything else may change between minor versions.
"""

from __future__ import annotations

from spunlib.document import Document, Span
from spunlib.errors import (
    InputError,
    MissingExtraError,
    ModelError,
    SourceIndexError,
    SpunlibError,
    UsageError,
)
from spunlib.version import __version__

__all__ = [
    "Document",
    "InputError",
    "MissingExtraError",
    "ModelError",
    "SourceIndexError",
    "Span",
    "SpunlibError",
    "UsageError",
    "__version__",
]
