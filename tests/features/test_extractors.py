"""What holds of every extractor: deterministic, finite, safe on any text, blind to the rest of the batch."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Sequence
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hostile import hostile_texts
from numpy.typing import NDArray
from tiny_lexicon import tiny_arrays, tiny_lexicon

from spunlib.features.context import Context
from spunlib.features.evidence import COLUMNS, EXTRACTORS, token_evidence
from spunlib.lexicon.lexicon import Lexicon
from spunlib.text.tokens import tokenise

SMALL = [
    "",
    " ",
    "\u200b",
    "a",
    "A",
    ".",
    "'",
    "{",
    "|",
    "1000's",
    "1",
    "13 p",
    ".c and on",
    "a attainable",
    "The French",
    "he french",
    "missive note",
    "financial institution",
    "institution",
    "U.Ok",
    "{big|large}",
    "It was the missive.",
    "The Harbour",
    "The crew sent it to the Harbour",
    "the old crew sent it to the Harbour at noon and waited for it an hour later",
    "Then nothing",
    "In japanese Europe",
]
# Each would be marked, or not, if the next one belonged to it.
NEIGHBOURS = [
    *(
        "of 13",
        "p.c",
        "of 13 p.",
        "c",
        "1000",
        "'s",
        "1 /",
        " 4",
        "it was a",
        "attainable war",
        "{big",
        "|large}",
    ),
    *("the old crew sent it and waited for it at noon at the Harbour", "Then nothing", "to the U.", "Ok"),
    *("to the financial", "institution", "he read it", "In french", "the missive", "the note"),
]
EVERY = pytest.mark.parametrize("extractor", EXTRACTORS, ids=lambda module: module.__name__.rsplit(".", 1)[1])


def context_of(texts: Sequence[str]) -> Context:
    return Context.of(tokenise(texts), tiny_lexicon())


def columns(extractor: Any, context: Context) -> dict[str, NDArray[np.float32]]:
    found: dict[str, NDArray[np.float32]] = extractor.extract(context)
    return found


@pytest.fixture(scope="module")
def texts() -> list[str]:
    mixed = SMALL + hostile_texts(31, 150, 30)
    random.Random(31).shuffle(mixed)
    return NEIGHBOURS + mixed


@pytest.fixture(scope="module")
def batch(texts: list[str]) -> Context:
    return context_of(texts)


@pytest.fixture(scope="module")
def alone(texts: list[str]) -> list[Context]:
    return [context_of([text]) for text in texts]


@EVERY
def test_columns_are_float32_finite_and_one_a_token(extractor: ModuleType, batch: Context) -> None:
    found = columns(extractor, batch)
    assert tuple(found) == extractor.NAMES
    for name, column in found.items():
        assert column.shape == (len(batch.batch),), name
        assert column.dtype == np.float32, name
        assert np.isfinite(column).all(), name
        assert (column != column[0]).any(), f"{name} is the same everywhere: the texts do not test it"


@EVERY
def test_the_same_text_gives_the_same_evidence(
    extractor: ModuleType, batch: Context, texts: list[str]
) -> None:
    again = columns(extractor, context_of(texts))
    for name, column in columns(extractor, batch).items():
        assert np.array_equal(column, again[name])


@EVERY
def test_a_batch_is_its_texts_one_by_one(
    extractor: ModuleType, batch: Context, alone: list[Context], texts: list[str]
) -> None:
    together = columns(extractor, batch)
    for number, context in enumerate(alone):
        for name, column in columns(extractor, context).items():
            mine = together[name][batch.batch.rows(number)]
            assert np.array_equal(mine, column), f"{name} of {texts[number]!r} depends on the batch"


@EVERY
@pytest.mark.parametrize("text", SMALL)
def test_small_texts_are_safe(extractor: ModuleType, text: str) -> None:
    context = context_of([text])
    for column in columns(extractor, context).values():
        assert column.shape == (len(context.batch),)
        assert np.isfinite(column).all()
    for column in columns(extractor, context_of([])).values():
        assert column.shape == (0,)


@EVERY
def test_nothing_given_is_changed(extractor: ModuleType, texts: list[str]) -> None:
    arrays = {name: array.copy() for name, array in tiny_arrays().items()}
    tokens = tokenise(texts)
    freeze(arrays.values())
    freeze(vars_of(tokens))
    context = Context.of(tokens, Lexicon.of(arrays))
    freeze([*vars_of(context), *vars_of(context.alternatives)])
    columns(extractor, context)  # raises where it writes


def vars_of(record: Any) -> list[Any]:
    return [getattr(record, field.name) for field in dataclasses.fields(record)]


def freeze(values: Any) -> None:
    for value in values:
        if isinstance(value, np.ndarray):
            value.setflags(write=False)


@EVERY
def test_the_module_says_what_it_measures(extractor: ModuleType) -> None:
    words = " ".join(str(extractor.__doc__).split())
    assert extractor.__name__.endswith("surface") or "Known false alarms" in words
    assert extractor.__name__.endswith("surface") or "Direction" in words or "= 1" in words


def test_evidence_is_the_columns_in_order(batch: Context) -> None:
    evidence = token_evidence(batch)
    assert evidence.dtype == np.float32
    assert evidence.shape == (len(batch.batch), len(COLUMNS))
    assert len(set(COLUMNS)) == len(COLUMNS)
    at = 0
    for extractor in EXTRACTORS:
        for column in columns(extractor, batch).values():
            assert np.array_equal(evidence[:, at], column)
            at += 1
    assert at == len(COLUMNS)


def test_order_of_texts_does_not_matter(texts: list[str], batch: Context) -> None:
    order = list(range(len(texts)))
    random.Random(5).shuffle(order)
    shuffled = context_of([texts[number] for number in order])
    mine, its = token_evidence(batch), token_evidence(shuffled)
    for place, number in enumerate(order):
        assert np.array_equal(its[shuffled.batch.rows(place)], mine[batch.batch.rows(number)])
