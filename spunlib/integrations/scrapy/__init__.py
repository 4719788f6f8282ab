"""Scrapy: an item pipeline that scores scraped pages, and the add-on that installs it; see docs/scrapy.md.

Scrapy itself is imported when a crawl uses them, not before.
"""

from __future__ import annotations

from spunlib.integrations.scrapy.addon import SpunlibAddon
from spunlib.integrations.scrapy.pipeline import SpunlibPipeline

__all__ = ["SpunlibAddon", "SpunlibPipeline"]
