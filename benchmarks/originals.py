"""A million different articles from tens of thousands of real ones, for measuring at scale.

    python benchmarks/originals.py --data DIR [--articles 20000] [--write-docs]

An article takes the length of a real one and its sentences from that and three others of the same topic,
each from about the same place. In them every name, number and rare word is replaced, a name that comes
back by the same name, by one drawn from how often the real articles hold them:

- A form that n articles hold is drawn in proportion to n - d, so that Zipf's law is kept.
- What is left, d for each different form, is the chance of one that no real article holds. Those follow
  the power law of rank that continues the curve, rank = V * u ** (-d / (1 - d)), so that new names keep
  coming as they do in real news: V(N) grows as N ** d (Heaps' law). This is how a Pitman-Yor process
  grows (Pitman and Yor 1997, Annals of Probability 25), whose d is the share of the forms that one
  article holds. A form whose words are in others, too, in capitals or joined by a hyphen, is not counted
  as one.

Names are words that are written with a capital at least twice as often as without; those in more than 1 %
of the articles stay, as do other words in more than 0.1 %. An article's topic is its most telling word of
medium frequency. The command prints Zipf's slope, growth of the vocabulary and document frequencies
beside real ones.
"""

from __future__ import annotations

import argparse
import random
import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from retrieval_page import write_part
from retrieval_rivals import words_of
from retrieval_sets import load_news

from spunlib.training.evaluation_report import markdown_table

COMMON_NAME: Final = 0.01
"""Names and numbers that a greater share of the articles holds stay as they are."""
RARE_WORD: Final = 0.001
"""Other words that a greater share of the articles holds stay as they are."""
TOPIC_WORD: Final = (0.002, 0.03)
"""The share of the articles that holds a word which may be a topic."""
LEAST_OF_TOPIC: Final = 20
"""Topics of fewer articles are put together."""

_TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+(?:[.,]\d+)*")
_SOURCES: Final = 4
"""Real articles behind a generated one."""

