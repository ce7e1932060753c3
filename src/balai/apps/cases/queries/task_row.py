"""What every list of open steps shows of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(slots=True)
class TaskRow:
    """An open step and its case. `person` is the name of who was given it, or None."""

    id: int
    case_id: int
    step: str
    organisation_id: int
    state: str
    due_at: datetime | None
    paused_at: datetime | None
    person: str | None
    reference: str
    service_id: int
    category: str
    area_id: int | None
