"""Support counts once for each person or device, and can stand in for a report of one's own."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from balai.apps.cases.models import Case, Draft, Follower
from balai.apps.cases.tests.samples import CIKINI_POINT, colleague, finish_work, report
from balai.apps.reports.tests.walk import Walk, citizen, photo, text
from balai.base import clock
from balai.base.files.models import StoredFile
from balai.base.people.models import User

pytestmark = pytest.mark.usefixtures("jakarta")


@pytest.fixture
def there() -> Case:
    """A public pothole in Cikini, reported just now."""
    return Case.objects.get(id=report(now=clock.now()).id)


def support(case: Case, client: Any) -> str:
    answer = client.post(reverse("reports:support", args=[case.reference]), follow=True)
    return text(answer)


def test_a_device_counts_once(there: Case) -> None:
    client = citizen()
    assert "Dukungan Anda sudah dihitung" in support(there, client)
    assert "Anda sudah mendukung laporan ini" in support(there, client)
    there.refresh_from_db()
    assert there.supporters == 1


def test_two_devices_count_twice_and_a_person_once_on_both(there: Case) -> None:
    support(there, citizen())
    support(there, citizen())
    person = User.objects.create_user("sari@example.org")
    for client in (citizen(), citizen()):
        client.force_login(person)
        support(there, client)
    there.refresh_from_db()
    assert there.supporters == 3


def test_a_closed_report_takes_no_support(there: Case) -> None:
    officer = colleague("officer")
    finish_work(there.id, officer, clock.now())
    from balai.apps.cases.tests.samples import VERIFIERS, end

    end(there.id, colleague("verifier", VERIFIERS), "verify", "confirm", clock.now())
    end(there.id, None, "review", "satisfied", clock.now(), rating=4)
    client = citizen()
    assert "Saya juga mengalaminya" not in text(client.get(reverse("reports:public", args=[there.reference])))
    support(there, client)
    assert not Follower.objects.exists()


def test_reports_of_the_same_kind_near_by_are_offered_before_sending(there: Case) -> None:
    walk = Walk().to_check()
    said = text(walk.get("periksa"))
    assert "Apakah salah satu dari ini?" in said
    assert "Dukung laporan ini saja" in said
    assert there.reference in walk.get("periksa").content.decode()


def test_supporting_one_of_them_sends_nothing_and_forgets_the_draft(there: Case) -> None:
    walk = Walk().to_check()
    walk.send("foto", {"photo": photo()}, "?ubah=1")
    answer = walk.client.post(reverse("reports:support-instead", args=[walk.draft, there.reference]), follow=True)
    assert "Dukungan Anda sudah ditambahkan" in text(answer)
    there.refresh_from_db()
    assert there.supporters == 1
    assert Case.objects.count() == 1
    assert not Draft.objects.exists()
    assert StoredFile.objects.get().erased_at is not None


def test_far_reports_and_other_kinds_are_not_offered() -> None:
    longitude, latitude = CIKINI_POINT
    from balai.apps.cases.service import Place

    report(now=clock.now(), place=Place(longitude + 0.005, latitude))
    report(
        now=clock.now(), service="report.waste", answers={"category": "dumped", "words": "Sampah menumpuk di jalan."}
    )
    assert "Dukung laporan ini saja" not in text(Walk().to_check().get("periksa"))
