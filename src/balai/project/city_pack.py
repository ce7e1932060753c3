"""Brings the city pack into the database: what is new or changed; the rest stays."""

from __future__ import annotations

from balai.project.configuration import Configuration
from balai.project.terminal import Step


def load_city_pack(configuration: Configuration, current: Step) -> str:  # noqa: ARG001 (filled when packs exist)
    """Load areas, organisations and services of the pack; a sentence of what there is now."""
    return "not built yet"
