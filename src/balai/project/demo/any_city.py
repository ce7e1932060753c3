"""Invented reports for any city pack with services for reports, so that the cities of a demo network have figures.

Nobody can log in as those who work on them here; Jakarta's demo has people for that.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from uuid import uuid4

from django.db import transaction

from balai.apps.cases.actions.clockwork import tick_case
from balai.apps.cases.actions.opening import Place, Submission, open_case
from balai.apps.cases.actions.working import Ending, end_step
from balai.apps.cases.definitions import current_services
from balai.apps.cases.models import Case, Task
from balai.apps.figures.actions.following import follow
from balai.apps.transparency.service import sequence
from balai.base.areas.models import Area, Level
from balai.base.city import current_city
from balai.base.files.actions import store_picture
from balai.base.notifications.models import Notification, State
from balai.base.people.models import Membership, User
from balai.engines.casework.decisions import Actor
from balai.engines.casework.definition import REPORTER, Need, Outcome, Service, Step
from balai.project.demo.people import WORKING_SINCE
from balai.project.demo.pictures import photo

REPORTS = 40
DAYS = 75
"""How far back the first report lies."""
LEFT_OPEN = 0.2
WORDS = "Laporan contoh: sudah beberapa hari seperti ini, mohon diperiksa."
DONE = "Pekerjaan contoh: sudah diperbaiki."


@transaction.atomic
def tell_reports(now: datetime, *, count: int = REPORTS) -> int:
    """Open reports of the past weeks and see most of them through; how many. None where there are some already."""
    services = [one for one in current_services().values() if one.kind == "report"]
    areas = list(Area.objects.filter(level=Level.SUBDISTRICT).order_by("id").values_list("code", flat=True))
    if not services or not areas or Case.objects.exists():
        return 0
    chance = Random(current_city().code)  # noqa: S311 (not a secret)
    moments = sorted(chance.uniform(1, DAYS * 24) for _ in range(count))
    for hours in reversed(moments):
        _tell(chance.choice(services), chance.choice(areas), now - timedelta(hours=hours), now, chance)
    Notification.objects.filter(state=State.QUEUED, created_at__lt=now).update(state=State.SENT, sent_at=now)
    follow(now=now)
    sequence(now=now)
    return count


def _tell(service: Service, area: str, at: datetime, now: datetime, chance: Random) -> None:
    answers = {
        one.id: chance.choice(one.options).code for one in service.questions if one.required and one.type == "choice"
    }
    submission = Submission(
        service=service.code, key=uuid4(), answers={**answers, "words": WORDS}, place=Place(area=area), is_public=True
    )
    case = open_case(submission=submission, by=None, now=at)
    stops_after = chance.randrange(3) if chance.random() < LEFT_OPEN else 99
    for _turn in range(stops_after):
        at += timedelta(hours=chance.expovariate(1 / 20))
        task = Task.objects.filter(case_id=case.id).select_related("organisation").first()
        if task is None or at >= now:
            return
        tick_case(case_id=case.id, now=at)
        task = Task.objects.filter(case_id=case.id).select_related("organisation").first()
        if task is not None:
            _end(service.step(task.step), task, at, chance)


def _end(step: Step, task: Task, at: datetime, chance: Random) -> None:
    outcome = next(one for one in step.outcomes if one.tone == "primary")
    actor, user = Actor(None, REPORTER), None
    if REPORTER not in step.by and task.organisation is not None:
        role = step.by[0]
        user, _new = User.objects.get_or_create(
            email=f"{role}.{task.organisation.code}@demo.balai.example"[:254],
            defaults={"name": f"Petugas contoh ({role})"},
        )
        Membership.objects.get_or_create(
            user=user, organisation=task.organisation, role=role, defaults={"since": WORKING_SINCE}
        )
        actor = Actor(user.id, role, task.organisation.code)
    end_step(case_id=task.case_id, ending=_ending(outcome, task, user, at, chance), actor=actor, now=at)


def _ending(outcome: Outcome, task: Task, user: User | None, at: datetime, chance: Random) -> Ending:
    files: tuple[int, ...] = ()
    if Need.EVIDENCE in outcome.needs:
        drawn = photo("report.road", seed=f"{task.case_id}", mended=True)
        files = (store_picture(upload=drawn, by=user, now=at).id,)
    words = DONE if Need.WORDS in outcome.needs else ""
    rating = chance.choice((3, 4, 4, 5)) if Need.RATING in outcome.needs else None
    return Ending(task.step, outcome.code, words=words, files=files, rating=rating)
