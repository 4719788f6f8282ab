"""The writer's lock: an SQLite lock, which every system has and which ends with the process."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from spunlib.errors import SourceIndexError
from spunlib.index.manifest import LOCK


def lock(folder: Path) -> sqlite3.Connection:
    """Take the lock of an index; closing the connection lets go of it.

    Raises:
        SourceIndexError: another process or object has it, or the folder cannot be written.
    """
    connection = None
    try:
        connection = sqlite3.connect(folder / LOCK, timeout=0, isolation_level=None, check_same_thread=False)
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.Error as error:
        if connection is not None:
            connection.close()
        busy = "locked" in str(error)
        raise SourceIndexError(
            f"{folder} is being written by another process or object: close it there, or open with mode 'r'"
            if busy
            else f"{folder} cannot be written: {error}"
        ) from error
    return connection
