"""Which of two texts was published first."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timezone
from typing import Any, Final

DATE_FIELDS: Final = ("date", "published")
"""Fields of a document that may say when it was published; the first that holds a date counts."""

_DATE: Final = re.compile(r"(\d{4})(?:-?(\d\d)(?:-?(\d\d)(?:[T ](\d.*))?)?)?", re.ASCII)
_DAY: Final = 3  # parts of a whole date


def date_of(metadata: Mapping[str, Any]) -> str | None:
    """When a document was published, as its fields have it; None where they do not say.

    >>> date_of({"date": "yesterday", "published": "2021-05-03"})
    '2021-05-03'
    """
    given = (str(metadata[field]) for field in DATE_FIELDS if field in metadata)
    return next((value for value in given if is_date(value)), None)


def is_date(value: str) -> bool:
    """Whether this is a year, month, day or time as ISO 8601 writes them."""
    return bool(_calendar(value))


def published(source: str | None, suspect: str | None) -> str | None:
    """When a source was published: ``"before"`` the suspect, ``"after"`` it, or on the ``"same_day"``.

    Days are compared, those of UTC where a time says how far it is from there. None where either date is
    missing or is none, or where they are equal as far as the coarser of them goes.

    >>> published("2021-05-03", "2021-05-03T18:00:00Z"), published("2022", "2021-12"), published("2021", "")
    ('same_day', 'after', None)
    """
    first, second = _calendar(source or ""), _calendar(suspect or "")
    known = min(len(first), len(second))
    if known == 0:
        return None
    if first[:known] == second[:known]:
        return "same_day" if known == _DAY else None
    return "before" if first[:known] < second[:known] else "after"


def _calendar(value: str) -> tuple[int, ...]:
    """Year, month and day as far as they are given; empty where this is no date."""
    found = _DATE.fullmatch(value.strip())
    if found is None:
        return ()
    known = tuple(int(part) for part in found.groups()[:_DAY] if part)
    try:
        day = date(*(*known, 1, 1)[:_DAY])
    except ValueError:  # the thirteenth month
        return ()
    return _in_utc(day, found[4]) if found[4] else known


def _in_utc(day: date, time: str) -> tuple[int, ...]:
    """The day of a time of day in UTC; as it stands where no offset is given, or none that can be read."""
    try:
        moment = datetime.fromisoformat(f"{day}T{time.replace('Z', '+00:00')}")
        return (moment if moment.tzinfo is None else moment.astimezone(timezone.utc)).timetuple()[:_DAY]
    except (ValueError, OverflowError):
        return day.timetuple()[:_DAY]
