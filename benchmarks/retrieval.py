"""Does the index find the original of a text with many of its words swapped?

    python benchmarks/retrieval.py --data DIR [--documents 5000] [--queries 300] [--output retrieval.json]

DIR holds human/*.jsonl.xz with a field "text". News articles are indexed; queries are indexed articles with
40, 60 and 80 % of their content words swapped for random words of about the same frequency (names and numbers
stay, as spinners leave them), and articles that are not in the index, for which any source is a false one.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import re
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from spunlib.index.source_index import SourceIndex

GROUPS = (
    "abc_australia_2006",
    "abp_us_news",
    "bbc_news_2005",
    "masakhanews_eng",
    "polnear_news",
    "reuters_2006_2013",
    "worldwide_newswire_2022",
    "yahoo_finance_news",
)
DENSITIES = (0.4, 0.6, 0.8)
WORD = re.compile(r"[a-z]+(?:['’][a-z]+)?")
N_FUNCTION_WORDS = 150
"""The most frequent words, which carry no content and are not swapped."""
NEIGHBOURS = 200
"""A word is swapped for one at most this many ranks of frequency away."""


class Swapper:
    """Swaps content words for random words of about the same frequency."""

    def __init__(self, texts: Sequence[str]) -> None:
        counts = Counter(word for text in texts for word in WORD.findall(text))
        self.words = [word for word, _ in counts.most_common()]
        self.rank = {word: rank for rank, word in enumerate(self.words)}

    def swap(self, text: str, density: float, rng: random.Random) -> str:
        """``text`` with this share of its lower-case content words swapped, each always for the same word."""
        swaps: dict[str, str] = {}

        def substitute(match: re.Match[str]) -> str:
            word = match[0]
            rank = self.rank.get(word, 0)
            if rank < N_FUNCTION_WORDS:
                return word
            if word not in swaps:
                near = range(
                    max(rank - NEIGHBOURS, N_FUNCTION_WORDS), min(rank + NEIGHBOURS, len(self.words))
                )
                swaps[word] = self.words[rng.choice(near)] if rng.random() < density else word
            return swaps[word]

        return re.sub(rf"(?<![\w'’]){WORD.pattern}(?![\w'’])", substitute, text)


def load_articles(data: Path, size: int, rng: random.Random) -> list[str]:
    """Different news articles of 100 words or more, drawn evenly from the groups that are there."""
    groups = []
    for name in GROUPS:
        path = data / "human" / f"{name}.jsonl.xz"
        if path.is_file():
            with lzma.open(path, "rt", encoding="utf-8") as lines:
                texts = {json.loads(line)["text"] for line in lines}
            groups.append(sorted(text for text in texts if len(text.split()) >= 100))
    if not groups:
        raise SystemExit(f"no news group is in {data / 'human'}")
    for group in groups:
        rng.shuffle(group)
    mixed = [texts[place] for place in range(max(map(len, groups))) for texts in groups if place < len(texts)]
    return mixed[:size]


def run(data: Path, n_documents: int, n_queries: int, n_words: int, seed: int) -> dict[str, Any]:
    """All figures of one index."""
    rng = random.Random(seed)
    texts = load_articles(data, n_documents + n_queries, rng)
    rng.shuffle(texts)
    indexed, strangers = texts[:-n_queries], texts[-n_queries:]
    swapper = Swapper(texts)
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        with SourceIndex.open(folder, n_words=n_words) as index:
            index.add_many((str(number), text) for number, text in enumerate(indexed))
        built = time.perf_counter() - started
        with SourceIndex.open(folder, mode="r") as index:
            chosen = rng.sample(range(len(indexed)), n_queries)
            queries = {
                density: [(str(number), swapper.swap(indexed[number], density, rng)) for number in chosen]
                for density in DENSITIES
            }
            seconds: list[float] = []
            recall = {str(density): measure(index, pairs, seconds) for density, pairs in queries.items()}
            false = [bool(index.search(text, k=1)) for text in strangers]
            size = index.info()["bytes"]
    return {
        "documents": len(indexed),
        "queries": n_queries,
        "n_words": n_words,
        "recall": recall,
        "false_sources": sum(false) / len(false),
        "documents_per_second": len(indexed) / built,
        "bytes_per_document": size / len(indexed),
        "query_ms_median": 1e3 * float(np.median(seconds)),
        "query_ms_p99": 1e3 * float(np.quantile(seconds, 0.99)),
    }


def measure(index: SourceIndex, pairs: Sequence[tuple[str, str]], seconds: list[float]) -> dict[str, float]:
    """Recall at 1 and at 5; appends the time of each search."""
    first = among = 0
    for name, query in pairs:
        started = time.perf_counter()
        found = [match.id for match in index.search(query, k=5)]
        seconds.append(time.perf_counter() - started)
        first += found[:1] == [name]
        among += name in found
    return {"at_1": first / len(pairs), "at_5": among / len(pairs)}


def as_table(figures: dict[str, Any]) -> str:
    """The figures as a Markdown table."""
    rows = [
        (f"recall@1, recall@5 at {density}", f"{found['at_1']:.3f}, {found['at_5']:.3f}")
        for density, found in figures["recall"].items()
    ]
    rows += [(name.replace("_", " "), f"{value:,.4g}") for name, value in figures.items() if name != "recall"]
    return "\n".join(["| measure | value |", "|---|---|", *(f"| {name} | {value} |" for name, value in rows)])


def main() -> None:
    """Parse the command line, print the table, write the JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--documents", type=int, default=5000)
    parser.add_argument("--queries", type=int, default=300)
    parser.add_argument("--words", type=int, default=24, help="words in a sketch")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--output", type=Path)
    options = parser.parse_args()
    figures = run(options.data, options.documents, options.queries, options.words, options.seed)
    print(as_table(figures))
    if options.output:
        options.output.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
