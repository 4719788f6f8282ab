"""The records that every stage passes on."""

from __future__ import annotations

import copy
import dataclasses
import pickle

import pytest

from spunlib.document import Document, Span


def test_a_span_slices_its_text() -> None:
    text = "\ud800 an attainable 😀 battle"
    for start, end in ((0, 0), (5, 15), (16, 17), (0, len(text))):
        span = Span.of(text, start, end)
        assert text[span.start : span.end] == span.text


def test_a_document_needs_a_text_alone() -> None:
    document = Document("A ferry left.")
    assert (document.id, document.metadata) == ("", {})
    assert Document("x").metadata is not Document("x").metadata


@pytest.mark.parametrize("record", [Span(0, 1, "a"), Document("a", "1", {"source": "x"})])
def test_records_are_frozen_small_and_copied_whole(record: Span | Document) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        record.text = "b"  # type: ignore[misc]
    assert not hasattr(record, "__dict__")
    assert pickle.loads(pickle.dumps(record)) == record  # noqa: S301
    assert copy.deepcopy(record) == record
    assert dataclasses.replace(record, text="b") != record
