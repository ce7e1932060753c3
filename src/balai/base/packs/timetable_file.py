"""Reads mobility/timetable.yaml: what a feed leaves open when a timetable is made of it."""

from __future__ import annotations

from pathlib import Path

from balai.base.packs.mistakes import Mistake
from balai.base.packs.shape import shape_mistakes
from balai.base.packs.strict_yaml import read_yaml
from balai.engines.transit.layovers import Staying

FILE = "mobility/timetable.yaml"
SCHEMA = "timetable"
NAMES = {"layover_minutes": "longest_layover", "linked_minutes": "longest_stated"}


def read_rules(path: Path) -> tuple[Staying, list[Mistake]]:
    """What the file says, and its mistakes; what is usual where there is no file, and where it has mistakes."""
    if not path.is_file():
        return Staying(), []
    document, mistakes = read_yaml(path, FILE)
    if document is None:
        return Staying(), mistakes
    mistakes = shape_mistakes(document, SCHEMA)
    if mistakes:
        return Staying(), mistakes
    said = document.value["staying"]
    return Staying(**{NAMES[name]: minutes * 60 for name, minutes in said.items()}), []
