"""The door of the indicators: definitions, what was published, how it is computed."""

from __future__ import annotations

from balai.apps.indicators.actions.publishing import facts_of, keep_clear, publish, publish_what_is_due
from balai.apps.indicators.computing import NotRows, compute, read_rows
from balai.apps.indicators.model import Indicator, Unit, definitions_file, indicators, version_of_definition
from balai.apps.indicators.queries.publications import latest_publications

__all__ = [
    "Indicator",
    "NotRows",
    "Unit",
    "compute",
    "definitions_file",
    "facts_of",
    "indicators",
    "keep_clear",
    "latest_publications",
    "publish",
    "publish_what_is_due",
    "read_rows",
    "version_of_definition",
]
