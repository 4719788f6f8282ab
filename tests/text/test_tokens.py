"""The tokeniser: equal to a slow reference, independent of the batch, and fit for any input."""

from __future__ import annotations

import dataclasses
import random
import time
import tracemalloc

import numpy as np
import pytest
import reference_tokeniser as reference
from hostile import hostile_texts

from spunlib.text import tokens as tk
from spunlib.text.keys import pair, plain_keys
from spunlib.text.tokens import TokenBatch, keys_of, tokenise

KINDS = {tk.WORD: "word", tk.NUMBER: "number", tk.PUNCT: "punct"}
CASES = {tk.LOWER: "lower", tk.TITLE: "title", tk.UPPER: "upper", tk.MIXED: "mixed"}
COLUMNS = [field.name for field in dataclasses.fields(TokenBatch) if field.name not in ("texts", "first")]
TYPES = {
    "start": np.int32,
    "end": np.int32,
    "key": np.uint64,
    "kind": np.uint8,
    "case": np.uint8,
    "char": np.uint32,
    "gap": np.uint8,
    "disguised": np.bool_,
    "sentence": np.int32,
    "quoted": np.bool_,
    "furniture": np.bool_,
}


def surfaces(text: str) -> list[str]:
    batch = tokenise([text])
    return [batch.surface(row, 0) for row in range(len(batch))]


def shown(batch: TokenBatch, text: int) -> list[reference.Token]:
    """A text's tokens as the reference writes them, without the folded spelling, which only the key tells."""
    rows = range(*batch.rows(text).indices(len(batch)))
    return [
        reference.Token(
            batch.surface(row, text),
            int(batch.start[row]),
            int(batch.end[row]),
            "",
            KINDS[int(batch.kind[row])],
            CASES[int(batch.case[row])],
            int(batch.gap[row]),
            bool(batch.disguised[row]),
        )
        for row in rows
    ]


def assert_equal_rows(batch: TokenBatch, text: int, alone: TokenBatch) -> None:
    for name in COLUMNS:
        mine, its = getattr(batch, name)[batch.rows(text)], getattr(alone, name)
        assert np.array_equal(mine, its), f"{name} of {batch.texts[text]!r} depends on the batch"


SPELLINGS = [
    "A harbor, the HARBOURS?",
    "colour Color COLO\xadUR colo-\nur",
    "theatre's organised theater organized",
]


@pytest.mark.parametrize("seed", range(4))
def test_equals_the_reference(seed: int) -> None:
    texts = hostile_texts(seed, 400) + SPELLINGS
    batch = tokenise(texts)
    keys: dict[str, int] = {}
    for number, text in enumerate(texts):
        expected = reference.tokenise(text)
        blank = [dataclasses.replace(token, folded="") for token in expected]
        assert shown(batch, number) == blank, repr(text)
        for token, key, char in zip(
            expected, batch.key[batch.rows(number)], batch.char[batch.rows(number)], strict=True
        ):
            assert keys.setdefault(token.folded, int(key)) == key, f"two keys for {token.folded!r}"
            assert chr(char) == reference.fold_char(token.surface[0])[0] or token.surface[0] in "ﬀﬁﬂﬃﬄ"
    assert len(set(keys.values())) == len(keys), "two folded tokens share a key"
    assert len(keys) > 1000


@pytest.mark.parametrize("seed", range(10, 13))
def test_a_batch_is_its_texts_one_by_one_in_any_order(seed: int) -> None:
    texts = hostile_texts(seed, 250)
    order = list(range(len(texts)))
    random.Random(seed).shuffle(order)
    batch, shuffled = tokenise(texts), tokenise([texts[number] for number in order])
    for number, text in enumerate(texts):
        alone = tokenise([text])
        assert_equal_rows(batch, number, alone)
        assert_equal_rows(shuffled, order.index(number), alone)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("infor-", "mation"),
        ("infor-\r", "\nmation"),
        ("He left.", '" Hello there'),
        ("‘We go.’", "‘We stay.’"),
        ("na", "\u200bvy"),
        ("it'", "s"),
        ("1,", "000"),
        ("", ""),
        ("", "a"),
    ],
)
def test_nothing_leaks_from_one_text_into_the_next(left: str, right: str) -> None:
    batch = tokenise([left, right, left])
    for number, text in enumerate(batch.texts):
        assert_equal_rows(batch, number, tokenise([text]))


