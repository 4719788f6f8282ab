"""The worst errors of the shipped model, for a developer to read; the texts may not be copied anywhere.

    python benchmarks/worst.py --data ../shared/data --n 20 [--quick] [--only WORD]

Prints the human documents of the development split with the highest likelihoods, group by group, and the
rewritten ones with
the lowest, tool by tool: id, likelihood, decision, the strongest artifacts and the first 300 characters.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from heapq import nlargest
from pathlib import Path

from samples import FULL, QUICK, Samples

import spunlib
from spunlib.report.report import Report
from spunlib.training.corpora import LabelledText

SHOWN = 300
ARTIFACTS = 8


def describe(text: LabelledText, report: Report) -> str:
    different = {artifact.text.lower(): artifact for artifact in report.artifacts}
    strongest = nlargest(ARTIFACTS, different.values(), key=lambda artifact: artifact.weight)
    artifacts = [
        f"{found.text} < {'/'.join(found.suggestions[:2]) or '?'} ({found.kind} {found.weight:.1f})"
        for found in strongest
    ]
    head = f"{text.id}  {report.likelihood:.4f} {report.decision} {report.kind}, {report.n_words} words"
    return (
        f"{head}\n    {'; '.join(artifacts) or 'no artifacts'}\n    {' '.join(text.text[:SHOWN].split())}\n"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Print the worst errors of the shipped model.")
    parser.add_argument("--data", type=Path, required=True, help="the data folder of the project")
    parser.add_argument("--n", type=int, default=20, help="errors of each group and tool")
    parser.add_argument("--quick", action="store_true", help="look among few texts")
    parser.add_argument("--only", default="", metavar="WORD", help="groups and tools whose names hold this")
    options = parser.parse_args()
    samples = Samples(options.data, QUICK if options.quick else FULL)
    detector = spunlib.load()
    scored: dict[str, list[tuple[float, LabelledText]]] = defaultdict(list)
    texts = [
        text
        for text in (*samples.human(), *samples.recipes(), *samples.rewritten())
        if options.only in (text.tool or text.group)
    ]
    for text, report in zip(texts, detector.score_many(text.text for text in texts), strict=True):
        if report.decision != "abstain":
            human = text.kind == "human"
            title = f"False alarms: {text.group}" if human else f"Misses: {text.tool}"
            scored[title].append((report.likelihood if human else -report.likelihood, text))
    for title, found in scored.items():
        print(f"== {title}\n")
        for _, text in nlargest(options.n, found, key=lambda pair: pair[0]):
            print(describe(text, detector.score(text.text)))


if __name__ == "__main__":
    main()
