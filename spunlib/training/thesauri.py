"""The thesaurus record that a simulated spinner draws from.

Every list of substitutes - the dictionary of a spinning tool, WordNet, a word processor's thesaurus,
embedding neighbours - becomes the same: lines of interchangeable items in the order of the file. The loaders
are in `spunlib.training.spinner_lists` and `spunlib.training.open_thesauri`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

NOUN, VERB, ADJECTIVE, ADVERB = "n", "v", "a", "r"
ANY_POS = ""
"""The part of speech of a line whose source names none."""


@dataclass(frozen=True, slots=True)
class Line:
    """Items that the source calls interchangeable: the entry first, then its alternatives.

    >>> Line(("sent", "mailed", "shipped"), VERB).alternatives("mailed")
    ('sent', 'shipped')
    """

    items: tuple[str, ...]
    pos: str = ANY_POS

    def alternatives(self, item: str) -> tuple[str, ...]:
        """The items other than ``item``, in order."""
        return tuple(other for other in self.items if other != item)


@dataclass(frozen=True)
class Thesaurus:
    """A named list of lines, in file order; items may be phrases, and one entry may head many lines.

    >>> thesaurus = Thesaurus("small", (Line(("big", "large", "huge")), Line(("big", "older"))))
    >>> thesaurus.entries["big"]
    ('large', 'huge', 'older')
    """

    name: str
    lines: tuple[Line, ...]

    @classmethod
    def of(cls, name: str, entries: Mapping[str, Iterable[str]]) -> Thesaurus:
        """A thesaurus with one line an entry, taken as it is.

        >>> Thesaurus.of("small", {"said": ["stated"]}).lines
        (Line(items=('said', 'stated'), pos=''),)
        """
        return cls(name, tuple(Line((entry, *alternatives)) for entry, alternatives in entries.items()))

    @cached_property
    def entries(self) -> Mapping[str, tuple[str, ...]]:
        """Entry -> its alternatives on all lines that it heads, in file order, without repeats."""
        entries: dict[str, dict[str, None]] = {}
        for line in self.lines:
            entries.setdefault(line.items[0], {}).update(dict.fromkeys(line.items[1:]))
        return {entry: tuple(alternatives) for entry, alternatives in entries.items()}


def lines_of(rows: Iterable[tuple[str, Iterable[str], str]]) -> Iterator[Line]:
    """Clean (entry, alternatives, part of speech) rows: no outer white space, no empty items, no repeats.

    A row that has no alternative left is dropped: nothing could be put in its place.

    >>> list(lines_of([("big ", ["", "large", "big", "large"], ""), ("odd", [""], "")]))
    [Line(items=('big', 'large'), pos='')]
    """
    for entry, alternatives, pos in rows:
        items = tuple(dict.fromkeys(item for item in map(str.strip, (entry, *alternatives)) if item))
        if len(items) > 1 and items[0] == entry.strip():
            yield Line(items, pos)


def merged(name: str, *thesauri: Thesaurus) -> Thesaurus:
    """One thesaurus of the entries of several; an entry has the alternatives of the first first.

    Parts of speech are not kept.

    >>> one, two = Thesaurus.of("one", {"big": ["large"]}), Thesaurus.of("two", {"big": ["huge"]})
    >>> merged("both", one, two).lines
    (Line(items=('big', 'large', 'huge'), pos=''),)
    """
    entries: dict[str, list[str]] = {}
    for thesaurus in thesauri:
        for entry, alternatives in thesaurus.entries.items():
            entries.setdefault(entry, []).extend(alternatives)
    return Thesaurus(name, tuple(lines_of((*row, ANY_POS) for row in entries.items())))


def restricted(name: str, thesaurus: Thesaurus, keeps: Callable[[str], bool]) -> Thesaurus:
    """A thesaurus with only those alternatives that ``keeps`` is true of; the entries stay as they are.

    >>> thesaurus = Thesaurus.of("all", {"big": ["large", "elephantine"], "odd": ["rum"]})
    >>> restricted("plain", thesaurus, lambda item: item == "large").lines
    (Line(items=('big', 'large'), pos=''),)
    """
    rows = ((line.items[0], filter(keeps, line.items[1:]), line.pos) for line in thesaurus.lines)
    return Thesaurus(name, tuple(lines_of(rows)))
