"""The pipeline for Scrapy without a crawl: settings, items of every kind, and what goes wrong."""

from __future__ import annotations

import asyncio
import dataclasses
import logging
import os
import signal
import sys
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import Future
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import attr
import pytest
from needs import needs

import spunlib
from spunlib.errors import MissingExtraError, ModelError, SourceIndexError, UsageError
from spunlib.integrations.scrapy import SpunlibAddon, SpunlibPipeline
from spunlib.integrations.scrapy.batching import Batcher
from spunlib.integrations.scrapy.items import Page
from spunlib.integrations.scrapy.options import Options
from spunlib.integrations.scrapy.scoring import Batch, Result
from spunlib.integrations.scrapy.workers import worker_of

needs("scrapy", "scrapy", "itemadapter", "trafilatura", extra="scrapy")

import scrapy  # noqa: E402
from scrapy.exceptions import DropItem, NotConfigured  # noqa: E402
from scrapy.settings import Settings  # noqa: E402
from scrapy.statscollectors import MemoryStatsCollector  # noqa: E402

Example = Callable[[str], str]
PIPELINE = "spunlib.integrations.scrapy.SpunlibPipeline"
QUICK = {"SPUNLIB_PROCESSES": 0, "SPUNLIB_TIER": "fast", "SPUNLIB_MAX_WAIT": 0, "SPUNLIB_ARTIFACTS": False}


class Untagged(scrapy.Item):
    url = scrapy.Field()
    text = scrapy.Field()


@dataclasses.dataclass(frozen=True)
class Frozen:
    text: str
    spunlib: dict[str, Any] | None = None


@dataclasses.dataclass
class Unset:
    text: str = dataclasses.field(init=False)
    spunlib: dict[str, Any] | None = None


@dataclasses.dataclass
class Optional:
    text: str | None = None
    html: bytes | None = None
    spunlib: dict[str, Any] | None = None


@attr.s(auto_attribs=True, slots=True)
class Untaggable:
    text: str


def crawler_with(settings: dict[str, Any]) -> Any:
    """What a pipeline needs of a crawler; a whole one needs a reactor."""
    crawler = SimpleNamespace(settings=Settings(settings))
    crawler.stats = MemoryStatsCollector(crawler)
    return crawler


def run(*items: Any, **settings: Any) -> tuple[list[Any], dict[str, Any]]:
    """What the pipeline makes of items that come together, exceptions included, and the statistics."""
    crawler = crawler_with(QUICK | settings)

    async def all_of_them() -> list[Any]:
        pipeline = SpunlibPipeline.from_crawler(crawler)
        found = await asyncio.gather(*map(pipeline.process_item, items), return_exceptions=True)
        await pipeline.close_spider()
        return list(found)

    found = asyncio.run(all_of_them())
    return found, {
        key[8:]: value for key, value in crawler.stats.get_stats().items() if key.startswith("spunlib/")
    }


def test_an_item_gets_what_the_detector_says(example: Example) -> None:
    item = {"text": example("spun"), "url": "https://news.example/1", "title": "Dam"}
    (found,), stats = run(item)
    assert found is item
    expected = spunlib.load(tier="fast").score(item["text"]).to_dict(artifacts=False)
    assert item["spunlib"] == expected | {"id": "https://news.example/1"}
    assert stats.pop("seconds") > 0
    assert stats == {"scored": 1, "spun": 1, "batches": 1, "largest_batch": 1}


def test_a_dropped_item_is_named_and_tagged(example: Example) -> None:
    item = {"text": example("spun"), "name": "dam", "result": None}
    settings = {"SPUNLIB_ID_FIELD": "name", "SPUNLIB_RESULT_FIELD": "result", "SPUNLIB_ACTION": "drop"}
    (found,), stats = run(item, **settings)
    assert isinstance(found, DropItem)
    assert str(found).startswith("dam is synonym_spun with a likelihood of 1.000. ")
    assert item["result"]["decision"] == "spun"
    assert stats["dropped"] == 1


