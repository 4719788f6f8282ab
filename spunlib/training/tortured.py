"""Tortured phrases: what article rewriters made of the terms of academic prose.

The list of the Problematic Paper Screener (Cabanac, Labbé and Magazinov, arXiv 2107.06751; CC BY 4.0) gives
tortured phrases with the expected ones. Beside the phrases themselves, the words that stand for one another
in them are what the tools behind them do to single words.
"""

from __future__ import annotations

import gzip
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from spunlib.errors import InputError
from spunlib.training.function_words import is_content_word
from spunlib.training.thesauri import ANY_POS, Thesaurus, lines_of

_REMARK: Final = re.compile(r"\s*[(\[][^)\]]*[)\]]|[?\"\\]")
"""Abbreviations, questions and contexts that the makers of the list noted beside a phrase."""
_OPERAND: Final = re.compile(r'"([^"]+)"')
_PHRASE: Final = re.compile(r"[^\W_]+(?:[ '-][^\W_]+)*")
_LONGEST_OF_A_WORD: Final = 3


def load_tortured(path: str | Path) -> Thesaurus:
    """The list, plain or gzipped, as a thesaurus "tortured" of expected phrases and of single words.

    Phrases that count as tortured only beside certain others, and the others, are left out: alone they are
    ordinary English.

    Raises:
        InputError: the file is missing or has other columns.
    """
    rows = list(_rows(Path(path)))
    operands = {
        operand.lower() for _, _, condition in rows for operand in _OPERAND.findall(condition.lower())
    }
    phrases: dict[str, dict[str, None]] = {}
    for tortured, expected, _ in rows:
        if tortured in operands or not _PHRASE.fullmatch(tortured):
            continue
        for phrase in re.split(r"[|/;]", _REMARK.sub("", expected)):
            phrase = " ".join(phrase.split())
            if _PHRASE.fullmatch(phrase) and _can_stand_for(tortured, phrase):
                phrases.setdefault(phrase, {})[tortured] = None
    pairs = Counter(
        pair for phrase, others in phrases.items() for other in others for pair in _word_pairs(phrase, other)
    )
    for (word, other), _ in pairs.most_common():
        phrases.setdefault(word, {})[other] = None
    return Thesaurus("tortured", tuple(lines_of((*row, ANY_POS) for row in phrases.items())))


def _rows(path: Path) -> Iterator[tuple[str, str, str]]:
    """Tortured phrase, expected phrases and query condition, in lower case."""
    opener = gzip.open if path.suffix == ".gz" else open
    try:
        with opener(path, "rt", encoding="utf-8") as file:
            next(file, None)
            for number, row in enumerate(file, 2):
                columns = row.rstrip("\r\n").lower().split("\t")
                if len(columns) != 5:
                    raise InputError(f"{path}:{number}: {len(columns)} columns instead of five")
                yield columns[0], columns[1], columns[3]
    except OSError as error:
        raise InputError(f"{path}: cannot read this list of tortured phrases ({error})") from error


def _can_stand_for(tortured: str, phrase: str) -> bool:
    """Whether a tool made the one of the other: of a single word, often a remark, it does not make much."""
    if " " in phrase:
        return phrase != tortured
    words = re.split("[ -]", tortured)
    return is_content_word(phrase) and phrase not in words and len(words) <= _LONGEST_OF_A_WORD


def _word_pairs(phrase: str, tortured: str) -> Iterator[tuple[str, str]]:
    """The content words that stand for one another, of two phrases word for word; not those that moved."""
    words, others = phrase.split(" "), tortured.split(" ")
    if len(words) == len(others):
        for word, other in zip(words, others, strict=True):
            moved = word in others or other in words
            if not moved and len(word) > 2 and is_content_word(word) and is_content_word(other):
                yield word, other
