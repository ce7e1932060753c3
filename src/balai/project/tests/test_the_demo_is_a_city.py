"""The demo is filled through the real actions: every state is there, each summary follows its story, once is enough."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client

from balai.apps.accounts.rules import works_for_city
from balai.apps.cases.models import PUBLIC_STATES, Case, Event
from balai.apps.cases.queries.case_page import OFFICERS, tell
from balai.base import clock
from balai.base.failures import Failure
from balai.base.notifications.models import Notification, State
from balai.base.people.models import User
from balai.engines.casework.story import Kind
from balai.project.demo import demo_logins, load_demo, log_ins
from balai.project.demo.log_ins import PASSWORD
from balai.project.demo.plan import Report, planned_reports
from balai.project.terminal import Step

UNSEEN = {
    Kind.TASK_ASSIGNED,
    Kind.TASK_CANCELLED,
    Kind.ERASED,
    Kind.REDACTED,
    Kind.ORIGINAL_SEEN,
    Kind.ANSWER_OVERDUE,
    Kind.CASE_LATE,
}
pytestmark = pytest.mark.usefixtures("jakarta")


def test_a_real_city_lets_no_invented_people_in() -> None:
    with pytest.raises(Failure, match=r"balai\.R010"):
        load_demo(settings.CONFIGURATION, Step("demo"))
    assert not User.objects.exists()


def test_the_demo_shows_everything_a_city_does() -> None:
    configuration = replace(settings.CONFIGURATION, demo=True)
    note = load_demo(configuration, Step("demo"))
    assert re.search(r"6\d reports, \d+ other cases", note)
    assert load_demo(configuration, Step("demo")) == "there already"
    states = Counter(Case.objects.values_list("public_state", flat=True))
    assert set(states) == {state for state, _words in PUBLIC_STATES}
    kinds = set(Event.objects.values_list("kind", flat=True))
    assert kinds >= set(Kind) - UNSEEN
    assert Case.objects.filter(is_public=False).count() >= 4
    assert Case.objects.filter(area__code="31.71.06.1003").count() >= 15
    now = clock.now()
    for case in Case.objects.all():
        page = tell(case, audiences=OFFICERS)
        assert page.state.public_state == case.public_state
        assert all(chapter.event.at <= now for chapter in page.chapters)
        instants = [chapter.event.at for chapter in page.chapters]
        assert instants == sorted(instants), case.reference
    assert not Notification.objects.filter(state=State.QUEUED).exists(), (
        "six weeks of mail are not sent at the first start"
    )
    _everyone_who_is_named_can_log_in()


def test_the_demo_tells_the_same_at_every_hour() -> None:
    monday = datetime(2026, 11, 16, tzinfo=UTC)
    told = {
        repr(sorted(map(_apart_from_times, planned_reports(monday + timedelta(hours=hour)))))
        for hour in range(0, 7 * 24, 5)
    }
    assert len(told) == 1


def _apart_from_times(report: Report) -> tuple[object, ...]:
    names = [name for name, _at in report.acts]
    return (report.number, report.service, report.words, report.area.code, names, report.citizen, report.has_photo)


def _everyone_who_is_named_can_log_in() -> None:
    assert PASSWORD in log_ins()
    for address, _role in demo_logins():
        assert address in log_ins()
        client = Client()
        assert client.post("/akun/masuk/", {"login": address, "password": PASSWORD}).status_code == 302
        assert client.get("/akun/").status_code == 200
        works = works_for_city(User.objects.get(email=address), clock.now())
        assert works is not address.startswith("warga")
