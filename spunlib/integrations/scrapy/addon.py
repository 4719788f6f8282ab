"""The add-on: one line of a project's settings installs the pipeline."""

from __future__ import annotations

from typing import Any, Final

from spunlib.errors import MissingExtraError
from spunlib.integrations.scrapy.options import Options
from spunlib.integrations.scrapy.pipeline import SpunlibPipeline

PRIORITY: Final = 500
"""After the pipelines that clean items, which Scrapy's template puts at 300, and before those that store
them, which are put behind."""

_PIPELINES: Final = "ITEM_PIPELINES"


class SpunlibAddon:
    """Installs `SpunlibPipeline`, unless the project did so with a priority of its own.

    ``ADDONS = {"spunlib.integrations.scrapy.SpunlibAddon": 500}``
    """

    def update_settings(self, settings: Any) -> None:
        """Called by Scrapy when a crawler is made.

        Raises:
            UsageError: a setting SPUNLIB_* is wrong.
            NotConfigured: SPUNLIB_ENABLED is False.
        """
        try:
            from scrapy.exceptions import NotConfigured
            from scrapy.utils.misc import load_object
        except ImportError as error:
            raise MissingExtraError("scrapy", "scrapy") from error
        if not Options.of(settings).enabled:
            raise NotConfigured
        pipelines = settings.getdict(_PIPELINES)
        if SpunlibPipeline not in map(load_object, pipelines):
            pipelines[SpunlibPipeline] = PRIORITY
            # With its own priority: what the command line or a spider says of other pipelines stays.
            settings.set(_PIPELINES, pipelines, settings.getpriority(_PIPELINES) or 0)
