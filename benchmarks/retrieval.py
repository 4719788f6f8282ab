"""Does the index find the original of a text among tens of thousands, and nothing where there is none?

    python benchmarks/retrieval.py --data DIR [--documents N] [--queries N] [--output FILE] [--write-docs]

News articles are indexed, and the originals of the rewriting sets with them. Asked are articles with 40,
60 and 80 % of their content words swapped for random words of about the same frequency (names and numbers
stay, as spinners leave them), machine rewritings, and texts of which nothing is indexed, for which any
source is a false one. The rivals get the same documents and the same queries. A full run takes about 25
minutes of one core.
"""

from __future__ import annotations

import argparse
import json
import logging
import random
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any, TypeVar

import numpy as np
from retrieval_page import environment, share, write_part
from retrieval_rivals import Rival, document_frequencies, installed
from retrieval_sets import (
    DENSITIES,
    Query,
    Swapper,
    load_news,
    load_rewritings,
    load_strangers,
    those_that_keep_names,
)

from spunlib.index.search import find_candidates
from spunlib.index.sketch import word_sets
from spunlib.index.source_index import SourceIndex
from spunlib.model.store import load_lexicon
from spunlib.training.evaluation_report import markdown_table

Result = TypeVar("Result")
BATCH = 250
"""Texts that are asked at once where the time of many is measured."""
REWRITERS = (
    "apt_eval",
    "detectrl, dipper",
    "detectrl, polish",
    "liang_polish",
    "mixset",
    "quillbot",
    "raidar",
)
"""The tools that are counted together: not round trips, nor attacks that change a word in twelve."""
REUSED = 0.5
"""A source that accounts for as much of a text shares text with it, whatever either was made from."""
LEFT_OUT = "left out of the indexed sources"
log = logging.getLogger("retrieval")


def seconds_of(work: Callable[[], Result]) -> tuple[Result, float]:
    """What a call returns, and the seconds of the processor that it took."""
    started = time.process_time()
    found = work()
    return found, time.process_time() - started


class Exam:
    """The documents and the queries of one run.

    Attributes:
        names, texts: the documents.
        asked: queries with a source, by set; rewritings once more by those that keep names.
        swapped: those of them that are copies with words swapped.
        strangers: queries without a source, by set.
    """

    def __init__(self, data: Path, n_documents: int, n_queries: int, seed: int) -> None:
        rng = random.Random(seed)
        news = load_news(data, n_documents + n_queries, rng)
        left_out, news = news[:n_queries], news[n_queries:]
        rewritten, originals = load_rewritings(data, n_queries, rng)
        self.documents = {text: name for name, text in originals.items()}
        for place, text in enumerate(news):
            self.documents.setdefault(text, f"news/{place}")
        self.texts, self.names = list(self.documents), list(self.documents.values())
        swapper = Swapper(news)
        self.swapped: dict[str, list[Query]] = {}
        for density in DENSITIES:
            chosen = rng.sample(news, n_queries)
            self.swapped[f"{density:.0%} swapped".replace("%", " %")] = [
                Query(swapper.swap(text, density, rng), self.documents[text]) for text in chosen
            ]
        self.strangers = load_strangers(data, n_queries, rng)
        self.strangers[LEFT_OUT] = [Query(text, None) for text in left_out if text not in self.documents]
        self.asked = dict(self.swapped)
        kept = {tool: those_that_keep_names(queries, originals) for tool, queries in rewritten.items()}
        for tool, queries in rewritten.items():
            self.asked |= {tool: queries, f"{tool}, names kept": kept[tool]}
        for suffix, sets in (("", rewritten), (", names kept", kept)):
            pooled = [query for tool, queries in sets.items() if tool in REWRITERS for query in queries]
            self.asked[f"**QuillBot, DIPPER, language models{suffix}**"] = pooled


