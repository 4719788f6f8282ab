"""Models on disk: a manifest and plain arrays, checked whole before anything is used.

A model is a folder with ``manifest.json``, one ``.npy`` file an array, and files of another make (the
accurate tier's network, the trees of the comparison). The manifest names every array with its type,
shape and sha256, and every other file with its sha256 and size; a wrong hash, type, shape or version is
refused. Nothing is unpickled, and arrays are memory-mapped, so that processes share them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spunlib.errors import ModelError
from spunlib.lexicon.lexicon import ARRAYS as LEXICON_ARRAYS
from spunlib.lexicon.lexicon import Lexicon
from spunlib.model.manifest import (
    MANIFEST,
    MEND,
    check_arrays,
    check_file_name,
    check_further_files,
    check_versions,
    file_entry,
    versions,
)
from spunlib.text.tokens import TOKENISER_VERSION

DEFAULT: Final = "en-1"
RELATION: Final = "relation.json"
"""The trees of `spunlib.compare`. They are fitted to a finished model, so a rebuilt model keeps the old one
until it is fitted anew."""


def model_folder(name_or_path: str | Path = DEFAULT) -> Path:
    """The folder of a shipped model by its name, or of any model by its path.

    Raises:
        ModelError: there is no such model.
    """
    given = Path(name_or_path)
    for folder in (Path(str(resources.files("spunlib.models"))) / given, given):
        if (folder / MANIFEST).is_file():
            return folder
    shipped = Path(str(resources.files("spunlib.models")))
    names = sorted(path.parent.name for path in shipped.glob(f"*/{MANIFEST}"))
    raise ModelError(
        f"no model {str(name_or_path)!r}: it is neither a folder with a {MANIFEST} "
        f"nor a shipped model ({', '.join(names) or 'none'})"
    )


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a model, its versions checked.

    Raises:
        ModelError: the manifest is damaged or of another version.
    """
    manifest = _parsed(folder)
    check_versions(folder, manifest)
    return _with_checked_entries(folder, manifest)


