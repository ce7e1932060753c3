"""The work list: the most urgent first, pages without gap or repeat, tabs and filters that say what they hold."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from balai.apps.cases.actions.working import assign_task
from balai.apps.cases.models import Task
from balai.apps.cases.queries.paging import PAGE_SIZE, read_cursor
from balai.apps.cases.queries.work_list import Scope, Selection, counts, work_list
from balai.apps.cases.tests.desk import officer, report_now, text
from balai.apps.cases.tests.samples import CIKINI_OFFICE, HOUR, colleague, report
from balai.apps.cases.views.work_list import counted_words
from balai.base import clock
from balai.base.people.models import Organisation

pytestmark = pytest.mark.usefixtures("jakarta")
REFERENCE = re.compile(r'class="work__reference">(JKT-[0-9A-Z-]+)<')


def references(client: Client, address: str = "/kerja/") -> list[str]:
    return REFERENCE.findall(client.get(address).content.decode())


def test_the_most_urgent_comes_first() -> None:
    now = clock.now()
    cases = [report(now=now - hours * HOUR) for hours in (2, 20, 7)]
    _, client = officer()
    assert references(client) == [cases[1].reference, cases[2].reference, cases[0].reference]


def test_pages_hold_every_task_once_also_when_many_are_due_at_once() -> None:
    now = clock.now()
    everything = {report(now=now - (number % 3) * HOUR).reference for number in range(2 * PAGE_SIZE + 3)}
    _, client = officer()
    address, seen = "/kerja/", []
    while address:
        page = client.get(address).content.decode()
        seen += REFERENCE.findall(page)
        following = re.search(r'href="([^"]+)" rel="next"', page)
        address = following.group(1).replace("&amp;", "&") if following else ""
    assert len(seen) == len(everything)
    assert set(seen) == everything


def test_an_address_with_a_broken_cursor_is_the_first_page() -> None:
    case = report_now()
    _, client = officer()
    for cursor in ("x", "W10", "%00", "A" * 500, "bnVsbA"):
        assert references(client, f"/kerja/?after={cursor}") == [case.reference]


def test_tabs_hold_mine_late_and_new() -> None:
    who, client = officer()
    now = clock.now()
    fresh, old, mine = report_now(), report(now=now - 30 * HOUR), report(now=now - 3 * HOUR)
    assign_task(case_id=mine.id, step="intake", assignee=who.user, actor=who.actor, now=now)
    assert references(client, "/kerja/?show=mine") == [mine.reference]
    assert references(client, "/kerja/?show=late") == [old.reference]
    assert references(client, "/kerja/?show=new") == [fresh.reference]
    assert len(references(client, "/kerja/?show=unit")) == 3
    assert "Mine 1 My unit 3 Late 1 New 1" in text(client.get("/kerja/"))


def test_a_paused_promise_is_not_late() -> None:
    who, client = officer()
    case = report(now=clock.now() - 30 * HOUR)
    Task.objects.filter(case_id=case.id).update(paused_at=clock.now() - 29 * HOUR)
    assert references(client, "/kerja/?show=late") == []
    assert "Waiting for the citizen" in text(client.get("/kerja/"))
    assert who.organisation == CIKINI_OFFICE


def test_counts_stop_at_a_hundred() -> None:
    office = Organisation.objects.get(code=CIKINI_OFFICE)
    who, _ = officer()
    case = report_now()
    task = Task.objects.get(case_id=case.id)
    Task.objects.bulk_create(
        Task(case_id=case.id, step=f"s{number}", organisation=office, state="waiting", opened_at=task.opened_at)
        for number in range(120)
    )
    found = counts(scope=Scope(who.user.pk, {office.pk}), now=clock.now())
    assert (found[Selection.UNIT], found[Selection.MINE]) == (100, 0)
    assert [counted_words(number) for number in (0, 99, 100)] == ["0", "99", "99+"]


def test_the_list_is_narrowed_by_area_and_service() -> None:
    _, client = officer("supervisor", organisation="dki")
    case = report_now()
    assert references(client, "/kerja/?area=31.71&service=report.road") == [case.reference]
    assert references(client, "/kerja/?area=31.74") == []
    assert references(client, "/kerja/?service=report.tree") == []
    assert references(client, "/kerja/?area=nowhere&service=nothing") == [case.reference]
    page = text(client.get("/kerja/?area=31.71.06"))
    assert "Menteng" in page
    assert "Tebet" not in page


def test_a_change_of_tab_asks_for_the_list_only() -> None:
    report_now()
    _, client = officer()
    part = client.get("/kerja/?show=new", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "work__reference" in part
    again = client.get("/kerja/", headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert "<html" in again.content.decode()


def test_a_typed_reference_leads_to_its_report() -> None:
    case = report_now()
    _, client = officer()
    typed = case.reference.lower().replace("-", " ")
    assert client.get("/kerja/", {"find": typed}).headers["Location"] == f"/kerja/{case.reference}/"
    lost = client.get("/kerja/", {"find": "JKT-0000-0000"}, follow=True)
    assert "You have no report with the reference JKT-0000-0000." in text(lost)


def test_lateness_is_said_in_words() -> None:
    report(now=clock.now() - timedelta(days=3))
    _, client = officer()
    assert "2 days late" in text(client.get("/kerja/"))


def test_the_numbers_on_the_tabs_agree_with_the_lists() -> None:
    who, client = officer("supervisor", organisation="dki")
    now = clock.now()
    for hours in (1, 3, 26, 50):
        report(now=now - hours * HOUR)
    mine = report(now=now - 2 * HOUR)
    assign_task(case_id=mine.id, step="intake", assignee=colleague("officer").user, actor=who.actor, now=now)
    paused = report(now=now - 40 * HOUR)
    Task.objects.filter(case_id=paused.id).update(paused_at=now - HOUR)
    office = {Organisation.objects.get(code=CIKINI_OFFICE).pk}
    scopes = [
        Scope(who.user.pk, None),
        Scope(mine.id, office),
        Scope(who.user.pk, office, {0}),
        Scope(1, None, None, {"report.road"}),
    ]
    for scope in scopes:
        counted = counts(scope=scope, now=now)
        for selection in Selection:
            assert counted[selection] == len(work_list(scope=scope, selection=selection, now=now).rows)
    assert "Late 2 New 2" in text(client.get("/kerja/"))


def test_tasks_without_a_promise_come_last() -> None:
    cases = [report_now() for _ in range(PAGE_SIZE + 5)]
    Task.objects.filter(case_id__in=[case.id for case in cases[:10]]).update(due_at=None)
    scope, now = Scope(1, None), clock.now()
    first = work_list(scope=scope, selection=Selection.UNIT, now=now)
    second = work_list(scope=scope, selection=Selection.UNIT, now=now, cursor=read_cursor(first.next))
    assert [row.due_at is None for row in (*first.rows, *second.rows)] == [False] * 20 + [True] * 10
    assert len({row.id for row in (*first.rows, *second.rows)}) == 30
    assert not second.next
