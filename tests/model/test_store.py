"""Models on disk: what is written comes back; what was altered is refused with a message that helps."""

from __future__ import annotations

import hashlib
import json
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from tiny_lexicon import tiny_arrays

from spunlib.errors import ModelError
from spunlib.lexicon.lexicon import ARRAYS, Lexicon
from spunlib.model.manifest import SCHEMA_VERSION, file_entry
from spunlib.model.store import (
    RELATION,
    add_file,
    check_files,
    load_lexicon,
    model_folder,
    read_arrays,
    read_manifest,
    write_model,
)
from spunlib.text.tokens import TOKENISER_VERSION, keys_of

SMALL: dict[str, NDArray[Any]] = {
    "bytes": np.arange(7, dtype=np.uint8),
    "empty": np.zeros((0, 3), np.float16),
    "keys": np.array([0, 2**64 - 1], np.uint64),
    "strided": np.arange(12, dtype=np.float32).reshape(3, 4)[:, ::2],
    "turned": np.asfortranarray(np.arange(6.0).reshape(2, 3)),
    "flags": np.array([True, False]),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_model(tmp_path / "small", SMALL, {"name": "small", "note": "ü"})
    return tmp_path / "small"


def read(folder: Path) -> dict[str, NDArray[Any]]:
    return read_arrays(folder, read_manifest(folder))


def change(folder: Path, **entries: object) -> None:
    """Overwrite entries of the manifest."""
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | entries), encoding="utf-8")


def change_array(folder: Path, name: str, **entry: object) -> None:
    arrays = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["arrays"]
    arrays[name] |= entry
    change(folder, arrays=arrays)


def plant(folder: Path, name: str, content: bytes) -> None:
    """Put bytes in the place of an array, with a manifest that vouches for them."""
    (folder / f"{name}.npy").write_bytes(content)
    change_array(folder, name, sha256=hashlib.sha256(content).hexdigest())


def test_what_is_written_comes_back(folder: Path) -> None:
    manifest = read_manifest(folder)
    assert (manifest["name"], manifest["note"]) == ("small", "ü")
    assert manifest["schema_version"] == SCHEMA_VERSION
    assert manifest["tokeniser_version"] == TOKENISER_VERSION
    arrays = read_arrays(folder, manifest)
    assert arrays.keys() == SMALL.keys()
    for name, array in SMALL.items():
        assert arrays[name].dtype == array.dtype
        assert np.array_equal(arrays[name], array)


def test_arrays_are_mapped_and_cannot_be_written(folder: Path) -> None:
    for name, array in read(folder).items():
        assert isinstance(array.base, np.memmap), name
        assert not array.flags.writeable, name


def test_two_writes_give_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    write_model(tmp_path / "again", dict(reversed(SMALL.items())), {"note": "ü", "name": "small"})
    files = sorted(path.name for path in folder.iterdir())
    assert files == sorted(path.name for path in (tmp_path / "again").iterdir())
    for name in files:
        assert (folder / name).read_bytes() == (tmp_path / "again" / name).read_bytes()


def test_writing_replaces_an_older_model_whole(folder: Path) -> None:
    write_model(folder, {"other": np.arange(3)}, {"name": "new"})
    assert sorted(path.name for path in folder.iterdir()) == ["manifest.json", "other.npy"]
    assert read(folder)["other"].tolist() == [0, 1, 2]


def test_a_model_of_another_tokeniser_is_replaced_and_one_of_another_schema_is_not(folder: Path) -> None:
    change(folder, tokeniser_version=TOKENISER_VERSION - 1)
    write_model(folder, {"other": np.arange(3)}, {"name": "new"})
    assert sorted(path.name for path in folder.iterdir()) == ["manifest.json", "other.npy"]
    assert read(folder).keys() == {"other"}
    change(folder, schema_version=99)
    with pytest.raises(ModelError, match="this spunlib reads"):
        write_model(folder, SMALL, {"name": "newest"})


def test_a_broken_write_leaves_no_model_that_loads(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(np, "save", fail)
    with pytest.raises(OSError, match="disk full"):
        write_model(folder, SMALL, {"name": "small"})
    with pytest.raises(ModelError):
        model_folder(folder)


@pytest.mark.parametrize("name", sorted(SMALL))
def test_any_flipped_byte_is_noticed(folder: Path, name: str) -> None:
    path = folder / f"{name}.npy"
    whole = path.read_bytes()
    for at in sorted({0, 6, 10, len(whole) // 2, len(whole) - 1}):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(ModelError, match=rf"{name}\.npy: the file was altered.*reinstall"):
            read(folder)
    for shorter in (whole[:-1], whole[:20], b""):
        path.write_bytes(shorter)
        with pytest.raises(ModelError, match="altered"):
            read(folder)


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"dtype": "float32"}, r"is uint8 \[7\], the manifest says float32 \[7\]"),
        ({"dtype": 3}, "the manifest says 3"),
        ({"shape": [8]}, r"the manifest says uint8 \[8\]"),
        ({"shape": [7, 1]}, r"the manifest says uint8 \[7, 1\]"),
        ({"shape": "many"}, "the manifest says uint8 many"),
        ({"sha256": "0" * 64}, "altered"),
    ],
)
def test_entries_that_do_not_fit_are_refused(folder: Path, entry: dict[str, object], message: str) -> None:
    change_array(folder, "bytes", **entry)
    with pytest.raises(ModelError, match=message):
        read(folder)


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "keys.npy").unlink()
    with pytest.raises(ModelError, match=r"keys\.npy: not a readable array"):
        read(folder)


