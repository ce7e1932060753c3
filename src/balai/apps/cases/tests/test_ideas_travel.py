"""An idea: nobody sees it before a moderator, enough voices bring it to an agency, and every answer names the next date."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from balai.apps.cases.actions.choosing import choose_visibility
from balai.apps.cases.actions.clockwork import tick_case
from balai.apps.cases.actions.opening import Place
from balai.apps.cases.actions.supporting import support_case
from balai.apps.cases.models import Audience, Case, Event
from balai.apps.cases.refusals import NotEligible, NotSupportable, UnknownOutcome
from balai.apps.cases.tests.samples import NOW
from balai.apps.cases.tests.travels import act, ask, citizen, colleague, contents_of, open_steps, state_of

pytestmark = pytest.mark.usefixtures("jakarta")
MODERATORS, PLANNERS, AGENCY = "jakarta-smart-city", "bappeda", "dinas-perhubungan"
IDEA: dict[str, Any] = {
    "topic": "mobility",
    "title": "Halte dengan bangku dan bayangan",
    "words": "Banyak halte kecil tidak punya bangku dan tidak teduh. Tanam pohon dan pasang bangku sederhana.",
    "scale": "city",
    "consent": True,
}
LATER = {"answer": "Dua puluh halte diberi bangku dan pohon pada tahun depan.", "news_on": "2027-03-01"}


def proposed(*, is_public: bool = True, **changes: Any) -> int:
    return ask("idea.city", {**IDEA, **changes}, citizen(), is_public=is_public, place=Place()).id


def published() -> int:
    case = proposed()
    act(case, colleague("officer", MODERATORS), "moderation", "publish")
    return case


def supported(case: int, voices: int) -> None:
    for number in range(voices):
        support_case(case_id=case, identity=f"device-{case}-{number}", by=None, now=NOW)


def studied() -> int:
    case = published()
    act(case, colleague("supervisor", MODERATORS), "support", "take_up", words="Mendesak.")
    act(case, colleague("officer", MODERATORS), "choice", "send", organisation=AGENCY)
    report = {
        "feasible": "partly",
        "cost": 250_000_000,
        "assessment": "Dapat dimulai di dua puluh halte yang paling ramai.",
    }
    act(case, colleague("officer", AGENCY), "study", "studied", answers=report)
    return case


def test_an_idea_for_the_whole_city_belongs_to_the_city() -> None:
    case = Case.objects.get(id=proposed())
    assert case.area is not None
    assert (case.area.code, case.longitude) == ("31", None)


def test_an_idea_for_a_neighbourhood_belongs_there() -> None:
    case = Case.objects.get(id=proposed(scale="neighbourhood", where="31.71.06.1003"))
    assert case.area is not None
    assert case.area.code == "31.71.06.1003"


def test_nobody_sees_or_supports_an_idea_before_it_is_published() -> None:
    case = proposed()
    assert not Case.objects.get(id=case).is_public
    with pytest.raises(NotSupportable):
        supported(case, 1)
    act(case, colleague("officer", MODERATORS), "moderation", "publish")
    assert Case.objects.get(id=case).is_public


def test_an_idea_that_no_moderator_has_seen_is_late_and_still_unseen() -> None:
    case = proposed()
    tick_case(case_id=case, now=NOW + timedelta(days=10))
    row = Case.objects.get(id=case)
    assert (row.is_public, row.late) == (False, 1)
    assert open_steps(case) == {"moderation"}


def test_what_its_author_wants_private_stays_private() -> None:
    case = proposed()
    assert choose_visibility(case_id=case, is_public=False, by=None, now=NOW)
    act(case, colleague("officer", MODERATORS), "moderation", "publish")
    assert not Case.objects.get(id=case).is_public
    assert choose_visibility(case_id=case, is_public=True, by=None, now=NOW)
    assert Case.objects.get(id=case).is_public


def test_its_author_cannot_publish_past_the_moderator() -> None:
    case = proposed(is_public=False)
    assert choose_visibility(case_id=case, is_public=True, by=None, now=NOW)
    assert not Case.objects.get(id=case).is_public
    act(case, colleague("officer", MODERATORS), "moderation", "publish")
    assert Case.objects.get(id=case).is_public


def test_the_hundredth_voice_ends_the_search_for_support_exactly() -> None:
    case = published()
    supported(case, 99)
    assert open_steps(case) == {"support"}
    supported(case, 100)
    assert open_steps(case) == {"choice"}
    assert Case.objects.get(id=case).supporters == 100
    ended = Event.objects.get(case=case, step="support", kind="task_done")
    assert (ended.outcome, ended.role) == ("enough", "city")


def test_voices_after_the_threshold_change_nothing_more() -> None:
    case = published()
    supported(case, 102)
    assert open_steps(case) == {"choice"}


def test_nobody_can_say_that_there_is_enough_support() -> None:
    case = published()
    with pytest.raises(UnknownOutcome):
        act(case, colleague("supervisor", MODERATORS), "support", "enough")


def test_too_little_support_ends_it_after_ninety_days() -> None:
    case = published()
    due = state_of(case).tasks["support"].due
    assert due == NOW + timedelta(days=90)
    tick_case(case_id=case, now=due + timedelta(seconds=1))
    assert not state_of(case).is_open


def test_review_and_answer_are_for_everyone_and_the_next_date_is_a_promise() -> None:
    case = studied()
    assert [content.audience for content in contents_of(case, "assessment")] == [Audience.PUBLIC]
    act(case, colleague("supervisor", PLANNERS), "decision", "adopt", answers=LATER)
    task = state_of(case).tasks["follow_up"]
    assert (task.organisation, task.due) == (AGENCY, datetime(2027, 3, 1, 16, 59, 59, tzinfo=UTC))
    assert [content.text for content in contents_of(case, "news_on")] == ["2027-03-01"]
    again = {"answer": "Dua belas halte sudah selesai, delapan menyusul bulan depan.", "news_on": "2027-06-01"}
    act(case, colleague("officer", AGENCY), "follow_up", "news", answers=again)
    assert state_of(case).tasks["follow_up"].due == datetime(2027, 6, 1, 16, 59, 59, tzinfo=UTC)


def test_a_forgotten_date_is_late() -> None:
    case = studied()
    act(case, colleague("supervisor", PLANNERS), "decision", "park", answers=LATER)
    tick_case(case_id=case, now=datetime(2027, 3, 2, tzinfo=UTC))
    assert Case.objects.get(id=case).late == 1


def test_an_idea_may_not_be_used_without_consent() -> None:
    with pytest.raises(NotEligible):
        proposed(consent=False)
