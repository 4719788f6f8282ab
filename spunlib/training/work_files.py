"""What the stages of a build keep in their work folder: named arrays, written whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Arrays = dict[str, NDArray[Any]]


def save_arrays(path: Path, arrays: Mapping[str, NDArray[Any]], *, compressed: bool = False) -> None:
    """Write arrays to an .npz file; one that was begun and not finished never stands under its name."""
    part = path.with_suffix(".part.npz")
    write: Callable[..., None] = np.savez_compressed if compressed else np.savez
    write(part, **arrays)
    part.replace(path)


def load_arrays(path: Path) -> Arrays:
    """Read what `save_arrays` wrote."""
    with np.load(path, allow_pickle=False) as stored:
        return dict(stored)


def made_once(path: Path, make: Callable[[], Mapping[str, NDArray[Any]]]) -> Arrays:
    """The arrays in a file, made and written first where it is missing."""
    if not path.exists():
        save_arrays(path, make())
    return load_arrays(path)