def ask_index(index: SourceIndex, exam: Exam) -> dict[str, Any]:
    """Recall of the verified search and of the sketch alone, time of a search, false sources."""
    answers: dict[str, str | None] = {}
    among: dict[str, bool] = {}
    seconds = []
    sketched: dict[str, str | None] = {}
    every = {query.text: query for queries in exam.asked.values() for query in queries}
    for query in every.values():
        matches, spent = seconds_of(lambda text=query.text: index.search(text, k=5))
        seconds.append(spent)
        answers[query.text] = matches[0].id if matches else None
        among[query.text] = query.source in {match.id for match in matches}
        best = index.candidates([query.text], 1)[0]
        sketched[query.text] = best[0][0] if best else None
    log.info("index asked")
    return {
        "verified": recalls(exam, answers),
        "sketch": recalls(exam, sketched),
        "among_5": {
            name: sum(among[query.text] for query in queries) for name, queries in exam.asked.items()
        },
        "search_ms_median": 1e3 * float(np.median(seconds)),
        "search_ms_p99": 1e3 * float(np.quantile(seconds, 0.99)),
        "strangers": {name: ask_strangers(index, queries) for name, queries in exam.strangers.items()},
    }


def ask_strangers(index: SourceIndex, queries: Sequence[Query]) -> dict[str, Any]:
    """How many texts without a source got one, and which."""
    found = [
        {**match.to_dict(), "begins": query.text[:80]}
        for query in queries
        for match in index.search(query.text, k=1)
    ]
    return {"asked": len(queries), "found": found}


def recalls(exam: Exam, answers: Mapping[str, str | None]) -> dict[str, int]:
    """By set, how many queries got their source first."""
    return {
        name: sum(answers[query.text] == query.source for query in queries)
        for name, queries in exam.asked.items()
    }


def measure_spunlib(exam: Exam, folder: Path) -> dict[str, Any]:
    """All figures of the index."""
    _, built = seconds_of(lambda: build(folder, exam))
    log.info("index built")
    timed = [query.text for queries in exam.swapped.values() for query in queries]
    with SourceIndex.open(folder, mode="r") as index:
        figures = ask_index(index, exam)
        prepare, find = batch_seconds(index, timed)
    postings = sum(path.stat().st_size for path in folder.glob("*.postings"))
    every = sum(path.stat().st_size for path in folder.iterdir())
    return figures | {
        "documents_per_second": len(exam.texts) / built,
        "bytes_per_document": postings / len(exam.texts),
        "bytes_with_texts": every / len(exam.texts),
        "prepare_us": 1e6 * prepare,
        "find_us": 1e6 * find,
    }


def batch_seconds(index: SourceIndex, texts: Sequence[str]) -> tuple[float, float]:
    """Seconds a text of the two parts of `SourceIndex.candidates`, asked in batches: its words, the look-up.

    Medians of three, since the look-up is short.
    """
    lexicon, store = load_lexicon(), index._store
    segments, n_words, deleted = store.segments.loaded, store.settings.n_words, store.deleted_mask()
    batches = [texts[start : start + BATCH] for start in range(0, len(texts), BATCH)]
    prepare, find = [], []
    for _ in range(3):
        words, seconds = seconds_of(lambda: [word_sets(batch, lexicon) for batch in batches])
        prepare.append(seconds)
        started = time.process_time()
        for one in words:
            find_candidates(segments, one, n_words, 1, deleted)
        find.append(time.process_time() - started)
    return median(prepare) / len(texts), median(find) / len(texts)


def build(folder: Path, exam: Exam) -> None:
    with SourceIndex.open(folder) as index:
        index.add_many(zip(exam.names, exam.texts, strict=True))


def measure_rival(rival: Rival, exam: Exam, folder: Path) -> dict[str, Any]:
    """The figures of a rival; queries are prepared and looked up apart."""
    size, built = seconds_of(lambda: rival.build(exam.texts, folder))
    rival.settle()
    answers: dict[str, str | None] = {}
    for queries in exam.asked.values():
        for query in queries:
            if query.text not in answers:
                place = rival.find(rival.prepare(query.text))
                answers[query.text] = None if place is None else exam.names[place]
    timed = [query.text for queries in exam.swapped.values() for query in queries]
    prepared, prepare = seconds_of(lambda: [rival.prepare(text) for text in timed])
    _, find = seconds_of(lambda: [rival.find(query) for query in prepared])
    log.info("asked: %s", rival.name)
    return {
        "recall": recalls(exam, answers),
        "documents_per_second": len(exam.texts) / built,
        "bytes_per_document": size / len(exam.texts),
        "prepare_us": 1e6 * prepare / len(timed),
        "find_us": 1e6 * find / len(timed),
    }


