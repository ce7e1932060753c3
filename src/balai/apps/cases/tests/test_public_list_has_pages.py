"""The public list is read page by page without a gap or a repeat, also where many reports came at the same instant."""

from __future__ import annotations

import pytest
from django.db import connection

from balai.apps.cases.models import Case
from balai.apps.cases.queries.lists import Filters, own_cases, public_cases
from balai.apps.cases.queries.paging import PAGE_SIZE, read_cursor
from balai.apps.cases.tests.samples import HOUR, NOW, colleague, end, report
from balai.base.people.models import User

pytestmark = pytest.mark.usefixtures("jakarta")
READ_IN_ORDER = """
SELECT count(*) FROM pg_index AS made JOIN pg_class AS name ON name.oid = made.indexrelid
WHERE name.relname = ANY(%s)
"""


def walked(filters: Filters) -> list[int]:
    found: list[int] = []
    page = public_cases(filters=filters)
    found += [row.case.id for row in page.rows]
    while page.next:
        assert len(page.rows) == PAGE_SIZE
        page = public_cases(filters=filters, cursor=read_cursor(page.next))
        found += [row.case.id for row in page.rows]
    return found


def test_every_page_goes_on_where_the_last_one_ended() -> None:
    at_once = [report().id for _ in range(PAGE_SIZE + 3)]
    later = [report(now=NOW + number * HOUR).id for number in range(1, PAGE_SIZE)]
    assert walked(Filters()) == [*reversed(later), *reversed(at_once)]


def test_a_state_is_read_in_order_too_and_refused_ones_only_when_asked_for() -> None:
    officer = colleague("officer")
    cases = [report(now=NOW + number * HOUR).id for number in range(4)]
    end(cases[1], officer, "intake", "refuse", reason="duplicate", words="Sudah ada.")
    end(cases[2], officer, "intake", "accept")
    assert walked(Filters(state="waiting")) == [cases[3], cases[0]]
    assert walked(Filters(state="refused")) == [cases[1]]
    assert walked(Filters()) == [cases[3], cases[2], cases[0]]


def test_ones_own_list_has_pages_and_private_ones() -> None:
    person = User.objects.create_user("sari@example.org")
    mine = [report(by=person, is_public=bool(number % 2)).id for number in range(PAGE_SIZE + 2)]
    first = own_cases(user_id=person.id)
    second = own_cases(user_id=person.id, cursor=read_cursor(first.next))
    assert [row.case.id for row in [*first.rows, *second.rows]] == mine[::-1]


def test_lists_are_read_from_an_index() -> None:
    wanted = [str(index.name) for index in Case._meta.indexes]
    assert {"cases_case_public_list", "cases_case_public_state", "cases_case_public_kind"} <= set(wanted)
    with connection.cursor() as cursor:
        cursor.execute(READ_IN_ORDER, [wanted])
        assert cursor.fetchone() == (len(wanted),)
