"""The originals that an index has for a document: their entries in a report, and which of them decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple, Protocol

from spunlib.compare.result import SPUN_RELATIONS
from spunlib.report.published import date_of, published
from spunlib.report.visible import one_line

COPIES: Final = ("identical", "reprint")
"""The relations of a text that nobody rewrote."""

LEAST_COPIED: Final = 0.8
"""Share of a text's words that a source accounts for, if the text is a copy of it: where part was copied,
nothing is known of the rest."""

DOUBT: Final = 0.1
"""Likelihood above which a copy does not acquit a text that reads as spun: machines that change little, as
those that polish do, leave something like a reprint."""

_PUBLISHED: Final = {
    "before": "published before the text",
    "after": "published after the text",
    "same_day": "published on the same day",
}


class Match(Protocol):
    """What an index finds; `spunlib.index.SourceMatch` is one."""

    def to_dict(self) -> dict[str, Any]:
        """``id``, ``score``, ``metadata``, ``verified``, ``relation`` and ``likelihood``."""
        ...


class Ruling(NamedTuple):
    """The source whose comparison decides, if any does, and what else the reason should say."""

    source: Mapping[str, Any] | None
    note: str = ""


def entries_of(matches: Iterable[Match], date: str | None) -> list[dict[str, Any]]:
    """What a report says of each match.

    Args:
        matches: best first.
        date: when the suspect was published, in ISO 8601.
    """
    entries = [match.to_dict() for match in matches]
    return [entry | {"published": published(date_of(entry["metadata"]), date)} for entry in entries]


def rule(sources: Sequence[Mapping[str, Any]], threshold: float, suspected: bool = False) -> Ruling:
    """Let the comparisons decide where they can.

    A source that was published after the suspect decides nothing, nor does one that was not aligned. Of the
    others, the best that the suspect was rewritten from by a machine decides, or else the best that it is a
    copy of (`LEAST_COPIED`). Where there are both, the older of the two decides: what it says was written
    first. Where their dates do not tell, the text alone decides.

    Args:
        sources: as of `entries_of`.
        threshold: likelihood above which a comparison proves that a machine rewrote the suspect.
        suspected: whether the suspect is spun by what the text alone says: then only a copy beyond `DOUBT`
            acquits it.

    >>> wire = {"id": "wire-7", "relation": "synonym_spun", "likelihood": 0.98, "published": None}
    >>> rule([wire], 0.9).source == wire
    True
    >>> rule([wire | {"published": "after"}], 0.9).note
    '“wire-7” was published after the text and accuses nobody'
    """
    older = [source for source in sources if source["published"] != "after"]
    copied = next((source for source in older if _acquits(source, suspected)), None)
    rewritten = next((source for source in older if _proves(source, threshold)), None)
    if copied is None or rewritten is None:
        decisive = copied or rewritten
        return Ruling(decisive) if decisive else Ruling(None, _undecided(sources, threshold))
    order = published(date_of(copied["metadata"]), date_of(rewritten["metadata"]))
    if order in ("before", "after"):
        return Ruling(copied if order == "before" else rewritten)
    names = f"a copy of “{copied['id']}” and a rewriting of “{rewritten['id']}”"
    return Ruling(None, f"it is {names}, of which nothing says which was first")


def told(source: Mapping[str, Any]) -> str:
    """A source in a line.

    >>> told({"id": "wire-7", "score": 0.93, "metadata": {"date": "2021-05-03"}, "verified": True,
    ...       "relation": "synonym_spun", "likelihood": 0.98, "published": "before"})
    'wire-7: synonym_spun, likelihood 0.98, 93% of the words, published before the text (2021-05-03)'
    """
    relation = source.get("relation")
    if relation is None:
        parts = [f"not compared, {source['score']:.0%} of the rare words"]
    else:
        parts = [relation, f"likelihood {source['likelihood']:.2f}", f"{source['score']:.0%} of the words"]
    day = date_of(source["metadata"])
    order = _PUBLISHED.get(source.get("published") or "", "published" if day else "")
    if order:
        parts.append(f"{order} ({day})" if day else order)
    return f"{one_line(source['id'])}: {', '.join(parts)}"


def _undecided(sources: Sequence[Mapping[str, Any]], threshold: float) -> str:
    """What is to be said of sources of which none decides."""
    younger = next((source for source in sources if _proves(source, threshold)), None)
    if younger:
        return f"“{younger['id']}” was published after the text and accuses nobody"
    best = next((source for source in sources if source["relation"] in SPUN_RELATIONS), None)
    if best is None or best["published"] == "after":
        return ""
    how = f"{best['relation']}, likelihood {best['likelihood']:.2f}"
    return f"“{best['id']}” may be its original ({how}), but that is not proven"


def _acquits(source: Mapping[str, Any], suspected: bool) -> bool:
    if source["relation"] not in COPIES or source["score"] < LEAST_COPIED:
        return False
    return not suspected or bool(source["likelihood"] <= DOUBT)


def _proves(source: Mapping[str, Any], threshold: float) -> bool:
    return source["relation"] in SPUN_RELATIONS and source["likelihood"] > threshold