def test_columns_have_the_documented_types() -> None:
    for texts in ([], [""], ["", ""], ["\u200b"], ["A ferry left.", "", "It came back."]):
        batch = tokenise(texts)
        assert batch.first.dtype == np.int64
        assert batch.first.tolist()[0] == 0
        assert batch.first.tolist()[-1] == len(batch)
        assert batch.first.size == len(texts) + 1
        assert {name: getattr(batch, name).dtype.type for name in COLUMNS} == TYPES
        assert {getattr(batch, name).shape for name in COLUMNS} == {(len(batch),)}
        assert [batch.text_of()[batch.rows(number)].tolist() for number in range(len(texts))] == [
            [number] * len(tokenise([text])) for number, text in enumerate(texts)
        ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Russia's navy", ["Russia", "'s", "navy"]),
        ("Russia’s navy", ["Russia", "’s", "navy"]),
        ("1000's of boats", ["1000", "'s", "of", "boats"]),
        ("don't can't o'clock", ["don't", "can't", "o'clock"]),
        ("o'clock's", ["o'clock", "'s"]),
        ("stand-off", ["stand", "-", "off"]),
        ("1,000.5 and 3.", ["1,000.5", "and", "3", "."]),
        ("U.S. U.Ok.", ["U", ".", "S", ".", "U", ".", "Ok", "."]),
        ("13 p.c 1 / 4", ["13", "p", ".", "c", "1", "/", "4"]),
        ("infor-\nmation", ["infor-\nmation"]),
        ("infor-\r\nmation", ["infor-\r\nmation"]),
        ("Anglo-\nSaxon", ["Anglo", "-", "Saxon"]),
        ("na\u200bvy blue", ["na\u200bvy", "blue"]),
        ("ﬁnal oﬃce", ["ﬁnal", "oﬃce"]),
        ("'twas the boys' boat", ["'", "twas", "the", "boys", "'", "boat"]),
        ("well…no", ["well", "…", "no"]),
        ("\ud800a\udfff", ["\ud800", "a", "\udfff"]),
        ("😀👍", ["😀", "👍"]),
        (" \t\n\xa0\u3000\x1f", []),
    ],
)
def test_golden_cuts(text: str, expected: list[str]) -> None:
    assert surfaces(text) == expected


@pytest.mark.parametrize(
    "same",
    [
        (
            "despatched",
            "DESPATCHED",
            "Despatched",
            "despatchéd",
            "ｄespatched",
            "des\u00adpatched",
            "despat-\nched",
        ),
        ("'", "‘", "’", "`"),
        ('"', "“", "”", "«"),
        ("-", "\u2010", "\u2011"),
        ("–", "—", "−"),
        ("office", "oﬃce", "OFFICE", "оffice", "off\u200bice"),
        ("yildirim", "Yıldırım", "YILDIRIM", "Yi\u0307ldi\u0307ri\u0307m"),
        ("don't", "don’t", "DON`T"),
    ],
)
def test_what_readers_see_as_one_has_one_key(same: tuple[str, ...]) -> None:
    assert len(set(keys_of(same).tolist())) == 1


