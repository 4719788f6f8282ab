from __future__ import annotations

from collections.abc import Iterator

import pytest

from spunlib.document import Document
from spunlib.errors import UsageError
from spunlib.report import Failure, Report
from spunlib.report.results import ScoreMany, score_documents


def report(document: Document) -> Report:
    if document.text == "bomb":
        raise ZeroDivisionError("boom")
    return Report(
        id=document.id,
        text=document.text,
        likelihood=0,
        kinds={"human": 1},
        decision="abstain",
        reason="",
        fpr=0.01,
        threshold=None,
        n_words=0,
        artifacts=(),
        model="fake",
    )


def one_by_one(documents: Iterator[Document]) -> Iterator[Report]:
    return map(report, documents)


def in_batches(documents: Iterator[Document]) -> Iterator[Report]:
    while batch := [document for _, document in zip(range(3), documents, strict=False)]:
        yield from [report(document) for document in batch]


def items(pattern: str) -> list[Document | Failure]:
    """One document (.), document that breaks the scoring (x) or failure to read (f) for each character."""
    made: list[Document | Failure] = []
    for number, mark in enumerate(pattern):
        name = f"{mark}{number}"
        made.append(
            Failure(name, "gone") if mark == "f" else Document("bomb" if mark == "x" else name, id=name)
        )
    return made


@pytest.mark.parametrize("score_many", [one_by_one, in_batches])
@pytest.mark.parametrize(
    "pattern",
    ["", ".", "f", "x", "....", "f..f", "ff", ".f.f.f.", "xx", "..x.", "x.f.x.fx", "......xf......f"],
)
def test_order_is_kept_and_nothing_is_lost(score_many: ScoreMany, pattern: str) -> None:
    found = list(score_documents(items(pattern), score_many))
    assert [result.id for result in found] == [item.id for item in items(pattern)]
    assert "".join("." if isinstance(result, Report) else (result.id or "")[0] for result in found) == pattern
    for result in found:
        if isinstance(result, Report):
            assert result.text == result.id
        elif result.id.startswith("x"):
            assert result.error == "scoring failed: ZeroDivisionError: boom"


def test_it_is_lazy() -> None:
    endless = (Document("text", id=str(number)) for number in iter(int, 1))
    assert isinstance(next(score_documents(endless, in_batches)), Report)


def test_errors_on_purpose_and_errors_of_reading_end_the_run() -> None:
    def refuse(documents: Iterator[Document]) -> Iterator[Report]:
        raise UsageError("no threshold for this fpr")

    with pytest.raises(UsageError):
        list(score_documents(items(".."), refuse))

    def broken() -> Iterator[Document]:
        yield Document("text", id="0")
        raise RuntimeError("a bug in reading")

    with pytest.raises(RuntimeError):
        list(score_documents(broken(), in_batches))
