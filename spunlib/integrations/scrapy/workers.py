"""Where pages are scored: processes of their own, or a thread of the crawler's process.

Python runs one thread at a time. A thread that scores takes turns with the reactor, which loses up to 5 ms
each time that it has waited for the network (`sys.getswitchinterval`); a process does not touch it, and
markup that crashes a parser ends that process and not the crawl.
"""

from __future__ import annotations

import signal
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Protocol

from spunlib.integrations.scrapy.items import Page
from spunlib.integrations.scrapy.options import Options
from spunlib.integrations.scrapy.scoring import Batch, Scorer


class Worker(Protocol):
    """Scores batches of pages somewhere else."""

    def submit(self, pages: Sequence[Page]) -> Future[Batch]:
        """Score pages; returns at once."""
        ...

    def close(self) -> None:
        """Release everything, once nothing is being scored."""
        ...


def worker_of(options: Options) -> Worker:
    """The worker that the options ask for; its model is loaded.

    Raises:
        ModelError, SourceIndexError, MissingExtraError: the model or the index cannot be used.
    """
    scorer = Scorer(options)
    return _Processes(options) if options.processes else _Thread(scorer)


class _Thread:
    """One thread: an index is for one at a time."""

    def __init__(self, scorer: Scorer) -> None:
        self._scorer = scorer
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="spunlib")

    def submit(self, pages: Sequence[Page]) -> Future[Batch]:
        return self._pool.submit(self._scorer.score, pages)

    def close(self) -> None:
        self._pool.submit(self._scorer.close)
        self._pool.shutdown(wait=False)


class _Processes:
    """Processes, which begin when the first pages come, and anew after one has died.

    Those of loky, which joblib brings: unlike multiprocessing, they do not run the script anew that runs the
    crawler.
    """

    def __init__(self, options: Options) -> None:
        self._options = options
        self._pool = self._begun()

    def submit(self, pages: Sequence[Page]) -> Future[Batch]:
        try:
            return self._submitted(pages)
        except RuntimeError:  # a process died: what it had in work failed, what comes now need not
            self._pool = self._begun()
            return self._submitted(pages)

    def close(self) -> None:
        self._pool.shutdown(wait=False)

    def _submitted(self, pages: Sequence[Page]) -> Future[Batch]:
        future: Future[Batch] = self._pool.submit(_score, pages)
        return future

    def _begun(self) -> Any:
        from joblib.externals.loky import ProcessPoolExecutor  # slow to import

        pool = ProcessPoolExecutor(self._options.processes, initializer=_begin, initargs=(self._options,))
        for _ in range(self._options.processes):
            pool.submit(_score, ())  # they load the model while the first pages are fetched
        return pool


_scorers: list[Scorer] = []
"""That of a process which scores."""


def _begin(options: Options) -> None:
    """What a process that scores does first."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the crawler, which wants the last results
    _scorers.append(Scorer(options))


def _score(pages: Sequence[Page]) -> Batch:
    return _scorers[0].score(pages)
