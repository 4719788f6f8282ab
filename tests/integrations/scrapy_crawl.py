"""One crawl in a process of its own, because a reactor runs once: ``python scrapy_crawl.py JOB.json``.

The job names the site, how many of its pages are read, a folder and settings. ``items.jl`` and ``crawl.json``
are written to the folder.
"""

from __future__ import annotations

import asyncio
import dataclasses
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attr
import scrapy
from itemadapter import ItemAdapter
from scrapy import signals

KINDS = ("dict", "Item", "dataclass", "attrs")
BEAT = 0.005
"""Seconds between two looks at the clock."""


class Story(scrapy.Item):
    url = scrapy.Field()
    kind = scrapy.Field()
    text = scrapy.Field()
    html = scrapy.Field()
    spunlib = scrapy.Field()


@dataclasses.dataclass
class StoryData:
    url: str
    kind: str
    text: str | None = None
    html: str | bytes | None = None
    spunlib: dict[str, Any] | None = None


@attr.s(auto_attribs=True, slots=True)
class StoryAttrs:
    url: str
    kind: str
    text: str | None = None
    html: str | bytes | None = None
    spunlib: dict[str, Any] | None = None


CLASSES = {"dict": dict, "Item": Story, "dataclass": StoryData, "attrs": StoryAttrs}


class Stories(scrapy.Spider):
    """Yields items of all kinds, some with text, some with HTML as str or bytes."""

    name = "stories"

    def __init__(self, site: str, pages: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.start_urls = [site]
        self.pages = pages

    def parse(self, response: Any) -> Iterator[Any]:
        for number, link in enumerate(response.css("a.story")[: self.pages]):
            yield response.follow(link, self.parse_story, cb_kwargs={"number": number})

    def parse_story(self, response: Any, number: int) -> Iterator[Any]:
        kind = KINDS[number % len(KINDS)]
        fields: dict[str, Any] = {"url": response.url, "kind": kind}
        if number % 3 == 0 and response.css("article p"):
            fields["text"] = "\n\n".join(response.css("article p::text").getall())
        else:
            fields["html"] = response.text if number % 3 == 1 else response.body
        yield CLASSES[kind](**fields)


class Report:
    """What a crawl leaves beside its items; also how long its reactor was deaf."""

    def __init__(self, crawler: Any) -> None:
        self.crawler = crawler
        self.begun = 0.0
        self.items: list[dict[str, Any]] = []
        self.dropped: list[tuple[str, str, str]] = []
        self.late: list[float] = []
        self.last = 0.0
        crawler.signals.connect(self.begin, signals.spider_opened)
        crawler.signals.connect(self.keep, signals.item_scraped)
        crawler.signals.connect(self.drop, signals.item_dropped)
        crawler.signals.connect(self.end, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Any) -> Report:
        return cls(crawler)

    def begin(self) -> None:
        self.begun = self.last = time.perf_counter()
        self.beat()

    def beat(self) -> None:
        now = time.perf_counter()
        self.late.append(now - self.last - BEAT)
        self.last = now
        try:
            asyncio.get_running_loop().call_later(BEAT, self.beat)
        except RuntimeError:
            from twisted.internet import reactor

            reactor.callLater(BEAT, self.beat)

    def keep(self, item: Any) -> None:
        fields = ItemAdapter(item).asdict()
        self.items.append({key: value for key, value in fields.items() if key != "html"})

    def drop(self, item: Any, exception: Exception) -> None:
        fields = ItemAdapter(item).asdict()
        self.dropped.append((fields["url"], fields["spunlib"]["decision"], str(exception)))

    def end(self) -> None:
        folder = Path(self.crawler.settings["REPORT_FOLDER"])
        stats = {key: value for key, value in self.crawler.stats.get_stats().items() if "time" not in key}
        with (folder / "items.jl").open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(item) + "\n" for item in self.items)
        late = sorted(self.late)
        found = {
            "stats": stats,
            "dropped": self.dropped,
            "seconds": time.perf_counter() - self.begun,
            "latest": late[-1],
            "late_99": late[int(len(late) * 0.99)],
        }
        (folder / "crawl.json").write_text(json.dumps(found), encoding="utf-8")


def main() -> None:
    job = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    settings = {
        "EXTENSIONS": {Report: 100},
        "LOG_LEVEL": "INFO",
        "TELNETCONSOLE_ENABLED": False,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
        "DOWNLOAD_DELAY": 0,
        "REPORT_FOLDER": job["folder"],
        **job["settings"],
    }
    if settings.get("TWISTED_REACTOR_ENABLED", True):
        from scrapy.crawler import CrawlerProcess as Process
    else:
        from scrapy.crawler import AsyncCrawlerProcess as Process
    process = Process(settings)
    process.crawl(Stories, site=job["site"], pages=job["pages"])
    process.start()


main()
