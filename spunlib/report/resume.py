"""Continuing a run that was cut off: what its output already holds is not done again."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from spunlib.errors import UsageError

_HEAD: Final = b'{"schema_version": '  # how every line of results begins


@dataclass(frozen=True, slots=True)
class Finished:
    """Number of documents in the output of an earlier run, and how many of them are failures."""

    documents: int = 0
    failed: int = 0


class Named(Protocol):
    """A document, a failure, or a document that is not read yet."""

    @property
    def id(self) -> str:
        """The name that its result has."""


def skip_finished(path: str, documents: Iterator[Named], fpr: float, paths: Sequence[str] = ()) -> Finished:
    """Take the documents that have a line in the output from the iterator; cut off a torn last line.

    Nothing but the ids is looked at, and several documents may have the same. The line of a file that lay in
    a folder and has vanished since then stays.

    Args:
        path: the output.
        documents: all documents of the input.
        fpr: that of this run.
        paths: the files and folders that the documents come from.

    Raises:
        UsageError: the output is of other documents, of another fpr, or no output of ``spunlib score``.
    """
    if not os.path.exists(path):
        return Finished()
    done = failed = whole = 0
    folders = tuple(os.path.join(given, "") for given in paths if os.path.isdir(given))
    with open(path, "rb") as lines:
        for line in lines:
            result = _result(line)
            if result is None:
                if not _torn(line) or next(lines, None) is not None:
                    raise UsageError(f"cannot resume: line {done + 1} of {path} is no line of results")
                break
            vanished = result["id"].startswith(folders) and not os.path.lexists(result["id"])
            document = None if vanished else next(documents, None)
            if not vanished and (document is None or document.id != result["id"]):
                given = "no more documents" if document is None else repr(document.id)
                found = f"line {done + 1} of {path} is about {result['id']!r}"
                raise UsageError(f"cannot resume: {found}, where the input has {given}")
            if result.get("fpr", fpr) != fpr:
                raise UsageError(f"cannot resume: {path} was made with --fpr {result['fpr']}")
            done += 1
            failed += "error" in result
            whole += len(line)
    os.truncate(path, whole)
    return Finished(done, failed)


def _torn(line: bytes) -> bool:
    """Whether a line can be the beginning of one; after a power failure zeros may follow."""
    begun = line.rstrip(b"\0")
    return begun.startswith(_HEAD[: len(begun)])


def _result(line: bytes) -> dict[str, Any] | None:
    """The result in a line, or None if the line is torn."""
    try:
        result = json.loads(line) if line.endswith(b"\n") else None
    except ValueError:
        return None
    return result if isinstance(result, dict) and isinstance(result.get("id"), str) else None
