"""Which kind of tool rewrote a document, told by the odd words that it put.

Tools with one ancestry put the same words in the place of the same words. The dialects are those of
`spunlib.training.dialects`, small dictionaries written after the marks of pages met in the wild; only marks
that no other of them has count. `benchmarks/dialects.py` asks how often a dialect is named, and rightly.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final

from spunlib.summary.swaps import folded
from spunlib.training.dialects import DIALECTS, dialect

LEAST_MARKS: Final = 3
"""Different marks that name a dialect."""

LEAST_SHARE: Final = 0.05
"""Share of the words of a text that look replaced which must be marks: a large dictionary puts some of
anybody's by chance. Tried out on 60 articles: without it, one in twenty texts spun by an unrelated dictionary
of 5,000 entries was given a dialect, with it none. `benchmarks/dialects.py` measures it on others."""

CLEARLY: Final = 2
"""How many times the marks of the next dialect it must have."""


def dialect_of(artifacts: Sequence[Mapping[str, Any]]) -> str | None:
    """The dialect of a document, by its artifacts; None where none is clear.

    >>> swaps = {"said": "mentioned", "sent": "despatched", "eastern": "japanese"}
    >>> dialect_of([{"text": put, "suggestions": [there]} for there, put in swaps.items()])
    'news'
    >>> dialect_of([{"text": "mentioned", "suggestions": ["said"]}])
    """
    marks = _marks()
    met = {
        (folded(suggestion), put)
        for artifact in artifacts
        if (put := folded(artifact["text"])) in marks
        for suggestion in artifact["suggestions"]
    }
    votes = Counter(marks[put][there] for there, put in met if there in marks[put]).most_common(2)
    if not votes or votes[0][1] < LEAST_MARKS:
        return None
    different = len({folded(artifact["text"]) for artifact in artifacts})
    if votes[0][1] < LEAST_SHARE * different:
        return None
    rival = votes[1][1] if len(votes) > 1 else 0
    return votes[0][0] if votes[0][1] >= CLEARLY * rival else None


@cache
def _marks() -> Mapping[str, Mapping[str, str]]:
    """What was put -> what stood there -> the one dialect that does so."""
    owners: dict[tuple[str, str], set[str]] = {}
    for name in DIALECTS:
        for entry, alternatives in dialect(name).entries.items():
            for alternative in alternatives:
                owners.setdefault((folded(entry), folded(alternative)), set()).add(name)
    marks: dict[str, dict[str, str]] = {}
    for (there, put), names in owners.items():
        if len(names) == 1:
            marks.setdefault(put, {})[there] = min(names).removeprefix("dialect_")
    return marks
