"""The figures in docs/spark.md come from Spark's event log: what is counted, for which step."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"


@pytest.fixture(autouse=True)
def _on_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARKS))


def job(number: int, name: str, begin: int, end: int, stages: list[int]) -> list[dict[str, object]]:
    return [
        {
            "Event": "SparkListenerJobStart",
            "Job ID": number,
            "Submission Time": begin,
            "Stage IDs": stages,
            "Properties": {"spark.job.description": name},
        },
        {"Event": "SparkListenerJobEnd", "Job ID": number, "Completion Time": end},
    ]


def task(stage: int, seconds: float, shuffled: int) -> dict[str, object]:
    return {
        "Event": "SparkListenerTaskEnd",
        "Stage ID": stage,
        "Task Info": {"Launch Time": 1_000, "Finish Time": 1_000 + 1e3 * seconds},
        "Task Metrics": {
            "Executor CPU Time": 5e8,
            "Shuffle Write Metrics": {"Shuffle Bytes Written": shuffled},
            "Output Metrics": {"Bytes Written": 7},
        },
    }


def test_steps_are_summed_over_their_jobs(tmp_path: Path) -> None:
    from spark_stages import read_steps

    first, last = job(0, "spunlib: sketches", 1_000, 3_000, [0, 1])
    events = [first, task(0, 1.5, 100), task(1, 0.5, 20), last, *job(1, "somebody else's", 0, 9_000, [2])]
    again, end = job(2, "spunlib: sketches", 4_000, 6_500, [3])
    events += [task(2, 9.0, 1), again, task(3, 2.0, 3), end]
    folder = tmp_path / "eventlog_v2_local-1"
    folder.mkdir()
    lines = [json.dumps(event) for event in events]
    (folder / "events_1_local-1").write_text("\n".join(lines[:4]) + "\n", encoding="utf-8")
    (folder / "events_2_local-1").write_text("\n".join(lines[4:]) + "\n", encoding="utf-8")
    (folder / "appstatus_local-1").touch()
    steps = read_steps(folder)
    assert list(steps) == ["sketches"]
    step = steps["sketches"]
    assert (step.seconds, step.task_seconds, step.longest) == (5.5, 4.0, 2.0)
    assert (step.tasks, step.shuffled, step.written, step.processor_seconds) == (3, 123, 21, 1.5)
