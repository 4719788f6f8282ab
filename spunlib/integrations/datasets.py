"""A function for `map` of Hugging Face datasets, in memory, on disk or streamed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import Any, Final

from spunlib.errors import UsageError
from spunlib.index import SourceIndex, manifest
from spunlib.integrations.columns import COLUMNS, PREFIX, check_columns, columns_of, documents_of
from spunlib.integrations.shared import model_digest, shared_detector
from spunlib.integrations.tables import check_names
from spunlib.model.cascade import AUTO
from spunlib.model.store import DEFAULT
from spunlib.model.thresholds import check_fpr
from spunlib.report.results import score_documents
from spunlib.version import __version__

_TYPES: Final[Mapping[type, str]] = {float: "float64", int: "int64", str: "string"}


class SpinColumns:
    """Scores a batch of a data set: ``dataset.map(SpinColumns(), batched=True, features=...)``.

    A batch is a mapping of column names to lists; what is returned are the columns to be added. Any
    function that maps batches can use it, and it needs no package. It is pickled by its options, and
    the model is loaded where it runs, so it goes into processes (``num_proc=``). Its pickle also names
    the version of spunlib and the contents of model and index: `datasets` takes it for another function
    where one of them has changed, and does not answer from its cache.

    Args:
        text: the column of texts; a missing one gets a row of nulls with an ``error``.
        fpr: see `spunlib.SpinDetector.score`.
        model: name or folder of a model.
        tier: see `spunlib.load`.
        index: folder of a `spunlib.SourceIndex`.
        id, date: see `spunlib.integrations.frames.score_frame`.
        prefix: what the names of the new columns begin with.
        columns: which of `spunlib.integrations.columns.COLUMNS` are added.

    Raises:
        UsageError: an option makes no sense.

    >>> SpinColumns(columns=["decision", "error"])({"text": ["Too short.", None]})
    {'spun_decision': ['abstain', None], 'spun_error': [None, 'the text is missing']}
    """

    def __init__(
        self,
        text: str = "text",
        *,
        fpr: float = 0.01,
        model: str | Path = DEFAULT,
        tier: str = AUTO,
        index: str | Path | None = None,
        id: str | None = None,
        date: str | None = None,
        prefix: str = PREFIX,
        columns: Collection[str] = tuple(COLUMNS),
    ) -> None:
        check_columns(columns)
        check_fpr(fpr)
        self.text = text
        self.fpr = fpr
        self.model = str(model)
        self.tier = tier
        self.index = None if index is None else str(index)
        self.id = id
        self.date = date
        self.prefix = prefix
        self.columns = tuple(columns)

    def __call__(self, batch: Mapping[str, Sequence[Any]]) -> dict[str, list[Any]]:
        """The new columns of one batch.

        Raises:
            ModelError: see `spunlib.load`.
            MissingExtraError: see `spunlib.load`.
            SourceIndexError: there is no such index, or it is damaged.
            UsageError: a column is missing, or there already.
        """
        check_names(
            list(batch), (self.text, self.id, self.date), (self.prefix + name for name in self.columns)
        )
        names, days = (None if name is None else batch[name] for name in (self.id, self.date))
        documents = documents_of(batch[self.text], names, days)
        detector = shared_detector(self.model, self.tier)
        with nullcontext() if self.index is None else SourceIndex.open(self.index, mode="r") as index:
            score_many = partial(detector.score_many, fpr=self.fpr, index=index)
            found = columns_of(score_documents(documents, score_many), self.columns)
        return {self.prefix + name: values for name, values in found.items()}

    def features(self, given: Any) -> Any:
        """The features of a data set, and those that it has when this function has been mapped over it.

        Without them `datasets` takes the types of columns from the first batch, and fails where all values
        of one are missing there and some later are not.

        Args:
            given: ``dataset.features``.

        Raises:
            UsageError: the features are not known, as with a stream of which nothing was read yet.
        """
        if given is None:
            raise UsageError(
                "this data set does not know its features before it is read; name them, or call map without"
            )
        from datasets import Features, Value

        added = {self.prefix + name: Value(_TYPES[COLUMNS[name]]) for name in self.columns}
        return Features({**given, **added})

    def __getstate__(self) -> dict[str, Any]:
        detector = shared_detector(self.model, self.tier)
        made_by = [__version__, model_digest(self.model), detector.tier]
        if self.index is not None:
            made_by.append(manifest.digest(Path(self.index)))
        return vars(self) | {"made_by": made_by}

    def __setstate__(self, state: Mapping[str, Any]) -> None:
        vars(self).update({name: value for name, value in state.items() if name != "made_by"})

    def __repr__(self) -> str:
        return f"SpinColumns({self.text!r}, fpr={self.fpr:g}, model={self.model!r}, tier={self.tier!r})"
