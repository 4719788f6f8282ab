"""The tagger at run time: each token by its own window, the same in any batch; altered files are refused."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest
from hostile import hostile_texts
from tiny_lexicon import CORPUS, SENTENCES
from tiny_tagger import tagger_files

from spunlib.errors import MissingExtraError, ModelError
from spunlib.model import tagger as tagger_module
from spunlib.model.pieces import Pieces
from spunlib.model.store import read_manifest, write_model
from spunlib.model.tagger import FILES, NETWORK, OUTPUTS, VOCABULARY, Tagger, is_installed
from spunlib.text.tokens import tokenise

TEXTS = [
    " ".join(SENTENCES),
    "",
    "By Ana Ruiz\nThe crew read the letter for an hour.",
    "word " * 400,
    " ".join(CORPUS),
    *hostile_texts(71, 12, 60),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("model") / "tiny"
    write_model(path, {}, {"name": "tiny"}, tagger_files())
    return path


@pytest.fixture(scope="module")
def tagger(folder: Path) -> Tagger:
    return Tagger.load(folder, read_manifest(folder))


def test_each_token_gets_the_outputs_at_its_first_piece(tagger: Tagger, folder: Path) -> None:
    batch = tokenise(TEXTS)
    found = tagger.outputs(batch)
    assert found.shape == (len(batch), len(OUTPUTS))
    assert found.dtype == np.float32
    session = onnxruntime.InferenceSession(str(folder / NETWORK), providers=["CPUExecutionProvider"])
    windows = Pieces(folder / VOCABULARY).windows(batch)
    expected = np.zeros_like(found)
    for first, stop in zip(windows.first[:-1], windows.first[1:], strict=True):
        ids = windows.pieces[first:stop].astype(np.int64)
        (said,) = session.run(None, {"pieces": ids[None]})
        for token, at in zip(windows.token, windows.at, strict=True):
            if first <= at < stop:
                expected[token] = said[0, at - first]
    assert found == pytest.approx(expected, abs=1e-5)
    assert batch.furniture.any()
    assert (found[batch.furniture] == 0).all()
    assert (np.abs(found[~batch.furniture]).sum(axis=1) > 0).all()


def test_a_text_gets_the_same_to_the_last_bit_in_any_batch(tagger: Tagger) -> None:
    batch = tokenise(TEXTS)
    together = tagger.outputs(batch)
    for number, text in enumerate(TEXTS):
        assert np.array_equal(together[batch.rows(number)], tagger.outputs(tokenise([text]))), repr(text)
    turned = tokenise(TEXTS[::-1])
    assert np.array_equal(tagger.outputs(turned)[turned.rows(len(TEXTS) - 1)], together[batch.rows(0)])


@pytest.mark.parametrize("texts", [[], [""], ["", " \n"], ["Share this article"]])
def test_texts_without_words_are_tagged_too(tagger: Tagger, texts: list[str]) -> None:
    batch = tokenise(texts)
    assert tagger.outputs(batch).shape == (len(batch), len(OUTPUTS))


def test_it_travels_as_a_name(tagger: Tagger) -> None:
    batch = tokenise(TEXTS[:1])
    expected = tagger.outputs(batch)
    sent = pickle.dumps(tagger)
    assert len(sent) < 1000
    assert np.array_equal(pickle.loads(sent).outputs(batch), expected)  # noqa: S301


def test_threads_share_it(folder: Path) -> None:
    fresh = Tagger.load(folder, read_manifest(folder))
    batches = [tokenise([text]) for text in TEXTS] * 4
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(fresh.outputs, batches))
    for batch, outputs in zip(batches, found, strict=True):
        assert np.array_equal(outputs, fresh.outputs(batch))


def test_nothing_is_imported_before_it_is_used(folder: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from spunlib.model.store import read_manifest; "
        "from spunlib.model.tagger import Tagger, is_installed; from spunlib.text.tokens import tokenise\n"
        f"folder = Path({str(folder)!r}); tagger = Tagger.load(folder, read_manifest(folder))\n"
        "assert is_installed() and not {'onnxruntime', 'tokenizers'} & sys.modules.keys()\n"
        "tagger.outputs(tokenise(['The crew read it.']))\n"
        "assert {'onnxruntime', 'tokenizers'} <= sys.modules.keys() and 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    write_model(tmp_path / "tiny", {}, {"name": "tiny"}, tagger_files())
    return tmp_path / "tiny"


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("how", ["longer", "altered", "missing", "empty", "unnamed"])
def test_altered_files_are_refused(copied: Path, name: str, how: str) -> None:
    content = (copied / name).read_bytes()
    manifest = read_manifest(copied)
    messages = {
        "longer": "bytes, the manifest says",
        "altered": "was altered",
        "missing": "not a readable file",
        "empty": "has 0 bytes",
        "unnamed": f"does not name {name}",
    }
    if how == "missing":
        (copied / name).unlink()
    elif how == "unnamed":
        del manifest["files"][name]
    else:
        changed = {"longer": content + b"\n", "altered": content[:-1] + b"?", "empty": b""}[how]
        (copied / name).write_bytes(changed)
    with pytest.raises(ModelError, match=messages[how]):
        Tagger.load(copied, manifest)


@pytest.mark.parametrize("name", FILES)
def test_files_that_are_something_else_are_refused(tmp_path: Path, name: str) -> None:
    write_model(tmp_path / "odd", {}, {"name": "odd"}, tagger_files() | {name: b"{}"})
    tagger = Tagger.load(tmp_path / "odd", read_manifest(tmp_path / "odd"))
    with pytest.raises(ModelError, match=name):
        tagger.outputs(tokenise(["The crew read it."]))


@pytest.mark.parametrize("package", ["onnxruntime", "tokenizers"])
def test_a_missing_package_names_its_extra(
    folder: Path, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    find = tagger_module.find_spec
    monkeypatch.setattr(tagger_module, "find_spec", lambda name: None if name == package else find(name))
    assert not is_installed()
    with pytest.raises(MissingExtraError, match=rf"{package} is not installed.*spunlib\[neural\]"):
        Tagger.load(folder, read_manifest(folder))


@pytest.fixture
def sessions(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Options of the sessions that are opened."""
    opened: list[Any] = []
    session = onnxruntime.InferenceSession

    def watched(path: str, options: Any, providers: list[str]) -> Any:
        opened.append(options)
        return session(path, options, providers=providers)

    monkeypatch.setattr(onnxruntime, "InferenceSession", watched)
    return opened


def test_one_session_of_one_thread(folder: Path, sessions: list[Any]) -> None:
    fresh = Tagger.load(folder, read_manifest(folder))
    assert not sessions
    for _ in range(3):
        fresh.outputs(tokenise(TEXTS[:1]))
    (options,) = sessions
    assert options.intra_op_num_threads == options.inter_op_num_threads == 1


def test_the_entries_are_what_the_manifest_says(folder: Path) -> None:
    files = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["files"]
    assert files.keys() == set(FILES)
    assert all(entry["bytes"] == (folder / name).stat().st_size for name, entry in files.items())