@pytest.mark.parametrize("kind", [Untagged, Frozen, Untaggable])
def test_what_cannot_be_tagged_passes_and_the_log_says_so_once(
    kind: Any, example: Example, caplog: pytest.LogCaptureFixture
) -> None:
    items = [kind(text=example("original")) for _ in range(3)]
    found, stats = run(*items)
    assert all(one is other for one, other in zip(found, items, strict=True))
    assert (stats["untagged"], stats["not_spun"]) == (3, 3)
    (said,) = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert f"items of class {kind.__name__} cannot take the results" in said
    assert "a field 'spunlib'" in said
    (dropped,), _ = run(kind(text=example("spun")), SPUNLIB_ACTION="drop")
    assert isinstance(dropped, DropItem)


def test_items_of_another_kind_pass_untouched(caplog: pytest.LogCaptureFixture) -> None:
    items = [{"author": "A. Harlan"}, "no item at all"]
    found, stats = run(*items)
    assert found == [{"author": "A. Harlan"}, "no item at all"]
    assert stats == {"skipped": 2}
    assert "none of the 2 items has a field 'text' (SPUNLIB_TEXT_FIELD) or 'html'" in caplog.text


@pytest.mark.parametrize(
    ("item", "says"),
    [
        (Unset(), "neither field 'text' nor field 'html' of the item holds anything"),
        (Optional(), "neither field 'text' nor field 'html' of the item holds anything"),
        ({"text": None}, "neither field 'text' nor field 'html' of the item holds anything"),
        ({"text": b"Rain."}, "field 'text' of the item must hold a str, not bytes"),
        ({"html": 7}, "field 'html' of the item must hold a str or bytes, not int"),
        (Optional(html=b""), "no article was found in the page"),
        ({"html": "\ud800<p>"}, "no article was found in the page"),
    ],
)
def test_an_item_without_text_passes_with_the_reason(item: Any, says: str) -> None:
    found, stats = run(item, {"text": "Good."})
    assert found[0] is item
    result = item["spunlib"] if isinstance(item, dict) else item.spunlib
    assert result == {"schema_version": 1, "id": "item 1", "error": says}
    assert found[1]["spunlib"]["decision"] == "abstain"
    assert (stats["errors"], stats["errors/InputError"], stats["scored"]) == (1, 1, 1)


def test_a_text_that_cannot_be_scored_harms_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = spunlib.SpinDetector.score_many

    def fails(self: Any, texts: Any, **options: Any) -> Any:
        documents = list(texts)
        if any("poison" in document.text for document in documents):
            raise ZeroDivisionError("by zero")
        return whole(self, documents, **options)

    monkeypatch.setattr(spunlib.SpinDetector, "score_many", fails)
    found, stats = run(*({"text": text} for text in ("Good.", "poison", "Good too.")), SPUNLIB_ACTION="drop")
    assert [item["spunlib"].get("error") for item in found] == [None, "ZeroDivisionError: by zero", None]
    assert (stats["scored"], stats["errors"], stats["errors/ZeroDivisionError"]) == (2, 1, 1)


def test_html_without_its_reader_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    (item,), stats = run({"html": "<p>Rain.</p>"})
    assert "pip install 'spunlib[html]'" in item["spunlib"]["error"]
    assert stats["errors/MissingExtraError"] == 1


class ByHand:
    """A worker whose batches the test ends."""

    def __init__(self) -> None:
        self.batches: list[tuple[list[str], Future[Batch]]] = []

    def submit(self, pages: Sequence[Page]) -> Future[Batch]:
        if pages[0].id == "refused":
            raise RuntimeError("no process can be made")
        future: Future[Batch] = Future()
        self.batches.append(([page.id for page in pages], future))
        return future

    def close(self) -> None:
        """Nothing to release."""

    def end(self, number: int) -> None:
        names, future = self.batches[number]
        future.set_result(Batch([Result({"id": name}) for name in names], 0.5))


