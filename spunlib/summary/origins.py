"""The source that explains a document, and how."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from spunlib.compare.result import SPUN_RELATIONS
from spunlib.report.sources import COPIES, LEAST_COPIED
from spunlib.summary.groups import site_of

REWRITTEN: Final = "rewritten"
COPIED: Final = "copied"


class Origin(NamedTuple):
    """A source, its site if that is known, and whether the document is ``"rewritten"`` or ``"copied"``."""

    id: str
    site: str | None
    how: str


def origin_of(sources: Sequence[Mapping[str, Any]], spun: bool) -> Origin | None:
    """The best source that a document was rewritten from, if it is spun, or else that it is a copy of.

    A source that was published after the document explains nothing, nor does one that was not aligned.

    >>> source = {"id": "wire-7", "score": 0.9, "metadata": {"url": "https://wire.example/7"},
    ...           "relation": "synonym_spun", "published": None}
    >>> origin_of([source], spun=True)
    Origin(id='wire-7', site='wire.example', how='rewritten')
    >>> origin_of([source], spun=False)
    """
    for source in sources:
        if source["published"] != "after" and _explains(source, spun):
            how = REWRITTEN if spun else COPIED
            return Origin(source["id"], site_of(source["metadata"], source["id"]), how)
    return None


def _explains(source: Mapping[str, Any], spun: bool) -> bool:
    if spun:
        return source["relation"] in SPUN_RELATIONS
    return source["relation"] in COPIES and bool(source["score"] >= LEAST_COPIED)
