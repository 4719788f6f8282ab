"""How long is a crawler deaf while its pages are scored? In a thread, in a process, and with nothing to do.

    python benchmarks/crawler.py [--pages 160] [--rounds 3] [--write-docs]

A loop of asyncio, which Scrapy runs in, is asked for a beat every 2 ms. Meanwhile pages made of the example
articles, with the furniture of a page, go through `spunlib.integrations.scrapy` in batches. By what a beat is
late, a response waits too. What else the machine does delays beats as well: the first line is the measure.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import statistics
import time
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Final

from retrieval_page import write_part

from spunlib.integrations.scrapy.batching import Batcher
from spunlib.integrations.scrapy.items import Page
from spunlib.integrations.scrapy.options import Options
from spunlib.integrations.scrapy.workers import worker_of
from spunlib.training.evaluation_report import markdown_table

ROOT: Final = Path(__file__).resolve().parent.parent
DOCS: Final = ROOT / "docs" / "scrapy.md"
EXAMPLES: Final = ("original", "reprint", "translation", "paraphrase", "spun")
BEAT: Final = 0.002
NOTHING: Final = "not at all"
_FURNITURE: Final = "".join(f'<li><a href="/{number}">Section {number}</a></li>' for number in range(60))


def pages(number: int) -> list[Page]:
    """Web pages, one in five of them spun."""
    found = []
    for place in range(number):
        text = (ROOT / "docs" / "examples" / f"{EXAMPLES[place % 5]}.txt").read_text(encoding="utf-8")
        paragraphs = "".join(f"<p>{paragraph}</p>\n" for paragraph in text.split("\n\n"))
        html = (
            f"<html><head><title>Report {place}</title></head><body><nav><ul>{_FURNITURE}</ul></nav><article>"
            f"<h1>Report {place}</h1>{paragraphs}</article><footer>Copyright 2021.</footer></body></html>"
        )
        found.append(Page(f"https://news.example/{place}", None, html.encode(), {}))
    return found


async def beat(late: list[float]) -> None:
    """Note by how much each beat is late, without end."""
    while True:
        begun = time.perf_counter()
        await asyncio.sleep(BEAT)
        late.append(time.perf_counter() - begun - BEAT)


async def scored(options: Options, given: list[Page], late: list[float], batches: list[float]) -> float:
    """Seconds that pages took; also by how much each beat was late, and the seconds of each batch."""
    worker = worker_of(options)
    taken: list[float] = []
    batcher = Batcher(worker, options.batch_size, options.max_wait, lambda batch: taken.append(batch.seconds))
    await asyncio.gather(*map(batcher.result, given[:5]))  # loads the model, as the first pages of a crawl do
    heart = asyncio.create_task(beat(late))
    begun = time.perf_counter()
    await asyncio.gather(*map(batcher.result, given))
    seconds = time.perf_counter() - begun
    heart.cancel()
    await batcher.flush()
    worker.close()
    batches += taken[1:]
    return seconds


async def idle(seconds: float, late: list[float]) -> None:
    """By how much each beat is late while nothing is scored."""
    heart = asyncio.create_task(beat(late))
    await asyncio.sleep(seconds)
    heart.cancel()


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pages", type=int, default=160)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--write-docs", action="store_true", help="put the table into docs/scrapy.md")
    arguments = parser.parse_args()
    given = pages(arguments.pages)
    fast = Options(tier="fast")
    trials = {
        "in a thread, `SPUNLIB_PROCESSES = 0`": replace(fast, processes=0),
        "in a process": fast,
        "in a process, `SPUNLIB_ARTIFACTS = False`": replace(fast, artifacts=False),
    }
    late: dict[str, list[float]] = {name: [] for name in (NOTHING, *trials)}
    seconds: dict[str, list[float]] = {name: [] for name in trials}
    batches: dict[str, list[float]] = {name: [] for name in trials}
    for _ in range(arguments.rounds):  # in turns: the machine has better and worse minutes
        asyncio.run(idle(3.0, late[NOTHING]))
        for name, options in trials.items():
            seconds[name].append(asyncio.run(scored(options, given, late[name], batches[name])))
    rows = []
    for name, values in late.items():
        values.sort()
        shown = [values[len(values) // 2], values[int(len(values) * 0.99)], values[-1]]
        speed = ["", ""]
        if name in trials:
            speed = [
                f"{len(given) / min(seconds[name]):.0f}",
                f"{1000 * statistics.median(batches[name]):.0f}",
            ]
        rows.append([name, *speed, *(f"{1000 * value:.1f}" for value in shown)])
    table = markdown_table(
        ["pages are scored", "pages a second", "a batch, ms", "late by, ms: median", "99 %", "at most"], rows
    )
    names = ", ".join(f"{package} {version(package)}" for package in ("numpy", "trafilatura"))
    machine = f"{platform.machine()}, {os.cpu_count()} cores under a load of {os.getloadavg()[1]:.0f}"
    where = f"Python {platform.python_version()}, {names}; {machine}; {arguments.rounds} rounds."
    print(f"{table}\n\n{where}")
    if arguments.write_docs:
        write_part("reactor", [table, where], DOCS)


if __name__ == "__main__":
    main()
