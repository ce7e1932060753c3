"""How the count of open work is written into its row, and read from it."""

from __future__ import annotations

from dataclasses import asdict, astuple
from datetime import datetime
from typing import Any

from balai.apps.cases.service import Counts, Load, OpenWork
from balai.apps.supervision.models import Snapshot

OPEN_WORK = "open_work"


def written(work: OpenWork) -> dict[str, Any]:
    """As the fields of a Snapshot."""
    units = {str(number): asdict(counts) for number, counts in work.units.items()}
    people = [[*astuple(load)[:-1], load.oldest.isoformat()] for load in work.people]
    return {"at": work.at, "units": units, "people": people}


def read(kept: Snapshot) -> OpenWork:
    """What `written` wrote."""
    units = {int(number): Counts(**counts) for number, counts in kept.units.items()}
    people = tuple(_load(*row) for row in kept.people)
    return OpenWork(kept.at, units, people)


def _load(user_id: int, name: str, organisation_id: int, *numbers: Any) -> Load:
    total, late, started, oldest = numbers
    return Load(user_id, name, organisation_id, total, late, started, datetime.fromisoformat(oldest))
