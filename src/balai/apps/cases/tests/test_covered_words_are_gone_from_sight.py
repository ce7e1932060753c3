"""Covered words stand nowhere any more; the original is under lock, and only a recorded look opens it."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import Error, ProgrammingError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from balai.apps.cases.actions.opening import OpenedCase, Place, ReporterDetails
from balai.apps.cases.actions.redacting import CoverReasonNeeded, NothingToCover, cover_words
from balai.apps.cases.actions.uncovering import see_originals
from balai.apps.cases.covering import MARK, covered, find, phrases_of
from balai.apps.cases.models import Content, Event, Original
from balai.apps.cases.refusals import FormUsedUp, NotYours
from balai.apps.cases.tests.samples import CIKINI, CIKINI_POINT, HOUR, NOW, colleague, end, report
from balai.base.audit.actions import ReasonMissing
from balai.base.audit.models import Disclosure
from balai.base.notifications.models import Notification

pytestmark = pytest.mark.usefixtures("jakarta")
WORDS = "Lubang di depan rumah Pak  Budi Santoso (0812-3456). pak budi sudah tahu."
WHY = "Diminta oleh pemilik rumah untuk diperiksa"


@pytest.fixture
def case() -> OpenedCase:
    answers = {"category": "pothole", "danger": True, "words": WORDS}
    place = Place(*CIKINI_POINT, CIKINI, "Rumah Budi Santoso")
    return report(answers=answers, place=place, reporter=ReporterDetails(email="sari@example.org", language="en"))


def texts(case: OpenedCase) -> set[str]:
    return set(Content.objects.filter(case_id=case.id).exclude(text="").values_list("text", flat=True))


def test_every_place_where_the_words_stand_is_covered(case: OpenedCase) -> None:
    officer = colleague("officer")
    phrases = phrases_of("pak budi\nBudi Santoso\n\n0812-3456\npothole")
    events = cover_words(case_id=case.id, phrases=phrases, reason="others", actor=officer.actor, now=NOW)
    assert texts(case) == {f"Lubang di depan rumah {MARK} ({MARK}). {MARK} sudah tahu.", f"Rumah {MARK}", "pothole"}
    assert events[0].data == {"kind": "words", "reason": "others", "pieces": 4}
    row = Event.objects.get(case_id=case.id, kind="redacted")
    assert "budi" not in str(row.data).lower()
    assert (row.by_id, row.organisation) == (officer.user.id, officer.organisation)
    told = Notification.objects.get(event=f"case:{case.id}:{row.seq}", recipient=f"reporter:{case.id}")
    assert told.subject == f"Parts of your report {case.reference} are covered now"


def test_the_running_city_cannot_read_what_is_under_lock(case: OpenedCase) -> None:
    cover_words(case_id=case.id, phrases=["budi"], reason="others", actor=colleague("officer").actor, now=NOW)
    assert Original.objects.filter(case_id=case.id).values("content_id").count() == 2
    for column in ("text", "data"):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            list(Original.objects.values_list(column))
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Original.objects.filter(case_id=case.id).delete()


def test_a_recorded_look_opens_the_lock_for_this_case_alone(case: OpenedCase) -> None:
    officer = colleague("officer")
    cover_words(case_id=case.id, phrases=["budi"], reason="others", actor=officer.actor, now=NOW)
    cover_words(case_id=case.id, phrases=["santoso"], reason="others", actor=officer.actor, now=NOW)
    later = NOW + HOUR
    seen = see_originals(case_id=case.id, reason="law", words=WHY, actor=officer.actor, by=officer.user, now=later)
    assert {piece.text for piece in seen} == {WORDS, "Rumah Budi Santoso"}
    look = Disclosure.objects.get()
    assert (look.by, look.reference, look.reason, look.words) == (officer.user, case.reference, "law", WHY)
    assert Event.objects.get(case_id=case.id, kind="original_seen").data == {"reason": "law"}
    other = report()
    for case_id, number, at in (
        (other.id, look.pk, later),
        (case.id, look.pk + 1, later),
        (case.id, look.pk, later + timedelta(minutes=6)),
        (case.id, look.pk, later - timedelta(seconds=1)),
    ):
        with pytest.raises(Error, match="no such look"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT * FROM cases_uncover(%s, %s, %s)", [case_id, number, at])


def test_without_a_reason_or_elsewhere_nobody_looks(case: OpenedCase) -> None:
    officer, elsewhere = colleague("officer"), colleague("officer", "kelurahan-31.71.06.1001")
    cover_words(case_id=case.id, phrases=["budi"], reason="others", actor=officer.actor, now=NOW)
    with pytest.raises(ReasonMissing):
        see_originals(case_id=case.id, reason="law", words="-", actor=officer.actor, by=officer.user, now=NOW)
    for who in (elsewhere, colleague("crew"), colleague("auditor")):
        with pytest.raises(NotYours):
            see_originals(case_id=case.id, reason="law", words=WHY, actor=who.actor, by=who.user, now=NOW)
    assert not Disclosure.objects.exists()


def test_who_may_not_hide_may_not_cover(case: OpenedCase) -> None:
    for who in (colleague("crew"), colleague("auditor"), colleague("officer", "kelurahan-31.71.06.1001")):
        with pytest.raises(NotYours):
            cover_words(case_id=case.id, phrases=["budi"], reason="others", actor=who.actor, now=NOW)
    assert WORDS in texts(case)


def test_words_that_stand_nowhere_and_reasons_that_are_none_are_refused(case: OpenedCase) -> None:
    actor = colleague("officer").actor
    with pytest.raises(NothingToCover):
        cover_words(case_id=case.id, phrases=["tidak ada"], reason="others", actor=actor, now=NOW)
    with pytest.raises(NothingToCover):
        cover_words(case_id=case.id, phrases=[], reason="others", actor=actor, now=NOW)
    with pytest.raises(CoverReasonNeeded):
        cover_words(case_id=case.id, phrases=["budi"], reason="because", actor=actor, now=NOW)
    assert not Event.objects.filter(kind="redacted").exists()


def test_a_double_click_covers_once(case: OpenedCase) -> None:
    actor, key = colleague("officer").actor, uuid4()
    for expected in (1, 0):
        events = cover_words(case_id=case.id, phrases=["budi"], reason="others", actor=actor, now=NOW, key=key)
        assert len(events) == expected
    with pytest.raises(FormUsedUp):
        cover_words(case_id=report().id, phrases=["lubang"], reason="others", actor=actor, now=NOW, key=key)


def test_words_of_officers_and_later_ones_can_be_covered_too(case: OpenedCase) -> None:
    officer = colleague("officer")
    end(case.id, officer, "intake", "refuse", reason="unclear", words="Pak Budi tidak di rumah.")
    cover_words(case_id=case.id, phrases=["Pak Budi"], reason="others", actor=officer.actor, now=NOW)
    assert f"{MARK} tidak di rumah." in texts(case)


def test_nobody_can_put_other_words_in_their_place(case: OpenedCase) -> None:
    """The door only covers: a range that lies outside, or overlaps what follows it, is refused."""
    piece = Content.objects.filter(case_id=case.id, text=WORDS).get()
    for ranges in ([0, len(WORDS) + 1], [-1, 3], [0, 0], [0, 10, 5, 10]):
        with pytest.raises(Error, match="out of bounds"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT cases_cover(%s, %s, NULL, NULL, NULL, %s)", [piece.id, ranges, NOW])


def test_answers_inside_answers_are_covered_too(case: OpenedCase) -> None:
    data = {"people": [{"name": "Budi Santoso", "age": 40}, {"name": "Ani"}]}
    row = Content.objects.create(case_id=case.id, seq=1, question="people", data=data, audience="reporter")
    cover_words(case_id=case.id, phrases=["budi"], reason="others", actor=colleague("officer").actor, now=NOW)
    row.refresh_from_db()
    assert row.data == {"people": [{"name": MARK, "age": 40}, {"name": "Ani"}]}


words = st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0█"), max_size=40)


@given(text=words, phrases=st.lists(words, max_size=4))
def test_no_phrase_stands_in_a_covered_text(text: str, phrases: list[str]) -> None:
    typed = phrases_of("\n".join(phrases))
    left = covered(text, find(typed, text, None).ranges)
    parts = left.split(MARK)
    for phrase in typed:
        assert not any(find([phrase], part, None) for part in parts)
    assert "".join(parts) == left.replace(MARK, "")
