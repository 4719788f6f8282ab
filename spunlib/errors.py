"""The exceptions of spunlib.

::

    SpunlibError
    ├── ModelError          a model is missing, of another version, or was altered
    ├── SourceIndexError    an index cannot be opened, read or written
    ├── InputError          a document or record cannot be read
    └── UsageError          an argument or option is wrong
        └── MissingExtraError   an optional dependency is not installed

A message says what was wrong, where, and what to do about it.
"""

from __future__ import annotations


class SpunlibError(Exception):
    """Base class of everything that spunlib raises on purpose."""


class ModelError(SpunlibError):
    """A model is missing, has another schema version, or one of its files was altered."""


class SourceIndexError(SpunlibError):
    """A source index cannot be opened, read or written."""


class InputError(SpunlibError):
    """A document or a labelled record cannot be read."""


class UsageError(SpunlibError):
    """An argument, option or combination of them makes no sense."""


class MissingExtraError(UsageError):
    """An optional dependency is needed and not installed.

    >>> str(MissingExtraError("html", "trafilatura"))
    "trafilatura is not installed; it comes with the extra [html]: pip install 'spunlib[html]'"
    """

    def __init__(self, extra: str, package: str) -> None:
        super().__init__(
            f"{package} is not installed; it comes with the extra [{extra}]: pip install 'spunlib[{extra}]'"
        )
        self.extra = extra
        self.package = package

    def __reduce__(self) -> tuple[type[MissingExtraError], tuple[str, str]]:
        return type(self), (self.extra, self.package)