def batched(trial: Callable[[ByHand, Batcher], Coroutine[Any, Any, None]], size: int, wait: float) -> None:
    worker = ByHand()
    asyncio.run(trial(worker, Batcher(worker, size, wait, lambda batch: None)))


def begun(batcher: Batcher, *names: str) -> list[asyncio.Task[Result]]:
    return [asyncio.create_task(batcher.result(Page(name, "", None, {}))) for name in names]


def test_a_batch_is_closed_by_its_size() -> None:
    async def trial(worker: ByHand, batcher: Batcher) -> None:
        tasks = begun(batcher, "a", "b", "c", "d", "e")
        await asyncio.sleep(0.01)
        assert [names for names, _ in worker.batches] == [["a", "b"], ["c", "d"]]
        flushed = asyncio.create_task(batcher.flush())
        await asyncio.sleep(0.01)
        assert worker.batches[2][0] == ["e"]
        for number in (2, 0, 1):  # in any order
            assert not flushed.done()
            worker.end(number)
            await asyncio.sleep(0.01)
        await flushed
        assert [task.result().fields["id"] for task in tasks] == ["a", "b", "c", "d", "e"]

    batched(trial, 2, 60)


def test_a_batch_is_closed_by_time() -> None:
    async def trial(worker: ByHand, batcher: Batcher) -> None:
        first = begun(batcher, "a", "b")
        await asyncio.sleep(0.02)
        assert not worker.batches
        await asyncio.sleep(0.1)
        later = begun(batcher, "c")
        await asyncio.sleep(0.12)
        assert [names for names, _ in worker.batches] == [["a", "b"], ["c"]]
        worker.end(0)
        worker.end(1)
        assert [(await task).fields["id"] for task in first + later] == ["a", "b", "c"]

    batched(trial, 100, 0.08)


def test_a_batch_that_fails_as_a_whole_gives_every_item_the_reason() -> None:
    async def trial(worker: ByHand, batcher: Batcher) -> None:
        refused = begun(batcher, "refused", "too")
        failed = begun(batcher, "a", "b")
        given_up = begun(batcher, "c", "d")
        await asyncio.sleep(0.01)
        given_up[0].cancel()
        worker.batches[0][1].set_exception(MemoryError("none left"))
        worker.end(1)
        await batcher.flush()
        assert [task.result().fields["error"] for task in refused] == [
            "RuntimeError: no process can be made"
        ] * 2
        assert [task.result().error for task in failed] == ["MemoryError"] * 2
        assert given_up[1].result().fields == {"id": "d"}

    batched(trial, 2, 60)


