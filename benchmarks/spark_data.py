"""What benchmarks/spark.py reads: generated originals and suspects as Parquet, and an index of the originals.

Originals are those of originals.py, ten thousand a file, their ids in the order in which they are made.
Every tenth is a suspect's source: its text with `DENSITY` of the content words swapped for random words of
about the same frequency, as in retrieval_scale.py. So the first n files hold the same texts for every size.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

import pyarrow.parquet as pq
from originals import Originals
from pyarrow import Table
from retrieval_sets import Swapper, load_news

from spunlib.index.source_index import SourceIndex

DENSITY: Final = 0.6
PER_FILE: Final = 10_000
PER_SUSPECT: Final = 10
"""Originals for each suspect."""

_READ: Final = 1_000
ORIGINALS, SUSPECTS = "originals", "suspects"
log = logging.getLogger("spark")


def files(work: Path, kind: str, size: int) -> list[str]:
    """The files that hold the first ``size`` originals, or the suspects made from them."""
    return [str(work / kind / f"{number:05d}.parquet") for number in range(-(-size // PER_FILE))]


def write_texts(data: Path, work: Path, size: int, n_real: int) -> None:
    """Write the files of ``size`` originals and of their suspects, unless they are there."""
    if Path(files(work, SUSPECTS, size)[-1]).exists():
        return
    for kind in (ORIGINALS, SUSPECTS):
        (work / kind).mkdir(parents=True, exist_ok=True)
    articles = Originals(load_news(data, n_real, random.Random(1))).generate()
    first = list(islice(articles, min(PER_FILE, size)))
    swapper = Swapper(first[:3_000])
    for number, path in enumerate(files(work, ORIGINALS, size)):
        texts = first if number == 0 else list(islice(articles, min(PER_FILE, size - number * PER_FILE)))
        ids = [f"{number * PER_FILE + place:09d}" for place in range(len(texts))]
        rng = random.Random(number)
        spun = [swapper.swap(text, DENSITY, rng) for text in texts[::PER_SUSPECT]]
        pq.write_table(Table.from_pydict({"id": ids, "text": texts}), path)
        table = Table.from_pydict({"id": [f"s{name}" for name in ids[::PER_SUSPECT]], "text": spun})
        pq.write_table(table, files(work, SUSPECTS, size)[number])
    log.info("%d originals written", size)


def records(work: Path, kind: str, size: int) -> Iterator[tuple[str, str]]:
    """Id and text of the first ``size`` originals, or of their suspects, in order."""
    for path in files(work, kind, size):
        for batch in pq.ParquetFile(path).iter_batches(_READ):
            yield from zip(*(batch.column(name).to_pylist() for name in ("id", "text")), strict=True)


def build_index(work: Path, size: int) -> Path:
    """The folder of a SourceIndex of the first ``size`` originals, compacted, built unless it is there.

    Compacted, since only then sketches are chosen by how often words are in all originals, as in Spark.
    """
    folder = work / f"index-{size}"
    done = work / f"index-{size}.done"
    if not done.exists():
        with SourceIndex.open(folder, mode="w") as index:
            index.add_many(records(work, ORIGINALS, size))
            log.info("%d originals indexed", size)
            index.compact()
        done.touch()
        log.info("the index of %d originals is compacted", size)
    return folder
