"""What a field crew has to do: open field work of its units, with what the reporter showed and said."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import F, Q

from balai.apps.cases.definitions import service_of
from balai.apps.cases.models import Content, Task
from balai.apps.cases.queries.paging import PAGE_SIZE
from balai.apps.cases.queries.work_list import Scope, Selection, selected
from balai.engines.casework.definition import QuestionType

SHOWN = (
    "step",
    "organisation_id",
    "assignee_id",
    "state",
    "started_at",
    "due_at",
    "is_late",
    "paused_at",
    "case__reference",
    "case__service_id",
    "case__category",
    "case__area_id",
    "case__longitude",
    "case__latitude",
)


@dataclass(slots=True)
class Job:
    """An open piece of field work: the reporter's words, the landmark, the reporter's pictures, and the latest words."""

    task: Task
    words: str = ""
    place: str = ""
    latest: str = ""
    pictures: list[Content] = field(default_factory=list)


def jobs(*, scope: Scope, now: datetime, reference: str = "") -> list[Job]:
    """Field work that is this person's own or nobody's yet, the soonest due first: two statements, one page."""
    tasks = (
        selected(scope, Selection.UNIT, now)
        .filter(Q(assignee_id=scope.user_id) | Q(assignee_id__isnull=True), field_work=True)
        .select_related("case")
        .only(*SHOWN)
        .order_by(F("due_at").asc(nulls_last=True), "id")
    )
    if reference:
        tasks = tasks.filter(case__reference=reference)
    found = [Job(task) for task in tasks[:PAGE_SIZE]]
    of_case: dict[int, list[Job]] = {}
    for job in found:
        of_case.setdefault(job.task.case_id, []).append(job)
    contents = Content.objects.filter(Q(seq=1) | Q(question="words"), case_id__in=of_case)
    for content in contents.select_related("file").order_by("case_id", "seq", "id"):
        for job in of_case[content.case_id]:
            _tell(job, content)
    return found


def _tell(job: Job, content: Content) -> None:
    if content.seq > 1:
        job.latest = content.text
    elif content.file_id:
        job.pictures.append(content)
    elif content.question == "words":
        job.words = content.text
    elif service_of(job.task.case.service_id).question(content.question).type is QuestionType.PLACE:
        job.place = content.text
