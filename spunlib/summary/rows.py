"""What is told of a group, in words: labels and values that text and HTML show alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from spunlib.summary.summary import Group

NOBODY: Final = {
    "site": "documents of which no site is known",
    "author": "documents of which no author is known",
    "file": "documents of which no file is known",
}
_TINY: Final = 1e-15  # below this, a probability says the same


class Row(NamedTuple):
    """A label, its value, and what is listed below it."""

    label: str
    value: str
    entries: tuple[str, ...] = ()


def title_of(group: Group, groups: int = 0) -> str:
    """The name of a group, or what it is.

    Args:
        group: what is named.
        groups: how many there are, where all are meant together.
    """
    if groups:
        return f"{groups:,} {group.by}{'s' if groups > 1 else ''} together"
    if group.rest:
        return f"{group.by}s that were met too late to be counted one by one"
    return NOBODY[group.by] if group.name is None else group.name


def rows_of(group: Group) -> Iterator[Row]:
    """All that is known of a group."""
    yield Row("documents", _documents(group))
    yield Row("spun", spun(group))
    if group.chance is not None and group.tally.spun:
        yield Row("by mistake", _by_mistake(group))
    if group.tally.findings is not None:
        yield from _findings(group.tally.findings.to_dict())


def spun(group: Group) -> str:
    """How many documents are flagged, and what that says of the share."""
    tally = group.tally
    if tally.share is None:
        return "none of them could be decided"
    low, high = tally.interval
    return f"{tally.spun:,} of {tally.decided:,}, {tally.share:.1%} (95% interval {low:.1%} to {high:.1%})"


def _documents(group: Group) -> str:
    tally = group.tally
    return (
        f"{tally.documents:,}: {tally.decided:,} decided, {tally.abstained:,} abstained on, "
        f"{tally.failed:,} not read or scored"
    )


def _by_mistake(group: Group) -> str:
    expected = group.tally.decided * (group.fpr or 0)
    told = (
        f"{_rounded(expected)} expected if people wrote them all (fpr {group.fpr:g}); "
        f"{group.tally.spun:,} or more: probability {_probability(group.chance)}"
    )
    if group.adjusted_chance is None:
        return told
    return f"{told}, {_probability(group.adjusted_chance)} for any one of the {group.by}s"


def _rounded(number: float) -> str:
    return f"{number:,.0f}" if number >= 10 else f"{number:.2g}"


def _probability(chance: float | None) -> str:
    chance = chance or 0.0
    return f"below {_TINY:g}" if chance < _TINY else f"{chance:.2g}"


def _findings(found: Mapping[str, Any]) -> Iterator[Row]:
    if found["kinds"]:
        yield Row("kinds", _counts(found["kinds"]))
    if found["dialects"]:
        yield Row("dialects", _counts(found["dialects"]))
    if found["artifacts"]:
        signs = (
            f"{kind} {sign['artifacts']:,} in {_documents_of(sign['documents'])}"
            for kind, sign in found["artifacts"].items()
        )
        yield Row("artifacts", ", ".join(signs))
    if found["substitutions"]:
        entries = tuple(map(_substitution, found["substitutions"]))
        yield Row("replaced", "the most frequent first, by documents", entries)
    if found["source_sites"]:
        yield Row("from", ", ".join(f"{s['site']} ({s['how']} {_count(s)})" for s in found["source_sites"]))
    if found["sources"]:
        entries = tuple(f"{s['id']}: {s['how']} {_count(s)}" for s in found["sources"])
        yield Row("sources", "those of most documents first", entries)


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts.items())


def _substitution(entry: Mapping[str, Any]) -> str:
    proven = ", proven" if entry["proven"] else ""
    return f"{entry['original'] or '(unknown)'} -> {entry['substitute']} [{_count(entry)}{proven}]"


def _count(entry: Mapping[str, Any]) -> str:
    count, at_most = entry["documents"], entry["at_most"]
    return f"{count:,}" if count == at_most else f"{count:,} to {at_most:,}"


def _documents_of(count: int) -> str:
    return f"{count:,} document{'' if count == 1 else 's'}"
