"""Items of every kind (dict, scrapy.Item, dataclass, attrs, pydantic): what is read in them and written.

An ``adapter`` is an `itemadapter.ItemAdapter`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from spunlib.document import Document
from spunlib.errors import InputError
from spunlib.integrations.scrapy.options import Options
from spunlib.reading.webpage import read_webpage
from spunlib.report.published import DATE_FIELDS


class Page(NamedTuple):
    """What an item holds to be scored, as it goes to the process that scores.

    Attributes:
        id: name of the item.
        text: its text; None: it is in ``html``.
        html: its page.
        dates: fields that may say when it was published.
    """

    id: str
    text: Any
    html: Any
    dates: Mapping[str, str]

    @classmethod
    def of(cls, adapter: Any, options: Options, place: str) -> Page | None:
        """The page in an item; None where the item is of a kind that has neither text nor HTML.

        Args:
            adapter: the item.
            options: which fields count.
            place: a name for an item that has none.
        """
        names = adapter.field_names()
        if options.text_field not in names and options.html_field not in names:
            return None
        text, html = _value(adapter, options.text_field), _value(adapter, options.html_field)
        dates = {name: str(date) for name in DATE_FIELDS if (date := _value(adapter, name))}
        given = _value(adapter, options.id_field)
        return cls(str(given) if given else place, text, None if text is not None else html, dates)

    def document(self, options: Options) -> Document:
        """The text of the page, with its date.

        Raises:
            InputError: there is no text, or no article in the page.
            MissingExtraError: trafilatura is not installed.

        >>> Page("a", None, None, {}).document(Options())
        Traceback (most recent call last):
            ...
        spunlib.errors.InputError: neither field 'text' nor field 'html' of the item holds anything
        """
        if isinstance(self.text, str):
            return Document(self.text, self.id, self.dates)
        if self.text is not None:
            kind = type(self.text).__name__
            raise InputError(f"field {options.text_field!r} of the item must hold a str, not {kind}")
        if isinstance(self.html, str | bytes):
            known = dict(self.dates) | ({"url": self.id} if "://" in self.id else {})
            if isinstance(self.html, bytes):
                return read_webpage(self.html, self.id, known)
            # Lone surrogates cannot be encoded. What a page says of its encoding was true of its bytes alone.
            page = self.html.encode("utf-8", "replace")
            return read_webpage(page, self.id, known, content_type="text/html; charset=utf-8")
        names = [f"field {name!r}" for name in (options.text_field, options.html_field) if name]
        if self.html is None:
            none = f"neither {' nor '.join(names)}" if len(names) > 1 else f"no {names[0]}"
            raise InputError(f"{none} of the item holds anything")
        kind = type(self.html).__name__
        raise InputError(f"{names[-1]} of the item must hold a str or bytes, not {kind}")


def _value(adapter: Any, name: str) -> Any:
    """What a field holds; None where there is no such field, or nothing was put into it yet."""
    try:
        return adapter[name]
    except (KeyError, AttributeError):
        return None


def tag(adapter: Any, field: str, result: Mapping[str, Any]) -> bool:
    """Put a result into an item; False where the item cannot take it.

    >>> item = {"text": "Rain."}
    >>> tag(item, "spunlib", {"decision": "abstain"}), item["spunlib"]
    (True, {'decision': 'abstain'})
    """
    try:
        adapter[field] = result
    except Exception:  # no such field, a frozen class, a validating one: each kind of item raises its own
        return False
    return True
