"""Whoever finds that a vote breaks the rules says so on its page: a case with a promise, one for each person and vote."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from balai.apps.cases.models import Case, Task
from balai.apps.votes.tests.things import PARK, draft, opened, person, resident
from balai.base.packs import Pack

SAID = {"wrong": "leading", "words": "The first answer is praised, and the others are not."}


def browser(user: object = None) -> Client:
    client = Client(headers={"accept-language": "en"})
    if user is not None:
        client.force_login(user)  # type: ignore[arg-type]
    return client


def test_a_report_is_a_case_with_a_promise_and_is_not_public(jakarta: Pack) -> None:
    resident()
    poll = opened(PARK)
    address = reverse("votes:report", args=[poll.code])
    assert address in browser().get(reverse("votes:poll", args=[poll.code])).content.decode()
    assert browser().get(address).headers["Location"].startswith("/akun/masuk/")
    somebody = browser(person())
    assert "Report this vote" in somebody.get(address).content.decode()
    refused = somebody.post(address, {**SAID, "words": ""})
    assert refused.status_code == 422
    assert 'value="leading"' in refused.content.decode()
    sent = somebody.post(address, SAID)
    case = Case.objects.get(service_code="vote.report")
    assert sent.headers["Location"] == reverse("reports:own", args=[case.reference])
    assert somebody.get(sent.headers["Location"]).status_code == 200
    assert not case.is_public
    assert browser().get(reverse("reports:public", args=[case.reference])).status_code == 404
    task = Task.objects.get(case=case)
    assert (task.step, task.organisation and task.organisation.code) == ("check", "jakarta-smart-city")
    assert task.due_at is not None


def test_who_reports_again_is_led_to_the_first(jakarta: Pack) -> None:
    resident()
    poll = opened(PARK)
    address = reverse("votes:report", args=[poll.code])
    somebody = browser(person())
    first, again = (somebody.post(address, SAID).headers["Location"] for _ in range(2))
    assert first == again
    assert browser(person()).post(address, SAID).headers["Location"] != first
    assert Case.objects.filter(service_code="vote.report").count() == 2


def test_a_vote_that_nobody_sees_cannot_be_reported(jakarta: Pack) -> None:
    poll = draft(PARK)
    assert browser(person()).post(reverse("votes:report", args=[poll.code]), SAID).status_code == 404
    assert not Case.objects.filter(service_code="vote.report").exists()
