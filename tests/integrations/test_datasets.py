"""`map` of the real datasets package: in memory, in processes, streamed; and its agreement with `score`."""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from doc_pages import ROOT, run_page
from example_passages import MIXED
from needs import needs

needs("datasets", "datasets", "pandas", "polars", extra="test")

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["HF_DATASETS_DISABLE_PROGRESS_BARS"] = "1"

import datasets  # noqa: E402
from datasets.fingerprint import Hasher  # noqa: E402

import spunlib  # noqa: E402
from spunlib.integrations.columns import COLUMNS, row_of  # noqa: E402
from spunlib.integrations.datasets import SpinColumns  # noqa: E402
from spunlib.integrations.shared import shared_detector  # noqa: E402
from spunlib.report.report import Failure  # noqa: E402

CELLS = [*MIXED, None]


@pytest.fixture(autouse=True)
def cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "cache")


@pytest.fixture(scope="module")
def expected(detector: spunlib.SpinDetector) -> list[dict[str, Any]]:
    """What `score` says of every cell, one by one."""
    missing = Failure("", "the text is missing")
    found = [row_of(missing if cell is None else detector.score(cell)) for cell in CELLS]
    return [
        {"text": cell} | {"spun_" + name: value for name, value in row.items()}
        for cell, row in zip(CELLS, found, strict=True)
    ]


def test_it_agrees_with_score_to_the_last_bit(expected: list[dict[str, Any]]) -> None:
    dataset = datasets.Dataset.from_dict({"text": CELLS})
    columns = SpinColumns()
    found = dataset.map(columns, batched=True, features=columns.features(dataset.features))
    assert found.to_list() == expected
    assert found.column_names == ["text", *("spun_" + name for name in COLUMNS)]


def test_processes_change_nothing(expected: list[dict[str, Any]]) -> None:
    dataset = datasets.Dataset.from_dict({"text": CELLS})
    columns = SpinColumns()
    features = columns.features(dataset.features)
    found = dataset.map(columns, batched=True, batch_size=3, num_proc=2, features=features)
    assert found.to_list() == expected


@pytest.mark.parametrize("known", [True, False])
def test_a_stream_agrees_too(expected: list[dict[str, Any]], known: bool) -> None:
    columns = SpinColumns()
    stream = datasets.Dataset.from_dict({"text": CELLS}).to_iterable_dataset()
    features = columns.features(stream.features) if known else None
    assert list(stream.map(columns, batched=True, batch_size=3, features=features)) == expected


def test_nothing_is_read_ahead_of_a_stream() -> None:
    read = []

    def texts() -> Iterator[dict[str, str]]:
        for number in range(1000):
            read.append(number)
            yield {"text": f"Text {number} is short."}

    stream = datasets.IterableDataset.from_generator(texts).map(SpinColumns(), batched=True, batch_size=10)
    assert next(iter(stream))["spun_decision"] == "abstain"
    assert len(read) <= 20


def test_types_do_not_hang_on_the_first_batch() -> None:
    dataset = datasets.Dataset.from_dict({"text": ["Too short.", "Too short.", None, MIXED[0]]})
    columns = SpinColumns(columns=["threshold", "error"])
    with pytest.raises(TypeError):
        dataset.map(columns, batched=True, batch_size=2)
    found = dataset.map(columns, batched=True, batch_size=2, features=columns.features(dataset.features))
    assert found["spun_error"][:] == [None, None, "the text is missing", None]
    assert found.features["spun_threshold"].dtype == "float64"


def test_the_cache_knows_options_model_version_and_index(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def hashed(columns: SpinColumns) -> str:
        return str(Hasher.hash(columns))

    first = hashed(SpinColumns())
    assert hashed(SpinColumns()) == first
    shared_detector().score("Having scored changes nothing.")
    assert hashed(SpinColumns()) == first
    assert len({first, *(hashed(SpinColumns(**more)) for more in ({"fpr": 0.05}, {"text": "body"}))}) == 3
    with spunlib.SourceIndex.open(tmp_path / "index") as index:
        index.add("1", "The first original.")
    before = hashed(SpinColumns(index=tmp_path / "index"))
    with spunlib.SourceIndex.open(tmp_path / "index") as index:
        index.add("2", "Another original.")
    assert hashed(SpinColumns(index=tmp_path / "index")) not in (before, first)
    spunlib.load(tier="fast").save(tmp_path / "model")
    assert hashed(SpinColumns(model=tmp_path / "model")) != first
    monkeypatch.setattr("spunlib.integrations.datasets.__version__", "0.0.0")
    assert hashed(SpinColumns()) != first


def test_a_pickle_is_small_and_answers_alike() -> None:
    columns = SpinColumns("body", fpr=0.05, columns=["likelihood", "decision"])
    pickled = pickle.dumps(columns)
    again = pickle.loads(pickled)  # noqa: S301
    assert len(pickled) < 1000
    assert vars(again) == vars(columns)
    assert again({"body": MIXED}) == columns({"body": MIXED})


def test_sources_are_named(tmp_path: Path) -> None:
    with spunlib.SourceIndex.open(tmp_path) as index:
        index.add("wire", MIXED[1])
    columns = SpinColumns(index=tmp_path, id="name", columns=["sources", "reason"])
    found = columns({"text": MIXED[:2], "name": ["copy", "wire"]})
    with spunlib.SourceIndex.open(tmp_path, mode="r") as index:
        assert found["spun_reason"][0] == spunlib.load().score(MIXED[0], index=index).reason
    assert '"id": "wire"' in found["spun_sources"][0]
    assert found["spun_sources"][1] == "[]"


def test_wrong_columns_and_options_are_named() -> None:
    with pytest.raises(spunlib.UsageError, match="no column 'body'; its columns are text"):
        SpinColumns("body")({"text": ["One."]})
    with pytest.raises(spunlib.UsageError, match="has the columns spun_kind already"):
        SpinColumns()({"text": ["One."], "spun_kind": ["human"]})
    with pytest.raises(spunlib.UsageError, match="fpr must be at least"):
        SpinColumns(fpr=0)
    with pytest.raises(spunlib.UsageError, match="does not know its features"):
        SpinColumns().features(None)


def test_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here, because it is what needs most packages; the page is on frames as well."""
    monkeypatch.chdir(ROOT)
    run_page("frames.md")
