"""One office's week: what came in for its area, what is open, late and done, by service, and the promises that run."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import F

from balai.apps.cases.models import Task
from balai.apps.cases.queries.supervision import SHOWN, WatchedTask
from balai.base.lookups import Among


@dataclass(frozen=True, slots=True)
class ServiceWeek:
    """Reports of one service in the area: new in the week, open now, late now, solved in the week, refused in it."""

    service: str
    new: int
    open: int
    late: int
    done: int
    refused: int


_WEEK = """
SELECT service_code,
       count(*) FILTER (WHERE opened_at >= %(begin)s AND opened_at < %(end)s),
       count(*) FILTER (WHERE is_open AND public_state <> 'done'),
       count(*) FILTER (WHERE is_open AND public_state <> 'done' AND due_at < %(now)s),
       count(*) FILTER (WHERE done_at >= %(begin)s AND done_at < %(end)s),
       count(*) FILTER (WHERE public_state = 'refused' AND closed_at >= %(begin)s AND closed_at < %(end)s)
FROM cases_case
WHERE area_id = ANY(%(areas)s)
GROUP BY 1
"""


def week_of_area(areas: Collection[int], *, begin: datetime, end: datetime, now: datetime) -> list[ServiceWeek]:
    """What happened in the areas, by service; services without anything to tell are left out. One statement.

    It reads the cases of these areas alone, by their index: meant for one subdistrict.
    """
    with connection.cursor() as cursor:
        cursor.execute(_WEEK, {"areas": list(areas), "begin": begin, "end": end, "now": now})
        rows = [ServiceWeek(*row) for row in cursor.fetchall()]
    return [row for row in rows if row.new or row.open or row.done or row.refused]


def running_promises(organisations: Collection[int], *, most: int) -> list[WatchedTask]:
    """Open steps that lie with the offices, the soonest due first, those without a promise last."""
    tasks = Task.objects.filter(Among("organisation_id", organisations))
    rows = tasks.order_by(F("due_at").asc(nulls_last=True), "id").values_list(*SHOWN)[:most]
    return [WatchedTask(*row) for row in rows]
