"""The article in a web page, found by trafilatura."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any, Final

from spunlib.document import Document
from spunlib.errors import InputError, MissingExtraError
from spunlib.reading.charset import decode_page
from spunlib.reading.limits import LONGEST_PAGE, MOST_TAGS, in_megabytes

# They warn of every page without an article, which the results say already. This takes the place of Python's
# handler of last resort; whoever has set up logging still hears of it.
for _name in ("trafilatura", "htmldate", "courlan"):
    logging.getLogger(_name).addHandler(logging.NullHandler())

_KNOWN: Final = {"title": "title", "date": "date", "site": "sitename", "author": "author", "url": "url"}
"""What is kept of a page, and what trafilatura calls it."""


def read_webpage(
    page: bytes, name: str, metadata: Mapping[str, Any] | None = None, content_type: str = ""
) -> Document:
    """The main text of a page.

    Args:
        page: its bytes; `spunlib.reading.charset` says how they are decoded.
        name: id of the document.
        metadata: what is known of it; ``title``, ``date``, ``site``, ``author`` and ``url`` are added where
            the page tells them and they are not known yet.
        content_type: what the server said of it.

    Raises:
        MissingExtraError: trafilatura is not installed.
        InputError: there is no article in the page, or it is too large.
    """
    try:
        import trafilatura
    except ImportError as error:
        raise MissingExtraError("html", "trafilatura") from error
    given = dict(metadata or {})
    if len(page) > LONGEST_PAGE:
        raise InputError(f"the page is longer than {in_megabytes(LONGEST_PAGE)}")
    if page.count(b"<") > MOST_TAGS:
        raise InputError(f"the page has more than {MOST_TAGS:,} tags")
    try:
        found: Any = trafilatura.bare_extraction(
            decode_page(page, content_type), url=given.get("url"), with_metadata=True, include_comments=False
        )
    except Exception as error:  # whatever hostile markup sets off in there must not end a run
        raise InputError(f"trafilatura failed: {type(error).__name__}: {error}") from error
    if found is None or not found.text:
        raise InputError("no article was found in the page")
    told = {key: getattr(found, theirs) for key, theirs in _KNOWN.items()}
    return Document(found.text, name, {key: value for key, value in told.items() if value} | given)
