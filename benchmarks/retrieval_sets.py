"""What the benchmarks of retrieval ask: real articles, their copies with words swapped, their rewritings.

The data folder holds ``human/*.jsonl.xz`` and ``rewritten/*.jsonl.xz``, one record a line.
"""

from __future__ import annotations

import json
import lzma
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from spunlib.training.corpora import read_rewritten

NEWS = (
    "abc_australia_2006",
    "abp_us_news",
    "bbc_news_2005",
    "masakhanews_eng",
    "polnear_news",
    "reuters21578_1987",
    "reuters_2006_2013",
    "worldwide_newswire_2022",
    "yahoo_finance_news",
)
"""The sources that are indexed."""

STRANGERS: Mapping[str, Sequence[str]] = {
    "news of other sources": ("article_extraction_bench", "basil_news", "semeval20_partisan_news"),
    "blogs and magazines": (
        "18f_blog",
        "digitalgov_blog",
        "felix_imperial",
        "soultravelers_blog",
        "unaligned_magazine",
    ),
    "encyclopedias and textbooks": ("onestop_english", "openstax_textbooks", "wikipedia_2019"),
    "speeches": ("ted_talks", "us_speeches_1789_2006", "za_hansard"),
    "essays and reviews": ("asap_essays", "locness", "movie_reviews_lowercase"),
}
"""Sources of which nothing is indexed."""

LEAST_WORDS = 100
"""Shorter texts are neither indexed nor asked."""

DENSITIES = (0.4, 0.6, 0.8)
"""Shares of the content words that are swapped."""

WORD = re.compile(r"[a-z]+(?:['’][a-z]+)?")
N_FUNCTION_WORDS = 150
"""The most frequent words, which carry no content and are not swapped."""
NEIGHBOURS = 200
"""A word is swapped for one at most this many ranks of frequency away."""

_NAME = re.compile(r"(?<![.!?:;\"“”'‘’(\n] )(?<=[^\s\"“‘'(.-] )[A-Z][\w-]*|\b\d[\d,.]*\d\b")
"""Words with a capital after another word of the sentence, numbers of two and more digits."""
_LEAST_NAMES = 3
_KEPT_NAMES = 0.5


class Swapper:
    """Swaps content words for random words of about the same frequency."""

    def __init__(self, texts: Iterable[str]) -> None:
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


@dataclass(frozen=True, slots=True)
class Query:
    """A text whose source is known; ``source`` is None where it is not in the index."""

    text: str
    source: str | None


def articles(data: Path, groups: Sequence[str]) -> Iterator[list[str]]:
    """The different articles of `LEAST_WORDS` and more of each group that is there."""
    for name in groups:
        path = data / "human" / f"{name}.jsonl.xz"
        if path.is_file():
            with lzma.open(path, "rt", encoding="utf-8") as lines:
                yield list(dict.fromkeys(text for line in lines if is_long(text := json.loads(line)["text"])))


def is_long(text: str) -> bool:
    """Whether the text has `LEAST_WORDS`."""
    return len(text.split(None, LEAST_WORDS)) >= LEAST_WORDS


def load_news(data: Path, size: int, rng: random.Random) -> list[str]:
    """Different news articles, drawn evenly from the groups until they are used up, in random order."""
    groups = list(articles(data, NEWS))
    if not groups:
        raise SystemExit(f"no news group is in {data / 'human'}")
    for group in groups:
        rng.shuffle(group)
    mixed = [texts[place] for place in range(max(map(len, groups))) for texts in groups if place < len(texts)]
    chosen = list(dict.fromkeys(mixed))[:size]
    rng.shuffle(chosen)
    return chosen


def load_strangers(data: Path, per_kind: int, rng: random.Random) -> dict[str, list[Query]]:
    """Texts of sources of which nothing is indexed, by kind; as many of each source as it has, evenly."""
    found = {}
    for kind, groups in STRANGERS.items():
        per_group = -(-per_kind // len(groups))
        texts = [text for one in articles(data, groups) for text in rng.sample(one, min(per_group, len(one)))]
        found[kind] = [Query(text, None) for text in texts]
    return found


def load_rewritings(
    data: Path, per_tool: int, rng: random.Random
) -> tuple[dict[str, list[Query]], dict[str, str]]:
    """Machine-rewritten texts with a known original, by tool, and the originals by id.

    The sets and what is left out of them are those of `spunlib.training.rewriting_sets`: near copies are no
    rewritings, and where a set was aligned wrongly the original is not known. All originals are returned,
    also those of texts that were not drawn.
    """
    found = defaultdict(list)
    originals: dict[str, str] = {}
    for record in read_rewritten(data):
        if record.original is not None and is_long(record.text) and is_long(record.original):
            source = originals.setdefault(record.original, f"{record.group}/{len(originals)}")
            found[_tool(record.group, record.method)].append(Query(record.text, source))
    chosen = {tool: rng.sample(queries, min(per_tool, len(queries))) for tool, queries in found.items()}
    return chosen, {source: text for text, source in originals.items()}


def _tool(group: str, method: str) -> str:
    return f"{group}, {method.removeprefix('paraphrase_')}" if group == "detectrl" else group


def keeps_names(text: str, original: str) -> bool:
    """Whether a rewriting keeps names: at least half of the different names and numbers of the original.

    A name is a word with a capital that follows another word of its sentence; a number has two digits or
    more. An original with fewer than three has too few to tell.

    >>> original = "On Monday the ferry left for Porto Santo. They carried 412 crates."
    >>> keeps_names("The boat to Porto Santo, with 412 boxes, sailed.", original)
    True
    >>> keeps_names("The boat sailed.", original)
    False
    """
    names = set(_NAME.findall(original))
    words = set(re.findall(r"[\w-]+(?:[,.]\d+)*", text))
    return len(names) >= _LEAST_NAMES and sum(name in words for name in names) >= _KEPT_NAMES * len(names)


def those_that_keep_names(queries: Sequence[Query], originals: Mapping[str, str]) -> list[Query]:
    """The queries of which `keeps_names` holds."""
    return [query for query in queries if query.source and keeps_names(query.text, originals[query.source])]
