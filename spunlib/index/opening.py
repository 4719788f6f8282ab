"""Opening an index in one of its three modes."""

from __future__ import annotations

from pathlib import Path
from sqlite3 import Connection
from typing import Final, Literal

from spunlib.errors import SourceIndexError, UsageError
from spunlib.index.lock import lock
from spunlib.index.manifest import Settings, exists, is_ours
from spunlib.index.store import Store
from spunlib.text.tokens import TOKENISER_VERSION

N_WORDS: Final = 24
"""Words in a sketch by default. Among 5,000 news articles 16, 24 and 32 find the same originals of texts of
which 80 % was swapped; but one such text in a hundred shares less than .063, .087 and .120 of its weight with
its original, and 5 % is shared by chance."""

Mode = Literal["r", "a", "w"]


def open_store(
    folder: Path, mode: Mode, n_words: int | None, store_texts: bool | None
) -> tuple[Store, Connection | None]:
    """The files of an index and, for writing, its lock; see `spunlib.index.source_index.SourceIndex.open`.

    Raises:
        UsageError: the mode is unknown, or an argument contradicts the existing index.
        SourceIndexError: there is no index, another writer has it, it is damaged, or another version made it.
    """
    if mode not in ("r", "a", "w"):
        raise UsageError(f"the mode of an index is 'r', 'a' or 'w', not {mode!r}")
    if n_words is not None and n_words < 1:
        raise UsageError(f"n_words must be at least 1, not {n_words}")
    writer = None
    if mode != "r":
        _make_folder(folder)
        writer = lock(folder)
    store = None
    try:
        if mode == "w" or (mode == "a" and not exists(folder)):
            keeps = True if store_texts is None else store_texts
            return Store.create(folder, Settings(n_words or N_WORDS, keeps, TOKENISER_VERSION)), writer
        store = Store.read(folder) if mode == "r" else Store.append(folder)
        _check(folder, store.settings, n_words, store_texts)
    except BaseException:
        close(store, writer)
        raise
    return store, writer


def close(store: Store | None, writer: Connection | None) -> None:
    """Close what `open_store` opened, dropping what was not committed."""
    for opened in (store, writer):
        if opened is not None:
            opened.close()


def _make_folder(folder: Path) -> None:
    """Make the folder of an index, unless something else is there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        strange = next((path.name for path in folder.iterdir() if not is_ours(path.name)), None)
    except OSError as error:
        raise SourceIndexError(f"no index can be made at {folder}: {error}") from error
    if strange is not None:
        raise SourceIndexError(f"{folder} holds other files ({strange}): give the index a folder of its own")


def _check(folder: Path, settings: Settings, n_words: int | None, store_texts: bool | None) -> None:
    """Check an index against this version and against what the caller expects of it."""
    made, here = settings.tokeniser, TOKENISER_VERSION
    if made != here:
        raise SourceIndexError(
            f"{folder} was made with tokeniser {made}, this spunlib has {here}: build it anew"
        )
    for name, asked, given in (
        ("n_words", n_words, settings.n_words),
        ("store_texts", store_texts, settings.store_texts),
    ):
        if asked is not None and asked != given:
            raise UsageError(
                f"{folder} was made with {name}={given}: leave the argument out, or make a new index"
            )
