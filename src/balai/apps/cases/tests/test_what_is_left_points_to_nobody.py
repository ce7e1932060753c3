"""After erasing, what is left of a case can be counted, and no longer points to one person."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import Error, connection, transaction

from balai.apps.cases.actions.erasing import coarse_area, erase_content, expired_case_ids
from balai.apps.cases.actions.opening import OpenedCase, Place, ReporterDetails
from balai.apps.cases.actions.redacting import cover_picture, cover_words
from balai.apps.cases.actions.revealing import reveal_reporter
from balai.apps.cases.actions.supporting import support_case
from balai.apps.cases.models import Case, Content, Event, Follower, Original, Reporter
from balai.apps.cases.records import load_story
from balai.apps.cases.tasks import forget_places
from balai.apps.cases.tests.samples import CIKINI, CIKINI_POINT, NOW, colleague, end, picture, report
from balai.base.areas.models import Area
from balai.base.audit.models import Disclosure
from balai.base.files.models import StoredFile
from balai.base.notifications.models import Notification
from balai.base.people.models import User
from balai.engines.pictures import Box

pytestmark = pytest.mark.usefixtures("jakarta")
KEPT = {"category": "pothole"}


@pytest.fixture
def person() -> User:
    return User.objects.create_user("sari.zylvoria@example.org", name="Sari Zylvoria")


def closed_case(person: User) -> OpenedCase:
    details = ReporterDetails(user=person, name="Sari Zylvoria", email="sari.zylvoria@example.org", phone="081234567")
    place = Place(*CIKINI_POINT, CIKINI, "Rumah Sari Zylvoria")
    photo = picture(by=person, seed=4)
    case = report(reporter=details, place=place, files={"photo": [photo]})
    officer = colleague("officer")
    support_case(case_id=case.id, identity="device", by=User.objects.create_user("ani@example.org"), now=NOW)
    words = "Menelepon Sari Zylvoria tentang lubang itu"
    reveal_reporter(case_id=case.id, reason="contact", words=words, actor=officer.actor, by=officer.user, now=NOW)
    cover_words(case_id=case.id, phrases=["zylvoria"], reason="reporter", actor=officer.actor, now=NOW)
    public_id = StoredFile.objects.get(pk=photo).public_id
    cover_picture(
        case_id=case.id,
        public_id=public_id,
        boxes=[Box(0, 0, 50, 50)],
        reason="reporter",
        actor=officer.actor,
        by=officer.user,
        now=NOW,
    )
    end(case.id, officer, "intake", "refuse", reason="unclear", words="Tidak jelas.")
    return case


def everything() -> str:
    """Every row of every table but the person's own account, and what is the same for everyone."""
    rows: list[object] = []
    for model in apps.get_models():
        if (
            model._meta.label in {"people.User", "areas.Area", "cases.ServiceVersion", "cases.Original"}
            or not model._meta.managed
        ):
            continue
        rows += model._default_manager.values_list()
    return json.dumps(rows, default=str)


def test_no_row_of_any_table_leads_from_the_person_to_the_case(person: User) -> None:
    case = closed_case(person)
    assert "Zylvoria" in everything()
    erase_content(case_id=case.id, reason="citizen_right", by=None, now=NOW)
    left = everything().lower()
    for trace in ("zylvoria", "081234567", f"user:{person.pk}", f"reporter:{case.id}", str(CIKINI_POINT[0])):
        assert trace not in left, trace
    look = Disclosure.objects.get(reference=case.reference)
    assert (look.about_id, look.words, look.reason) == (None, "-", "contact")
    assert not Original.objects.filter(case_id=case.id).values("content_id").exists()
    assert not StoredFile.objects.filter(erased_at__isnull=True).exists()
    assert not Follower.objects.filter(case_id=case.id).exists()
    assert Reporter.objects.get(case_id=case.id).user_id is None


def test_what_is_counted_stays(person: User) -> None:
    case = closed_case(person)
    before = Case.objects.get(id=case.id)
    kinds = list(Event.objects.filter(case_id=case.id).order_by("seq").values_list("kind", "at", "outcome"))
    told = Notification.objects.filter(event__startswith=f"case:{case.id}:").count()
    erase_content(case_id=case.id, reason="citizen_right", by=None, now=NOW)
    after = Case.objects.get(id=case.id)
    for name in ("category", "opened_at", "closed_at", "public_state", "supporters", "late", "holder_id", "area_id"):
        assert getattr(after, name) == getattr(before, name), name
    assert (after.longitude, after.latitude, after.cell) == (None, None, None)
    events = Event.objects.filter(case_id=case.id).order_by("seq")
    assert list(events.values_list("kind", "at", "outcome"))[:-1] == kinds
    assert events[0].data["answers"] == KEPT
    assert Notification.objects.filter(event__startswith=f"case:{case.id}:").count() == told
    with transaction.atomic():
        story = load_story(case.id)
    assert story.state.supporters == 1
    assert not story.state.is_open


def test_an_open_case_keeps_its_place_until_it_closes(person: User) -> None:
    details = ReporterDetails(user=person)
    case, officer = report(reporter=details), colleague("officer")
    erase_content(case_id=case.id, reason="citizen_right", by=None, now=NOW)
    assert Case.objects.get(id=case.id).longitude == CIKINI_POINT[0]
    assert forget_places() == 0
    end(case.id, officer, "intake", "refuse", reason="unclear", words="Tidak jelas.")
    assert forget_places() == 1
    assert Case.objects.get(id=case.id).longitude is None
    assert Event.objects.get(case_id=case.id, seq=1).data["answers"] == KEPT
    assert forget_places() == 0


def test_only_an_erased_and_closed_case_can_be_coarsened(person: User) -> None:
    open_one, closed_one = report(), report()
    end(closed_one.id, colleague("officer"), "intake", "refuse", reason="unclear", words="Tidak jelas.")
    for case in (open_one, closed_one):
        refused = pytest.raises(Error, match="is open, or was never erased")
        with refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT cases_coarsen(%s, '{}', 'x')", [case.id])
    assert Case.objects.get(id=closed_one.id).longitude is not None


def test_a_place_smaller_than_a_subdistrict_is_widened_to_it() -> None:
    small = Area.objects.filter(level="rt").order_by("code").first()
    assert small is not None
    wide = Area.objects.get(code=coarse_area(small.code))
    assert (wide.level, small.path.startswith(wide.path)) == ("subdistrict", True)
    assert coarse_area(CIKINI) == CIKINI
    assert coarse_area("") == ""


def test_a_deadline_of_keeping_does_the_same(person: User) -> None:
    case = closed_case(person)
    erase_content(case_id=case.id, reason="retention", by=None, now=NOW + timedelta(days=3000))
    assert Case.objects.get(id=case.id).longitude is None
    assert f"user:{person.pk}" not in everything()


def test_a_name_without_words_is_forgotten_in_time_too_and_once(person: User) -> None:
    """Where every answer is a code there is no content, and the reporter's row alone would stay for ever."""
    later, case = NOW + timedelta(days=3000), closed_case(person)
    assert expired_case_ids(later) == [case.id]
    erase_content(case_id=case.id, reason="retention", by=None, now=later)
    assert expired_case_ids(later) == []
    Reporter.objects.filter(case_id=case.id).update(phone="081234567")
    assert not Content.objects.filter(case_id=case.id).exists()
    assert expired_case_ids(later) == [case.id]
    erase_content(case_id=case.id, reason="retention", by=None, now=later)
    assert expired_case_ids(later) == []
