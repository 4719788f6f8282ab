"""Is a crawl scored nearly as fast as it is extracted, in level memory, and does it survive being killed?

    python benchmarks/crawl.py [--pages 10000] [--kills 50] [--rounds 2] [--jobs 1] [--seed 1]
                               [--json PATH] [--write-docs]

Writes a web archive of invented news with furniture (crawl_pages.py, crawl_archive.py), and then

- scores it by one command, `spunlib score crawl.warc.gz --format jsonl`, and extracts it by the same reader
  without scoring, in turns, each in a process of its own;
- samples the memory of the process that scores, all its children included, five times a second;
- scores it once more with `--resume`, kills the command by SIGKILL at random moments and starts it again,
  until all moments are used up and the output is whole. Every fifth time the last line is torn, too, as a
  power failure would. The output must be that of the run that nobody disturbed, byte for byte, with every
  document once, in order.

The exit status is 1 where scoring is slower than 60 % of extraction, or memory grows, or a byte differs.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from crawl_archive import Archive, write_archive
from retrieval_page import command, write_part

from spunlib.training.evaluation_report import markdown_table

PAGE: Final = Path(__file__).resolve().parent.parent / "docs" / "reading.md"
FLOOR: Final = 0.6
"""Speed of scoring, as a share of that of extraction alone, by seconds of the processor: what else runs on
the machine changes those least."""
GROWTH: Final = 0.1
"""Share by which the memory of the last quarter of a run may lie above that of the second."""
_TICK: Final = 0.2  # seconds between two samples of memory
_TORN: Final = 5  # every so many kills the last line is torn
_EARLY: Final = 0.2  # share of the kills that come while the command starts, or passes over what is done
_STARTING: Final = 4.0  # seconds in which they come

_EXTRACT: Final = """
import sys
from spunlib.reading.reader import read_documents
from spunlib.report import Failure
print(sum(isinstance(document, Failure) for document in read_documents(sys.argv[1:])))
"""


@dataclass(slots=True)
class Run:
    """What became of one process: seconds by the clock and of the processors, and memory in MB over time."""

    wall: float
    cpu: float
    memory: list[float]


def run(arguments: Sequence[str], statuses: Sequence[int] = (0,)) -> Run:
    """Run Python with arguments, to its end.

    Raises:
        RuntimeError: it ended with another status.
    """
    begun, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    memory = []
    with subprocess.Popen(
        [sys.executable, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as one:
        while one.poll() is None:
            memory.append(resident(one.pid))
            time.sleep(_TICK)
        errors = one.stderr.read().decode() if one.stderr else ""
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if one.returncode not in statuses:
        raise RuntimeError(f"{arguments} ended with {one.returncode}: {errors}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(time.perf_counter() - begun, cpu, [size for size in memory if size])


def resident(pid: int) -> float:
    """Memory that a process and its children hold, in MB; 0 when it has ended."""
    total = 0.0
    waiting = [pid]
    while waiting:
        one = waiting.pop()
        try:
            status = Path(f"/proc/{one}/status").read_text(encoding="ascii", errors="replace")
            children = Path(f"/proc/{one}/task/{one}/children").read_text(encoding="ascii")
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:")) / 1024
        waiting += [int(child) for child in children.split()]
    return total


def score_command(archive: Path, output: Path, jobs: int, *more: str) -> list[str]:
    """The one command."""
    options = ["--format", "jsonl", "--output", str(output), "--jobs", str(jobs), *more]
    return ["-m", "spunlib", "score", str(archive), *options]


@dataclass(slots=True)
class Kills:
    """What the kills met: how many there were, in which phase, and what is wrong with the output."""

    early: int = 0
    late: int = 0
    torn: int = 0
    torn_by_kill: int = 0
    least: int = 0
    violations: int = 0


def kill_and_resume(
    archive: Path, whole: bytes, folder: Path, kills: int, jobs: int, rng: random.Random
) -> Kills:
    """Kill the command at random moments until it has survived them all; compare what it wrote."""
    output = folder / "killed.jsonl"
    output.unlink(missing_ok=True)
    found = Kills()
    early = int(kills * _EARLY)
    places: list[int | None] = [rng.randrange(len(whole)) for _ in range(kills - early)]
    places.sort(key=lambda place: place or 0)
    for _ in range(early):
        places.insert(rng.randrange(len(places) + 1), None)
    arguments = [sys.executable, *score_command(archive, output, jobs, "--resume")]
    for number, place in enumerate(places):
        with subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as one:
            if place is None:
                found.early += 1
                _wait(one, rng.uniform(0, _STARTING))
            else:
                found.late += 1
                while one.poll() is None and _size(output) < place:
                    time.sleep(0.005)
                _wait(one, rng.uniform(0, 0.05))
            one.send_signal(signal.SIGKILL)
        written = output.read_bytes() if output.exists() else b""
        found.torn_by_kill += bool(written) and not written.endswith(b"\n")
        found.violations += not whole.startswith(written)
        if number % _TORN == 0 and written:
            last = written.rstrip(b"\n").rfind(b"\n") + 1
            os.truncate(output, rng.randrange(last, len(written)))
            found.torn += 1
    subprocess.run(arguments, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    found.violations += output.read_bytes() != whole
    return found


def _wait(one: subprocess.Popen[bytes], seconds: float) -> None:
    try:
        one.wait(seconds)
    except subprocess.TimeoutExpired:
        return


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def check(lines: Sequence[bytes], archive: Archive) -> list[str]:
    """What is wrong with an output: each page once, in order, and no more failures than there are."""
    results = [json.loads(line) for line in lines]
    wrong = []
    if len(results) != len(archive.urls):
        wrong.append(f"{len(results)} results of {len(archive.urls)} documents")
    for number, (result, url) in enumerate(zip(results, archive.urls, strict=False)):
        if result["id"] != url and not (number in archive.damaged and "error" in result):
            wrong.append(f"{result['id']} in the place of {url}")
    failures = sum("error" in result for result in results)
    if failures != archive.failing:
        wrong.append(f"{failures} failures instead of {archive.failing}")
    return wrong


def measure(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """All figures."""
    path, output = folder / "crawl.warc.gz", folder / "whole.jsonl"
    archive = write_archive(path, options.pages, options.seed)
    extractions, scorings = [], []
    for _ in range(options.rounds):
        extractions.append(run(["-c", _EXTRACT, str(path)]))
        scorings.append(run(score_command(path, output, options.jobs), statuses=(0, 1)))
    whole = output.read_bytes()
    lines = whole.splitlines()
    memory = scorings[-1].memory
    quarters = [memory[len(memory) * part // 4 : len(memory) * (part + 1) // 4] for part in range(4)]
    kills = kill_and_resume(path, whole, folder, options.kills, options.jobs, random.Random(options.seed))
    best = {
        f"{name}_{clock}": min(getattr(one, clock) for one in runs)
        for name, runs in (("extraction", extractions), ("scoring", scorings))
        for clock in ("wall", "cpu")
    }
    return {
        "pages": len(archive.urls),
        "archive_mb": path.stat().st_size / 1e6,
        "records": archive.fates["records"] + 1,
        "fates": dict(archive.fates),
        "failing": archive.failing,
        "median_kb": statistics.median(archive.sizes) / 1000,
        "median_tags": statistics.median(archive.tags),
        "seconds": best,
        "ratio_wall": best["extraction_wall"] / best["scoring_wall"],
        "ratio_cpu": best["extraction_cpu"] / best["scoring_cpu"],
        "memory_mb": [statistics.median(quarter) for quarter in quarters if quarter],
        "memory_peak_mb": max(memory, default=0.0),
        "kills": {name: getattr(kills, name) for name in Kills.__slots__},
        "wrong": check(lines, archive),
    }


def passed(found: dict[str, Any]) -> bool:
    """Whether all promises are kept."""
    memory = found["memory_mb"]
    level = len(memory) < 4 or memory[3] <= (1 + GROWTH) * memory[1]
    kept = not found["wrong"] and not found["kills"]["violations"]
    return level and kept and found["ratio_cpu"] >= FLOOR


def tables(found: dict[str, Any], jobs: int) -> list[str]:
    """The figures as Markdown."""
    seconds, kills = found["seconds"], found["kills"]
    pages = found["pages"]
    speed = [
        [
            name,
            f"{seconds[key + '_wall']:,.0f}",
            f"{seconds[key + '_cpu']:,.0f}",
            f"{pages / seconds[key + '_wall']:,.0f}",
        ]
        for name, key in (("extraction alone", "extraction"), ("`spunlib score`", "scoring"))
    ]
    ratio = ["its speed, as a share", f"{found['ratio_wall']:.2f}", f"{found['ratio_cpu']:.2f}", ""]
    memory = [
        [f"{part} quarter", f"{size:,.0f}"]
        for part, size in zip(("first", "second", "third", "last"), found["memory_mb"], strict=False)
    ]
    memory.append(["at most", f"{found['memory_peak_mb']:,.0f}"])
    survived = [
        ["kills while it scored", kills["late"]],
        ["kills while it started, or passed over what was done", kills["early"]],
        ["last lines torn afterwards", kills["torn"]],
        ["documents", pages],
        ["of them failures", found["failing"]],
        [
            "**lost, twice, out of order, or otherwise not as in an undisturbed run**",
            kills["violations"] + len(found["wrong"]),
        ],
    ]
    archive = f"{found['records']:,} records, {found['archive_mb']:,.0f} MB packed"
    page = f"{found['median_kb']:,.0f} kB of HTML with {found['median_tags']:,.0f} tags"
    return [
        f"{pages:,} pages among {archive}. The median page has {page}, opening and closing;"
        f" {found['fates'].get('spun', 0):,} articles are spun. `--jobs {jobs}`.",
        markdown_table(("", "seconds", "seconds of the processor", "pages a second"), [*speed, ratio]),
        markdown_table(("memory of the run that scores", "MB (median)"), memory),
        markdown_table(("killed and resumed", ""), survived),
    ]


def main() -> int:
    """Parse the command line, print the tables; 1 where a promise is broken."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=2, help="of extraction and scoring, in turns")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path, metavar="PATH")
    parser.add_argument("--write-docs", action="store_true", help="write the tables into docs/reading.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = measure(options, Path(folder))
    parts = tables(found, options.jobs)
    print(command(), *parts, *found["wrong"][:20], sep="\n\n")
    if options.json:
        options.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    if options.write_docs:
        write_part("crawl", parts, PAGE)
    return int(not passed(found))


if __name__ == "__main__":
    sys.exit(main())
