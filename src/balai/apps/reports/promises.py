"""What the city promises on a case, in sentences with dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from balai.apps.cases.service import CasePage
from balai.apps.reports.moments import office_name
from balai.engines.casework.definition import PublicState


@dataclass(frozen=True, slots=True)
class NextStep:
    """An open step as a citizen sees it: whose turn it is and until when. `office` is empty for the reporter's own."""

    state: str
    office: str
    due: datetime | None
    paused: bool
    late: bool


def next_steps(page: CasePage, language: str) -> list[NextStep]:
    """The open steps, the one that opened first at the front."""
    tasks = sorted(page.state.tasks.values(), key=lambda task: task.opened_seq)
    return [
        NextStep(
            state=str(task.state),
            office=office_name(task.organisation, language) if task.organisation else "",
            due=task.due,
            paused=task.paused_at is not None,
            late=task.late,
        )
        for task in tasks
    ]


def is_solved(page: CasePage) -> bool:
    return page.state.public_state is PublicState.DONE
