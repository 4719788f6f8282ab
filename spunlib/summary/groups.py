"""Which site, author or file a document belongs to."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from spunlib.report.visible import one_line
from spunlib.summary.outcome import Outcome

_HOST: Final = re.compile(r"(?:[\w-]+\.)+[\w-]{2,}\.?(?::\d+)?")
_LONGEST: Final = 200  # characters of a name: what is longer is no name, and would have to be kept


def site_of(fields: Mapping[str, Any], id: str | None) -> str | None:
    """The host of ``url``, or else ``site``, or else the host of an id that is a URL; None if none is known.

    Hosts are in lower case, without ``www.``; other subdomains are sites of their own. The address that a
    page was fetched from comes before the name that the page gives itself, which may differ from page to page
    and may be another site's.

    >>> site_of({"url": "https://WWW.Example.org:443/a?b"}, None), site_of({"site": "www.example.org"}, "7")
    ('example.org', 'example.org')
    >>> site_of({"site": "The Daily  Example"}, None), site_of({}, "http://b.example/1"), site_of({}, "7")
    ('The Daily Example', 'b.example', None)
    """
    return _host(fields.get("url")) or _site(fields.get("site")) or _host(id)


def author_of(fields: Mapping[str, Any]) -> str | None:
    """The field ``author``; several authors, in a list, are one group.

    >>> author_of({"author": ["Ann Example", "Bo Sample"]}), author_of({"author": ""})
    ('Ann Example; Bo Sample', None)
    """
    author = fields.get("author")
    names = author if isinstance(author, list | tuple) else [author]
    return _name("; ".join(name for name in names if isinstance(name, str)))


def file_of(outcome: Outcome) -> str | None:
    """The file that a document was read from; a file that is one document has its name for an id."""
    return _name(outcome.file or outcome.id)


GROUPINGS: Final[Mapping[str, Callable[[Outcome], str | None]]] = {
    "site": lambda outcome: site_of(outcome.input, outcome.id),
    "author": lambda outcome: author_of(outcome.input),
    "file": file_of,
}
"""What results can be summed up by, and the group of a result; None where its group is not known."""


def _host(url: Any) -> str | None:
    if not isinstance(url, str) or "://" not in url:
        return None
    try:
        host = urlsplit(url.strip()).hostname
    except ValueError:  # broken brackets of an IPv6 address
        return None
    return _name((host or "").rstrip(".").removeprefix("www."))


def _site(site: Any) -> str | None:
    if not isinstance(site, str):
        return None
    site = site.strip()
    if _HOST.fullmatch(site):
        site = f"http://{site}"
    return _host(site) or _name(site)


def _name(name: str | None) -> str | None:
    return one_line(name or "")[:_LONGEST] or None
