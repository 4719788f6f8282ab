from __future__ import annotations

import datetime
from typing import Any

import pytest

from spunlib.report.published import date_of, is_date, published


@pytest.mark.parametrize(
    ("source", "suspect", "expected"),
    [
        ("2021-05-03", "2021-05-04", "before"),
        ("2021-05-04", "2021-05-03", "after"),
        ("2021-05-03", "2021-05-03", "same_day"),
        ("20210503", "2021-05-03T23:59", "same_day"),
        ("2021-05-03 10:00:00", "2021-05-03T09:00:00Z", "same_day"),
        ("2020", "2021-05-03", "before"),
        ("2021-05-03", "2021", None),  # in that year, but when?
        ("2021-05", "2021-05-03", None),
        ("2021-06", "2021-05-31", "after"),
        ("2021-05-03T23:30:00-05:00", "2021-05-03", "after"),  # the fourth in UTC
        ("2021-05-04T00:30:00.123456+02:00", "2021-05-03", "same_day"),
        ("0001-01-01T00:00:00+14:00", "0001-01-01", "same_day"),
        (None, "2021-05-03", None),
        ("2021-05-03", None, None),
        ("", "", None),
    ],
)
def test_published(source: str | None, suspect: str | None, expected: str | None) -> None:
    assert published(source, suspect) == expected
    opposite = {"before": "after", "after": "before"}
    assert published(suspect, source) == opposite.get(expected or "", expected)


@pytest.mark.parametrize(
    "value",
    ["", "yesterday", "3 May 2021", "2021-13", "2021-02-30", "0000-01-01", "2021-5-3", "٢٠٢١", "1" * 9999],
)
def test_what_is_no_date(value: str) -> None:
    assert not is_date(value)
    assert published(value, "2021") is None


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        ({}, None),
        ({"date": "2021-05-03", "published": "2020"}, "2021-05-03"),
        ({"date": None, "published": "2020"}, "2020"),
        ({"date": ["2021-05-03"], "published": {}}, None),
        ({"date": 2021}, "2021"),
        ({"date": datetime.date(2021, 5, 3)}, "2021-05-03"),
        ({"date": float("nan"), "published": True}, None),
    ],
)
def test_date_of(metadata: dict[str, Any], expected: str | None) -> None:
    assert date_of(metadata) == expected
