"""Cases with everything that belongs to them, many at a time: for those who carry them elsewhere."""

from __future__ import annotations

from collections.abc import Collection

from balai.apps.cases.carrying import CaseRows
from balai.apps.cases.models import Case, Content, Event, Reporter


def whole_cases(ids: Collection[int]) -> dict[int, CaseRows]:
    """Cases by id with stories, content and reporters: four statements, however many. Files stay where they are."""
    cases = {case.id: case for case in Case.objects.filter(id__in=ids)}
    events: dict[int, list[Event]] = {number: [] for number in cases}
    for event in Event.objects.filter(case_id__in=cases).order_by("case_id", "seq"):
        events[event.case_id].append(event)
    contents: dict[int, list[Content]] = {number: [] for number in cases}
    for content in Content.objects.filter(case_id__in=cases, file__isnull=True).order_by("case_id", "seq", "id"):
        contents[content.case_id].append(content)
    reporters = Reporter.objects.in_bulk(list(cases))
    return {
        number: CaseRows(case, events[number], contents[number], reporters[number]) for number, case in cases.items()
    }
