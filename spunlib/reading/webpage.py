"""The article in a web page, found by trafilatura."""

from __future__ import annotations

from typing import Any

from spunlib.document import Document
from spunlib.errors import InputError, MissingExtraError


def read_webpage(page: bytes, name: str) -> Document:
    """The main text of a page; its ``title``, ``date`` and ``site``, where known, are in the metadata.

    Raises:
        MissingExtraError: trafilatura is not installed.
        InputError: there is no article in the page.
    """
    try:
        import trafilatura
    except ImportError as error:
        raise MissingExtraError("html", "trafilatura") from error
    try:
        found: Any = trafilatura.bare_extraction(page, with_metadata=True, include_comments=False)
    except Exception as error:  # whatever hostile markup sets off in there must not end a run
        raise InputError(f"trafilatura failed: {type(error).__name__}: {error}") from error
    if found is None or not found.text:
        raise InputError("no article was found in the page")
    known = {"title": found.title, "date": found.date, "site": found.sitename}
    return Document(found.text, name, {key: value for key, value in known.items() if value})
