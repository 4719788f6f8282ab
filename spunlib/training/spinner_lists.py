"""Dictionaries of real article spinners, as prepared in the data folder's lexicons/.

Rows are ``line number <TAB> entry <TAB> alternatives joined by |``. The order of the lines matters: a tool
works through its file from top to bottom, so of two lines with one entry the upper one acts.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

from spunlib.errors import InputError
from spunlib.training.thesauri import ANY_POS, Thesaurus, lines_of

SPINNER_LISTS = ("turbo_spinner_en", "wp_auto_spinner_en")
"""The names of the lists, as in ``lexicons/<name>.tsv.gz``. The first is an extension of the second."""


def load_spinner_list(path: str | Path) -> Thesaurus:
    """Read one dictionary, plain or gzipped; its name is the file's name without the suffixes.

    Byte order marks inside the file (the lists were concatenated from several) and empty items are dropped.

    Raises:
        InputError: the file is missing, or a row has not three columns.
    """
    path = Path(path)
    return Thesaurus(path.name.partition(".")[0], tuple(lines_of(_rows(path))))


def _rows(path: Path) -> Iterator[tuple[str, list[str], str]]:
    opener = gzip.open if path.suffix == ".gz" else open
    try:
        with opener(path, "rt", encoding="utf-8") as file:
            for number, row in enumerate(file, 1):
                columns = row.replace("\ufeff", "").rstrip("\r\n").split("\t")
                if len(columns) != 3:
                    raise InputError(
                        f"{path}:{number}: {len(columns)} columns instead of number, entry, alternatives"
                    )
                yield columns[1], columns[2].split("|"), ANY_POS
    except OSError as error:
        raise InputError(f"{path}: cannot read this spinner dictionary ({error})") from error
