"""However a scope is cut (units, areas, services), the list holds what the selection means, in the order of promises."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest

from balai.apps.cases.actions.opening import Place
from balai.apps.cases.actions.working import assign_task
from balai.apps.cases.models import Case, Task
from balai.apps.cases.queries.work_list import Scope, Selection, counts, selected, work_list
from balai.apps.cases.tests.samples import CIKINI, HOUR, NOW, colleague, report
from balai.base.areas.models import Area

pytestmark = pytest.mark.usefixtures("jakarta")
LATER = NOW + timedelta(hours=30)
PLACES = (CIKINI, "31.71.06.1001", "31.73.01.1002", "31.74.05.1001")


def _ids(codes: tuple[str, ...]) -> list[int]:
    return list(Area.objects.filter(code__in=codes).values_list("id", flat=True))


def _in(code: str) -> Place:
    area = Area.objects.get(code=code)
    return Place(float(area.longitude or 0), float(area.latitude or 0), code, "")


def _scopes(user: int) -> list[Scope]:
    units = sorted(set(Task.objects.exclude(organisation=None).values_list("organisation_id", flat=True)))
    organisations = [None, units[:1], units[:2], units]
    areas = [None, _ids(PLACES[:1]), _ids(PLACES[1:]), _ids(PLACES), []]
    services = [None, {"report.road"}, {"report.waste"}]
    return [Scope(user, *parts) for parts in product(organisations, areas, services)]


def test_every_scope_lists_what_it_means() -> None:
    officer = colleague("supervisor")
    for number, code in enumerate(PLACES * 3):
        opened = report(now=NOW + number * HOUR, place=_in(code))
        if number == 0:
            task = Task.objects.get(case_id=opened.id)
            assign_task(case_id=opened.id, step=task.step, assignee=officer.user, actor=officer.actor, now=NOW + HOUR)
    scopes = _scopes(officer.user.id)
    assert len({tuple(scope.organisations or ()) for scope in scopes}) == len({0, 1, 2, 3}), "offices differ"
    for scope, selection in product(scopes, Selection):
        expected = selected(scope, selection, LATER).order_by("due_at", "id").values_list("id", flat=True)
        found = [row.id for row in work_list(scope=scope, selection=selection, now=LATER).rows]
        assert found == list(expected), (scope, selection)
        assert counts(scope=scope, now=LATER)[selection] == len(found), (scope, selection)


def test_a_task_stands_in_the_area_of_its_case() -> None:
    report()
    report(place=_in(PLACES[2]))
    for case in Case.objects.prefetch_related("tasks"):
        assert {task.area_id for task in case.tasks.all()} == {case.area_id}
