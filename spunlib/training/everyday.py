"""The everyday thesaurus: mild synonyms of frequent words and phrases, written for this project.

Made as the dictionaries of article spinners are: one entry at a time, without a thought for the sentence
that it will stand in. The entries are the commonest words of the training texts; the alternatives were
written down from general knowledge of English by a language model that had no dictionary before it, neither
the two real spinner lists nor a thesaurus. Of its pairs 16 % also stand in the larger of those lists.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from spunlib.training.thesauri import ANY_POS, Thesaurus, lines_of

_FILE: Final = Path(__file__).with_name("everyday.tsv")


def load_everyday() -> Thesaurus:
    """Some 5,000 entries in no order of meaning; the first alternative is the one a tool would put.

    >>> "vehicle" in load_everyday().entries["car"]
    True
    """
    rows = (line.split("\t") for line in _FILE.read_text(encoding="utf-8").splitlines())
    return Thesaurus("everyday", tuple(lines_of((entry, items.split("|"), ANY_POS) for entry, items in rows)))
