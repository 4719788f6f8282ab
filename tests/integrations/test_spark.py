"""Spark on the real pyspark and Java: agreement with `score` and with SourceIndex, to the last bit."""

from __future__ import annotations

import math
import os
import random
import re
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime, timezone
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from needs import needs, needs_java

needs("spark", "pyspark", "pandas", "pyarrow", extra="spark")
needs_java()

from example_passages import MIXED  # noqa: E402
from pyspark.sql import DataFrame, SparkSession  # noqa: E402

import spunlib  # noqa: E402
from spunlib.errors import InputError, MissingExtraError, UsageError  # noqa: E402
from spunlib.integrations.columns import COLUMNS, row_of  # noqa: E402
from spunlib.integrations.spark import find_sources, score  # noqa: E402
from spunlib.integrations.spark.joins import only, spread_join  # noqa: E402

pytestmark = [
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning"),
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),  # py4j's sockets live as long as its Java
]

PAGE = Path(__file__).resolve().parents[2] / "docs" / "spark.md"
PLAIN_TEXT = """the harbour council said that a new plan for ships would cost more than last year and people
in town asked why it had taken so long to build because winter storms came early but work continued"""
PLAIN = PLAIN_TEXT.split()
SYLLABLES = (
    "ba",
    "ce",
    "di",
    "fo",
    "gu",
    "la",
    "me",
    "ni",
    "po",
    "ru",
    "sa",
    "té",
    "vi",
    "zo",
    "ка",
    "λα",
    "京",
)


@pytest.fixture(scope="module")
def spark() -> Iterator[SparkSession]:
    before = os.environ.get("PYSPARK_PYTHON")
    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    for name, value in {
        "spark.sql.shuffle.partitions": "2",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.session.timeZone": "UTC",
        "spark.driver.memory": "1g",
        # Compiling takes most of the time of small jobs.
        "spark.sql.codegen.wholeStage": "false",
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    }.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()
    if before is None:
        del os.environ["PYSPARK_PYTHON"]
    else:
        os.environ["PYSPARK_PYTHON"] = before


def plain_rows(frame: DataFrame, *order: str) -> list[dict[str, Any]]:
    return [row.asDict(recursive=True) for row in frame.orderBy(*order).collect()]


@pytest.mark.parametrize("tier", ["fast", "auto"])
def test_score_is_that_of_the_detector(spark: SparkSession, tier: str) -> None:
    texts = [*MIXED, None, "", "Naïve café – 京都 ☃ \u200b🙂"]
    frame = spark.createDataFrame(list(enumerate(texts)), "id int, text string").repartition(3)
    rows = plain_rows(score(frame, fpr=0.05, tier=tier), "id")
    detector = spunlib.load(tier=tier)
    for row, text in zip(rows, texts, strict=True):
        new = {name: row[f"spun_{name}"] for name in COLUMNS}
        if text is None:
            assert new == dict.fromkeys(COLUMNS) | {"error": "the text is missing"}
        else:
            assert new == row_of(detector.score(text, fpr=0.05))


def test_score_keeps_every_column_as_it_was(spark: SparkSession) -> None:
    schema = (
        "text string, big bigint, price decimal(38,18), at timestamp, day date, tags array<string>,"
        " counts map<string,int>, inner struct<a:int,b:array<struct<c:double>>>, raw binary"
    )
    at = datetime(2021, 5, 3, 12, 30, 0, 123456, tzinfo=timezone.utc)
    full = (
        "Some text.",
        2**63 - 1,
        None,
        at,
        at.date(),
        ["a", None],
        {"x": 1, "y": None},
        (1, [(0.1,)]),
        b"\xff",
    )
    frame = spark.createDataFrame([full, (None,) * 9], schema)
    scored = score(frame, prefix="p_", columns=["likelihood", "error"], tier="fast")
    assert scored.columns == [*frame.columns, "p_likelihood", "p_error"]
    assert scored.schema.fields[: len(frame.columns)] == frame.schema.fields
    assert scored.select(*frame.columns).collect() == frame.collect()
    nan = spark.sql("SELECT 'Some text.' AS text, DOUBLE('NaN') AS x")
    assert math.isnan(score(nan, columns=["error"], tier="fast").collect()[0].x)  # pandas would make it null


def test_a_text_that_is_no_utf_8_is_an_error_of_its_row(spark: SparkSession) -> None:
    frame = spark.sql("SELECT 1 AS id, CAST(X'41FF42' AS STRING) AS text UNION ALL SELECT 2, 'Fine.'")
    broken, fine = plain_rows(score(frame, columns=["decision", "error"], tier="fast").drop("text"), "id")
    assert broken == {"id": 1, "spun_decision": None, "spun_error": "a text must be a str, not bytes"}
    assert fine == {"id": 2, "spun_decision": "abstain", "spun_error": None}