_END = re.compile(r"(?<=[.!?])\s+(?=[\"“‘'A-Z])|\n+")
_DRAWN: Final = 1 << 16
_ONSETS: Final = ("b", "c", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z", "st", "tr")
_SYLLABLES: Final = [onset + vowel for onset in _ONSETS for vowel in "aeiou"]
_NAME, _NUMBER, _WORD = range(3)


class Forms:
    """Draws forms of one kind as often as articles hold them, and now and then a new one.

    Args:
        held: how many articles hold each form.
        words: how often each of their words, in lower case, is held in any form.
        new: the form of a rank beyond those that are known.
    """

    def __init__(self, held: Counter[str], words: Counter[str], new: Callable[[int], str]) -> None:
        self.forms = sorted(held, key=lambda form: (-held[form], form))
        counts = np.array([held[form] for form in self.forms], np.float64)
        alone = sum(any(words[word] == 1 for word in words_of(form)) for form in self.forms)
        self.discount = min(max(alone / max(len(self.forms), 1), 0.1), 0.9)
        self.cumulative: NDArray[np.float64] = np.cumsum(counts - self.discount) / counts.sum()
        self.new = new

    def stream(self, rng: np.random.Generator) -> Iterator[str]:
        """Drawn forms without end."""
        exponent = -self.discount / (1 - self.discount)
        while True:
            places = np.searchsorted(self.cumulative, rng.random(_DRAWN), "right")
            ranks = len(self.forms) * (1 - rng.random(_DRAWN)) ** exponent
            for place, rank in zip(places.tolist(), ranks.tolist(), strict=True):
                yield self.forms[place] if place < len(self.forms) else self.new(int(rank))


def invented(rank: int) -> str:
    """A pronounceable word for a rank; no two ranks have the same.

    >>> invented(30_000), invented(30_001)
    ('kasobo', 'kesobo')
    """
    syllables = []
    while rank or len(syllables) < 2:
        rank, digit = divmod(rank, len(_SYLLABLES))
        syllables.append(_SYLLABLES[digit])
    return "".join(syllables)


class Originals:
    """A generator of articles; see the module docstring.

    Args:
        texts: real articles.
        seed: of all that is drawn.
    """

    def __init__(self, texts: Sequence[str], seed: int = 1) -> None:
        self.seed = seed
        self.held = Counter(form for text in texts for form in set(_TOKEN.findall(text)))
        self.n_texts = len(texts)
        slots: tuple[Counter[str], ...] = (Counter(), Counter(), Counter())
        for form, count in self.held.items():
            kind = self._kind(form)
            if kind is not None:
                slots[kind][form] = count
        words: Counter[str] = Counter()
        for form, count in self.held.items():
            words.update(dict.fromkeys(words_of(form), count))
        self.forms = (
            Forms(slots[_NAME], words, lambda rank: invented(rank).title()),
            Forms(slots[_NUMBER], words, lambda rank: str(10_000 + rank)),
            Forms(slots[_WORD], words, invented),
        )
        self.articles = [self._sentences(text) for text in texts]
        self.pools = self._pools(texts)

    def generate(self) -> Iterator[str]:
        """Articles without end, the same ones in the same order for the same seed."""
        rng = random.Random(self.seed)
        streams = [
            forms.stream(np.random.default_rng((self.seed, kind))) for kind, forms in enumerate(self.forms)
        ]
        pick = rng.random
        articles, pools = self.articles, self.pools
        while True:
            base = int(pick() * len(articles))
            pool, size = pools[base], len(articles[base])
            sources = [
                articles[base],
                *(articles[pool[int(pick() * len(pool))]] for _ in range(_SOURCES - 1)),
            ]
            templates, slots = [], []
            for place in range(size):
                other = sources[int(pick() * _SOURCES)]
                template, inside = other[place * len(other) // size]
                templates.append(template)
                slots += inside
            chosen: dict[tuple[int, int], str] = {}
            for slot in slots:
                if slot not in chosen:
                    chosen[slot] = next(streams[slot[0]])
            yield "".join(templates) % tuple(map(chosen.__getitem__, slots))

    def _kind(self, form: str) -> int | None:
        """What is drawn in place of a form; None for one that stays."""
        share = self.held[form] / self.n_texts
        if form[0].isdigit():
            return _NUMBER if len(form) > 1 and share < COMMON_NAME else None
        if form[0].isupper():
            is_name = self.held[form] >= 2 * self.held[form.lower()]
            return _NAME if is_name and share < COMMON_NAME else None
        return _WORD if share < RARE_WORD else None

    def _sentences(self, text: str) -> list[tuple[str, list[tuple[int, int]]]]:
        """The sentences of an article: a template and what goes into it, as (kind, number in the article)."""
        numbers: dict[str, tuple[int, int]] = {}
        count = [0, 0, 0]
        found = []
        for sentence in filter(None, _END.split(text.strip())):
            slots = []

            def open_slot(match: re.Match[str], slots: list[tuple[int, int]] = slots) -> str:
                form = match[0]
                kind = self._kind(form)
                if kind is None:
                    return form
                if form not in numbers:
                    numbers[form] = (kind, count[kind])
                    count[kind] += 1
                slots.append(numbers[form])
                return "%s"

            template = _TOKEN.sub(open_slot, sentence.replace("%", "%%")) + " "
            found.append((template, slots))
        return found

    def _pools(self, texts: Sequence[str]) -> list[list[int]]:
        """For each article the articles of its topic, itself among them."""
        low, high = (share * self.n_texts for share in TOPIC_WORD)
        topic = []
        for text in texts:
            counts = Counter(form for form in _TOKEN.findall(text) if low <= self.held[form] <= high)
            weight = {form: n * -np.log(self.held[form] / self.n_texts) for form, n in counts.items()}
            topic.append(max(weight, key=lambda form: (weight[form], form)) if weight else "")
        members = defaultdict(list)
        for place, word in enumerate(topic):
            members[word].append(place)
        rest = [place for pool in members.values() if len(pool) < LEAST_OF_TOPIC for place in pool]
        return [pool if len(pool := members[word]) >= LEAST_OF_TOPIC else rest for word in topic]


def figures_of(texts: Sequence[str]) -> dict[str, float]:
    """Zipf's slope, growth of the vocabulary, document frequencies: what a search depends on."""
    frequency: Counter[str] = Counter()
    held: Counter[str] = Counter()
    sizes, different = [], []
    growth = []
    for place, text in enumerate(texts, 1):
        words = words_of(text)
        frequency.update(words)
        held.update(set(words))
        sizes.append(len(words))
        different.append(len(set(words)))
        if place in (len(texts) // 2, len(texts)):
            growth.append(len(held))
    ordered = np.array(sorted(frequency.values(), reverse=True), np.float64)
    ranks = np.unique(np.geomspace(10, min(20_000, ordered.size), 60).astype(int))
    slope = np.polyfit(np.log(ranks), np.log(ordered[ranks - 1]), 1)[0]
    by_document = np.array(sorted(held.values(), reverse=True))
    rarest = [
        held[word] for text in texts[:500] for word in sorted(set(words_of(text)), key=held.__getitem__)[:24]
    ]
    found = {
        "words an article": float(np.mean(sizes)),
        "different words an article": float(np.mean(different)),
        "slope of Zipf's law, ranks 10 to 20,000": float(slope),
        "different words": float(len(held)),
        "exponent of their growth (Heaps)": float(np.log2(growth[1] / growth[0])),
        "words of one article only": float((by_document == 1).mean()),
    }
    for rank in (100, 1_000, 10_000, 100_000):
        if rank <= by_document.size:
            found[f"share of articles with the word of rank {rank:,}"] = by_document[rank - 1] / len(texts)
    found["articles with one of an article's 24 rarest words, mean"] = float(np.mean(rarest))
    found["the same, 90th percentile"] = float(np.quantile(rarest, 0.9))
    return found


def main() -> None:
    """Parse the command line, print the figures of real and of generated articles side by side."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--articles", type=int, default=20_000, help="compared on each side")
    parser.add_argument("--real", type=int, default=1_000_000, help="real articles at most; default all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write-docs", action="store_true", help="write the table into docs/retrieval.md")
    options = parser.parse_args()
    texts = load_news(options.data, options.real, random.Random(options.seed))
    originals = Originals(texts, options.seed)
    started = time.process_time()
    made = list(islice(originals.generate(), options.articles))
    rate = len(made) / (time.process_time() - started)
    real, generated = figures_of(texts[: options.articles]), figures_of(made)
    rows = [[name, f"{value:,.4g}", f"{generated.get(name, 0):,.4g}"] for name, value in real.items()]
    parts = [
        f"{options.articles:,} articles of either kind; the generated are made from {len(texts):,} real ones,"
        f" {rate:,.0f} a second; {len(set(made)):,} of them are different.",
        markdown_table(("", "real", "generated"), rows),
    ]
    print("\n\n".join(parts))
    if options.write_docs:
        write_part("originals", parts)


if __name__ == "__main__":
    main()