def test_a_process_that_dies_is_replaced() -> None:
    worker = worker_of(Options(tier="fast"))

    async def trial() -> list[Result]:
        batcher = Batcher(worker, 1, 0, lambda batch: None)
        page = Page("a", "Too short.", None, {})
        before = await batcher.result(page)
        (process,) = worker._pool._processes  # type: ignore[attr-defined]
        os.kill(process, signal.SIGKILL)
        during = await batcher.result(page)
        after = await batcher.result(page)
        await batcher.flush()
        return [before, during, after]

    before, during, after = asyncio.run(trial())
    worker.close()
    assert before == after == Result(before.fields)
    # Whether the death was known when the page came is a matter of luck.
    assert during == before or "Terminated" in during.error


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"SPUNLIB_ACTION": "remove"}, "SPUNLIB_ACTION must be one of tag, drop, not 'remove'"),
        ({"SPUNLIB_TIER": "slow"}, "SPUNLIB_TIER must be one of "),
        ({"SPUNLIB_FPR": 2}, "SPUNLIB_FPR: "),
        ({"SPUNLIB_FPR": "low"}, "SPUNLIB_FPR must be a number, not 'low'"),
        ({"SPUNLIB_FRP": 0.01}, "there is no setting SPUNLIB_FRP; did you mean SPUNLIB_FPR?"),
        ({"SPUNLIB_COLOUR": 1}, "there is no setting SPUNLIB_COLOUR; there are ENABLED, MODEL, "),
        ({"SPUNLIB_BATCH_SIZE": 0}, "SPUNLIB_BATCH_SIZE must be at least 1"),
        ({"SPUNLIB_BATCH_SIZE": 2.5}, "SPUNLIB_BATCH_SIZE must be a whole number, not 2.5"),
        ({"SPUNLIB_MAX_WAIT": "nan"}, "SPUNLIB_MAX_WAIT (seconds) at least 0"),
        ({"SPUNLIB_PROCESSES": True}, "SPUNLIB_PROCESSES must be a whole number, not True"),
        ({"SPUNLIB_ARTIFACTS": "maybe"}, "SPUNLIB_ARTIFACTS must be True or False, not 'maybe'"),
        ({"SPUNLIB_TEXT_FIELD": "", "SPUNLIB_HTML_FIELD": ""}, "are both empty"),
        ({"SPUNLIB_RESULT_FIELD": "text"}, "SPUNLIB_RESULT_FIELD must name a field of its own"),
    ],
)
def test_wrong_settings_end_the_crawl_before_it_begins(settings: dict[str, Any], says: str) -> None:
    with pytest.raises(UsageError) as caught:
        SpunlibPipeline.from_crawler(crawler_with(settings))
    assert says in str(caught.value)
    with pytest.raises(UsageError):
        SpunlibAddon().update_settings(Settings(settings))


def test_what_cannot_be_loaded_ends_the_crawl_before_it_begins(tmp_path: Any) -> None:
    with pytest.raises(ModelError):
        SpunlibPipeline.from_crawler(crawler_with({"SPUNLIB_MODEL": "en-0"}))
    with pytest.raises(SourceIndexError):
        SpunlibPipeline.from_crawler(crawler_with({"SPUNLIB_INDEX": str(tmp_path / "none")}))


def test_settings_of_the_command_line_are_strings() -> None:
    given = {"FPR": "0.002", "BATCH_SIZE": "8", "MAX_WAIT": "1.5", "ARTIFACTS": "False", "HTML_FIELD": ""}
    options = Options.of(
        {f"SPUNLIB_{name}": value for name, value in given.items()} | {"SPUNLIB_INDEX": None}
    )
    assert options == Options(fpr=0.002, batch_size=8, max_wait=1.5, artifacts=False, html_field="", index="")


def test_the_page_names_every_setting_with_its_default() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "scrapy.md").read_text(encoding="utf-8")
    for field in dataclasses.fields(Options):
        assert f"`SPUNLIB_{field.name.upper()} = {field.default or None!r}`".replace("'", '"') in page


def test_the_add_on_installs_the_pipeline_unless_it_is_there() -> None:
    def pipelines(settings: dict[str, Any]) -> dict[Any, Any]:
        installed = Settings(settings)
        SpunlibAddon().update_settings(installed)
        return dict(installed.getdict("ITEM_PIPELINES"))

    assert pipelines({}) == {SpunlibPipeline: 500}
    assert pipelines({"ITEM_PIPELINES": {PIPELINE: 850}}) == {PIPELINE: 850}
    assert pipelines({"ITEM_PIPELINES": {SpunlibPipeline: None}}) == {SpunlibPipeline: None}


def test_it_can_be_switched_off() -> None:
    crawler = crawler_with({"SPUNLIB_ENABLED": "0"})
    with pytest.raises(NotConfigured):
        SpunlibPipeline.from_crawler(crawler)
    with pytest.raises(NotConfigured):
        SpunlibAddon().update_settings(crawler.settings)


def test_without_scrapy_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    crawler = crawler_with({})
    monkeypatch.setitem(sys.modules, "scrapy.exceptions", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'spunlib\[scrapy\]'"):
        SpunlibPipeline(crawler)
    with pytest.raises(MissingExtraError):
        SpunlibAddon().update_settings(crawler.settings)