@pytest.mark.parametrize("version", [0, 99, "1", None, [1]])
@pytest.mark.parametrize("key", ["schema_version", "tokeniser_version"])
def test_other_versions_are_refused(folder: Path, key: str, version: object) -> None:
    change(folder, **{key: version})
    with pytest.raises(ModelError, match=rf"{key}.*this spunlib reads.*install the spunlib that made it"):
        read_manifest(folder)


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff\xfe", b"null", b"[]", b'"x"', b"[" * 100_000, b'{"schema_version": 1}', b"\x00" * 64],
)
def test_a_damaged_manifest_is_refused(folder: Path, content: bytes) -> None:
    (folder / "manifest.json").write_bytes(content)
    with pytest.raises(ModelError, match=r"manifest|the model has"):
        read_manifest(folder)


@pytest.mark.parametrize(
    "arrays", [None, [], "x", {"bytes": None}, {"bytes": {}}, {"bytes": {"sha256": "0"}}]
)
def test_a_manifest_that_describes_no_arrays_is_refused(folder: Path, arrays: object) -> None:
    change(folder, arrays=arrays)
    with pytest.raises(ModelError, match=r"lists no arrays|lacks its sha256"):
        read_manifest(folder)


@pytest.mark.parametrize("name", ["../stolen", "/etc/stolen", "a/b", "..", "", "a\x00b", "C:stolen", "a.b"])
def test_names_cannot_lead_out_of_the_folder(folder: Path, name: str) -> None:
    np.save(folder.parent / "stolen.npy", np.arange(3))
    entry = {"sha256": "0" * 64, "dtype": "int64", "shape": [3]}
    change(folder, arrays={name: entry})
    with pytest.raises(ModelError, match="no name of an array"):
        read_manifest(folder)
    with pytest.raises(ModelError, match="cannot be stored"):
        write_model(folder / "new", {name: np.arange(3)}, {})


class Boom:
    """Unpickling this is an alarm."""

    exploded = False

    def __reduce__(self) -> tuple[Callable[[], None], tuple[()]]:
        return explode, ()


def explode() -> None:
    Boom.exploded = True


def objects(tmp_path: Path) -> bytes:
    np.save(tmp_path / "objects.npy", np.array([Boom()], object), allow_pickle=True)
    return (tmp_path / "objects.npy").read_bytes()


def archive(tmp_path: Path) -> bytes:
    np.savez(tmp_path / "archive.npz", bytes=SMALL["bytes"])
    return (tmp_path / "archive.npz").read_bytes()


@pytest.mark.parametrize(
    "forge", [objects, archive, lambda _: pickle.dumps(Boom()), lambda _: b"", lambda _: b"\x93NUMPY\x01\x00"]
)
def test_nothing_is_unpickled(folder: Path, tmp_path: Path, forge: Callable[[Path], bytes]) -> None:
    plant(folder, "bytes", forge(tmp_path))
    with pytest.raises(ModelError, match=r"bytes\.npy: not a readable array"):
        read(folder)
    assert not Boom.exploded


def test_objects_are_not_written(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="'things'"):
        write_model(tmp_path / "new", {"things": np.array([{}], object)}, {})
    assert not (tmp_path / "new").exists()


def test_a_model_is_found_by_its_path_or_named_in_the_error(folder: Path, tmp_path: Path) -> None:
    assert model_folder(folder) == folder
    assert model_folder(str(folder)) == folder
    with pytest.raises(ModelError, match=r"no model 'de-9': .* nor a shipped model \(.*\)"):
        model_folder("de-9")
    with pytest.raises(ModelError, match="neither a folder"):
        model_folder(tmp_path)


def test_a_lexicon_alone_is_read_once(tmp_path: Path) -> None:
    write_model(tmp_path / "words", tiny_arrays(), {"name": "words"})
    lexicon = load_lexicon(tmp_path / "words")
    assert isinstance(lexicon, Lexicon)
    assert load_lexicon(tmp_path / "words") is lexicon
    assert lexicon.columns.keys() == set(ARRAYS)
    assert lexicon.ids(keys_of(["letter", "rudder"])).tolist()[1] == -1


