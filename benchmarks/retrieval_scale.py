"""What does the index cost as it grows to a million originals, beside tantivy on the same articles?

    python benchmarks/retrieval_scale.py --data DIR [--sizes 10000 100000 1000000] [--work DIR] [--write-docs]

The articles are those of originals.py. One index grows from size to size, and one of tantivy with it; at each
size both are asked, in a process of its own each, for articles with 60 % of their content words swapped:
spunlib by its sketches alone (`SourceIndex.candidates`) and verified (`SourceIndex.search`), tantivy by each
text's 20 rarest words. Seconds are of the processor, without those of the generator. Memory is counted by
mapping, with the lexicon and the relation model loaded before. The million takes about 15 minutes of one
free core, nearly all of it spunlib's tokeniser, and 2 GB on disk; --no-texts leaves out the texts and
verification.
"""

from __future__ import annotations

import argparse
import json
import logging
import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any, Final

import numpy as np
from originals import Originals
from retrieval import batch_seconds, seconds_of
from retrieval_compiled import compiled_search
from retrieval_page import environment, share, write_part
from retrieval_rivals import N_WORDS, Tantivy, bytes_in, installed, words_of
from retrieval_sets import Swapper, load_news, load_strangers

from spunlib.compare.engine import compare_texts
from spunlib.index.sketch import word_sets
from spunlib.index.source_index import SourceIndex
from spunlib.model.store import load_lexicon
from spunlib.training.evaluation_report import markdown_table

DENSITY: Final = 0.6
SPUNLIB, TANTIVY = "spunlib", "tantivy"
_BATCH: Final = 2_000
"""Articles between two looks at the clock."""
_INDEX, _OTHER = "index", "other"
_MEMORY: Final = (_INDEX, _OTHER)
log = logging.getLogger("scale")


class AskingTantivy(Tantivy):
    """tantivy that is asked itself how many documents hold a word."""

    def add_many(self, batch: Sequence[tuple[str, str]]) -> None:
        """Add texts by their numbers."""
        for place, text in batch:
            self.add(int(place), text)

    def prepare(self, text: str) -> list[str]:
        """See `Rival.prepare`."""
        count = {word: self.searcher.doc_freq("body", word) for word in set(words_of(text))}
        known = [word for word in count if count[word]]
        return sorted(known, key=lambda word: (count[word], word))[:N_WORDS]


