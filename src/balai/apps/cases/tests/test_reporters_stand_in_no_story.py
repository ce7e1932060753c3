"""Stories are kept for ever, so the reporter does not stand in them: who it was lives apart, and can be forgotten."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection

from balai.apps.cases.actions.choosing import choose_visibility
from balai.apps.cases.actions.erasing import erase_content
from balai.apps.cases.actions.supporting import support_case
from balai.apps.cases.actions.working import Ending, answer_city, ask_reporter, end_step
from balai.apps.cases.models import Event
from balai.apps.cases.tests.samples import NOW, VERIFIERS, colleague, end, finish_work, report
from balai.base.people.models import User
from balai.engines.casework.decisions import Actor
from balai.engines.casework.definition import REPORTER

pytestmark = pytest.mark.usefixtures("jakarta")
POINTING_AT_PEOPLE = """
SELECT format('%%I', made.relname), format('%%I', part.attname)
FROM pg_constraint AS bond
JOIN pg_class AS made ON made.oid = bond.conrelid
JOIN pg_attribute AS part ON part.attrelid = bond.conrelid AND part.attnum = bond.conkey[1]
WHERE bond.contype = 'f' AND bond.confrelid = 'people_user'::regclass AND made.relname LIKE 'cases\\_%%'
"""


def lived_through(person: User) -> int:
    """A case in which its reporter, who has an account, did everything that reporters do."""
    case_id, officer, key = report(by=person).id, colleague("officer"), uuid4()
    choose_visibility(case_id=case_id, is_public=False, by=person, now=NOW)
    choose_visibility(case_id=case_id, is_public=True, by=person, now=NOW)
    support_case(case_id=case_id, identity=f"user:{person.id}", by=person, now=NOW)
    ask_reporter(case_id=case_id, step="intake", words="Di mana?", actor=officer.actor, now=NOW)
    for _ in range(2):
        answer_city(case_id=case_id, words="Di sini.", files=(), by=person, now=NOW, key=key)
    finish_work(case_id, officer)
    end(case_id, colleague("verifier", VERIFIERS), "verify", "confirm")
    rating = Ending("review", "satisfied", rating=5, key=uuid4())
    for _ in range(2):
        end_step(case_id=case_id, ending=rating, actor=Actor(person.id, REPORTER), now=NOW)
    return case_id


def rows_about(person: User) -> list[str]:
    """Columns of this app in which the person still stands."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(POINTING_AT_PEOPLE, [])
        for table, column in cursor.fetchall():
            cursor.execute(f"SELECT EXISTS (SELECT FROM {table} WHERE {column} = %s)", [person.id])
            row = cursor.fetchone()
            if row and row[0]:
                found.append(f"{table}.{column}")
    return found


def test_no_event_names_the_reporter_and_sending_twice_is_still_once() -> None:
    person = User.objects.create_user("sari@example.org")
    case_id = lived_through(person)
    assert not Event.objects.filter(by=person).exists()
    told = Event.objects.filter(case_id=case_id, role=REPORTER).order_by("seq").values_list("kind", flat=True)
    assert list(told).count("reporter_answered") == 1
    assert list(told).count("closed") == 1


def test_once_erased_nothing_in_any_case_points_at_the_person() -> None:
    person = User.objects.create_user("sari@example.org")
    case_id = lived_through(person)
    assert "cases_reporter.user_id" in rows_about(person)
    erase_content(case_id=case_id, reason="citizen_right", by=None, now=NOW)
    assert rows_about(person) == []
