"""Waiting in a crawler: the few things that asyncio and a Twisted reactor without it each do in their way.

Scrapy runs coroutines as tasks of asyncio where it can (its default, and without any reactor), and otherwise
drives them by Deferreds; then there is no event loop of asyncio to be found.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Protocol


class Loop(Protocol):
    """What runs the crawl."""

    def waiter(self) -> Any:
        """Something that a coroutine can await."""
        ...

    def fire(self, waiter: Any, value: Any) -> None:
        """Let the coroutine that awaits a waiter go on with a value; unless the crawl has given it up."""
        ...

    def later(self, seconds: float, call: Callable[[], None]) -> Any:
        """Call once, after some time; ``.cancel()`` of what is returned prevents it."""
        ...

    def from_thread(self, call: Callable[[], None]) -> None:
        """Call soon; to be used in other threads."""
        ...


def running_loop() -> Loop:
    """The loop of the coroutine that asks.

    >>> async def kind() -> str:
    ...     return type(running_loop()).__name__
    >>> asyncio.run(kind())
    '_Asyncio'
    """
    try:
        in_task = asyncio.current_task() is not None
    except RuntimeError:  # no loop of asyncio is running
        in_task = False
    return _Asyncio(asyncio.get_running_loop()) if in_task else _Twisted()


class _Asyncio:
    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop

    def waiter(self) -> asyncio.Future[Any]:
        return self._loop.create_future()

    def fire(self, waiter: asyncio.Future[Any], value: Any) -> None:
        if not waiter.done():
            waiter.set_result(value)

    def later(self, seconds: float, call: Callable[[], None]) -> asyncio.TimerHandle:
        return self._loop.call_later(seconds, call)

    def from_thread(self, call: Callable[[], None]) -> None:
        self._loop.call_soon_threadsafe(call)


class _Twisted:
    def __init__(self) -> None:
        from twisted.internet import reactor

        self._reactor: Any = reactor

    def waiter(self) -> Any:
        from twisted.internet.defer import Deferred

        return Deferred()

    def fire(self, waiter: Any, value: Any) -> None:
        if not waiter.called:
            waiter.callback(value)

    def later(self, seconds: float, call: Callable[[], None]) -> Any:
        return self._reactor.callLater(seconds, call)

    def from_thread(self, call: Callable[[], None]) -> None:
        self._reactor.callFromThread(call)