def run(data: Path, n_documents: int, n_queries: int, seed: int) -> dict[str, Any]:
    """All figures, as plain types for JSON."""
    exam = Exam(data, n_documents, n_queries, seed)
    log.info("%d documents read", len(exam.texts))
    with tempfile.TemporaryDirectory() as folder:
        spunlib = measure_spunlib(exam, Path(folder))
    frequencies = document_frequencies(exam.texts)
    rivals = {}
    for kind in installed():
        with tempfile.TemporaryDirectory() as folder:
            rivals[kind.name] = measure_rival(kind(frequencies), exam, Path(folder))
    return {
        "documents": len(exam.texts),
        "queries": {name: len(queries) for name, queries in exam.asked.items()},
        "spunlib": spunlib,
        "rivals": rivals,
    }


def as_parts(figures: Mapping[str, Any]) -> list[str]:
    """The figures as Markdown."""
    ours, rivals = figures["spunlib"], figures["rivals"]
    recall = [
        [
            name,
            size,
            share(ours["verified"][name], size),
            *(
                f"{hits[name] / size:.3f}"
                for hits in (ours["among_5"], ours["sketch"], *(one["recall"] for one in rivals.values()))
            ),
        ]
        for name, size in figures["queries"].items()
        if size
    ]
    cost = [
        [
            name,
            f"{one['documents_per_second']:,.0f}",
            f"{one['bytes_per_document']:,.0f}",
            f"{one['prepare_us']:,.0f}",
            f"{one['find_us']:,.0f}",
            f"{1e6 / (one['prepare_us'] + one['find_us']):,.0f}",
        ]
        for name, one in {"spunlib, sketch alone": ours, **rivals}.items()
    ]
    return [
        f"{figures['documents']:,} documents; recall@1, for spunlib's search with exact 95 % intervals.",
        markdown_table(
            ("asked", "texts", "spunlib", "among 5", "sketch alone", *rivals),
            recall,
        ),
        markdown_table(
            ("", "documents/s built", "bytes/document", "µs to prepare", "µs to find", "queries/s"), cost
        ),
        f"With the compressed texts spunlib's index has {ours['bytes_with_texts']:,.0f} bytes a document."
        f"\nA verified search takes {ours['search_ms_median']:.0f} ms (median) and"
        f" {ours['search_ms_p99']:.0f} ms (99th percentile).",
        strangers_table(ours["strangers"]),
        environment(),
    ]


def strangers_table(strangers: Mapping[str, Any]) -> str:
    """False sources by where the texts are from; all but those left out of indexed sources pooled."""
    others = [one for name, one in strangers.items() if name != LEFT_OUT]
    pooled = {
        "asked": sum(one["asked"] for one in others),
        "found": [match for one in others for match in one["found"]],
    }
    rows = [
        [
            name,
            one["asked"],
            len(one["found"]),
            share(len(one["found"]), one["asked"]),
            sum(match["score"] >= REUSED for match in one["found"]),
        ]
        for name, one in {**strangers, "**all but those left out**": pooled}.items()
    ]
    return markdown_table(
        ("texts without a source", "texts", "a source was found", "share", "with half of the words"), rows
    )


def main() -> None:
    """Parse the command line, print the tables, write the JSON and the page."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--documents", type=int, default=1_000_000, help="news articles at most; default all")
    parser.add_argument("--queries", type=int, default=500, help="texts of each set")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--output", type=Path, help="JSON file")
    parser.add_argument("--write-docs", action="store_true", help="write the tables into docs/retrieval.md")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    figures = run(options.data, options.documents, options.queries, options.seed)
    parts = as_parts(figures)
    print("\n".join(parts))
    if options.output:
        options.output.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    if options.write_docs:
        write_part("retrieval", parts)


if __name__ == "__main__":
    main()
