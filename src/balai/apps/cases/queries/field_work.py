"""What a field crew has to do: open field work of its units, with what the reporter showed and said."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import F, Q

from balai.apps.cases.definitions import service_of
from balai.apps.cases.models import Content, Event, Task
from balai.apps.cases.queries.paging import PAGE_SIZE
from balai.apps.cases.queries.work_list import Scope, Selection, own_work, selected
from balai.engines.casework.definition import QuestionType
from balai.engines.casework.story import Kind

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
    """An open piece of field work: the citizen's words, landmark, pictures and answers, and the latest words.

    Nothing personal is among them. `known` are the answers that count in the case, where outcomes depend on some.
    """

    task: Task
    words: str = ""
    place: str = ""
    latest: str = ""
    pictures: list[Content] = field(default_factory=list)
    answers: list[Content] = field(default_factory=list)
    known: dict[str, Any] = field(default_factory=dict)


def jobs(*, scope: Scope, now: datetime, reference: str = "") -> list[Job]:
    """Field work that is this person's own or nobody's yet, the soonest due first: two statements, one page."""
    tasks = (
        selected(scope, Selection.UNIT, now)
        .filter(own_work(scope) | Q(assignee_id__isnull=True), field_work=True)
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
    _know([job for job in found if _asks(job)])
    return found


def _asks(job: Job) -> bool:
    """Whether an outcome of the job has questions of its own."""
    step = service_of(job.task.case.service_id).step(job.task.step)
    return any(outcome.asks for outcome in step.outcomes)


def _know(found: Collection[Job]) -> None:
    """One more statement, only where outcomes ask questions: those may depend on what was answered before."""
    if not found:
        return
    told = Event.objects.filter(case_id__in={job.task.case_id for job in found}, kind__in=(Kind.OPENED, Kind.TASK_DONE))
    known: dict[int, dict[str, Any]] = {}
    for case_id, answers in told.order_by("case_id", "seq").values_list("case_id", "data__answers"):
        known.setdefault(case_id, {}).update(answers or {})
    for job in found:
        job.known = known.get(job.task.case_id, {})


def _tell(job: Job, content: Content) -> None:
    question = service_of(job.task.case.service_id).asked(content.question)
    if content.seq > 1:
        job.latest = content.text
    elif question is None or question.personal:
        return
    elif content.file is not None:
        (job.answers if content.file.is_document else job.pictures).append(content)
    elif question.id == "words":
        job.words = content.text
    elif question.type is QuestionType.PLACE:
        job.place = content.text
    else:
        job.answers.append(content)
