"""Fifty people press "finished" at once: the work is finished once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connection

from balai.apps.cases.models import Event, Task
from balai.apps.cases.refusals import StepNotOpen
from balai.apps.cases.tests.samples import colleague, end, picture, report

pytestmark = [pytest.mark.fault, pytest.mark.usefixtures("fresh_database", "jakarta")]


def press(keys: list[object]) -> tuple[int, list[bool]]:
    """Each key is one press of the button; gives the case and which presses were taken."""
    officer = colleague("officer")
    case_id = report().id
    end(case_id, officer, "intake", "accept")
    proof = picture(officer.user)

    def finish(key: object) -> bool:
        try:
            end(case_id, officer, "work", "finish", words="Selesai.", files=(proof,), key=key)
        except StepNotOpen:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(10) as pool:
        return case_id, list(pool.map(finish, keys))


def test_fifty_presses_by_different_people_give_one_event() -> None:
    case_id, taken = press([uuid4() for _ in range(50)])
    assert taken.count(True) == 1
    assert Event.objects.filter(case_id=case_id, step="work", kind="task_done").count() == 1
    assert Task.objects.filter(case_id=case_id).count() == 1


def test_fifty_sends_of_one_press_are_all_told_that_it_is_done() -> None:
    case_id, taken = press([uuid4()] * 50)
    assert taken.count(True) == 50
    assert Event.objects.filter(case_id=case_id, step="work", kind="task_done").count() == 1