@pytest.mark.parametrize(
    ("text", "disguised"),
    [
        ("a p\u0430ypal link", ["p\u0430ypal"]),
        (
            "the na\u200bvy, the na\u200b\xadvy and the na\xad\u2060vy",
            ["na\u200bvy", "na\u200b\xadvy", "na\xad\u2060vy"],
        ),
        ("the naïve café, the na\xadvy, an oﬃce, ｆｕｌｌ width, e\u0301lan", []),
        ("Москва и Αθήνα", []),
        ("Kılıçdaroğlu met Yıldırım", []),
        ("break \u200bhere\u200b or there\ufeff", []),
    ],
)
def test_disguise_is_what_people_do_not_type(text: str, disguised: list[str]) -> None:
    batch = tokenise([text])
    assert [batch.surface(row, 0) for row in np.flatnonzero(batch.disguised)] == disguised


def test_white_space_is_never_a_token() -> None:
    white = [chr(code) for code in range(0x110000) if chr(code).isspace()]
    assert len(white) > 20
    assert surfaces("".join(white)) == []
    for char in white:
        assert surfaces(f"a{char}b") == ["a", "b"], repr(char)


def test_every_code_point_is_classed_as_in_the_reference() -> None:
    chars = [chr(code) for code in (*range(0x3100), *range(0xD7F0, 0x10020), 0x1D400, 0x10FFFF)]
    batch = tokenise(chars)
    for number, char in enumerate(chars):
        blank = [dataclasses.replace(token, folded="") for token in reference.tokenise(char)]
        assert shown(batch, number) == blank, hex(ord(char))


def test_keys_of_gives_the_first_token() -> None:
    keys = keys_of(["said", "Harbour's", "stand-off", "", "\u200b", "!"])
    assert keys.tolist() == [
        *plain_keys(["said", "harbor", "stand"]).tolist(),
        0,
        0,
        int(plain_keys(["!"])[0]),
    ]
    assert keys_of(iter([])).size == 0


def test_keys_are_those_of_this_tokeniser_version() -> None:
    """Models and indexes hold keys: if these change, `TOKENISER_VERSION` must be raised."""
    assert tk.TOKENISER_VERSION == 2
    assert [hex(key) for key in keys_of(["said", "the", "9"])] == [
        "0xc9f4edca84cba42",
        "0x20b70d7feb67e0d6",
        "0x9b31b3f97a8e55f",
    ]


def test_pairs_know_their_order() -> None:
    one, two = plain_keys(["navy"]), plain_keys(["blue"])
    assert pair(one, two) != pair(two, one)
    rng = np.random.default_rng(1)
    left, right = rng.integers(0, 2**64, (2, 100_000), np.uint64)
    assert np.unique(pair(left, right)).size == left.size


def test_words_longer_than_the_table_of_places_have_keys() -> None:
    words = ["a" * 64, "a" * 65, "a" * 64 + "b", "b" + "a" * 63, "ab" * 40, "ba" * 40]
    assert len(set(keys_of(words).tolist())) == len(words)


def test_the_texts_are_kept_as_given() -> None:
    texts = ["Ein ﬁsh.", "\ud800"]
    batch = tokenise(texts)
    assert batch.texts == tuple(texts)
    assert tokenise([]).texts == ()


LINES = pytest.mark.parametrize(
    "line",
    ["The old harbour, they said, was quiet at noon. ", "a", '" ', "\u200b", "\ud800", "1,"],
    ids=["prose", "one word", "quotation marks", "invisible", "surrogates", "one number"],
)


@LINES
def test_a_megabyte_in_one_line_takes_a_few_hundred_bytes_a_character(line: str) -> None:
    text = line * (1_000_000 // len(line))
    tracemalloc.start()
    tokenise([text])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 300 * len(text)


def test_ten_megabytes_in_one_line() -> None:
    text = "The old harbour, they said, was quiet at noon. " * 213_000
    began = time.perf_counter()
    batch = tokenise([text])
    assert time.perf_counter() - began < 30  # about 3 s on one core of 2021
    assert len(batch) == 213_000 * 12
    assert int(batch.end[-1]) == len(text) - 1
