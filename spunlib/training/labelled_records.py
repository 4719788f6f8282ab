"""A user's labelled records: checked one by one, and parted so that what belongs together stays together."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from spunlib.errors import InputError
from spunlib.model.document_head import KINDS
from spunlib.training.splits import fingerprint

HUMAN: Final = "human"
UNNAMED: Final = "unnamed"
"""The group, and the tool, of records that name none."""


@dataclass(frozen=True, slots=True)
class LabelledRecord:
    """One record, checked.

    Attributes:
        id: as it came, else ``record`` and its number from 1.
        text, kind: text and true kind.
        group: group of writers or set, which rates are reported for; `UNNAMED` if not given.
        tool: what did the rewriting: the field ``tool``, else ``method``, else the group.
        source: what the record must not be parted from, or None.
        original: the text it was made from, or None.
    """

    id: str
    text: str
    kind: str
    group: str
    tool: str
    source: str | None
    original: str | None


def read_labelled(records: Iterable[Mapping[str, Any]]) -> Iterator[LabelledRecord]:
    """Check records one by one. Fields that are empty or None count as not given; further fields are ignored.

    Raises:
        InputError: a record has no text, or its kind is none of the four; the message gives number and id.

    >>> next(read_labelled([{"text": "Rain again.", "kind": "human", "group": "letters"}])).group
    'letters'
    >>> next(read_labelled([{"id": 7, "text": "Rain again.", "kind": "spun"}]))
    Traceback (most recent call last):
        ...
    spunlib.errors.InputError: record 1 (id '7'): its kind is 'spun'; it must be one of human, ...
    """
    for number, record in enumerate(records, 1):
        yield _checked(record, number)


def _checked(record: Mapping[str, Any], number: int) -> LabelledRecord:
    fields = {name: str(value) for name, value in record.items() if value not in (None, "")}
    place = f"record {number}" + (f" (id {fields['id']!r})" if "id" in fields else "")
    if not isinstance(record.get("text"), str):
        raise InputError(f"{place}: it has no text; the field 'text' must hold a string")
    if record.get("kind") not in KINDS:
        raise InputError(f"{place}: its kind is {record.get('kind')!r}; it must be one of {', '.join(KINDS)}")
    group = fields.get("group", UNNAMED)
    return LabelledRecord(
        fields.get("id", place),
        record["text"],
        record["kind"],
        group,
        fields.get("tool") or fields.get("method") or group,
        fields.get("source"),
        fields.get("original"),
    )


def part(records: Sequence[LabelledRecord], shares: Sequence[float], seed: int) -> list[list[LabelledRecord]]:
    """Part records by about the given shares, both of the human and of the rewritten ones.

    Records of one source stay together, as do the copies of one original, and the original with them; where
    no record of a source repeats, every record stands for itself. The largest bundles are dealt first, each
    to the part that lacks most.

    >>> news = [{"text": f"Text {n}.", "kind": "human", "source": f"paper {n % 4}"} for n in range(40)]
    >>> [len(records) for records in part(list(read_labelled(news)), (0.75, 0.25), seed=1)]
    [30, 10]
    """
    bundles = _bundles(records)
    random.Random(seed).shuffle(bundles)
    bundles.sort(key=len, reverse=True)
    total = Counter(record.kind == HUMAN for record in records)
    parts: list[list[LabelledRecord]] = [[] for _ in shares]
    dealt = [Counter[bool]() for _ in shares]
    for bundle in bundles:
        holds = Counter(record.kind == HUMAN for record in bundle)

        def lack(number: int, holds: Counter[bool] = holds) -> float:
            full = {side: dealt[number][side] / (shares[number] * total[side]) for side in holds}
            return sum(n * (1 - full[side]) for side, n in holds.items())

        chosen = max(range(len(shares)), key=lack)
        parts[chosen] += bundle
        dealt[chosen] += holds
    return parts


def _bundles(records: Sequence[LabelledRecord]) -> list[list[LabelledRecord]]:
    """Records that share a source or a text, directly or through others (union-find)."""
    parent: dict[Hashable, Hashable] = {}

    def root(name: Hashable) -> Hashable:
        parent.setdefault(name, name)
        while parent[name] != name:
            parent[name] = name = parent[parent[name]]
        return name

    own: list[Hashable] = [("text", fingerprint(record.text)) for record in records]
    for record, name in zip(records, own, strict=True):
        if record.source is not None:
            parent[root(name)] = root(("source", record.source))
        if record.original is not None:
            parent[root(name)] = root(("text", fingerprint(record.original)))
    bundles: dict[Hashable, list[LabelledRecord]] = {}
    for record, name in zip(records, own, strict=True):
        bundles.setdefault(root(name), []).append(record)
    return list(bundles.values())
