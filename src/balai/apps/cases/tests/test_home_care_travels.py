"""Care at home: the triage colour decides the way and the promise; several patients are seen in one visit."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from balai.apps.cases.actions.clockwork import tick_case
from balai.apps.cases.actions.working import ask_reporter
from balai.apps.cases.models import Audience, Event
from balai.apps.cases.refusals import AnswerAmiss, NotEligible, UsedUp
from balai.apps.cases.tests.samples import NOW
from balai.apps.cases.tests.travels import (
    HEALTH_CENTRE,
    act,
    ask,
    colleague,
    contents_of,
    kinds_of,
    open_steps,
    state_of,
)

pytestmark = pytest.mark.usefixtures("jakarta")
PATIENTS = [
    {"patient_name": "Ibu Aminah", "patient_age": 81, "complaint": ["stroke"], "bedridden": True},
    {"patient_name": "Pak Umar", "patient_age": 84, "complaint": ["fever", "pain"], "bedridden": False},
]
REQUEST: dict[str, Any] = {
    "urgency": "worse",
    "jakarta_card": True,
    "carer": True,
    "patients": PATIENTS,
    "phone": "081234567890",
}
SEEN = {
    "seen": [
        {"seen_name": "Ibu Aminah", "pressure": "150/90", "finding": "Luka tekan dibersihkan.", "result": "treated"},
        {"seen_name": "Pak Umar", "temperature": 37.9, "finding": "Demam ringan.", "result": "advised"},
        {"seen_name": "Cucu", "finding": "Batuk.", "result": "advised"},
    ]
}


def requested(**changes: Any) -> int:
    return ask("request.home_care", {**REQUEST, **changes}, None).id


def sorted_as(colour: str, **changes: Any) -> int:
    case = requested(**changes)
    act(case, colleague("officer", HEALTH_CENTRE), "triage", "sorted", answers={"colour": colour})
    return case


def due_of(case: int, step: str) -> timedelta:
    due = state_of(case).tasks[step].due
    assert due is not None
    return due - NOW


def test_the_request_goes_to_the_health_centre_of_the_place() -> None:
    case = requested()
    assert state_of(case).holder == HEALTH_CENTRE


@pytest.mark.parametrize(
    ("urgency", "limit"),
    [("breathing", timedelta(minutes=10)), ("worse", timedelta(hours=1)), ("steady", timedelta(hours=4))],
)
def test_the_promise_of_triage_hangs_on_what_the_caller_says(urgency: str, limit: timedelta) -> None:
    assert due_of(requested(urgency=urgency), "triage") == limit


@pytest.mark.parametrize(
    ("colour", "step", "limit"),
    [
        ("red", "ambulance", timedelta(minutes=10)),
        ("yellow", "visit", timedelta(hours=3)),
        ("green", "visit", timedelta(days=3)),
    ],
)
def test_the_colour_decides_way_and_promise(colour: str, step: str, limit: timedelta) -> None:
    case = sorted_as(colour)
    assert open_steps(case) == {step}
    assert due_of(case, step) == limit


def test_several_patients_are_seen_in_one_visit_and_one_more_on_the_spot() -> None:
    case = sorted_as("yellow")
    act(case, colleague("crew", HEALTH_CENTRE), "visit", "seen", answers=SEEN)
    state = state_of(case)
    assert (state.answers["patients"], state.answers["seen"]) == (2, 3)
    assert open_steps(case) == {"plan"}
    (content,) = contents_of(case, "seen")
    assert content.data == SEEN["seen"]
    assert content.audience == Audience.OFFICERS
    story = str(list(Event.objects.filter(case=case).values_list("data", flat=True)))
    assert not any(words in story for words in ("Aminah", "Umar", "150/90", "Batuk"))


def test_a_return_visit_is_due_when_its_day_is_over() -> None:
    case = sorted_as("green")
    act(case, colleague("crew", HEALTH_CENTRE), "visit", "seen", answers=SEEN)
    nurse = colleague("officer", HEALTH_CENTRE)
    act(case, nurse, "plan", "again", answers={"visit_on": "2026-12-04"})
    due = state_of(case).tasks["return_visit"].due
    assert due == datetime(2026, 12, 4, 16, 59, 59, tzinfo=UTC)
    assert tick_case(case_id=case, now=due) == []
    tick_case(case_id=case, now=due + timedelta(seconds=1))
    assert "promise_late" in kinds_of(case)
    act(case, nurse, "return_visit", "seen", answers=SEEN)
    act(case, nurse, "plan", "close")
    act(case, None, "review", "satisfied", rating=5)
    assert not state_of(case).is_open


def test_a_date_that_is_none_is_refused() -> None:
    case = sorted_as("green")
    act(case, colleague("crew", HEALTH_CENTRE), "visit", "seen", answers=SEEN)
    with pytest.raises(AnswerAmiss):
        act(case, colleague("officer", HEALTH_CENTRE), "plan", "again", answers={"visit_on": "besok"})


def test_nobody_at_home_twice_and_then_no_more() -> None:
    case, crew = sorted_as("green"), colleague("crew", HEALTH_CENTRE)
    for _ in range(2):
        act(case, crew, "visit", "nobody", words="Pintu terkunci.")
        assert open_steps(case) == {"visit"}
    with pytest.raises(UsedUp):
        act(case, crew, "visit", "nobody", words="Pintu terkunci.")
    act(case, crew, "visit", "not_found", words="Tetangga tidak tahu.")
    assert open_steps(case) == {"plan"}
    act(case, colleague("officer", HEALTH_CENTRE), "plan", "not_reached", words="Tiga kali tidak ada orang.")
    state = state_of(case)
    assert (state.is_open, state.public_state) == (False, "refused")


@pytest.mark.parametrize("colour", ["green", "yellow"])
def test_an_emergency_at_the_door_calls_the_ambulance_whatever_the_colour(colour: str) -> None:
    case, crew = sorted_as(colour), colleague("crew", HEALTH_CENTRE)
    act(case, crew, "visit", "worse", answers={"emergency": "breathing"})
    assert open_steps(case) == {"urgent"}
    assert due_of(case, "urgent") == timedelta(minutes=10)
    assert state_of(case).tasks["urgent"].organisation == HEALTH_CENTRE
    act(case, crew, "urgent", "taken", answers={"hospital": "RSUD Tarakan"})
    assert open_steps(case) == {"plan"}
    assert kinds_of(case).count("task_skipped") == 2


def test_an_emergency_on_a_return_visit_calls_it_too() -> None:
    case, crew = sorted_as("green"), colleague("crew", HEALTH_CENTRE)
    act(case, crew, "visit", "seen", answers=SEEN)
    act(case, colleague("officer", HEALTH_CENTRE), "plan", "again", answers={"visit_on": "2026-12-04"})
    act(case, crew, "return_visit", "worse", answers={"emergency": "breathing"})
    assert open_steps(case) == {"urgent"}
    act(case, crew, "urgent", "treated", answers=SEEN)
    assert open_steps(case) == {"plan"}


def test_a_family_that_never_answers_is_not_called_cared_for() -> None:
    case, nurse = requested(), colleague("officer", HEALTH_CENTRE)
    moment = NOW
    for _ in range(2):
        ask_reporter(case_id=case, step="triage", words="Masih di rumah?", actor=nurse.actor, now=moment)
        moment += timedelta(days=4)
        tick_case(case_id=case, now=moment)
    state = state_of(case)
    assert (state.is_open, state.public_state) == (False, "refused")


def test_who_has_nobody_at_home_is_told_where_to_turn() -> None:
    with pytest.raises(NotEligible) as refusal:
        requested(carer=False)
    assert "112" in str(refusal.value)


def test_too_many_patients_are_no_group() -> None:
    with pytest.raises(AnswerAmiss):
        requested(patients=[PATIENTS[0]] * 9)
