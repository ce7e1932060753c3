"""Sending a key that stands in some story says "recorded" only to whoever did that very act, on that very case."""

from __future__ import annotations

from uuid import uuid4

import pytest

from balai.apps.cases.models import Event
from balai.apps.cases.tests.desk import act_url, case_url, officer, report_now

pytestmark = pytest.mark.usefixtures("jakarta")
RECORDED = "This has been recorded."


def test_only_the_doer_of_the_same_case_is_told_that_it_is_recorded() -> None:
    first, second = report_now(), report_now()
    (_, client), (_, other) = officer(), officer()
    fields = {"key": str(uuid4()), "words": "Sudah ditelepon."}
    client.post(act_url("note", first), fields)
    again = client.post(act_url("note", first), fields, follow=True)
    assert RECORDED in again.content.decode()
    for browser, case in ((client, second), (other, first), (other, second)):
        refused = browser.post(act_url("note", case), fields)
        assert refused.status_code == 409
        assert RECORDED not in browser.get(case_url(case)).content.decode()
    assert Event.objects.filter(kind="noted").count() == 1


def test_the_crews_phone_holds_to_it_too() -> None:
    case = report_now()
    _, client = officer()
    fields = {"key": str(uuid4()), "words": "Sudah ditelepon."}
    client.post(act_url("note", case), fields)
    _, crew = officer("crew")
    answer = crew.post(act_url("crew_start", case, "intake"), fields, headers={"accept": "application/json"})
    assert answer.status_code != 200
