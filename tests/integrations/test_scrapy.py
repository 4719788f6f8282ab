"""Real crawls of a site that is served here: each in a process of its own, because a reactor runs once."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema
import pytest
from needs import needs
from scrapy_site import PAGES, page_of, served, text_of

import spunlib
from spunlib.reading.webpage import read_webpage

needs("scrapy", "scrapy", "itemadapter", "trafilatura", extra="scrapy")

from scrapy.settings import default_settings  # noqa: E402

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SCHEMA = jsonschema.Draft202012Validator(
    json.loads((ROOT / "docs" / "report.schema.json").read_text(encoding="utf-8"))
)
PAGE = (ROOT / "docs" / "scrapy.md").read_text(encoding="utf-8")
ADDON = {"ADDONS": {"spunlib.integrations.scrapy.SpunlibAddon": 500}}
SELECT = {"TWISTED_REACTOR": "twisted.internet.selectreactor.SelectReactor"}
NO_REACTOR = (
    {"TWISTED_REACTOR_ENABLED": False} if hasattr(default_settings, "TWISTED_REACTOR_ENABLED") else {}
)
"""Since Scrapy 2.15; before, the reactor of asyncio."""


class Crawl(NamedTuple):
    """What a crawl left."""

    items: dict[str, dict[str, Any]]
    dropped: dict[str, tuple[str, str]]
    stats: dict[str, Any]
    latest: float
    log: str


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with served() as address:
        yield address


def begin(folder: Path, site: str, pages: int, settings: dict[str, Any]) -> subprocess.Popen[str]:
    job = {"site": site, "pages": pages, "folder": str(folder), "settings": ADDON | settings}
    (folder / "job.json").write_text(json.dumps(job), encoding="utf-8")
    command = [sys.executable, str(HERE / "scrapy_crawl.py"), str(folder / "job.json")]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True)


def end(folder: Path, process: subprocess.Popen[str]) -> Crawl:
    _, log = process.communicate(timeout=120)
    assert process.returncode == 0, log
    assert "Traceback" not in log, log
    assert "Deprecat" not in log, log
    found = json.loads((folder / "crawl.json").read_text(encoding="utf-8"))
    lines = (folder / "items.jl").read_text(encoding="utf-8").splitlines()
    return Crawl(
        {path(item["url"]): item for item in map(json.loads, lines)},
        {path(url): (decision, message) for url, decision, message in found["dropped"]},
        {name[8:]: value for name, value in found["stats"].items() if name.startswith("spunlib/")},
        found["latest"],
        log,
    )


def crawl(folder: Path, site: str, pages: int = 300, **settings: Any) -> Crawl:
    return end(folder, begin(folder, site, pages, settings))


def path(url: str) -> str:
    return "/".join(url.split("/")[-2:])


def kind_of(path: str) -> str:
    return path.split("/")[0]


def page(path: str) -> tuple[str, int]:
    kind, number = path.split("/")
    return kind, int(number)


def check_result(item: dict[str, Any], score: Callable[[str, dict[str, Any]], spunlib.Report]) -> None:
    """The result is what the detector says of the same text, to the last bit."""
    result = dict(item["spunlib"])
    SCHEMA.validate(result)
    assert result.pop("id") == item["url"]
    kind, number = page(path(item["url"]))
    if "error" in result:
        assert kind == "broken"
        assert result["error"] == "no article was found in the page"
        return
    if item.get("text") is None:
        metadata = result.pop("input", {})
        text = result.pop("text")
        if kind != "broken":
            read = read_webpage(page_of(kind, number), "", {"url": item["url"]})
            assert (text, metadata) == (read.text, dict(read.metadata))
    else:
        metadata, text = {}, item["text"]
        assert text == text_of(kind, number)
    expected = json.loads(score(text, metadata).to_json())
    del expected["id"]
    assert result == expected


def test_tagging(tmp_path: Path, site: str) -> None:
    found = crawl(tmp_path, site, SPUNLIB_BATCH_SIZE=50, SPUNLIB_TIER="fast")
    assert len(found.items) == sum(PAGES.values()) == 300
    assert {item["kind"] for item in found.items.values()} == {"dict", "Item", "dataclass", "attrs"}
    detector = spunlib.load(tier="fast")
    for item in found.items.values():
        check_result(item, lambda text, known: detector.score(text))
    decisions = {(kind_of(name), item["spunlib"].get("decision")) for name, item in found.items.items()}
    assert decisions == {
        ("human", "not_spun"),
        ("spun", "spun"),
        ("short", "abstain"),
        ("foreign", "abstain"),
        ("broken", "abstain"),
        ("broken", None),
    }
    stats = found.stats
    assert (stats["spun"], stats["not_spun"]) == (PAGES["spun"], PAGES["human"])
    assert stats["spun"] + stats["not_spun"] + stats["abstained"] == stats["scored"]
    assert stats["scored"] + stats["errors"] == len(found.items)
    assert stats["errors"] == stats["errors/InputError"] > 0
    assert found.log.count("was not scored") == 1
    assert stats["largest_batch"] <= 50
    # Were the pages scored in the thread of the crawl, it would be deaf for the longest batch, or longer.
    assert found.latest < stats["seconds"] / stats["batches"]


def test_dropping_without_asyncio_and_in_a_thread(tmp_path: Path, site: str) -> None:
    found = crawl(
        tmp_path,
        site,
        120,
        SPUNLIB_ACTION="drop",
        SPUNLIB_PROCESSES=0,
        SPUNLIB_ARTIFACTS=False,
        SPUNLIB_TIER="fast",
        SPUNLIB_MAX_WAIT=0.1,
        **SELECT,
    )
    assert len(found.items) + len(found.dropped) == 120
    assert {kind_of(name) for name in found.dropped} == {"spun"}
    assert "spun" not in map(kind_of, found.items)
    assert found.stats["dropped"] == found.stats["spun"] == len(found.dropped) > 0
    for name, (decision, message) in found.dropped.items():
        assert decision == "spun"
        assert f"/{name} is synonym_spun with a likelihood of " in message
        assert message.endswith("at a false-positive rate of 0.01.")
    assert "artifacts" not in found.items[min(found.items)]["spunlib"]


def test_sources_are_named(tmp_path: Path, site: str, detector: spunlib.SpinDetector) -> None:
    folder = tmp_path / "originals"
    with spunlib.SourceIndex.open(folder, mode="w") as index:
        for number in range(PAGES["spun"]):
            index.add(f"wire-{number}", text_of("spun", number, spun=False), date="2021-04-30")
    found = crawl(tmp_path, site, 40, SPUNLIB_INDEX=str(folder), SPUNLIB_FPR="0.005", **NO_REACTOR)
    assert len(found.items) == 40
    with spunlib.SourceIndex.open(folder, mode="r") as index:
        for item in found.items.values():
            check_result(item, lambda text, known: detector.score(text, 0.005, index, known.get("date")))
    for name, item in found.items.items():
        if kind_of(name) == "spun":
            assert item["spunlib"]["sources"][0]["id"] == name.replace("spun/", "wire-")
            assert "wire-" in item["spunlib"]["reason"]


def test_the_example_of_the_page_runs(tmp_path: Path, site: str, detector: spunlib.SpinDetector) -> None:
    (example,) = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert "https://news.example/" in example
    (tmp_path / "news.py").write_text(example.replace("https://news.example/", f"{site}/?20"), "utf-8")
    command = next(line for line in PAGE.split("`") if line.startswith("scrapy runspider"))
    subprocess.run([sys.executable, "-m", *command.split()], cwd=tmp_path, check=True, capture_output=True)
    items = [json.loads(line) for line in (tmp_path / "pages.jl").read_text("utf-8").splitlines()]
    assert len(items) == 20
    for item in items:
        check_result(item, lambda text, known: detector.score(text, fpr=0.001))


def test_an_interrupted_crawl_loses_no_item(tmp_path: Path, site: str) -> None:
    process = begin(tmp_path, site, 300, {"DOWNLOAD_DELAY": 0.01, "SPUNLIB_MAX_WAIT": 2})
    assert process.stderr is not None
    for line in process.stderr:
        if "Spider opened" in line:
            break
    time.sleep(1.5)
    os.killpg(process.pid, signal.SIGINT)  # as Ctrl-C does: to the processes that score as well
    found = end(tmp_path, process)
    assert "'finish_reason': 'shutdown'" in found.log
    fetched = int(found.log.split("'response_received_count': ")[1].split(",")[0])
    assert 0 < len(found.items) == fetched - 1 < 300  # one is the page of links
