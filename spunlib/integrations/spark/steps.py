"""The steps of a long job: each is made once and kept, on the executors' disks or as Parquet in a folder."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final

from spunlib.errors import UsageError

if TYPE_CHECKING:
    from pyspark import Broadcast
    from pyspark.sql import DataFrame, SparkSession

_RECORDS: Final = "spark.sql.execution.arrow.maxRecordsPerBatch"
_ROWS: Final = "512"
"""Rows that go to Python at once: a row can hold 8,192 postings, or nine texts."""

_DESCRIPTION: Final = "spark.job.description"


class Steps:
    """Keeps what steps make, and says in Spark's user interface and event log which of them is running.

    What lies on the executors' disks is dropped by Spark once nobody refers to it; a step is lost with an
    executor that held a part of it. A context manager: at its end the session is as it was.

    Args:
        spark: the session.
        folder: where Parquet files go, readable and writable by all executors; a step that it holds is not
            made again. None for the executors' disks.
        settings: what the steps hang on; a folder of others is refused.
    """

    def __init__(self, spark: SparkSession, folder: str | None, settings: str) -> None:
        self.spark = spark
        self._folder = folder
        self._settings = settings
        self._held: list[Broadcast[Any]] = []

    def __enter__(self) -> Steps:
        self._records = self.spark.conf.get(_RECORDS)
        self._description = self.spark.sparkContext.getLocalProperty(_DESCRIPTION)
        self.spark.conf.set(_RECORDS, _ROWS)
        if self._folder is not None:
            self._check()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for held in self._held:
            held.unpersist()
        self.spark.conf.set(_RECORDS, self._records or "10000")
        self.spark.sparkContext.setLocalProperty(_DESCRIPTION, self._description)  # type: ignore[arg-type]

    def keep(self, name: str, make: Callable[[], DataFrame]) -> DataFrame:
        """What ``make`` returns, made now unless the folder holds it."""
        from pyspark import StorageLevel

        self.says(name)
        if self._folder is None:
            # Not persist(): the plan of each step would hold those of all steps before it, many times over.
            return make().localCheckpoint(eager=True, storageLevel=StorageLevel.DISK_ONLY)
        path = f"{self._folder}/{name.replace(' ', '-')}"
        if self._read(f"{path}.done") is None:
            make().write.mode("overwrite").parquet(path)
            self.spark.range(1).write.mode("overwrite").parquet(f"{path}.done")
        return self.spark.read.parquet(path)

    def broadcast(self, value: Any) -> Broadcast[Any]:
        """A value for all tasks, dropped with the steps."""
        found: Broadcast[Any] = self.spark.sparkContext.broadcast(value)
        self._held.append(found)
        return found

    def says(self, name: str) -> None:
        """Name what runs from now on."""
        self.spark.sparkContext.setJobDescription(f"spunlib: {name}")

    def _check(self) -> None:
        path = f"{self._folder}/settings"
        found = self._read(path)
        if found is None:
            now = self.spark.createDataFrame([(self._settings,)], "settings string")
            now.write.mode("overwrite").parquet(path)
        elif [row.settings for row in found.collect()] != [self._settings]:
            raise UsageError(f"{self._folder} holds a run of other settings: choose another folder")

    def _read(self, path: str) -> Any:
        """A Parquet folder, None where there is none."""
        from pyspark.errors import AnalysisException

        try:
            return self.spark.read.parquet(path)
        except AnalysisException:
            return None
