"""The item pipeline."""

from __future__ import annotations

import logging
from typing import Any, Final

from spunlib.errors import MissingExtraError
from spunlib.integrations.scrapy.batching import Batcher
from spunlib.integrations.scrapy.items import Page, tag
from spunlib.integrations.scrapy.options import DROP, Options
from spunlib.integrations.scrapy.scoring import Batch, Result
from spunlib.integrations.scrapy.workers import worker_of

_DECISIONS: Final = {"spun": "spun", "not_spun": "not_spun", "abstain": "abstained"}
"""Decisions, and the statistics that count them."""

logger = logging.getLogger(__name__)


class SpunlibPipeline:
    """Scores the text of each item, puts the result into it, and drops it where that is asked for.

    Items are scored in batches, in processes beside the crawler's: the reactor does not wait. An item that
    cannot be scored gets the reason as its result and passes.

    Args:
        crawler: the crawler, whose settings are read (see `spunlib.integrations.scrapy.options.Options`) and
            whose statistics count what happens.

    Raises:
        UsageError: a setting is wrong.
        ModelError, SourceIndexError, MissingExtraError: the model or the index cannot be used.
        NotConfigured: SPUNLIB_ENABLED is False.
    """

    def __init__(self, crawler: Any) -> None:
        try:
            from scrapy.exceptions import NotConfigured
        except ImportError as error:
            raise MissingExtraError("scrapy", "scrapy") from error
        self._options = options = Options.of(crawler.settings)
        if not options.enabled:
            raise NotConfigured
        self._stats: Any = crawler.stats
        self._worker = worker_of(options)
        self._batcher = Batcher(self._worker, options.batch_size, options.max_wait, self._count_batch)
        self._items = 0
        self._told: set[str] = set()

    @classmethod
    def from_crawler(cls, crawler: Any) -> SpunlibPipeline:
        """How Scrapy makes a pipeline."""
        return cls(crawler)

    async def process_item(self, item: Any, spider: Any = None) -> Any:
        """The item with its result.

        Args:
            item: of any kind that itemadapter knows; one that has neither the text field nor the HTML field
                passes untouched.
            spider: what Scrapy before 2.14 passes; not needed.

        Raises:
            DropItem: SPUNLIB_ACTION is "drop", and the text is called spun.
        """
        from itemadapter import ItemAdapter

        self._items += 1
        adapter = ItemAdapter(item) if ItemAdapter.is_item(item) else None
        page = Page.of(adapter, self._options, f"item {self._items}") if adapter is not None else None
        if page is None:
            self._count("skipped")
            return item
        result = await self._batcher.result(page)
        self._tag(adapter, item, result)
        self._count_result(page, result)
        if self._options.action == DROP and result.fields.get("decision") == "spun":
            self._drop(result)
        return item

    async def close_spider(self, spider: Any = None) -> None:
        """Score what is still waiting, then end the process or thread that scored."""
        await self._batcher.flush()
        self._worker.close()
        if self._items and not self._stats.get_value("spunlib/batches"):
            logger.warning(
                "spunlib has scored nothing: none of the %d items has a field %r (SPUNLIB_TEXT_FIELD) or %r "
                "(SPUNLIB_HTML_FIELD)",
                self._items,
                self._options.text_field,
                self._options.html_field,
            )

    def _tag(self, adapter: Any, item: Any, result: Result) -> None:
        if tag(adapter, self._options.result_field, result.fields):
            return
        self._count("untagged")
        kind = type(item).__qualname__
        self._tell_once(
            logging.ERROR,
            f"untagged {kind}",
            f"items of class {kind} cannot take the results of spunlib and pass without them: give the class "
            f"a field {self._options.result_field!r} that can be set, or name one in SPUNLIB_RESULT_FIELD",
        )

    def _count_result(self, page: Page, result: Result) -> None:
        if not result.error:
            self._count("scored")
            self._count(_DECISIONS[result.fields["decision"]])
            return
        self._count("errors")
        self._count(f"errors/{result.error}")
        said = f"{page.id} was not scored: {result.fields['error']}"
        self._tell_once(logging.WARNING, result.error, f"{said} (the first such error; they are counted)")

    def _drop(self, result: Result) -> None:
        from scrapy.exceptions import DropItem

        self._count("dropped")
        said = result.fields
        raise DropItem(
            f"{said['id']} is {said['kind']} with a likelihood of {said['likelihood']:.3f}. {said['reason']}"
        )

    def _count_batch(self, batch: Batch) -> None:
        self._count("batches")
        self._stats.inc_value("spunlib/seconds", batch.seconds)
        self._stats.max_value("spunlib/largest_batch", len(batch.results))

    def _count(self, name: str) -> None:
        self._stats.inc_value(f"spunlib/{name}")

    def _tell_once(self, level: int, about: str, message: str) -> None:
        if about not in self._told:
            self._told.add(about)
            logger.log(level, message)
