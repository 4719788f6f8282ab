"""spunlib: detects machine-spun text, explains which words were replaced, and finds the original.

The names below are the public interface; everything else may change between minor versions.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

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
from spunlib.report import Artifact, Comparison, Report
from spunlib.version import __version__

# Imported when first asked for: importing spunlib must stay quick for those who score.
_LATER = {
    "SourceIndex": "spunlib.index",
    "SourceMatch": "spunlib.index",
    "train": "spunlib.training.api",
}
if TYPE_CHECKING:
    from spunlib.index import SourceIndex, SourceMatch
    from spunlib.training.api import train
else:

    def __getattr__(name: str) -> Any:
        if name not in _LATER:
            raise AttributeError(f"module 'spunlib' has no attribute {name!r}")
        globals()[name] = value = getattr(import_module(_LATER[name]), name)
        return value


# `compare` is the function; the package behind it has the same name and is reached by `from
# spunlib.compare.engine import ...`, never by `import spunlib.compare.engine as ...`, which looks the name up
# here.

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
