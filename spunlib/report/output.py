"""Where results go: standard output, or a file that is either whole or not there."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from spunlib.errors import UsageError


@contextmanager
def open_output(path: str | None, append: bool = False, encoding: str | None = None) -> Iterator[TextIO]:
    """A stream for results.

    A file is written beside its place and moved there when all is done, so that it is never half of
    something; with ``append`` it grows in place, a line at a time. What an encoding cannot carry is escaped.

    Args:
        path: a file, or None for standard output.
        append: continue the file.
        encoding: for standard output, when the format demands one; files are UTF-8.

    Raises:
        UsageError: the file cannot be written.
    """
    if path is None:
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding=encoding, errors="backslashreplace")
        yield sys.stdout
        sys.stdout.flush()
        return
    target = Path(path).resolve()  # a link stays a link
    in_place = append or (target.exists() and not target.is_file())  # a pipe or a device cannot be moved over
    written = target if in_place else target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        stream = written.open(
            "a" if append else "w",
            encoding="utf-8",
            errors="backslashreplace",
            newline="\n",
            buffering=1 if append else -1,
        )
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}") from error
    try:
        with stream:
            yield stream
    except BaseException:
        if not in_place:
            written.unlink()
        raise
    if not in_place:
        written.replace(target)


def refuse_overlap(output: str | None, inputs: Iterable[str]) -> None:
    """Refuse an output that would be read as input, now or when the command is run again.

    Raises:
        UsageError: the output is one of the inputs, or lies in a folder among them.
    """
    target = Path(output).resolve() if output else None
    for path in inputs:
        source = Path(path).resolve()
        if target and (target == source or source in target.parents):
            raise UsageError(f"the output {output} is part of the input {path}; write it somewhere else")
