"""Many results summed up by site, author or file: what a crawl holds, and from where."""

from spunlib.summary.groups import GROUPINGS
from spunlib.summary.outcome import Outcome
from spunlib.summary.summary import Group, Summary

__all__ = ["GROUPINGS", "Group", "Outcome", "Summary"]
