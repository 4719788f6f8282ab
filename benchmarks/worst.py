"""The worst errors of a model, for a developer to read; the texts may not be copied anywhere.

    python benchmarks/worst.py --data ../shared/data [--output FILE] [--tier fast] [--model en-1] [--n 20]
        [--only WORD] [--quick] [--moby FILE] [--neighbours FILE]

Of each group of human writing in the development split the documents with the highest likelihoods, of each
lineage of spinners (at 30 %) and each rewriting tool those with the lowest: likelihood, decision, the words
that decided, with their suggestions and weights, and the first 300 characters.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from heapq import nlargest
from pathlib import Path
from typing import TextIO

from exams import FULL, QUICK, Development, Question

import spunlib
from spunlib.report.report import Report

SHOWN = 300
ARTIFACTS = 10
DENSITY = 0.3


def describe(question: Question, report: Report) -> str:
    """A few lines on one document."""
    different = {artifact.text.lower(): artifact for artifact in report.artifacts}
    strongest = nlargest(ARTIFACTS, different.values(), key=lambda artifact: artifact.weight)
    artifacts = [
        f"{found.text} < {'/'.join(found.suggestions[:2]) or '?'} ({found.kind} {found.weight:.1f})"
        for found in strongest
    ]
    head = f"{report.likelihood:.4f} {report.decision} {report.kind}, {report.n_words} words"
    made = f", {question.tool} of {question.group}" if question.tool else ""
    begin = " ".join(question.text[:SHOWN].split())
    return f"{head}{made}\n    {'; '.join(artifacts) or 'no artifacts'}\n    {begin}\n"


def units(development: Development) -> Iterator[tuple[str, Sequence[Question]]]:
    """Title and questions of every group, lineage and tool."""
    for group in development.groups:
        yield f"False alarms: {group}", development.human(group)
    for cell in development.cells(densities=(DENSITY,)):
        yield f"Misses: {cell.name}", cell.spun
    for tool, texts in development.rewritten.items():
        yield f"Misses: {tool}", texts


def write_worst(
    detector: spunlib.SpinDetector, title: str, questions: Sequence[Question], n: int, file: TextIO
) -> None:
    """The worst of one unit; what was abstained on is no error."""
    human = questions[0].kind == "human"
    reports = detector.score_many(question.text for question in questions)
    scored = [
        (report.likelihood if human else -report.likelihood, question)
        for question, report in zip(questions, reports, strict=True)
        if report.decision != "abstain"
    ]
    wrong = sum((score > 0.5) if human else (score > -0.5) for score, _ in scored)
    file.write(f"== {title}: {len(scored)} decided, {wrong} on the wrong side of a half\n\n")
    for _, question in nlargest(n, scored, key=lambda pair: pair[0]):
        file.write(describe(question, detector.score(question.text)) + "\n")
    file.flush()


def main() -> None:
    parser = argparse.ArgumentParser(description="The worst errors of a model.")
    parser.add_argument("--data", type=Path, required=True, help="the data folder of the project")
    parser.add_argument("--model", default="en-1", help="name or folder of a model")
    parser.add_argument("--tier", default="fast")
    parser.add_argument("--output", type=Path, help="a file; standard output without it")
    parser.add_argument("--n", type=int, default=20, help="errors of each group and tool")
    parser.add_argument("--quick", action="store_true", help="look among few texts")
    parser.add_argument("--only", default="", metavar="WORD", help="groups and tools whose titles hold this")
    parser.add_argument("--moby", type=Path, help="the packed npm package moby")
    parser.add_argument("--neighbours", type=Path, help="the file of neighbours that training keeps")
    options = parser.parse_args()
    files = {"moby": options.moby, "neighbours": options.neighbours}
    development = Development(
        options.data,
        QUICK if options.quick else FULL,
        {name: path for name, path in files.items() if path is not None},
    )
    detector = spunlib.load(options.model, tier=options.tier)
    file = options.output.open("w", encoding="utf-8") if options.output else sys.stdout
    with file:
        for title, questions in units(development):
            if options.only in title and questions:
                write_worst(detector, title, questions, options.n, file)


if __name__ == "__main__":
    main()