def test_score_refuses_what_cannot_be(spark: SparkSession) -> None:
    frame = spark.createDataFrame([("a", 1, "x")], "text string, number int, SPUN_kind string")
    with pytest.raises(UsageError, match="already has spun_kind"):
        score(frame)
    for wrong in ({"text": "body"}, {"text": "number"}, {"fpr": 2.0}, {"tier": "slow"}, {"columns": ["x"]}):
        with pytest.raises(UsageError):
            score(frame, **{"prefix": "p_", **wrong})


def test_a_missing_package_is_named_with_its_extra(
    spark: SparkSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = spark.range(1)
    for package in ("pyspark", "pandas", "pyarrow"):
        with monkeypatch.context() as patch:
            patch.setitem(sys.modules, package, None)
            with pytest.raises(MissingExtraError, match=rf"{package} .*spunlib\[spark\]"):
                score(frame)
            with pytest.raises(MissingExtraError):
                find_sources(frame, frame)


def article(number: int, n_words: int = 90) -> str:
    """A text of which a third are names and numbers, some of them shared with its neighbours."""
    rng, topic = random.Random(number), random.Random(number // 10)
    names = ["".join(topic.choices(SYLLABLES, k=3)).title() for _ in range(12)]
    own = ["".join(rng.choices(SYLLABLES, k=4)).title() for _ in range(n_words // 5)]
    words = [*own, *rng.sample(names, 6), str(rng.randrange(10**4, 10**6)), *rng.choices(PLAIN, k=n_words)]
    rng.shuffle(words)
    return ". ".join(" ".join(words[at : at + 12]) for at in range(0, len(words), 12)) + "."


def spun(text: str, seed: int) -> str:
    rng = random.Random(seed)
    return " ".join("somewhat" if word in PLAIN and rng.random() < 0.5 else word for word in text.split())


def by_index(
    folder: Path, originals: Sequence[dict[str, Any]], suspects: Sequence[tuple[str, str | None]], k: int
) -> list[dict[str, Any]]:
    """What SourceIndex finds, as rows of `find_sources`."""
    with spunlib.SourceIndex.open(folder, mode="w") as index:
        index.add_many(one for one in originals if one["text"] is not None)
        index.compact()
        asked = [(name, text) for name, text in suspects if text is not None]
        answers = index.search_many([text for _, text in asked], k=k)
        rows = [
            {"suspect": name, "rank": rank, **match.to_dict()}
            for (name, _), matches in zip(asked, answers, strict=True)
            for rank, match in enumerate(matches, 1)
        ]
    return sorted(rows, key=lambda row: (row["suspect"], row["rank"]))


def by_spark(found: DataFrame) -> list[dict[str, Any]]:
    renamed = [row | {"id": row.pop("source")} for row in plain_rows(found, "suspect", "rank")]
    return [row if "metadata" in row else row | {"metadata": {}} for row in renamed]


@pytest.mark.parametrize("most_frequent", [10**6, 40, 0], ids=["all known", "some known", "none known"])
def test_sources_are_those_of_the_index(spark: SparkSession, tmp_path: Path, most_frequent: int) -> None:
    texts: list[str | None] = [article(number) for number in range(300)]
    texts[50:53] = [texts[7]] * 3  # ties: which come first is told by the id
    texts += ["", "...", None, "Short.", " ".join(f"{article(400 + n)}" for n in range(3))]
    originals = [
        {
            "id": f"o{number:03d}",
            "text": text,
            "the.title": f"№ {number}",
            "year": number if number % 3 else None,
        }
        for number, text in enumerate(texts)
    ]
    suspects: list[tuple[str, str | None]] = [
        (f"s{n}", spun(str(texts[n]), n)) for n in (0, 7, 51, 99, 150, 304)
    ]
    suspects += [("half", f"{texts[20]} {texts[21]}"), ("copy", texts[3]), ("none", article(9_999))]
    suspects += [("null", None), ("empty", ""), ("short", "Short."), ("same", spun(str(texts[0]), 0))]
    expected = by_index(tmp_path, originals, suspects, 2)
    assert len({row["suspect"] for row in expected}) >= 9
    assert any(row["score"] == other["score"] for row, other in pairwise(expected))
    random.Random(most_frequent).shuffle(originals)
    schema = "id string, text string, `the.title` string, year int"
    asked = spark.createDataFrame(suspects, "id string, text string").repartition(3)
    found = find_sources(asked, spark.createDataFrame(originals, schema), k=2, most_frequent=most_frequent)
    assert by_spark(found) == expected


def test_a_word_of_all_originals_and_a_source_of_all_suspects(spark: SparkSession, tmp_path: Path) -> None:
    """More originals than postings are read share a rare word, and all suspects one source."""
    originals = [{"id": n, "text": f"Zanzibar {1000 + n} Tagesschau {n % 7}x"} for n in range(9_000)]
    originals.append({"id": 9_000, "text": article(1)})
    suspects = [(f"s{n:02d}", spun(article(1), n)) for n in range(40)]
    suspects += [("a", "Zanzibar 1007 Tagesschau 0x"), ("b", "Zanzibar 12345 Tagesschau")]
    named = [one | {"id": f"{one['id']:05d}"} for one in originals]
    expected = by_index(tmp_path, named, suspects, 5)
    assert {row["suspect"] for row in expected} >= {"a", *(name for name, _ in suspects[:40])}
    frames = (
        spark.createDataFrame(suspects, "id string, text string"),
        spark.createDataFrame(originals, "id bigint, text string"),
    )
    work = tmp_path / "work"
    found = by_spark(find_sources(*frames, work=str(work)))
    assert [row | {"id": f"{row['id']:05d}"} for row in found] == expected
    for name in ("matches", "postings"):  # interrupted while it wrote them
        (work / f"{name}.done" / "_SUCCESS").unlink()
        for part in (work / f"{name}.done").glob("*.parquet"):
            part.unlink()
    kept = (work / "sketches" / "_SUCCESS").stat().st_mtime_ns
    assert by_spark(find_sources(*frames, work=str(work))) == found
    assert (work / "sketches" / "_SUCCESS").stat().st_mtime_ns == kept
    with pytest.raises(UsageError, match="other settings"):
        find_sources(*frames, k=6, work=str(work))


def test_sources_refuse_what_cannot_be(spark: SparkSession) -> None:
    one = spark.createDataFrame([("a", "Some text."), ("b", "Another.")], "id string, text string")
    twice = one.unionAll(one)
    records = spark.conf.get("spark.sql.execution.arrow.maxRecordsPerBatch")
    with pytest.raises(InputError, match=r"originals needs an id of its own; '.' stands in 2 rows"):
        find_sources(one, twice)
    with pytest.raises(UsageError, match="suspects need the columns"):
        find_sources(one.drop("text"), one)
    with pytest.raises(UsageError, match="at least 1"):
        find_sources(one, one, k=0)
    assert spark.conf.get("spark.sql.execution.arrow.maxRecordsPerBatch") == records


def test_frequent_keys_are_dealt_out(spark: SparkSession) -> None:
    many = spark.createDataFrame(
        [(n, None if n % 20 == 0 else "hot" if n % 2 else str(n % 5)) for n in range(200)],
        "id int, key string",
    )
    one = spark.createDataFrame(
        [("hot", 1), ("hot", 2), ("1", 3), ("2", 4), ("9", 5)], "key string, value int"
    )
    for how in ("inner", "left"):
        assert plain_rows(spread_join(many, one, "key", "id", how, hot=3), "id", "value") == plain_rows(
            many.join(one, "key", how), "id", "value"
        )


def test_only_what_is_wanted_is_shuffled(spark: SparkSession) -> None:
    wide = spark.range(20_000).selectExpr("concat('u', id) AS id", "id AS n")
    wanted = wide.where("n % 40 = 0").select("id")
    kept = {row.id for row in only(wide, "id", wanted, 500).collect()}
    assert kept >= {row.id for row in wanted.collect()}
    assert len(kept) < 500 + 20_000 / 10
    assert only(wide, "id", wanted.where("false"), 0).count() == 0


def test_the_example_of_the_page(spark: SparkSession, tmp_path: Path) -> None:
    """The page's blocks run on files of the names that they give."""
    text = article(1)
    for name, row, schema in (
        ("crawl", ("a", text), "url string, text string"),
        ("archive", ("b", text, "A title"), "url string, text string, title string"),
    ):
        spark.createDataFrame([row], schema).write.parquet(str(tmp_path / f"{name}.parquet"))
    names: dict[str, Any] = {"spark": spark}
    blocks = re.findall(r"^```py\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert blocks
    for block in blocks:
        exec(re.sub(r'"(\w+\.parquet)"', lambda match: repr(str(tmp_path / match[1])), block), names)  # noqa: S102
    assert names["scored"].columns[:2] == ["url", "text"]
    assert [(row.suspect, row.source) for row in names["matches"].collect()] == [("a", "b")]
