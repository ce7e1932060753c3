"""Words, names and pictures are erased; the story stays and says so.

See docs/decisions/0011 for what goes, what stays, and why.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q

from balai.apps.cases.definitions import service_of
from balai.apps.cases.directory import directory
from balai.apps.cases.models import Case, Content, Event, Original, Reporter, ServiceVersion, Task
from balai.apps.cases.promises_said import forget_promises
from balai.base.areas.models import Area
from balai.base.errors import Refusal
from balai.base.files.actions import erase_file
from balai.base.files.models import StoredFile
from balai.base.notifications.actions import erase_notifications
from balai.base.people.models import User
from balai.engines.casework.definition import Erasable
from balai.engines.casework.story import Kind

BATCH = 1_000
SMALL_LEVELS = frozenset({"rw", "rt"})
"""Areas of some dozens to some hundred households: too few for a place to say nothing of who lives there."""


class FieldWorkUnderWay(Refusal):
    """Somebody is on the way or at work for this request and needs what you wrote. Erase it once that is done."""

    code = "cases.field_work_under_way"


def keeps_records(case: Case) -> bool:
    """Whether a law has the city keep what offices wrote in this case, whatever its reporter wishes."""
    return service_of(case.service_id).erasable is Erasable.REPORTER_WORDS


@transaction.atomic
def erase_for_reporter(*, case_id: int, now: datetime) -> int:
    """Erase what a reporter may have erased: all, or where the law has the records of offices kept, only their own words.

    Which of the two, the service file says (`erasable`). What is kept goes when its time of keeping is over.

    Raises:
        FieldWorkUnderWay: field work is open on a case whose records are kept.
        Case.DoesNotExist: no such case.
    """
    case = Case.objects.select_for_update().only("id", "service_id").get(id=case_id)
    if not keeps_records(case):
        return erase_content(case_id=case_id, reason="citizen_right", by=None, now=now)
    if Task.objects.filter(case_id=case_id, field_work=True).exists():
        raise FieldWorkUnderWay
    return erase_content(case_id=case_id, reason="citizen_words", by=None, now=now)


@transaction.atomic
def erase_content(*, case_id: int, reason: str, by: User | None, now: datetime) -> int:
    """Erase all content of a case: words, files, messages and the reporter's identity. How many pieces it was.

    `reason` is a code: `retention` (of closed cases only), `citizen_right`, or `citizen_words`: what offices wrote stays,
    and with it the place and the coded answers, until their time of keeping is over. The database function also appends the
    `erased` event. Of a closed case the exact place and the coded answers go as well; an open one keeps them until it
    closes (`coarsen_case`), because whoever works on it needs to know where. `by` is an officer, never the citizen.

    Raises:
        Case.DoesNotExist: no such case.
    """
    case = Case.objects.select_for_update().only("id", "is_open").get(id=case_id)  # so that no file comes in unseen
    held = Content.objects.filter(case_id=case_id).values("file_id")
    locked = Original.objects.filter(case_id=case_id).values("file_id")
    files = list(StoredFile.objects.filter(Q(id__in=held) | Q(id__in=locked)))
    with connection.cursor() as cursor:
        cursor.execute("SELECT cases_erase(%s, %s, %s, %s)", [case_id, reason, by.id if by else None, now])
        row = cursor.fetchone()
    for file in files:
        used = Content.objects.filter(file_id=file.id).exists() or Original.objects.filter(file_id=file.id).exists()
        if not used:
            erase_file(file=file, by=by, now=now)
    erase_notifications(event_prefix=f"case:{case_id}:", now=now, forget_recipients=True)
    forget_promises(case_id)
    if not case.is_open and reason != "citizen_words":
        coarsen_case(case_id=case_id)
    return int(row[0]) if row else 0


@transaction.atomic
def coarsen_case(*, case_id: int) -> None:
    """Leave of an erased, closed case only what counts are made of: its category, and its area down to the subdistrict.

    The point, the other coded answers and the supporters' keys go: together they could single out one person.

    Raises:
        Error: the case is open, or was never erased.
    """
    case = Case.objects.only("id", "service_id", "area_id").get(id=case_id)
    kept = service_of(case.service_id).category_question
    area = coarse_area(directory().area_codes.get(case.area_id or 0, ""))
    with connection.cursor() as cursor:
        cursor.execute("SELECT cases_coarsen(%s, %s, %s)", [case_id, [kept] if kept else [], area])
    forget_promises(case_id)


def coarse_area(code: str) -> str:
    """The code of the subdistrict in which an area lies, or its own where it is no smaller than one."""
    path = directory().area_paths.get(code, "")
    levels = dict(Area.objects.filter(code__in=path.split("/")).values_list("code", "level"))
    return next((part for part in path.split("/")[::-1] if part and levels.get(part) not in SMALL_LEVELS), code)


def uncoarsened_case_ids(_now: datetime) -> list[int]:
    """At most BATCH cases that were erased while they were open, and have closed since."""
    erased = Event.objects.filter(kind=Kind.ERASED, case__is_open=False).exclude(data__has_key="kept")
    begun = Event.objects.filter(case_id=OuterRef("case_id"), seq=1, data__has_key="coarse")
    found = erased.exclude(Exists(begun)).order_by("case_id").values_list("case_id", flat=True).distinct()
    return list(found[:BATCH])


def expired_case_ids(now: datetime) -> list[int]:
    """At most BATCH closed cases kept as long as their service file says, the oldest first.

    Only those of which there still are words, files, or somebody's name, address or account.
    """
    held = Exists(Content.objects.filter(case_id=OuterRef("pk")))
    someone = Q(user_id__isnull=False) | ~Q(name="", email="", phone="")
    named = Exists(Reporter.objects.filter(someone, case_id=OuterRef("pk")))
    expired: list[int] = []
    for version_id in ServiceVersion.objects.order_by("id").values_list("id", flat=True):
        before = now - timedelta(days=service_of(version_id).keep_days)
        cases = Case.objects.filter(service_id=version_id, is_open=False, closed_at__lt=before)
        expired += cases.filter(held | named).order_by("closed_at").values_list("id", flat=True)[: BATCH - len(expired)]
        if len(expired) >= BATCH:
            break
    return expired
