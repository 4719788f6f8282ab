"""How does Spark scale, and does it find what the index finds?

    python benchmarks/spark.py --data DIR --work DIR [--sizes 10000 100000 1000000] [--score-sizes ...]
        [--write-docs]

Originals are generated (spark_data.py); a tenth as many suspects are copies of every tenth with 60 % of the
content words swapped. Each size is run by an application of its own, local[2], with figures from its event
log (spark_stages.py). What is found is compared with SourceIndex on the same data, all matches of --asked
suspects field by field. What is done is left in --work and not done again: texts, steps, the index, figures.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import random
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from retrieval_page import share
from spark_data import ORIGINALS, SUSPECTS, build_index, files, records, write_texts
from spark_page import as_parts, write_page
from spark_stages import read_steps
from spark_words import word_figures

from spunlib.index.source_index import SourceIndex
from spunlib.integrations.spark import find_sources, score

K: Final = 1
"""Matches asked for; the index aligns three candidates more."""

PARTITIONS: Final = 32
MEMORY: Final = "6g"
_FIELDS: Final = ("id", "score", "relation", "likelihood", "verified")
log = logging.getLogger("spark")


def session(work: Path, size: int) -> Any:
    """A session whose events are logged."""
    from pyspark.sql import SparkSession

    events = work / f"events-{size}"
    for folder in (events, work / "local"):
        folder.mkdir(exist_ok=True)
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.memory": MEMORY,
        "spark.sql.shuffle.partitions": str(PARTITIONS),
        "spark.eventLog.enabled": "true",
        "spark.eventLog.compress": "false",
        "spark.eventLog.dir": events.absolute().as_uri(),
        "spark.local.dir": str(work / "local"),
    }
    builder = SparkSession.builder.master("local[2]").appName("spunlib")
    for name, value in settings.items():
        builder = builder.config(name, value)
    made = builder.getOrCreate()
    made.sparkContext.setLogLevel("ERROR")
    return made


def run_sources(work: Path, size: int) -> None:
    """find_sources on the first ``size`` originals and their suspects; leaves its steps in ``work``."""
    spark = session(work, size)
    suspects, originals = (spark.read.parquet(*files(work, kind, size)) for kind in (SUSPECTS, ORIGINALS))
    find_sources(suspects, originals, k=K, work=str((work / f"steps-{size}").absolute()))
    spark.stop()


def run_score(work: Path, size: int) -> None:
    """Score the first ``size`` originals and print seconds and rows."""
    spark = session(work, size)
    frame = spark.read.parquet(*files(work, ORIGINALS, size))
    started = time.time()
    scored = score(frame, tier="fast")
    rows = scored.groupBy("spun_decision").count().collect()
    print(json.dumps({"seconds": time.time() - started, "rows": sum(row["count"] for row in rows)}))
    spark.stop()


def sources_figures(work: Path, size: int) -> dict[str, Any]:
    """What was done at a size, from the event logs: of each step the last time that it was done.

    A step that was done by an earlier application is read by a later one, which writes nothing of it.
    """
    steps: dict[str, dict[str, Any]] = {}
    for app in sorted((work / f"events-{size}").iterdir(), key=lambda path: path.stat().st_mtime):
        for name, step in read_steps(app).items():
            if name not in steps or step.written or not steps[name]["written"]:
                steps[name] = asdict(step)
    return {"steps": steps, "seconds": sum(step["seconds"] for step in steps.values())}


def agreement(work: Path, size: int, asked: int) -> dict[str, Any]:
    """Matches of Spark beside those of the index.

    Returns:
        ``recall``: suspects whose source comes first, of all; ``asked``: suspects that the index was asked
        for, ``spark`` and ``index``: those of them whose source comes first; ``equal``: those with the same
        matches, field by field.
    """
    import pyarrow.parquet as pq

    rows = pq.read_table(work / f"steps-{size}" / "matches").to_pylist()
    found: dict[str, list[tuple[Any, ...]]] = {}
    for row in sorted(rows, key=lambda row: (row["suspect"], row["rank"])):
        fields = (row["source"], row["score"], row["relation"], row["likelihood"], row["verified"])
        found.setdefault(row["suspect"], []).append(fields)
    suspects = list(records(work, SUSPECTS, size))

    def hit(name: str, matches: Sequence[tuple[Any, ...]]) -> bool:
        return bool(matches) and f"s{matches[0][0]}" == name

    recall = sum(hit(name, found.get(name, [])) for name, _ in suspects)
    chosen = random.Random(1).sample(suspects, min(asked, len(suspects)))
    figures = {
        "suspects": len(suspects),
        "recall": recall,
        "asked": len(chosen),
        "spark": 0,
        "index": 0,
        "equal": 0,
    }
    with SourceIndex.open(build_index(work, size), mode="r") as index:
        started = time.process_time()
        answers = list(index.search_many([text for _, text in chosen], k=K))
        figures["index_ms"] = 1e3 * (time.process_time() - started) / len(chosen)
    for (name, _), answer in zip(chosen, answers, strict=True):
        theirs = [tuple(getattr(match, field) for field in _FIELDS) for match in answer]
        ours = found.get(name, [])
        figures["spark"] += hit(name, ours)
        figures["index"] += hit(name, theirs)
        figures["equal"] += ours == theirs
    return figures


def cached(path: Path, make: Any) -> dict[str, Any]:
    """Figures from a file, made and written where it is not there."""
    if not path.exists():
        path.write_text(json.dumps(make(), indent=1) + "\n", encoding="utf-8")
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def child(work: Path, task: str, size: int) -> str:
    """Run a task in a process of its own; what it prints."""
    command = [sys.executable, __file__, "--task", task, "--work", str(work), "--sizes", str(size)]
    environment = os.environ | {"PYSPARK_PYTHON": sys.executable, "OMP_NUM_THREADS": "1"}
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment).stdout


def run(options: argparse.Namespace) -> dict[str, Any]:
    """All figures, by size."""
    work: Path = options.work
    work.mkdir(parents=True, exist_ok=True)
    write_texts(options.data, work, max([*options.sizes, *options.score_sizes]), options.real)
    found: dict[str, Any] = {"k": K, "sources": {}, "score": {}}

    def sources(size: int) -> dict[str, Any]:
        child(work, "sources", size)
        return sources_figures(work, size)

    for size in sorted(options.sizes):
        figures: Mapping[str, Any] = cached(work / f"sources-{size}.json", lambda size=size: sources(size))
        log.info("find_sources among %d", size)
        agreed = cached(
            work / f"agreement-{size}.json", lambda size=size: agreement(work, size, options.asked)
        )
        log.info(
            "%d: %s of the matches are those of the index", size, share(agreed["equal"], agreed["asked"])
        )
        words = cached(work / f"words-{size}.json", lambda size=size: word_figures(work / f"steps-{size}"))
        found["sources"][str(size)] = {**figures, **agreed, **words}
    for size in sorted(options.score_sizes):
        found["score"][str(size)] = cached(
            work / f"score-{size}.json",
            lambda size=size: json.loads(child(work, "score", size).splitlines()[-1]),
        )
        log.info("scored %d", size)
    return found


def main() -> None:
    """Parse the command line, print the tables, write the JSON and the page."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path)
    parser.add_argument("--work", type=Path, required=True, help="a folder for what is done; 25 GB")
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--score-sizes", type=int, nargs="*", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--asked", type=int, default=2_000, help="suspects that the index is asked for")
    parser.add_argument("--real", type=int, default=1_000_000, help="real articles at most; default all")
    parser.add_argument("--output", type=Path, help="JSON file")
    parser.add_argument("--write-docs", action="store_true", help="write the tables into docs/spark.md")
    parser.add_argument("--task", choices=("sources", "score"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.task:
        {"sources": run_sources, "score": run_score}[options.task](options.work, options.sizes[0])
        return
    if options.data is None:
        parser.error("--data is needed")
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    figures = run(options)
    parts = as_parts(figures)
    print("\n\n".join(parts))
    if options.output:
        options.output.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    if options.write_docs:
        write_page(parts)


if __name__ == "__main__":
    main()
