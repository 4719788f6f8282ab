"""The data folder as labelled texts, split by source.

The folder (its README.md says what is in it) holds ``human/*.jsonl.xz`` and ``rewritten/*.jsonl.xz``, one
record a line.
"""

from __future__ import annotations

import hashlib
import json
import lzma
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spunlib.errors import InputError, UsageError
from spunlib.training.cleaning import LineJoiner, fill_masks
from spunlib.training.rewriting_sets import REWRITING_SETS, kind_of, original_of, own_key, tool_of
from spunlib.training.splits import Split, fingerprint, key_of_human, split_of

HUMAN = "human"
LEAST_WORDS = 30
"""Shorter texts are left out: nobody could tell."""

_REWRITTEN_GROUPS = (
    "abc_australia_2006",
    "bbc_news_2005",
    "brown_1961",
    "detectrl",
    "liang_essays",
    "masakhanews_eng",
    "masc_written",
    "reuters21578_1987",
    "ted_talks",
)
"""The groups of human writing whose texts the rewriting sets used as originals."""


@dataclass(frozen=True, slots=True)
class LabelledText:
    """A text of known making.

    Attributes:
        id: unique within its set.
        text: as it is to be scored.
        kind: human, synonym_spun, paraphrased or translated.
        group: the name of its set.
        key: what it must not be parted from, see `spunlib.training.splits`.
        split: lm, head, calibration or development.
        original: the text it was made from, where that is known.
        method: how it was rewritten, as its set calls it; "" for human writing.
        tool: the model or system that rewrote it; "" for human writing.
    """

    id: str
    text: str
    kind: str
    group: str
    key: str
    split: Split
    original: str | None = None
    method: str = ""
    tool: str = ""


def in_first_half(record: LabelledText) -> bool:
    """Which half of its split a record falls into, by its key."""
    return hashlib.sha256(f"half {record.key}".encode()).digest()[0] < 128


def human_groups(data_dir: str | Path) -> tuple[str, ...]:
    """The names of the sets of human writing in the folder, sorted.

    Raises:
        InputError: there is none.
    """
    names = sorted(path.name.removesuffix(".jsonl.xz") for path in Path(data_dir, "human").glob("*.jsonl.xz"))
    if not names:
        raise InputError(
            f"{data_dir}: no human/*.jsonl.xz here; training needs the data folder of the project"
        )
    return tuple(names)


def read_human(data_dir: str | Path, groups: Collection[str] | None = None) -> Iterator[LabelledText]:
    """Human writing, group by group in order of name; all groups unless ``groups`` names some.

    Raises:
        InputError: the folder or a file in it is missing or damaged.
        UsageError: ``groups`` names one that is not there.
    """
    present = human_groups(data_dir)
    if unknown := sorted(set(groups or ()) - set(present)):
        raise UsageError(
            f"no such groups of human writing: {', '.join(unknown)}; there are {', '.join(present)}"
        )
    for group in present:
        if groups is None or group in groups:
            yield from _read_group(Path(data_dir), group)


def _read_group(data_dir: Path, group: str) -> Iterator[LabelledText]:
    clean = _cleaner_of(group)
    seen: set[str] = set()
    for record in _records(data_dir / "human" / f"{group}.jsonl.xz"):
        # Some sets tell a story twice, days apart: the copies would fall into different splits.
        mark = fingerprint(record["text"])
        text = clean(record["text"], record)
        if mark not in seen and _is_long_enough(text):
            seen.add(mark)
            key = key_of_human(group, record)
            yield LabelledText(record["id"], text, HUMAN, group, key, split_of(key))


def read_rewritten(
    data_dir: str | Path, sets: Collection[str] | None = None, *, held_out: Collection[str] = ()
) -> Iterator[LabelledText]:
    """Machine-rewritten texts, set by set; all sets unless ``sets`` names some.

    A text stands in the split of its original where that is in human/, else in one drawn for its own key.

    Args:
        data_dir: the data folder.
        sets: names out of `REWRITING_SETS`.
        held_out: sets, methods and tools whose texts all go to the development split.

    Raises:
        InputError: the folder or a file in it is missing or damaged.
        UsageError: ``sets`` names one that is not there.
    """
    if unknown := sorted(set(sets or ()) - set(REWRITING_SETS)):
        raise UsageError(f"no such sets: {', '.join(unknown)}; there are {', '.join(REWRITING_SETS)}")
    originals = _originals(data_dir)
    for name in REWRITING_SETS:
        if sets is None or name in sets:
            yield from _read_set(Path(data_dir), name, originals, frozenset(held_out))


def _read_set(
    data_dir: Path, name: str, originals: dict[str, tuple[str, Split]], held_out: frozenset[str]
) -> Iterator[LabelledText]:
    clean = _cleaner_of(name)
    for record in _records(data_dir / "rewritten" / f"{name}.jsonl.xz"):
        kind = kind_of(name, record)
        text = clean(record["text"], record)
        if kind is None or not _is_long_enough(text):
            continue
        original = original_of(name, record)
        mark = fingerprint(record["original"])
        key = own_key(name, record) or f"original/{mark}"
        key, split = originals.get(mark, (key, split_of(key)))
        method, tool = str(record["method"]), tool_of(name, record)
        if held_out & {name, method, tool}:
            split = "development"
        if original is not None:
            original = clean(original, record)
        yield LabelledText(record["id"], text, kind, name, key, split, original, method, tool)


def _originals(data_dir: str | Path) -> dict[str, tuple[str, Split]]:
    """Fingerprint -> key and split of the human texts that may have been rewritten."""
    present = set(human_groups(data_dir))
    found = {}
    for group in _REWRITTEN_GROUPS:
        if group in present:
            for record in _records(Path(data_dir) / "human" / f"{group}.jsonl.xz"):
                key = key_of_human(group, record)
                found[fingerprint(record["text"])] = (key, split_of(key))
    return found


def _records(path: Path) -> Iterator[dict[str, Any]]:
    try:
        with lzma.open(path, "rt", encoding="utf-8") as file:
            yield from map(json.loads, file)
    except (OSError, EOFError, lzma.LZMAError, ValueError) as error:
        raise InputError(
            f"{path}: not a readable set of records ({error}); restore the data folder"
        ) from error


def _cleaner_of(name: str) -> Callable[[str, dict[str, Any]], str]:
    if name == "asap_essays":
        return lambda text, record: fill_masks(text, record["id"])
    if name == "detectrl":
        joiner = LineJoiner()
        return lambda text, record: joiner.repair(text) if record.get("domain") == "arxiv" else text
    return lambda text, record: text


def _is_long_enough(text: str) -> bool:
    return len(text.split(None, LEAST_WORDS)) >= LEAST_WORDS