class Stream:
    """Articles with the seconds that generating them took, and some of them as queries.

    Args:
        data: the data folder.
        n_real: real articles behind them.
        n_queries: of each kind: copies of the first articles with words swapped, and real texts of sources
            that nothing is made from.
    """

    def __init__(self, data: Path, n_real: int, n_queries: int, first_size: int) -> None:
        rng = random.Random(1)
        originals = Originals(load_news(data, n_real, rng))
        self._articles = originals.generate()
        self._first = list(islice(self._articles, first_size))
        self._made = 0
        swapper = Swapper(self._first[:3_000])
        chosen = rng.sample(range(first_size), n_queries)
        by_group = load_strangers(data, -(-n_queries // 5), rng).values()
        strangers = [query.text for queries in by_group for query in queries]
        self.queries = {
            "sources": chosen,
            "texts": [swapper.swap(self._first[place], DENSITY, rng) for place in chosen],
            "strangers": rng.sample(strangers, min(n_queries, len(strangers))),
        }

    def until(self, size: int) -> Iterator[list[tuple[str, str]]]:
        """The articles up to a number, in batches of an id and a text."""
        while self._made < size:
            wanted = min(_BATCH, size - self._made)
            texts, self._first = self._first[:wanted], self._first[wanted:]
            texts += islice(self._articles, wanted - len(texts))
            yield [(str(self._made + place), text) for place, text in enumerate(texts)]
            self._made += wanted


def run(options: argparse.Namespace, work: Path) -> dict[str, Any]:
    """All figures, by size and engine."""
    stream = Stream(options.data, options.real, options.queries, min(options.sizes))
    asked = work / "queries.json"
    asked.write_text(json.dumps(stream.queries), encoding="utf-8")
    rival = next((kind(Counter()) for kind in installed([AskingTantivy])), None)
    if rival:
        (work / TANTIVY).mkdir()
        rival.begin(work / TANTIVY)
    figures: dict[str, Any] = {}
    seconds = {SPUNLIB: 0.0, TANTIVY: 0.0}
    for size in sorted(options.sizes):
        with SourceIndex.open(work / SPUNLIB, store_texts=not options.no_texts) as index:
            for batch in stream.until(size):
                seconds[SPUNLIB] += seconds_of(lambda batch=batch: index.add_many(batch))[1]
                if rival:
                    seconds[TANTIVY] += seconds_of(lambda batch=batch: rival.add_many(batch))[1]
            seconds[SPUNLIB] += seconds_of(index.commit)[1]
        if rival:
            seconds[TANTIVY] += seconds_of(rival.commit)[1]
        log.info("%d articles indexed", size)
        for engine in (SPUNLIB, TANTIVY) if rival else (SPUNLIB,):
            command = [sys.executable, __file__, "--ask", engine, "--work", str(work)]
            answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
            figures.setdefault(str(size), {})[engine] = json.loads(answer) | {
                "documents_per_second": size / seconds[engine]
            }
        log.info("asked at %d", size)
    return {"queries": options.queries, "texts_stored": not options.no_texts, "sizes": figures}


def ask_spunlib(folder: Path, queries: Mapping[str, Any]) -> dict[str, Any]:
    """Time, recall and memory of an index, by the sketch alone and verified."""
    lexicon = load_lexicon()
    texts, sources = queries["texts"], queries["sources"]
    compare_texts(texts[0], texts[1], lexicon)
    word_sets(texts, lexicon)
    before = memory(folder)
    with SourceIndex.open(folder, mode="r") as index:
        opened = memory(folder)
        info = index.info()
        _, single = times(lambda text: index.candidates([text], 1), texts)
        candidates = index.candidates(texts, 1)
        asked = memory(folder)
        prepare, find = batch_seconds(index, texts)
        found = {
            "recall": hits([pairs[0][0] if pairs else None for pairs in candidates], sources),
            "candidates_ms": summary(single),
            "find_us": 1e6 * find,
            "compiled_us": compiled_us(index, texts),
            "prepare_us": 1e6 * prepare,
            "memory_opened": grown(before, opened),
            "memory": grown(before, asked),
            "bytes_searched": info["bytes_searched"],
            "bytes": info["bytes"],
            "segments": info["segments"],
        }
        if info["store_texts"]:
            matches, seconds = times(lambda text: index.search(text, k=1), texts)
            found["search_ms"] = summary(seconds)
            found["recall_verified"] = hits([one[0].id if one else None for one in matches], sources)
            found["strangers"] = len(queries["strangers"])
            found["false_sources"] = sum(bool(index.search(text, k=1)) for text in queries["strangers"])
            found["memory_verified"] = grown(before, memory(folder))
        return found


def ask_tantivy(folder: Path, queries: Mapping[str, Any]) -> dict[str, Any]:
    """Time, recall and memory of tantivy, asked for each text's 20 rarest words."""
    rival = AskingTantivy(Counter())
    before = memory(folder)
    rival.open(folder)
    opened = memory(folder)
    texts = queries["texts"]
    prepared, preparing = seconds_of(lambda: [rival.prepare(text) for text in texts])
    answers, single = times(rival.find, prepared)
    return {
        "recall": hits([str(place) for place in answers], queries["sources"]),
        "candidates_ms": summary(single),
        "find_us": 1e6 * float(np.mean(single)),
        "prepare_us": 1e6 * preparing / len(texts),
        "memory_opened": grown(before, opened),
        "memory": grown(before, memory(folder)),
        "bytes_searched": bytes_in(folder),
    }


def compiled_us(index: SourceIndex, texts: Sequence[str]) -> float | None:
    """Microseconds a text of the same look-up and merge, compiled."""
    search = compiled_search(index._store.segments.loaded, index.info()["n_words"])
    if search is None:
        return None
    words = word_sets(texts, load_lexicon())
    search(words, len(texts))  # compiles
    return 1e6 * median(seconds_of(lambda: search(words, len(texts)))[1] for _ in range(3)) / len(texts)


def times(ask: Callable[[Any], Any], asked: Sequence[Any]) -> tuple[list[Any], list[float]]:
    """What each call returns and its seconds, after one call that does not count."""
    ask(asked[0])
    found = [seconds_of(lambda one=one: ask(one)) for one in asked]
    return [answer for answer, _ in found], [seconds for _, seconds in found]


def summary(seconds: Sequence[float]) -> dict[str, float]:
    """Median and 99th percentile, in milliseconds."""
    return {"median": 1e3 * float(np.median(seconds)), "p99": 1e3 * float(np.quantile(seconds, 0.99))}


def hits(found: Sequence[str | None], sources: Sequence[int]) -> int:
    """How many queries got their source."""
    return sum(name == str(source) for name, source in zip(found, sources, strict=True))


def memory(folder: Path) -> dict[str, int]:
    """Resident bytes of this process: of the files of an index, and not mapped from any file."""
    found = dict.fromkeys(_MEMORY, 0)
    mapped = ""
    for line in Path("/proc/self/smaps").read_text(encoding="utf-8").splitlines():
        name, _, rest = line.partition(":")
        if " " in name:  # the head of a mapping: addresses, rights, and the file if there is one
            mapped = line
        elif name == "Rss" and str(folder) in mapped:
            found[_INDEX] += int(rest.split()[0]) * 1024
        elif name == "Anonymous":
            found[_OTHER] += int(rest.split()[0]) * 1024
    return found


def grown(before: Mapping[str, int], after: Mapping[str, int]) -> dict[str, float]:
    """Growth in MB."""
    return {name: (after[name] - before[name]) / 1e6 for name in before}


def as_parts(figures: Mapping[str, Any]) -> list[str]:
    """The figures as Markdown."""
    sizes, asked = figures["sizes"], figures["queries"]
    rows: list[list[object]] = []
    for size, engines in sizes.items():
        for engine, one in engines.items():
            rows.append(
                [
                    f"{int(size):,}",
                    engine,
                    share(one["recall"], asked),
                    f"{one['prepare_us']:,.0f}",
                    f"{one['find_us']:,.0f}",
                    f"{one['compiled_us']:,.0f}" if one.get("compiled_us") else "–",
                    f"{1e6 / one['find_us']:,.0f}",
                    f"{1e6 / (one['find_us'] + one['prepare_us']):,.0f}",
                    f"{one['candidates_ms']['median']:.2f}",
                    f"{one['candidates_ms']['p99']:.2f}",
                ]
            )
    costs = [
        [
            f"{int(size):,}",
            engine,
            f"{one['documents_per_second']:,.0f}",
            f"{one['bytes_searched'] / int(size):,.0f}",
            f"{one['memory']['index']:,.1f}",
            f"{one['memory_opened']['other']:,.1f}",
            f"{one['memory']['other']:,.1f}",
        ]
        for size, engines in sizes.items()
        for engine, one in engines.items()
    ]
    parts = [
        f"{asked} queries; recall@1 with exact 95 % intervals. For the time to find spunlib is asked"
        "\nin batches; its latency is one by one, from the text; that of tantivy is without preparing."
        " *Compiled* is the\nsame look-up and merge as a kernel of numba, which spunlib does not have.",
        markdown_table(
            (
                "articles",
                "",
                "recall@1",
                "µs to prepare",
                "µs to find",
                "compiled",
                "found/s",
                "queries/s from text",
                "median ms",
                "p99 ms",
            ),
            rows,
        ),
        markdown_table(
            (
                "articles",
                "",
                "articles/s built",
                "bytes searched/article",
                "MB of its files resident",
                "other MB, opened",
                "other MB, asked",
            ),
            costs,
        ),
    ]
    if figures["texts_stored"]:
        ours = {size: engines[SPUNLIB] for size, engines in sizes.items()}
        verified = [
            [
                f"{int(size):,}",
                share(one["recall_verified"], asked),
                share(one["false_sources"], one["strangers"]),
                f"{one['search_ms']['median']:.1f}",
                f"{one['search_ms']['p99']:.1f}",
                f"{one['bytes'] / int(size):,.0f}",
                f"{one['memory_verified']['index']:,.1f}",
                f"{one['memory_verified']['other']:,.1f}",
            ]
            for size, one in ours.items()
        ]
        parts.append(
            markdown_table(
                (
                    "articles, verified",
                    "recall@1",
                    "false sources",
                    "median ms",
                    "p99 ms",
                    "bytes/article",
                    "MB of its files resident",
                    "other MB",
                ),
                verified,
            )
        )
    return [*parts, growth(sizes), environment()]


def growth(sizes: Mapping[str, Any]) -> str:
    """How time grows from the smallest size to the largest, and what it is beside tantivy's."""
    small, large = min(sizes, key=int), max(sizes, key=int)
    sentences = []
    for engine in sizes[large]:
        times_longer = sizes[large][engine]["find_us"] / sizes[small][engine]["find_us"]
        sentences.append(f"{engine} takes {times_longer:.1f} times as long to find")
    text = f"With {int(large) / int(small):,.0f} times the articles {' and '.join(sentences)}."
    if TANTIVY in sizes[large]:
        ratio = sizes[large][TANTIVY]["find_us"] / sizes[large][SPUNLIB]["find_us"]
        text += f"\nAt {int(large):,} articles spunlib finds {ratio:.1f} times as many a second as tantivy."
    return text


def main() -> None:
    """Parse the command line, print the tables, write the JSON and the page."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--queries", type=int, default=300)
    parser.add_argument("--real", type=int, default=1_000_000, help="real articles at most; default all")
    parser.add_argument("--no-texts", action="store_true", help="sketches alone, nothing is verified")
    parser.add_argument("--work", type=Path, help="an empty folder for the indexes, which stay there")
    parser.add_argument("--output", type=Path, help="JSON file")
    parser.add_argument("--write-docs", action="store_true", help="write the tables into docs/retrieval.md")
    parser.add_argument("--ask", choices=(SPUNLIB, TANTIVY), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.ask:
        queries = json.loads((options.work / "queries.json").read_text(encoding="utf-8"))
        ask = ask_spunlib if options.ask == SPUNLIB else ask_tantivy
        print(json.dumps(ask(options.work / options.ask, queries)))
        return
    if options.data is None:
        parser.error("--data is needed")
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    with tempfile.TemporaryDirectory() as temporary:
        figures = run(options, options.work or Path(temporary))
    parts = as_parts(figures)
    print("\n\n".join(parts))
    if options.output:
        options.output.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    if options.write_docs:
        write_part("scale", parts)


if __name__ == "__main__":
    main()
