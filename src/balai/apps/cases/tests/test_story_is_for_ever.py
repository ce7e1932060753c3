"""What has happened cannot be changed or taken back, not even by the running city's own role."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import ProgrammingError, connection, transaction

from balai.apps.cases.actions.erasing import erase_content
from balai.apps.cases.actions.opening import ReporterDetails
from balai.apps.cases.models import Case, Content, Event, Reporter
from balai.apps.cases.records import load_story
from balai.apps.cases.tests.samples import NOW, colleague, end, picture, report
from balai.base.files.models import StoredFile
from balai.base.notifications.models import Notification

pytestmark = pytest.mark.usefixtures("jakarta")


def truncate() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE cases_event CASCADE")


CHANGES: list[Callable[[], object]] = [
    lambda: Event.objects.update(outcome="nothing"),
    lambda: Event.objects.all().delete(),
    lambda: Content.objects.update(text="nothing"),
    lambda: Content.objects.all().delete(),
    truncate,
]


@pytest.mark.parametrize("change", CHANGES)
def test_the_story_and_its_words_cannot_be_changed(change: Callable[[], object]) -> None:
    report()
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        change()


def test_erasing_takes_every_word_and_the_name_and_leaves_the_story() -> None:
    details = ReporterDetails(name="Sari", email="sari@example.org", phone="0812")
    photo = picture()
    opened = report(reporter=details, files={"photo": [photo]})
    assert Notification.objects.filter(recipient=f"reporter:{opened.id}", content__isnull=False).exists()
    before = Event.objects.filter(case_id=opened.id).count()
    pieces = erase_content(case_id=opened.id, reason="citizen_right", by=None, now=NOW)
    assert pieces > 0
    assert not Content.objects.filter(case_id=opened.id).exists()
    reporter = Reporter.objects.get(case_id=opened.id)
    assert (reporter.name, reporter.email, reporter.phone, reporter.user) == ("", "", "", None)
    assert StoredFile.objects.get(id=photo).erased_at == NOW
    assert not Notification.objects.filter(event__startswith=f"case:{opened.id}:", content__isnull=False).exists()
    last = Event.objects.filter(case_id=opened.id).order_by("seq").last()
    assert last is not None
    assert (last.kind, last.data) == ("erased", {"reason": "citizen_right", "pieces": pieces})
    assert Event.objects.filter(case_id=opened.id).count() == before + 1


def test_an_erased_case_goes_on() -> None:
    opened = report()
    erase_content(case_id=opened.id, reason="citizen_right", by=None, now=NOW)
    end(opened.id, colleague("officer"), "intake", "accept")
    assert Case.objects.get(id=opened.id).public_state == "in_progress"
    with transaction.atomic():
        assert load_story(opened.id).facts.answers == {"category": "pothole", "danger": False}


def test_time_alone_does_not_erase_an_open_case() -> None:
    opened = report()
    with pytest.raises(Exception, match="is open"), transaction.atomic():
        erase_content(case_id=opened.id, reason="retention", by=None, now=NOW)
    assert Content.objects.filter(case_id=opened.id).exists()


def test_an_unknown_reason_erases_nothing() -> None:
    opened = report()
    with pytest.raises(Exception, match="unknown reason"), transaction.atomic():
        erase_content(case_id=opened.id, reason="spite", by=None, now=NOW)
    assert Content.objects.filter(case_id=opened.id).exists()
