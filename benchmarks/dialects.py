"""How often is the dialect of a spun text named, and rightly?

    python benchmarks/dialects.py --data ../shared/data

Articles of the development split are spun by the tools of each dialect, by relatives of them and by tools
that have nothing to do with any, and scored; of those that are flagged, the share is printed that
`dialect_of` gives each dialect. WordNet has to be installed, see CONTRIBUTING.md.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import spunlib
from spunlib.summary.dialects import dialect_of
from spunlib.training.corpora import read_human
from spunlib.training.recipes import RECIPES
from spunlib.training.spins import Thesauri

GROUPS: Final = frozenset(
    {"abc_australia_2006", "bbc_news_2005", "soultravelers_blog", "wikipedia_2019", "worldwide_newswire_2022"}
)
WORDS: Final = range(150, 700)
TOOLS: Final = {
    "news_site": "news",
    "article_rewriter": "heavy",
    "local_business": "small",
    "wp_any": "relative of news",
    "turbo_any": "relative of news",
    "academic_words": "relative of heavy",
    "tortured_phrases": "relative of heavy",
    "everyday_any": "none",
    "aiksaurus_inflected": "none",
    "wordnet_inflected": "none",
}
"""Recipe -> its dialect. Of `premium_tool`, hardly a text is flagged."""
TRIED: Final = 60
"""Articles on which the rule was tried out; they are left out."""

NAMES: Final = ("news", "heavy", "small", "premium", None)


def articles(data: Path, number: int) -> list[str]:
    """Articles of people that no model has learnt from."""
    found = [
        record.text
        for record in read_human(data)
        if record.split == "development" and record.group in GROUPS and len(record.text.split()) in WORDS
    ]
    random.Random(1).shuffle(found)
    return found[TRIED : TRIED + number]


def named(texts: Sequence[str], detector: spunlib.SpinDetector) -> Iterator[str | None]:
    """The dialect of each text that is flagged."""
    for report in detector.score_many(texts):
        if report.decision == "spun":
            yield dialect_of([artifact.to_dict() for artifact in report.artifacts])


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--articles", type=int, default=200)
    options = parser.parse_args()
    texts = articles(options.data, options.articles)
    thesauri = Thesauri(options.data)
    detector = spunlib.load()
    print(
        f"| tool | its dialect | flagged of {len(texts)} | {' | '.join(name or 'none' for name in NAMES)} |"
    )
    print("|---|---|---:|" + "---:|" * len(NAMES))
    for tool, dialect in TOOLS.items():
        spinner, rng = thesauri.spinner(RECIPES[tool]), random.Random(2)
        votes = Counter(named([spinner.spin(text, rng).text for text in texts], detector))
        shares = " | ".join(f"{votes[name] / max(votes.total(), 1):.0%}" for name in NAMES)
        print(f"| {tool} | {dialect} | {votes.total()} | {shares} |", flush=True)


if __name__ == "__main__":
    main()