# Files that are no arrays

FILES = {"net.onnx": b"\x00graph", "words_1.json": '{"ü": 1}'.encode()}


@pytest.fixture
def with_files(tmp_path: Path) -> Path:
    write_model(tmp_path / "full", SMALL, {"name": "full"}, FILES)
    return tmp_path / "full"


def test_further_files_are_written_and_checked(with_files: Path) -> None:
    manifest = read_manifest(with_files)
    check_files(with_files, manifest, FILES)
    for name, content in FILES.items():
        assert (with_files / name).read_bytes() == content
        assert manifest["files"][name] == file_entry(content)
    assert read(with_files).keys() == SMALL.keys()


def test_a_model_without_further_files_has_none(folder: Path) -> None:
    assert read_manifest(folder)["files"] == {}
    stored = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    del stored["files"]
    (folder / "manifest.json").write_text(json.dumps(stored), encoding="utf-8")
    assert read_manifest(folder)["files"] == {}  # as models of spunlib 0.1 are


def test_further_files_of_an_older_model_go_with_it(with_files: Path) -> None:
    (with_files / "notes.txt").write_text("mine", encoding="utf-8")
    write_model(with_files, {"other": np.arange(3)}, {"name": "new"}, {"net.onnx": b"new"})
    assert sorted(path.name for path in with_files.iterdir()) == [
        "manifest.json",
        "net.onnx",
        "notes.txt",
        "other.npy",
    ]


def test_a_rebuilt_model_keeps_the_regression_of_the_comparison(with_files: Path) -> None:
    (with_files / RELATION).write_bytes(b"old")  # as models before this version have it: not in the manifest
    write_model(with_files, SMALL, {"name": "second"}, FILES)
    write_model(with_files, SMALL, {"name": "third"}, FILES)
    assert (with_files / RELATION).read_bytes() == b"old"
    check_files(with_files, read_manifest(with_files), [*FILES, RELATION])
    write_model(with_files, SMALL, {"name": "fourth"}, {RELATION: b"new"})
    assert (with_files / RELATION).read_bytes() == b"new"
    check_files(with_files, read_manifest(with_files), [RELATION])


def test_a_file_is_added_to_a_model(with_files: Path) -> None:
    before = read_manifest(with_files)
    for content in (b"first", b"another"):
        add_file(with_files, "late.json", content)
        manifest = read_manifest(with_files)
        check_files(with_files, manifest, [*FILES, "late.json"])
        assert manifest["files"].pop("late.json") == file_entry(content)
        assert manifest == before
    for name in ("../stolen.json", "manifest.json", "array.npy"):
        with pytest.raises(ModelError, match="cannot be stored"):
            add_file(with_files, name, b"")
    with pytest.raises(ModelError, match="not a readable manifest"):
        add_file(with_files.parent, "late.json", b"")


@pytest.mark.parametrize("name", FILES)
def test_altered_further_files_are_refused_and_named(with_files: Path, name: str) -> None:
    manifest = read_manifest(with_files)
    (with_files / name).write_bytes(FILES[name][::-1])
    with pytest.raises(ModelError, match=f"{name}: the file was altered"):
        check_files(with_files, manifest, FILES)
    (with_files / name).write_bytes(b"")
    with pytest.raises(ModelError, match=f"{name}: has 0 bytes"):
        check_files(with_files, manifest, FILES)
    (with_files / name).unlink()
    with pytest.raises(ModelError, match=f"{name}: not a readable file"):
        check_files(with_files, manifest, FILES)
    with pytest.raises(ModelError, match=r"does not name third\.bin"):
        check_files(with_files, manifest, ["third.bin"])


@pytest.mark.parametrize(
    "name", ["../stolen.bin", "/etc/stolen", "a/b.bin", "..", "", ".hidden", "a\x00.b", "C:stolen.b", "a.npy"]
)
def test_names_of_further_files_cannot_lead_out_of_the_folder(folder: Path, name: str) -> None:
    change(folder, files={name: {"sha256": "0" * 64, "bytes": 3}})
    with pytest.raises(ModelError, match="no name of a file beside it"):
        read_manifest(folder)
    with pytest.raises(ModelError, match="cannot be stored"):
        write_model(folder / "new", {}, {}, {name: b""})


@pytest.mark.parametrize("files", [None, [], "x", {"a.b": None}, {"a.b": {}}, {"a.b": {"sha256": "0"}}])
def test_entries_that_describe_no_files_are_refused(folder: Path, files: object) -> None:
    change(folder, files=files)
    with pytest.raises(ModelError, match=r"files are no table|lacks its sha256 or size"):
        read_manifest(folder)


def test_a_further_file_does_not_stand_in_for_the_manifest(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be stored"):
        write_model(tmp_path / "new", {}, {}, {"manifest.json": b"{}"})