def _parsed(folder: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ModelError(f"{folder / MANIFEST}: not a readable manifest ({error}); {MEND}") from error
    if not isinstance(manifest, dict):
        raise ModelError(f"{folder / MANIFEST}: not a manifest but a {type(manifest).__name__}; {MEND}")
    return manifest


def _with_checked_entries(folder: Path, manifest: dict[str, Any]) -> dict[str, Any]:
    check_arrays(folder / MANIFEST, manifest.get("arrays"))
    check_further_files(folder / MANIFEST, manifest.setdefault("files", {}))
    return manifest


def read_arrays(folder: Path, manifest: Mapping[str, Any]) -> dict[str, NDArray[Any]]:
    """Every array of a model, memory-mapped, read-only.

    Raises:
        ModelError: an array is missing, or its hash, type or shape is not what the manifest says.
    """
    return {name: _read(folder / f"{name}.npy", entry) for name, entry in manifest["arrays"].items()}


def _read(path: Path, entry: Mapping[str, Any]) -> NDArray[Any]:
    try:
        _check_digest(path, entry)
        # Unlike np.load this opens plain arrays alone: neither archives nor pickles. A plain view of the map,
        # because numpy.memmap runs Python code at every look-up.
        array: NDArray[Any] = np.asarray(np.lib.format.open_memmap(path, mode="r"))
    except (OSError, ValueError) as error:
        raise ModelError(f"{path}: not a readable array ({error}); {MEND}") from error
    if [str(array.dtype), list(array.shape)] != [entry["dtype"], entry["shape"]]:
        raise ModelError(
            f"{path}: is {array.dtype} {list(array.shape)}, "
            f"the manifest says {entry['dtype']} {entry['shape']}; {MEND}"
        )
    return array


def _check_digest(path: Path, entry: Mapping[str, Any]) -> None:
    with path.open("rb") as file:
        digest = hashlib.sha256()
        while block := file.read(1 << 20):
            digest.update(block)
    if digest.hexdigest() != entry["sha256"]:
        raise ModelError(f"{path}: the file was altered (its sha256 is not the manifest's); {MEND}")


def check_files(folder: Path, manifest: Mapping[str, Any], names: Iterable[str]) -> None:
    """Refuse further files of a model that are not what the manifest says.

    Raises:
        ModelError: the manifest does not name one of them, or it is missing or altered.
    """
    for name in names:
        entry = manifest["files"].get(name)
        if entry is None:
            raise ModelError(f"{folder / MANIFEST}: it does not name {name}; {MEND}")
        path = folder / name
        try:
            size = path.stat().st_size
            if size != entry["bytes"]:
                raise ModelError(f"{path}: has {size} bytes, the manifest says {entry['bytes']}; {MEND}")
            _check_digest(path, entry)
        except OSError as error:
            raise ModelError(f"{path}: not a readable file ({error}); {MEND}") from error


def write_model(
    folder: Path,
    arrays: Mapping[str, NDArray[Any]],
    facts: Mapping[str, Any],
    files: Mapping[str, bytes] | None = None,
) -> None:
    """Write a model; the manifest comes last, so that a broken run leaves no model that loads.

    Args:
        folder: made if need be; files of an older model in it are replaced, but for its `RELATION`.
        arrays: by name.
        facts: further entries of the manifest; must be JSON.
        files: contents of further files, by name.

    Raises:
        ModelError: a name is no identifier or no plain file name, or an array holds Python objects.
    """
    files = dict(files or {})
    for name, array in arrays.items():
        if not name.isidentifier() or array.dtype.hasobject:
            raise ModelError(f"{name!r} ({array.dtype}) cannot be stored: a model is plain named arrays")
    for name in files:
        check_file_name(name)
    folder.mkdir(parents=True, exist_ok=True)
    if (folder / RELATION).is_file():
        files.setdefault(RELATION, (folder / RELATION).read_bytes())
    _remove_old(folder)
    entries = {}
    for name in sorted(arrays):
        path = folder / f"{name}.npy"
        array = np.ascontiguousarray(arrays[name])
        np.save(path, array, allow_pickle=False)
        entries[name] = {
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            "dtype": str(array.dtype),
            "shape": list(array.shape),
        }
    for name, content in files.items():
        (folder / name).write_bytes(content)
    manifest = {
        **versions(),
        **facts,
        "arrays": entries,
        "files": {name: file_entry(content) for name, content in files.items()},
    }
    _write_manifest(folder, manifest)


def add_file(folder: Path, name: str, content: bytes) -> None:
    """Put a further file into a model, in the place of an older one of its name, and into the manifest.

    Raises:
        ModelError: there is no model of this version, or the name is no plain file name.
    """
    check_file_name(name)
    manifest = read_manifest(folder)
    (folder / name).write_bytes(content)
    manifest["files"][name] = file_entry(content)
    _write_manifest(folder, manifest)


def _write_manifest(folder: Path, manifest: Mapping[str, Any]) -> None:
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _remove_old(folder: Path) -> None:
    """Remove the manifest and the files that it names, and nothing else.

    A model of another tokeniser goes too: building anew is what its readers are told to do.
    """
    if (folder / MANIFEST).is_file():
        old = _parsed(folder)
        check_versions(folder, old | {"tokeniser_version": TOKENISER_VERSION})
        old = _with_checked_entries(folder, old)
        (folder / MANIFEST).unlink()
        for name in (*(f"{name}.npy" for name in old["arrays"]), *old["files"]):
            (folder / name).unlink(missing_ok=True)


@cache
def load_lexicon(name_or_path: str | Path = DEFAULT) -> Lexicon:
    """The lexicon of a model, checked once a process.

    Raises:
        ModelError: see `read_manifest` and `read_arrays`.
    """
    folder = model_folder(name_or_path)
    manifest = read_manifest(folder)
    entries = {name: entry for name, entry in manifest["arrays"].items() if name in LEXICON_ARRAYS}
    return Lexicon.of(read_arrays(folder, {"arrays": entries}))
