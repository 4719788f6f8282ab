"""How much memory does a summary take, and how long, when sites and substitutions have no end?

    python benchmarks/summary.py

Results are invented: sites are drawn so that a few have most of the documents, half of the documents are
flagged, and each of these has 30 substitutions, of which 10 are in no other. A real crawl asks for less.
"""

from __future__ import annotations

import argparse
import random
import resource
import time
from collections.abc import Iterator

from spunlib.summary import Outcome, Summary

SWAPS = 30
OWN = 10
COMMON = 5_000


def outcomes(documents: int, sites: int) -> Iterator[Outcome]:
    """Results of a crawl."""
    rng = random.Random(1)
    for number in range(documents):
        site = int(sites ** rng.random())
        spun = rng.random() < 0.5
        words = [str(int(COMMON ** rng.random())) for _ in range(SWAPS - OWN)]
        words += [f"{number}-{own}" for own in range(OWN)]
        found = [
            {"text": f"put{word}", "suggestions": [f"stood{word}"], "kind": "synonym", "weight": 1.0}
            for word in words
        ]
        yield Outcome(
            str(number),
            None,
            {"url": f"https://www.site{site}.example/{number}"},
            "spun" if spun else "not_spun",
            "synonym_spun" if spun else "human",
            0.01,
            "en-1",
            found if spun else (),
        )


def main() -> None:
    """Print a line for each size."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, nargs="+", default=[10_000, 100_000, 400_000, 800_000])
    parser.add_argument("--sites", type=int, default=1_000_000)
    options = parser.parse_args()
    print("| documents | groups | peak memory | seconds to add | to write |")
    print("|---:|---:|---:|---:|---:|")
    for documents in options.documents:
        begun = time.process_time()
        for _ in outcomes(documents, options.sites):
            pass
        making = time.process_time() - begun
        begun = time.process_time()
        summary = Summary("site")
        summary.add(outcomes(documents, options.sites))
        adding = time.process_time() - begun - making
        begun = time.process_time()
        groups = sum(1 for group in summary.groups() if group.to_json())
        writing = time.process_time() - begun
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"| {documents:,} | {groups:,} | {peak:,.0f} MB | {adding:.1f} | {writing:.1f} |", flush=True)


if __name__ == "__main__":
    main()
