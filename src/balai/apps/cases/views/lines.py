"""Lines of the work list: everything a row shows, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.text import Truncator

from balai.apps.cases.definitions import service_of
from balai.apps.cases.queries.work_list import ListedTask
from balai.apps.cases.wording import Clock, area_words, category_words, clock_of, organisation_words_by_id, step_words
from balai.engines.casework.definition import Service

WORDS_SHOWN, LANDMARK_SHOWN = 120, 60


@dataclass(frozen=True, slots=True)
class Line:
    """One open task, as the list shows it."""

    reference: str
    url: str
    about: str
    icon: str
    landmark: str
    area: str
    words: str
    state: str
    step: str
    clock: Clock
    unit: str
    person: str
    is_public: bool
    supporters: int


def line_of(listed: ListedTask, *, now: datetime) -> Line:
    task, case = listed.task, listed.task.case
    service: Service = service_of(case.service_id)
    return Line(
        reference=case.reference,
        url=reverse("desk:case", args=[case.reference]),
        about=category_words(service, case.category),
        icon=service.icon,
        landmark=Truncator(listed.landmark).chars(LANDMARK_SHOWN),
        area=area_words(case.area_id),
        words=Truncator(" ".join(listed.words.split())).chars(WORDS_SHOWN),
        state=task.state,
        step=step_words(service, task.step),
        clock=clock_of(task.due_at, paused=task.paused_at is not None, now=now),
        unit=organisation_words_by_id(task.organisation_id),
        person=task.assignee.name if task.assignee else "",
        is_public=case.is_public,
        supporters=case.supporters,
    )
