"""Frames on the real pandas and polars, tables on the real pyarrow, and their agreement with `score`."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from example_passages import EXAMPLES, MIXED
from needs import needs

needs("frames", "pandas", "polars", "pyarrow", extra="frames,parquet")

import pandas  # noqa: E402
import polars  # noqa: E402
import pyarrow  # noqa: E402

import spunlib  # noqa: E402
from spunlib.integrations.columns import COLUMNS, row_of  # noqa: E402
from spunlib.integrations.frames import compare_frame, score_frame  # noqa: E402
from spunlib.integrations.pairs import COMPARED  # noqa: E402
from spunlib.report.report import Failure  # noqa: E402

NEW = ["spun_" + name for name in COLUMNS]
CELLS: list[Any] = [MIXED[0], None, *MIXED[1:], None]
VIEWS = list(range(len(CELLS)))


def in_pandas(columns: dict[str, list[Any]]) -> pandas.DataFrame:
    return pandas.DataFrame(columns, index=[f"row {n}" for n in range(len(next(iter(columns.values()))))])


MAKERS: dict[str, Callable[[dict[str, list[Any]]], Any]] = {
    "pandas": in_pandas,
    "polars": polars.DataFrame,
    "lazy": lambda columns: polars.DataFrame(columns).lazy(),
    "arrow": pyarrow.table,
}


def rows(frame: Any) -> list[dict[str, Any]]:
    """Rows of any frame as plain values, missing ones as None."""
    if isinstance(frame, polars.LazyFrame):
        frame = frame.collect()
    if isinstance(frame, pandas.DataFrame):
        found = [dict(zip(frame.columns, row, strict=True)) for row in frame.itertuples(index=False)]
        return [{name: None if missing(value) else value for name, value in row.items()} for row in found]
    return frame.to_dicts() if isinstance(frame, polars.DataFrame) else frame.to_pylist()


def missing(value: object) -> bool:
    return value is pandas.NA or value is None or (isinstance(value, float) and math.isnan(value))


@pytest.fixture(scope="module")
def expected(detector: spunlib.SpinDetector) -> list[dict[str, Any]]:
    """What `score` says of every cell, one by one."""
    failure = Failure("", "the text is missing")
    found = [row_of(failure if cell is None else detector.score(cell)) for cell in CELLS]
    return [{"spun_" + name: value for name, value in row.items()} for row in found]


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS.keys())
class TestEveryLibrary:
    def test_it_agrees_with_score_to_the_last_bit(self, make: Any, expected: list[dict[str, Any]]) -> None:
        frame = make({"views": VIEWS, "text": CELLS})
        found = rows(score_frame(frame))
        given = [{"views": view, "text": cell} for view, cell in zip(VIEWS, CELLS, strict=True)]
        assert found == [one | other for one, other in zip(given, expected, strict=True)]
        assert list(found[0]) == ["views", "text", *NEW]
        assert rows(frame) == given

    def test_processes_change_nothing(self, make: Any, expected: list[dict[str, Any]]) -> None:
        found = rows(score_frame(make({"text": CELLS}), n_jobs=2))
        assert found == [{"text": cell} | row for cell, row in zip(CELLS, expected, strict=True)]

    def test_some_columns_under_other_names(self, make: Any) -> None:
        some = ["decision", "likelihood", "error"]
        found = rows(score_frame(make({"body": CELLS[:2]}), "body", fpr=0.05, prefix="", columns=some))
        report = spunlib.load().score(MIXED[0], fpr=0.05)
        assert found == [
            {"body": CELLS[0], "decision": report.decision, "likelihood": report.likelihood, "error": None},
            {"body": None, "decision": None, "likelihood": None, "error": "the text is missing"},
        ]

    def test_an_empty_frame_keeps_its_types(self, make: Any) -> None:
        whole, empty = (score_frame(make({"text": CELLS[:2]})) for _ in range(2))
        empty = score_frame(
            whole[:0] if not isinstance(whole, polars.LazyFrame) else whole.head(0), prefix="again_"
        )
        assert rows(empty) == []
        types = types_of(empty)
        assert [types["spun_" + name] for name in COLUMNS] == [types["again_" + name] for name in COLUMNS]

    def test_no_text_at_all(self, make: Any) -> None:
        found = rows(score_frame(make({"text": [None, None]})))
        assert [row["spun_error"] for row in found] == ["the text is missing"] * 2

    def test_a_detector_of_ones_own(self, make: Any) -> None:
        fast = spunlib.load(tier="fast")
        found = rows(score_frame(make({"text": MIXED}), detector=fast))
        assert [row["spun_likelihood"] for row in found] == [fast.score(text).likelihood for text in MIXED]
        assert {row["spun_tier"] for row in found} == {"fast"}

    def test_columns_that_are_there_or_missing_are_named(self, make: Any) -> None:
        frame = make({"text": ["One."], "spun_kind": ["human"]})
        with pytest.raises(spunlib.UsageError, match="has the columns spun_kind already"):
            score_frame(frame)
        with pytest.raises(spunlib.UsageError, match="has no column 'body'; its columns are text, spun_kind"):
            score_frame(frame, "body")
        with pytest.raises(spunlib.UsageError, match="columns must be some of"):
            score_frame(frame, columns=["likelyhood"])
        with pytest.raises(spunlib.UsageError, match="fpr must be at least"):
            score_frame(frame, fpr=2)

    def test_sources_are_named(self, make: Any, tmp_path: Path, example: Callable[[str], str]) -> None:
        with spunlib.SourceIndex.open(tmp_path) as index:
            index.add("wire", example("original"), date="2021-05-03")
        columns = {
            "name": ["copy", "wire", "early"],
            "day": ["2021-05-04", None, "2021-05-01"],
            "text": [example("spun"), example("original"), example("spun")],
        }
        with spunlib.SourceIndex.open(tmp_path, mode="r") as index:
            found = rows(score_frame(make(columns), index=index, id="name", date="day"))
            alone = spunlib.load().score(example("spun"), index=index, date="2021-05-04")
        assert json.loads(found[0]["spun_sources"]) == json.loads(alone.to_json())["sources"]
        assert found[0]["spun_reason"] == alone.reason
        assert found[1]["spun_sources"] == "[]"  # no text is a source of itself
        assert json.loads(found[2]["spun_sources"])[0]["published"] == "after"

    def test_pairs(self, make: Any, example: Callable[[str], str]) -> None:
        spun, original = example("spun"), example("original")
        found = rows(
            compare_frame(make({"suspect": [spun, None, original], "original": [original, spun, original]}))
        )
        comparison = spunlib.compare(spun, original)
        assert found[0]["spun_relation"] == comparison.relation == "synonym_spun"
        assert found[0]["spun_likelihood"] == comparison.likelihood
        assert found[0]["spun_coverage"] == comparison.coverage
        assert json.loads(found[0]["spun_substitutions"]) == comparison.to_dict()["substitutions"]
        assert found[1]["spun_error"] == "the suspect is missing"
        assert found[2]["spun_relation"] == "identical"
        assert list(found[0])[2:] == ["spun_" + name for name in COMPARED]


def types_of(frame: Any) -> dict[str, str]:
    if isinstance(frame, pandas.DataFrame):
        return {name: str(kind) for name, kind in frame.dtypes.items()}
    if isinstance(frame, pyarrow.Table):
        return {field.name: str(field.type) for field in frame.schema}
    return {name: str(kind) for name, kind in frame.collect_schema().items()}


class TestPandas:
    def test_index_types_and_attributes_stay(self) -> None:
        frame = pandas.DataFrame(
            {
                "text": ["One.", "Two."],
                "n": pandas.array([1, None], dtype="Int64"),
                "c": pandas.Categorical(["a", "b"]),
            },
            index=pandas.MultiIndex.from_tuples([("x", 1), ("x", 1)], names=["site", "number"]),
        )
        found = score_frame(frame)
        assert found.index.equals(frame.index)
        pandas.testing.assert_frame_equal(found[["text", "n", "c"]], frame)
        assert list(frame.columns) == ["text", "n", "c"]

    def test_types_of_the_new_columns(self) -> None:
        found = types_of(score_frame(pandas.DataFrame({"text": CELLS})))
        expected = {float: "float64", int: "Int64", str: "string"}
        assert [found["spun_" + name] for name in COLUMNS] == [expected[kind] for kind in COLUMNS.values()]

    @pytest.mark.parametrize("dtype", ["object", "string", "category"])
    def test_any_type_of_text(self, dtype: str) -> None:
        frame = pandas.DataFrame({"text": pandas.Series([*MIXED[:3], None], dtype=dtype)})
        found = score_frame(frame, columns=["decision", "error"])
        assert found["spun_decision"].tolist()[:3] == ["spun", "not_spun", "abstain"]
        assert found["spun_error"].tolist()[3] == "the text is missing"

    def test_cells_of_other_types_do_not_stop_the_run(self) -> None:
        found = score_frame(pandas.DataFrame({"text": [3, b"bytes", float("nan"), "lone \ud800 surrogate"]}))
        assert found["spun_error"].tolist()[:3] == [
            "a text must be a str, not int",
            "a text must be a str, not bytes",
            "the text is missing",
        ]
        assert found["spun_decision"].tolist()[3] == "abstain"

    def test_a_part_of_a_frame(self) -> None:
        frame = pandas.DataFrame({"text": MIXED[:3], "views": [1, 2, 3]})
        found = score_frame(frame[frame.views > 1])
        assert found.index.tolist() == [1, 2]
        assert found["spun_decision"].tolist() == ["not_spun", "abstain"]

    def test_two_columns_of_one_name(self) -> None:
        frame = pandas.DataFrame([["a", "b"]], columns=["text", "text"])
        with pytest.raises(spunlib.UsageError, match="has 2 columns 'text'"):
            score_frame(frame)

    def test_dates_may_be_timestamps(self, tmp_path: Path, example: Callable[[str], str]) -> None:
        with spunlib.SourceIndex.open(tmp_path) as index:
            index.add("wire", example("original"), date="2021-05-03")
            days = pandas.to_datetime(["2021-05-04", None])
            frame = pandas.DataFrame({"text": [example("spun")] * 2, "day": days})
            found = score_frame(frame, index=index, date="day")["spun_sources"]
        assert [json.loads(sources)[0]["published"] for sources in found] == ["before", None]


class TestPolars:
    @pytest.mark.parametrize(
        "dtype", [polars.String, polars.Categorical, polars.Enum(["Too short.", "Not long."])]
    )
    def test_any_type_of_text(self, dtype: Any) -> None:
        frame = polars.DataFrame({"text": ["Too short.", None, "Not long."]}, schema={"text": dtype})
        assert score_frame(frame)["spun_decision"].to_list() == ["abstain", None, "abstain"]

    def test_a_lazy_frame_is_scored_when_it_is_collected(self, monkeypatch: pytest.MonkeyPatch) -> None:
        detector = spunlib.load(tier="fast")
        scored: list[str] = []
        score_many = detector.score_many
        monkeypatch.setattr(
            detector,
            "score_many",
            lambda texts, **more: score_many((scored.append(t.text) or t for t in texts), **more),
        )
        lazy = score_frame(polars.LazyFrame({"text": MIXED, "views": range(len(MIXED))}), detector=detector)
        assert lazy.collect_schema()["spun_n_words"] == polars.Int64
        assert scored == []
        decisions = (
            lazy.filter(polars.col("spun_decision") == "spun").select("views", "spun_decision").collect()
        )
        assert decisions["views"].to_list()[0] == 0
        assert scored == MIXED

    def test_streaming_gives_the_same(self, tmp_path: Path) -> None:
        frame = polars.DataFrame({"text": MIXED * 4, "views": range(4 * len(MIXED))})
        frame.write_parquet(tmp_path / "crawl.parquet", row_group_size=8)
        some: Any = {"columns": ["likelihood", "n_words"], "detector": spunlib.load(tier="fast")}
        lazy = score_frame(polars.scan_parquet(tmp_path / "crawl.parquet"), **some)
        new = tuple(int(part) for part in polars.__version__.split(".")[:2]) >= (1, 23)
        found = lazy.collect(engine="streaming") if new else lazy.collect(streaming=True)
        assert found.equals(score_frame(frame, **some))

    def test_it_flows_into_a_file(self, tmp_path: Path) -> None:
        polars.DataFrame({"text": MIXED}).write_parquet(tmp_path / "in.parquet")
        score_frame(polars.scan_parquet(tmp_path / "in.parquet")).sink_parquet(tmp_path / "out.parquet")
        found = polars.read_parquet(tmp_path / "out.parquet")
        assert found.equals(score_frame(polars.DataFrame({"text": MIXED})))


def test_chunks_of_a_table_are_one_column() -> None:
    table = pyarrow.concat_tables([pyarrow.table({"text": MIXED[:1]}), pyarrow.table({"text": MIXED[1:3]})])
    assert score_frame(table)["spun_decision"].to_pylist() == ["spun", "not_spun", "abstain"]


@pytest.mark.parametrize("given", [[{"text": "One."}], {"text": ["One."]}, "text", pandas.Series(["One."])])
def test_what_is_no_frame_is_refused(given: Any) -> None:
    with pytest.raises(
        spunlib.UsageError, match="a frame must be a DataFrame of pandas or polars, a LazyFrame"
    ):
        score_frame(given)


@pytest.mark.parametrize(("library", "others"), [("pandas", "polars"), ("polars", "pandas")])
def test_one_library_does_without_the_other(library: str, others: str) -> None:
    code = (
        f"import sys; sys.modules[{others!r}] = sys.modules['pyarrow'] = None\n"
        f"import {library}\nfrom spunlib.integrations.frames import score_frame\n"
        f"print(*score_frame({library}.DataFrame({{'text': ['Too short.']}}))['spun_decision'])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert shown == "abstain\n"


def test_pairs_in_processes_are_the_same() -> None:
    text = (EXAMPLES / "original.txt").read_text(encoding="utf-8")
    sentences = text.split(". ")[:6] * 12
    frame = polars.DataFrame({"a": sentences, "b": sentences[1:] + sentences[:1]})
    assert compare_frame(frame, "a", "b", n_jobs=2).equals(compare_frame(frame, "a", "b"))
