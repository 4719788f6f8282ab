"""Continuing a run that was cut off: what its output already holds is not done again."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from spunlib.document import Document
from spunlib.errors import UsageError
from spunlib.report.report import Failure

_HEAD: Final = b'{"schema_version": '  # how every line of results begins


@dataclass(frozen=True, slots=True)
class Finished:
    """Number of documents in the output of an earlier run, and how many of them are failures."""

    documents: int = 0
    failed: int = 0


def skip_finished(path: str, documents: Iterator[Document | Failure], fpr: float) -> Finished:
    """Take the documents that have a line in the output from the iterator; cut off a torn last line.

    Raises:
        UsageError: the output is of other documents, of another fpr, or no output of ``spunlib score``.
    """
    if not os.path.exists(path):
        return Finished()
    done = failed = whole = 0
    with open(path, "rb") as lines:
        for line in lines:
            result = _result(line)
            if result is None:
                if not line.startswith(_HEAD[: len(line)]) or next(lines, None) is not None:
                    raise UsageError(f"cannot resume: line {done + 1} of {path} is no line of results")
                break
            document = next(documents, None)
            if document is None or document.id != result["id"]:
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


def _result(line: bytes) -> dict[str, Any] | None:
    """The result in a line, or None if the line is torn."""
    try:
        result = json.loads(line) if line.endswith(b"\n") else None
    except ValueError:
        return None
    return result if isinstance(result, dict) and "id" in result else None
