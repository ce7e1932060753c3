"""What an organisation is told: its people read it, mark it as read, and see how much is new."""

from __future__ import annotations

import pytest

from balai.apps.cases.tests.desk import act_url, browser_of, case_url, officer, report_now, send, text
from balai.apps.cases.tests.samples import end
from balai.apps.cases.views.notices import forget_unread
from balai.base import clock
from balai.base.notifications.models import Notification

pytestmark = pytest.mark.usefixtures("jakarta")


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    forget_unread()


def test_a_new_task_is_told_to_the_office_that_has_it() -> None:
    case = report_now()
    _, client = officer()
    page = client.get("/kerja/pesan/")
    assert case.reference in text(page)
    assert f'href="{case_url(case)}"' in page.content.decode()
    _, elsewhere = officer(organisation="kelurahan-31.71.06.1001")
    assert "No notices yet" in text(elsewhere.get("/kerja/pesan/"))


def test_everyone_reads_the_notices_in_their_own_language() -> None:
    report_now()
    who, client = officer()
    assert "New task: First check – Pothole" in text(client.get("/kerja/pesan/"))
    indonesian = browser_of(who, "id").get("/kerja/pesan/")
    assert "Tugas baru: Pemeriksaan awal – Lubang di jalan" in text(indonesian)


def test_the_number_of_new_ones_stands_in_the_navigation_until_they_are_read() -> None:
    report_now()
    report_now()
    _, client = officer()
    assert 'class="nav__count">2<' in client.get("/kerja/").content.decode()
    assert client.post("/kerja/pesan/").headers["Location"] == "/kerja/pesan/"
    assert "nav__count" not in client.get("/kerja/").content.decode()
    assert not Notification.objects.filter(channel="in_app", read_at__isnull=True).exists()


def test_the_list_has_pages() -> None:
    cases = [report_now() for _ in range(27)]
    _, client = officer()
    first = client.get("/kerja/pesan/").content.decode()
    following = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0]
    assert cases[0].reference not in first
    assert cases[0].reference in client.get(following).content.decode()
    for wrong in ("x", "-1", "9" * 40):
        assert client.get("/kerja/pesan/", {"before": wrong}).status_code == 200


def test_who_is_given_a_step_is_told_and_who_takes_it_is_not() -> None:
    case = report_now()
    who, client = officer()
    other, phone = officer("crew")
    end(case.id, who, "intake", "accept", clock.now())
    for person in (who, other):
        send(client, act_url("assign", case, "work"), person=str(person.user.pk))
    told = Notification.objects.filter(recipient__in=[f"user:{who.user.pk}", f"user:{other.user.pk}"])
    assert [row.recipient for row in told] == [f"user:{other.user.pk}"]
    assert "Given to you: Work" in text(phone.get("/kerja/pesan/"))
