"""Originals on disk and the search for the source of a text."""

from spunlib.index.matching import SourceMatch
from spunlib.index.source_index import SourceIndex

__all__ = ["SourceIndex", "SourceMatch"]
