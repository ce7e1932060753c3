"""Permits, care at home, ideas and Jakpreneur in the demo: a few of each, from just sent to finished."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from balai.apps.cases.actions.clockwork import tick_case
from balai.apps.cases.actions.opening import Place, ReporterDetails, Submission, open_case
from balai.apps.cases.actions.supporting import support_case
from balai.apps.cases.actions.working import Ending, end_step
from balai.apps.cases.models import Case, Task
from balai.base.files.actions import store_picture
from balai.base.people.models import Role, User
from balai.engines.casework.decisions import Actor
from balai.engines.casework.definition import REPORTER
from balai.project.demo import texts_of_kinds as texts
from balai.project.demo.log_ins import GOVERNMENT
from balai.project.demo.people import Cast
from balai.project.demo.pictures import photo

HOME_AREA = "31.71.06.1003"
HOME = (106.839, -6.191)
PERMITS, SMALL_BUSINESS, HEALTH_CENTRE = "up-pmptsp-31.71", "suku-dinas-ppkukm-31.71", "puskesmas-31.71.06"
MODERATORS, PLANNERS, STUDYING = "jakarta-smart-city", "bappeda", "dinas-perhubungan"
JUST_AFTER, MOST_TICKS = timedelta(seconds=40), 6


class Telling:
    """One case on its way. Hours are counted back from the end of the demo: 50 is 50 hours ago."""

    def __init__(self, cast: Cast, now: datetime, name: str, citizen: User) -> None:
        self.cast, self.now, self.name, self.citizen = cast, now, name, citizen
        self.case_id = 0

    def ago(self, hours: float) -> datetime:
        return self.now - timedelta(hours=hours)

    def day(self, days: float) -> str:
        """A day so far ahead, as an answer."""
        return (self.now + timedelta(days=days)).date().isoformat()

    def open(self, hours: float, service: str, answers: Mapping[str, Any], place: Place, **more: Any) -> None:
        key = uuid5(NAMESPACE_URL, f"https://demo.balai.example/{self.name}")
        who = ReporterDetails(user=self.citizen, name=self.citizen.name)
        submission = Submission(
            service=service, key=key, answers=answers, place=place, reporter=who, **{"is_public": False, **more}
        )
        self.case_id = open_case(submission=submission, by=self.citizen, now=self.ago(hours)).id

    def end(self, hours: float, who: tuple[Role, str] | None, step: str, outcome: str, **more: Any) -> None:
        """End a step as whoever has that role in that office, or as the citizen."""
        at = self.ago(hours)
        self.run_clocks(at)
        ending = Ending(step, outcome, **more)
        end_step(case_id=self.case_id, ending=ending, actor=self._actor(who), now=at)

    def _actor(self, who: tuple[Role, str] | None) -> Actor:
        if who is None:
            return Actor(self.citizen.id, REPORTER)
        role, office = who
        if role is Role.SUPERVISOR:
            return Actor(self.cast.officers["pengawas"].id, Role.SUPERVISOR, GOVERNMENT)
        return Actor(self.cast.doer(role, office).id, role, office)

    def run_clocks(self, until: datetime) -> None:
        """What the worker would have done at each moment when a promise ran out."""
        for _ in range(MOST_TICKS):
            waiting = Task.objects.filter(
                case_id=self.case_id, is_late=False, paused_at__isnull=True, due_at__lt=until - JUST_AFTER
            )
            first = waiting.order_by("due_at").first()
            if first is None or first.due_at is None:
                return
            tick_case(case_id=self.case_id, now=first.due_at + JUST_AFTER)

    def picture(self, hours: float, number: int = 0) -> tuple[int, ...]:
        drawn = photo("report.road", seed=f"balai-{self.name}-{number}", mended=True)
        return (store_picture(upload=drawn, by=None, now=self.ago(hours)).id,)

    def signed(self) -> str:
        """The digest of the paper that lies on the inspection."""
        event = Case.objects.get(id=self.case_id).events.filter(kind="signed").latest("seq")
        return str(event.data["sha256"])


OFFICE_OF_PERMITS, REVIEWER, INSPECTOR = (
    (Role.OFFICER, PERMITS),
    (Role.OFFICER, SMALL_BUSINESS),
    (Role.CREW, SMALL_BUSINESS),
)
HYGIENIST, NURSE, TEAM = (Role.OFFICER, HEALTH_CENTRE), (Role.OFFICER, HEALTH_CENTRE), (Role.CREW, HEALTH_CENTRE)
MODERATOR, CHIEF = (Role.OFFICER, MODERATORS), (Role.SUPERVISOR, GOVERNMENT)


def tell_all(cast: Cast, now: datetime) -> tuple[int, set[str]]:
    """Tell every case; how many there are, and the offices that had work."""
    stories: tuple[Callable[[Telling], None], ...] = (
        _permit_sent,
        _permit_to_be_paid,
        _permit_taken_back,
        _permit_with_one_name,
        _permit_issued,
        _care_asked_for,
        _care_planned,
        _care_given,
        _idea_sent,
        _idea_looking_for_support,
        _idea_with_a_date,
        _entrepreneur,
    )
    offices = {PERMITS, SMALL_BUSINESS, HEALTH_CENTRE, MODERATORS, PLANNERS, STUDYING}
    for number, tell in enumerate(stories):
        telling = Telling(cast, now, tell.__name__, cast.citizens[number % len(cast.citizens)])
        tell(telling)
        telling.run_clocks(now)
        places = Task.objects.filter(case_id=telling.case_id).exclude(organisation=None)
        offices |= set(places.values_list("organisation__code", flat=True))
    return len(stories), offices


def _place(east: float = 0.0) -> Place:
    return Place(HOME[0] + east, HOME[1], HOME_AREA, texts.ADDRESS)


def _apply(telling: Telling, hours: float, number: int, stall: str) -> None:
    name, sells = texts.STALLS[number]
    answers = {
        **texts.PERMIT,
        "name": telling.citizen.name,
        "stall": stall,
        "stall_name": name,
        "sells": list(sells),
        "alcohol": False,
    }
    telling.open(hours, "permit.food_stall", answers, _place())


def _permit_sent(telling: Telling) -> None:
    _apply(telling, 3, 0, "temporary")


def _permit_to_be_paid(telling: Telling) -> None:
    _apply(telling, 30, 1, "nurtured")
    telling.end(26, OFFICE_OF_PERMITS, "completeness", "complete")


def _permit_taken_back(telling: Telling) -> None:
    _apply(telling, 260, 1, "temporary")
    telling.end(240, OFFICE_OF_PERMITS, "completeness", "complete")
    telling.end(200, None, "payment", "withdraw")


def _review(telling: Telling, hours: float) -> None:
    telling.end(hours, REVIEWER, "site_review", "fit", answers={"stall_number": "B-07"})
    telling.end(hours - 1, HYGIENIST, "health_review", "fit", answers={"training_needed": False})


def _minutes(telling: Telling, hours: float) -> None:
    inspected = {"inspected_on": telling.ago(hours).date().isoformat(), **texts.MINUTES}
    telling.end(hours, INSPECTOR, "inspection", "minutes", answers=inspected, files=telling.picture(hours))


def _permit_with_one_name(telling: Telling) -> None:
    _apply(telling, 200, 2, "mobile")
    telling.end(190, OFFICE_OF_PERMITS, "completeness", "complete")
    _review(telling, 100)
    _minutes(telling, 5)


def _permit_issued(telling: Telling) -> None:
    _apply(telling, 520, 3, "temporary")
    telling.end(500, OFFICE_OF_PERMITS, "completeness", "complete")
    telling.end(480, None, "payment", "paid", receipt="JKT-RET-2026-008871")
    _review(telling, 440)
    _minutes(telling, 400)
    telling.end(398, REVIEWER, "inspection", "minutes", cosign=telling.signed())
    given = {"received": True, "conditions": texts.CONDITIONS}
    telling.end(370, CHIEF, "decision", "issue", answers=given)


def _care_asked_for(telling: Telling) -> None:
    telling.open(0.4, "request.home_care", {**texts.CARE, "urgency": "worse"}, _place(0.001))


def _care_planned(telling: Telling) -> None:
    telling.open(20, "request.home_care", {**texts.CARE, "urgency": "steady"}, _place(-0.001))
    telling.end(18, NURSE, "triage", "sorted", answers={"colour": "green", "triage_words": texts.TRIAGE})


def _care_given(telling: Telling) -> None:
    telling.open(300, "request.home_care", {**texts.CARE, "urgency": "worse"}, _place())
    telling.end(299.5, NURSE, "triage", "sorted", answers={"colour": "yellow"})
    telling.end(298, TEAM, "visit", "seen", answers={"seen": texts.SEEN})
    telling.end(290, NURSE, "plan", "again", answers={"visit_on": telling.day(2)})


def _propose(telling: Telling, hours: float, number: int) -> None:
    topic, title, words = texts.IDEAS[number]
    answers = {"topic": topic, "title": title, "words": words, "scale": "city", "consent": True}
    telling.open(hours, "idea.city", answers, Place(), is_public=True)


def _idea_sent(telling: Telling) -> None:
    _propose(telling, 6, 0)


def _voices(telling: Telling, hours: float, count: int) -> None:
    for number in range(count):
        identity = f"demo:{telling.name}:{number}"
        support_case(case_id=telling.case_id, identity=identity, by=None, now=telling.ago(hours))


def _idea_looking_for_support(telling: Telling) -> None:
    _propose(telling, 210, 1)
    telling.end(200, MODERATOR, "moderation", "publish")
    _voices(telling, 60, 37)


def _idea_with_a_date(telling: Telling) -> None:
    _propose(telling, 800, 2)
    telling.end(790, MODERATOR, "moderation", "publish")
    _voices(telling, 700, 100)
    telling.end(680, MODERATOR, "choice", "send", organisation=STUDYING)
    telling.end(500, (Role.OFFICER, STUDYING), "study", "studied", answers=texts.STUDY)
    telling.end(300, CHIEF, "decision", "adopt", answers={"answer": texts.ADOPTED, "news_on": telling.day(40)})


def _entrepreneur(telling: Telling) -> None:
    answers = {**texts.ENTREPRENEUR, "name": telling.citizen.name, "home": HOME_AREA}
    telling.open(700, "programme.jakpreneur", answers, Place())
    telling.end(650, (Role.OFFICER, f"kelurahan-{HOME_AREA}"), "p1", "enrol", answers={"member": "JP-2026-4410"})
    _sold(telling, 500, 0)
    mentored = {"mentored_on": telling.ago(400).date().isoformat(), "hours": 2}
    telling.end(399, REVIEWER, "p3", "visit", words=texts.MENTORED, answers=mentored)
    _sold(telling, 330, 1)
    telling.end(300, None, "p2", "hand_in", answers={"course": texts.COURSE}, files=telling.picture(300, 9))
    telling.end(250, REVIEWER, "p2_check", "accept")
    telling.end(240, None, "p6", "report", answers={"month": "09/2026", **texts.BOOKS})
    _sold(telling, 160, 2)
    telling.end(48, None, "p6", "report", answers={"month": "10/2026", **texts.BOOKS})


def _sold(telling: Telling, hours: float, number: int) -> None:
    sold = {"channel": "bazaar", "sales": 650_000 + 120_000 * number}
    telling.end(hours, None, "p5", "sold", answers=sold, files=telling.picture(hours, number))
