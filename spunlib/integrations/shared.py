"""The detector that a process shares: what is pickled and sent to it names a model and holds none."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from spunlib.detector import SpinDetector, load
from spunlib.model.cascade import AUTO
from spunlib.model.manifest import MANIFEST
from spunlib.model.store import DEFAULT, model_folder


def shared_detector(model: str | Path = DEFAULT, tier: str = AUTO) -> SpinDetector:
    """The detector of this process for a model and tier, loaded when first asked for.

    It is loaded anew once the model's folder holds another model.

    Args:
        model: see `spunlib.load`.
        tier: see `spunlib.load`.

    Raises:
        ModelError: see `spunlib.load`.
        MissingExtraError: see `spunlib.load`.
        UsageError: see `spunlib.load`.

    >>> shared_detector() is shared_detector("en-1")
    True
    """
    folder = model_folder(model).resolve()
    return _loaded(str(folder), tier, (folder / MANIFEST).stat().st_mtime_ns)


def model_digest(model: str | Path = DEFAULT) -> str:
    """What tells a model from all others: the sha256 of its manifest, which names the sha256 of every array.

    Raises:
        ModelError: there is no such model.

    >>> len(model_digest())
    64
    """
    return hashlib.sha256((model_folder(model) / MANIFEST).read_bytes()).hexdigest()


@lru_cache(maxsize=4)
def _loaded(folder: str, tier: str, changed: int) -> SpinDetector:
    return load(folder, tier)
