"""Originals on disk and the search for the source of a text."""

from spunlib.index.source_index import SourceIndex, SourceMatch

__all__ = ["SourceIndex", "SourceMatch"]
