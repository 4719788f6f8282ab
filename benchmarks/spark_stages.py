"""What Spark's event log says of each step of `find_sources`: seconds, tasks, shuffled bytes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

_DESCRIPTION: Final = "spark.job.description"
_PREFIX: Final = "spunlib: "


@dataclass(slots=True)
class Step:
    """One step, summed over its jobs.

    Attributes:
        seconds: from the first job's beginning to the last one's end.
        task_seconds: of all tasks, waiting for the processor included.
        processor_seconds: of the Java threads alone.
        shuffled: bytes written for a shuffle, compressed.
        read, written: bytes of files.
        spilled: bytes that did not fit into memory.
        tasks: how many.
        longest: seconds of the longest task.
    """

    seconds: float = 0.0
    task_seconds: float = 0.0
    processor_seconds: float = 0.0
    shuffled: int = 0
    read: int = 0
    written: int = 0
    spilled: int = 0
    tasks: int = 0
    longest: float = 0.0


def read_steps(log: Path) -> dict[str, Step]:
    """The steps in the order in which they began, from the log of one application."""
    steps: dict[str, Step] = {}
    begun: dict[int, tuple[str, int]] = {}
    spans: dict[str, list[tuple[int, int]]] = {}
    step_of: dict[int, str] = {}
    for event in events(log):
        kind = event["Event"]
        if kind == "SparkListenerJobStart":
            name = event.get("Properties", {}).get(_DESCRIPTION, "")
            if name.startswith(_PREFIX):
                name = name.removeprefix(_PREFIX)
                steps.setdefault(name, Step())
                begun[event["Job ID"]] = name, event["Submission Time"]
                step_of.update(dict.fromkeys(event["Stage IDs"], name))
        elif kind == "SparkListenerJobEnd" and event["Job ID"] in begun:
            name, start = begun[event["Job ID"]]
            spans.setdefault(name, []).append((start, event["Completion Time"]))
        elif kind == "SparkListenerTaskEnd" and event["Stage ID"] in step_of:
            add_task(steps[step_of[event["Stage ID"]]], event)
    for name, times in spans.items():
        steps[name].seconds = (max(end for _, end in times) - min(start for start, _ in times)) / 1e3
    return steps


def add_task(step: Step, event: dict[str, Any]) -> None:
    """Count one task."""
    metrics = event.get("Task Metrics") or {}
    seconds = (event["Task Info"]["Finish Time"] - event["Task Info"]["Launch Time"]) / 1e3
    step.tasks += 1
    step.task_seconds += seconds
    step.longest = max(step.longest, seconds)
    step.processor_seconds += metrics.get("Executor CPU Time", 0) / 1e9
    step.shuffled += metrics.get("Shuffle Write Metrics", {}).get("Shuffle Bytes Written", 0)
    step.read += metrics.get("Input Metrics", {}).get("Bytes Read", 0)
    step.written += metrics.get("Output Metrics", {}).get("Bytes Written", 0)
    step.spilled += metrics.get("Disk Bytes Spilled", 0)


def events(log: Path) -> Iterator[dict[str, Any]]:
    """The events of a log, which Spark 4 writes into a folder of files."""
    for path in sorted(log.rglob("events*")) or [log]:
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)
