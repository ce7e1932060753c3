"""Reads mobility/timetable.yaml: what a feed leaves open when a timetable is made of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from balai.base.packs.mistakes import Mistake
from balai.base.packs.shape import shape_mistakes
from balai.base.packs.strict_yaml import read_yaml

FILE = "mobility/timetable.yaml"
SCHEMA = "timetable"
LAYOVER, LINKED = 20, 240
"""Minutes."""


@dataclass(frozen=True, slots=True)
class TimetableRules:
    """How long vehicles stand with people on board, in seconds: between two trips of a block, and between two that
    transfers.txt links by name.
    """

    layover: int = LAYOVER * 60
    linked: int = LINKED * 60


def read_rules(path: Path) -> tuple[TimetableRules, list[Mistake]]:
    """What the file says, and its mistakes; what is usual where there is no file, and where it has mistakes."""
    if not path.is_file():
        return TimetableRules(), []
    document, mistakes = read_yaml(path, FILE)
    if document is None:
        return TimetableRules(), mistakes
    mistakes = shape_mistakes(document, SCHEMA)
    if mistakes:
        return TimetableRules(), mistakes
    staying = document.value["staying"]
    minutes = staying.get("layover_minutes", LAYOVER), staying.get("linked_minutes", LINKED)
    return TimetableRules(minutes[0] * 60, minutes[1] * 60), []
