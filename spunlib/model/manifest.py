"""What the manifest of a model must say, and what is said to who has another one."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from spunlib.errors import ModelError
from spunlib.text.tokens import TOKENISER_VERSION

SCHEMA_VERSION: Final = 1
"""Version of the manifest and of the meaning of the arrays. A new version keeps the reader of the old one."""

MANIFEST: Final = "manifest.json"
MEND: Final = "reinstall spunlib, or rebuild the model with `make model`"

_FILE_NAME: Final = re.compile(r"[a-z0-9_]+\.(?!npy$)[a-z0-9]+")
"""Names of further files: no path, nothing hidden, no array."""


def versions() -> dict[str, int]:
    """The entries of a manifest that this spunlib reads and writes.

    >>> versions()["schema_version"]
    1
    """
    return {"schema_version": SCHEMA_VERSION, "tokeniser_version": TOKENISER_VERSION}


def check_versions(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Refuse a model of another version.

    Raises:
        ModelError: the schema or the tokeniser is another.
    """
    wanted = versions()
    found = {key: manifest.get(key) for key in wanted}
    if found != wanted:
        raise ModelError(
            f"{folder}: the model has {found}, this spunlib reads {wanted}; "
            f"install the spunlib that made it, or {MEND}"
        )


def check_arrays(path: Path, entries: object) -> None:
    """Refuse entries that do not describe arrays, and names that would lead out of the folder.

    Raises:
        ModelError: an entry of the manifest ``path`` is at fault.
    """
    if not isinstance(entries, dict):
        raise ModelError(f"{path}: it lists no arrays; {MEND}")
    for name, entry in entries.items():
        if not name.isidentifier():
            raise ModelError(f"{path}: {name!r} is no name of an array (letters, digits and _ alone); {MEND}")
        if not isinstance(entry, dict) or not entry.keys() >= {"sha256", "dtype", "shape"}:
            raise ModelError(f"{path}: the entry of {name!r} lacks its sha256, dtype or shape; {MEND}")


def check_further_files(path: Path, entries: object) -> None:
    """Refuse entries that do not describe files beside the manifest.

    Raises:
        ModelError: an entry of the manifest ``path`` is at fault.
    """
    if not isinstance(entries, dict):
        raise ModelError(f"{path}: its files are no table; {MEND}")
    for name, entry in entries.items():
        if not _FILE_NAME.fullmatch(name):
            raise ModelError(f"{path}: {name!r} is no name of a file beside it; {MEND}")
        if not isinstance(entry, dict) or not entry.keys() >= {"sha256", "bytes"}:
            raise ModelError(f"{path}: the entry of {name!r} lacks its sha256 or size; {MEND}")


def check_file_name(name: str) -> None:
    """Refuse a name under which no further file can be stored.

    Raises:
        ModelError: it would lead elsewhere, or stand for the manifest or an array.
    """
    if not _FILE_NAME.fullmatch(name) or name == MANIFEST:
        raise ModelError(f"{name!r} cannot be stored: it is no plain name of a further file")


def file_entry(content: bytes) -> dict[str, Any]:
    """What a manifest says of a further file.

    >>> file_entry(b"")["bytes"]
    0
    """
    return {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
