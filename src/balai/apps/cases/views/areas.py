"""Narrowing a list by area, step by step: the way down to the chosen area, and the areas right beneath it.

Offered are areas that some office serves: nobody sorts work by areas that are smaller.
"""

from __future__ import annotations

from dataclasses import dataclass

from balai.apps.cases.directory import Snapshot, directory
from balai.apps.cases.door import Desk


@dataclass(frozen=True, slots=True)
class AreaChoice:
    """An option of the area filter."""

    code: str
    words: str
    chosen: bool


def area_choices(desk: Desk, chosen: str) -> list[AreaChoice]:
    """Options of the filter. Empty where the officer's organisation serves an area with nothing beneath it."""
    snapshot = directory()
    top = _own_path(desk, snapshot)
    here = snapshot.area_paths.get(chosen, "")
    here = here if here.startswith(top) else top
    above = [] if here == top else _way(snapshot, top, here)
    beneath = snapshot.served_beneath(here)
    return [AreaChoice(code, snapshot.area_names[code], code == chosen) for code in (*above, *beneath)]


def _own_path(desk: Desk, snapshot: Snapshot) -> str:
    entry = snapshot.by_code.get(desk.held.organisation_code)
    own = desk.held.area_path or (entry.area_path if entry else "")
    return own or next(iter(sorted(snapshot.area_paths.values(), key=len)), "")


def _way(snapshot: Snapshot, top: str, here: str) -> list[str]:
    """Codes of the areas from right beneath `top` down to `here`."""
    codes = here[len(top) :].strip("/").split("/")
    return [code for code in codes if code in snapshot.area_names]
