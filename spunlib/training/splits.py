"""Which texts may meet in training: keys of what belongs together, and the split each key falls into.

A split is drawn for a source - an outlet, a day of a wire, a novelist, a prompt - not for a text, because
texts of one source share authors, topics and wording.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from typing import Any, Literal

Split = Literal["lm", "head", "calibration", "development"]
Record = Mapping[str, Any]

SHARES: Mapping[Split, float] = {"lm": 0.55, "head": 0.25, "calibration": 0.10, "development": 0.10}
"""The share of the keys that falls into each split: language statistics, heads, calibration, development."""

SALT = "spunlib-7850"
"""The first of spunlib-360, spunlib-361, ... with which each split gets at least 30 % of its share of each
group: some groups have as few as seven keys. What a whole group unseen does is asked of the models of
`spunlib.training.folds`."""


def split_of(key: str) -> Split:
    """The split of a key, drawn by its hash.

    >>> split_of("news/a") == split_of("news/a")
    True
    """
    draw = int.from_bytes(hashlib.sha256(f"{SALT} {key}".encode()).digest()[:8], "big") / 2**64
    for split, share in SHARES.items():
        draw -= share
        if draw < 0:
            return split
    return "development"


def _field(name: str) -> Callable[[Record], str]:
    return lambda record: str(record.get(name) or record["id"])


def _in_id(pattern: str) -> Callable[[Record], str]:
    """The part of the id that the pattern's groups match; the whole id where it matches nothing."""
    compiled = re.compile(pattern)

    def unit(record: Record) -> str:
        match = compiled.search(record["id"])
        return "-".join(match.groups()) if match else str(record["id"])

    return unit


def _block(pattern: str, size: int) -> Callable[[Record], str]:
    """Runs of ``size`` consecutive numbers, for sets in order of time that do not say the day."""
    compiled = re.compile(pattern)

    def unit(record: Record) -> str:
        match = compiled.search(record["id"])
        return f"{match.group(1)}-{int(match.group(2)) // size}" if match else str(record["id"])

    return unit


_UNITS: Mapping[str, Callable[[Record], str]] = {
    "abc_australia_2006": _block(r"abc-(\w+)-(\d+)$", 50),
    "abp_us_news": _field("outlet"),
    "article_extraction_bench": _field("outlet"),
    "asap_essays": _field("prompt"),
    "basil_news": _in_id(r"/(.+)_\d$"),  # one event, told by three outlets
    "brown_1961": _in_id(r"brown-(\w+)-"),
    "fastdetect_human_squad_pubmed_xsum": _block(r"fdg-(.+)-(\d+)$", 10),  # paragraphs of one article
    "fce_exam": _in_id(r"/(.+)_\d$"),  # one candidate
    "felix_imperial": _in_id(r"/(\d+-\d+-\d+)-"),  # one issue
    "indian_supreme_court": _in_id(r"lawin-(.+)-\d+$"),
    "locness": _in_id(r"/(.+)\.txt"),
    "masc_written": _in_id(r"masc-(.+)-\d+$"),
    "newsgroups20_1993": _in_id(r"20ng-(.+)-\d+$"),
    "novels_19c_excerpts": _in_id(r"novel-([^_]+)_"),  # one novelist
    "onestop_english": _in_id(r"/(.+)-(?:adv|int|ele)"),  # three versions of one story
    "openstax_textbooks": _in_id(r"/(.+)/"),
    "polnear_news": _field("outlet"),
    "reuters21578_1987": _block(r"(reuters)-(\d+)$", 100),
    "reuters_2006_2013": _in_id(r"/(\d{8})/"),
    "student_answers": _in_id(r"^([^|]+\|\d+)\|"),  # one question
    "us_speeches_1789_2006": _in_id(r"speech-\d+-(\w+)-"),  # one president
    "wmt22_translators": _in_id(r"wmt22-(.+)-ref\w+$"),
    "worldwide_newswire_2022": _field("outlet"),
    "yahoo_finance_news": _block(r"/(\d+)_(\d+)$", 25),
    "za_hansard": _in_id(r"(\d{4}-\d\d-\d\d)"),
}


def key_of_human(group: str, record: Record) -> str:
    """The key of a record of human writing: its group and its unit there, which is the record by default.

    >>> key_of_human("brown_1961", {"id": "brown-ca01-3"}), key_of_human("gum", {"id": "gum/GUM_bio_one"})
    ('brown_1961/ca01', 'gum/gum/GUM_bio_one')
    """
    unit = _UNITS.get(group, _field("id"))
    return f"{group}/{unit(record)}"


def fingerprint(text: str) -> str:
    """16 hex digits of the first letters, for texts copied with other white space, case or punctuation.

    >>> fingerprint("To be, or not") == fingerprint("to be or  not!")
    True
    """
    start = "".join(re.findall(r"\w+", text[:400].lower()))[:160]
    return hashlib.sha256(start.encode("utf-8", "surrogatepass")).hexdigest()[:16]
