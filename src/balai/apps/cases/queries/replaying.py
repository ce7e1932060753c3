"""Past cases under a changed definition: read part by part, retold twice, and counted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter

from balai.apps.cases.definitions import service_of
from balai.apps.cases.directory import directory
from balai.base.calendar import city_calendar
from balai.base.memo import remembered_each
from balai.base.statements import Row, rows_of
from balai.engines.casework.comparing import Comparison
from balai.engines.casework.definition import Service
from balai.engines.casework.replay import loosened, retell, same_way
from balai.engines.casework.story import Event, Kind
from balai.engines.casework.writing import Facts

CASES_IN_PART = 500
IMPORTED = "imported"
"""What the opening of a case from elsewhere says: its story was not made by any definition."""
NOT_READ = ("supported",)
_PARTS = """
SELECT min(id), max(id), count(*) FROM (
    SELECT id, (row_number() OVER (ORDER BY id) - 1) / %s AS part FROM cases_case
    WHERE service_code = %s AND opened_at >= %s AND opened_at < %s
) AS numbered GROUP BY part ORDER BY part
"""
_STORIES = """
SELECT event.case_id, held.service_id, event.kind, event.at, event.seq, event.by_id, event.role, event.organisation,
       event.step, event.outcome, event.data
FROM cases_case AS held JOIN cases_event AS event ON event.case_id = held.id
WHERE held.service_code = %s AND held.opened_at >= %s AND held.opened_at < %s AND held.id BETWEEN %s AND %s
  AND event.kind <> ALL(%s::text[])
ORDER BY event.case_id, event.seq
"""


@dataclass(frozen=True, slots=True)
class Period:
    """Cases of a service, opened from `since` on and before `until`; open ones are followed up to `until`."""

    service: str
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Part:
    """The ids of some cases in a row, and how many they are."""

    first: int
    last: int
    cases: int


def parts_of(period: Period) -> list[Part]:
    """The cases of a period in parts that one process can hold. One statement."""
    rows = rows_of(_PARTS, [CASES_IN_PART, period.service, period.since, period.until])
    return [Part(*row) for row in rows]


def compare_part(part: Part, *, period: Period, definition: Service) -> Comparison:
    """What would differ in the cases of a part under `definition`. One statement, which only reads."""
    changed, found = loosened(definition), Comparison()
    voices = any(step.threshold for step in definition.steps)
    for version, story in _stories(part, period, with_voices=voices):
        _compare(found, story, period, _as_it_was(version), changed)
    return found


def _stories(part: Part, period: Period, *, with_voices: bool) -> Iterator[tuple[int, list[Event]]]:
    unread = [] if with_voices else list(NOT_READ)
    values = [period.service, period.since, period.until, part.first, part.last, unread]
    for _case, rows in groupby(rows_of(_STORIES, values), key=itemgetter(0)):
        told = list(rows)
        yield told[0][1], [_event(row) for row in told]


def _event(row: Row) -> Event:
    _case, _version, kind, at, seq, by, role, organisation, step, outcome, data = row
    return Event(Kind(kind), at, seq, by, role, organisation, step, outcome, json.loads(data))


def _compare(found: Comparison, story: list[Event], period: Period, was: Service, changed: Service) -> None:
    opened = story[0].data
    area = str(opened.get("area", ""))
    if story[0].kind is not Kind.OPENED or opened.get(IMPORTED):
        found.leave_out(area, "imported")
        return
    facts = Facts(opened.get("answers", {}), area, city_calendar(), directory())
    before = retell(was, story, facts=facts, until=period.until)
    after = retell(changed, story, facts=facts, until=period.until)
    found.note(area, before, after)
    so_far = [event for event in story if event.at <= period.until]
    found.unlike += not before.untold and not same_way(before.events, so_far)


@remembered_each(most=512)
def _as_it_was(version_id: int) -> Service:
    return loosened(service_of(version_id))


def place_names(depth: int) -> tuple[dict[str, str], dict[str, str]]:
    """For each area the one that holds it at a level (0: the province), and the names of those."""
    snapshot = directory()
    holding = {area: path.split("/")[depth] for area, path in snapshot.area_paths.items() if path.count("/") > depth}
    return holding, {code: snapshot.area_names.get(code, code) for code in {*holding.values()}}
