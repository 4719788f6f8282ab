"""Pages are collected and scored together, while the crawl goes on."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any

from spunlib.integrations.scrapy.items import Page
from spunlib.integrations.scrapy.scoring import Batch, Result
from spunlib.integrations.scrapy.waiting import Loop, running_loop
from spunlib.integrations.scrapy.workers import Worker


class Batcher:
    """Hands batches to a worker and each result to the coroutine that awaits it.

    Everything but the scoring happens in the thread of the crawl, and nothing in there waits.

    Args:
        worker: what scores.
        size: pages after which a batch is closed.
        wait: seconds after its first page when a batch is closed, whatever its size.
        done: called with each batch that was scored.
    """

    def __init__(self, worker: Worker, size: int, wait: float, done: Callable[[Batch], None]) -> None:
        self._worker = worker
        self._size = size
        self._wait = wait
        self._done = done
        self._pages: list[tuple[Page, Any]] = []
        self._timer: Any = None
        self._in_work = 0
        self._idle: list[Any] = []
        self._loop: Loop | None = None

    async def result(self, page: Page) -> Result:
        """The result of a page, once its batch was scored."""
        loop = self._running()
        waiter = loop.waiter()
        self._pages.append((page, waiter))
        if len(self._pages) >= self._size:
            self._close_batch()
        elif self._timer is None:
            self._timer = loop.later(self._wait, self._time_is_up)
        result: Result = await waiter
        return result

    async def flush(self) -> None:
        """Close the last batch and wait until everything was scored and handed out."""
        loop = self._running()
        self._close_batch()
        if self._in_work:
            waiter = loop.waiter()
            self._idle.append(waiter)
            await waiter

    def _running(self) -> Loop:
        if self._loop is None:  # not known before the first coroutine runs
            self._loop = running_loop()
        return self._loop

    def _time_is_up(self) -> None:
        self._timer = None
        self._close_batch()

    def _close_batch(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if not self._pages:
            return
        pages, self._pages = self._pages, []
        self._in_work += 1
        try:
            future = self._worker.submit([page for page, _ in pages])
        except Exception as error:
            future = Future()
            future.set_exception(error)
        future.add_done_callback(partial(self._scored, pages))

    def _scored(self, pages: list[tuple[Page, Any]], future: Future[Batch]) -> None:
        """Called by the thread that has the results; what must happen in the crawl's goes there."""
        self._running().from_thread(partial(self._hand_out, pages, future))

    def _hand_out(self, pages: list[tuple[Page, Any]], future: Future[Batch]) -> None:
        try:
            batch = future.result()
        except BaseException as error:  # the process died, say; the items are not to blame
            batch = Batch([Result.of_error(page.id, error) for page, _ in pages], 0.0)
        self._done(batch)
        waiters = (waiter for _, waiter in pages)
        self._hand_on(deque(zip(waiters, batch.results, strict=True)))

    def _hand_on(self, waiting: deque[tuple[Any, Result]]) -> None:
        """One item a turn of the loop: the pipelines that follow may take their time with each."""
        loop = self._running()
        if waiting:
            loop.fire(*waiting.popleft())
            loop.later(0, partial(self._hand_on, waiting))
            return
        self._in_work -= 1
        if not self._in_work and not self._pages:
            idle, self._idle = self._idle, []
            for waiter in idle:
                loop.fire(waiter, None)
