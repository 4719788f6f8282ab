"""What was put in the place of what: the artifacts of a document as pairs that can be counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from spunlib.report.artifact import SUBSTITUTION
from spunlib.report.visible import one_line

_LONGEST: Final = 100  # characters: what is longer is no dictionary's, and would have to be kept


class Swap(NamedTuple):
    """A substitution, in lower case.

    Attributes:
        original: what stood there: probably; or surely, where it is proven; "" where nobody knows.
        substitute: what was put.
        proven: against an original.
    """

    original: str
    substitute: str
    proven: bool


def swaps_of(artifacts: Iterable[Mapping[str, Any]]) -> Iterator[Swap]:
    """The different substitutions among the artifacts of one document, the most telling first.

    >>> found = {"text": "Mentioned", "suggestions": ["Said", "Told"], "kind": "synonym", "weight": 2.1}
    >>> list(swaps_of([found]))
    [Swap(original='said', substitute='mentioned', proven=False)]
    """
    met: dict[Swap, None] = {}
    for artifact in sorted(artifacts, key=lambda artifact: -artifact["weight"]):
        suggestions = artifact["suggestions"]
        original, substitute = folded(suggestions[0] if suggestions else ""), folded(artifact["text"])
        if len(original) <= _LONGEST and len(substitute) <= _LONGEST:
            met[Swap(original, substitute, artifact["kind"] == SUBSTITUTION)] = None
    return iter(met)


def folded(text: str) -> str:
    """A word or phrase in lower case, on one line.

    >>> folded("Financial  Institution")
    'financial institution'
    """
    return " ".join(text.split()).casefold() if text.isascii() and text.isprintable() else _folded(text)


def _folded(text: str) -> str:
    return one_line(text).casefold()
