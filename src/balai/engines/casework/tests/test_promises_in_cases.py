"""Promises within a case: due, paused, extended once, late once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from balai.engines.casework.clocks import answer_city, ask_reporter, extend, tick
from balai.engines.casework.decisions import Act, NotPossible, act_on, open_case
from balai.engines.casework.definition import Need, Service
from balai.engines.casework.story import CaseState, Kind, fold
from balai.engines.casework.tests.samples import (
    HOUR,
    MONDAY,
    OFFICER,
    REPORTER,
    VERIFIER,
    facts,
    outcome,
    service,
    step,
)

REPORT = service()
DAY = timedelta(days=1)


def opened() -> CaseState:
    return fold(open_case(REPORT, facts=facts(), actor=REPORTER, at=MONDAY, channel="web"))


def in_work() -> CaseState:
    state = opened()
    act_on(REPORT, state, Act("intake", "accept"), facts=facts(), actor=OFFICER, at=MONDAY + HOUR)
    return state


def test_the_first_answer_is_due_six_hours_later() -> None:
    assert opened().tasks["intake"].due == MONDAY + 6 * HOUR


def test_work_is_due_when_the_offices_close_on_the_third_working_day() -> None:
    due = in_work().tasks["work"].due
    assert due is not None
    assert due.isoformat() == "2026-11-26T09:00:00+00:00"


def test_the_clock_stands_still_while_the_city_waits_for_the_citizen() -> None:
    state = opened()
    ask_reporter(REPORT, state, "intake", facts=facts(), actor=OFFICER, at=MONDAY + 2 * HOUR)
    assert state.paused
    assert tick(REPORT, state, facts=facts(), at=MONDAY + 100 * HOUR) == []
    answer_city(REPORT, state, facts=facts(), actor=REPORTER, at=MONDAY + 50 * HOUR)
    assert state.tasks["intake"].due == MONDAY + 54 * HOUR


def test_the_citizen_is_asked_one_thing_at_a_time() -> None:
    state = opened()
    ask_reporter(REPORT, state, "intake", facts=facts(), actor=OFFICER, at=MONDAY + HOUR)
    with pytest.raises(NotPossible, match="already_asked"):
        ask_reporter(REPORT, state, "intake", facts=facts(), actor=OFFICER, at=MONDAY + 2 * HOUR)


def test_an_answer_that_nobody_waits_for_is_refused() -> None:
    with pytest.raises(NotPossible, match="nothing_asked"):
        answer_city(REPORT, opened(), facts=facts(), actor=REPORTER, at=MONDAY)


def test_an_answer_by_a_clock_that_lags_behind_moves_nothing() -> None:
    state = opened()
    ask_reporter(REPORT, state, "intake", facts=facts(), actor=OFFICER, at=MONDAY + HOUR)
    answer_city(REPORT, state, facts=facts(), actor=REPORTER, at=MONDAY + HOUR - timedelta(seconds=2))
    assert state.tasks["intake"].due == MONDAY + 6 * HOUR


def test_a_late_promise_is_told_once_and_escalated() -> None:
    state = opened()
    kinds = [event.kind for event in tick(REPORT, state, facts=facts(), at=MONDAY + 7 * HOUR)]
    assert kinds == [Kind.PROMISE_LATE, Kind.ESCALATED]
    assert tick(REPORT, state, facts=facts(), at=MONDAY + 8 * HOUR) == []


def test_a_promise_is_not_late_at_the_very_moment_it_is_due() -> None:
    assert tick(REPORT, opened(), facts=facts(), at=MONDAY + 6 * HOUR) == []


def test_one_extension_with_a_reason_and_no_second() -> None:
    state = in_work()
    with pytest.raises(NotPossible, match="reason_needed"):
        extend(REPORT, state, "work", facts=facts(), actor=OFFICER, at=MONDAY + HOUR, reason="")
    extend(REPORT, state, "work", facts=facts(), actor=OFFICER, at=MONDAY + HOUR, reason="rain")
    due = state.tasks["work"].due
    assert due is not None
    assert due.isoformat() == "2026-11-30T09:00:00+00:00"
    with pytest.raises(NotPossible, match="used_up"):
        extend(REPORT, state, "work", facts=facts(), actor=OFFICER, at=MONDAY + HOUR, reason="rain")


def test_a_step_without_an_extension_has_none() -> None:
    with pytest.raises(NotPossible, match="no_extension"):
        extend(REPORT, opened(), "intake", facts=facts(), actor=OFFICER, at=MONDAY, reason="rain")


def test_a_review_that_nobody_writes_closes_the_case() -> None:
    state = in_work()
    evidence = Act("work", "finish", given=frozenset({Need.EVIDENCE}))
    act_on(REPORT, state, evidence, facts=facts(), actor=OFFICER, at=MONDAY + HOUR)
    act_on(REPORT, state, Act("verify", "confirm"), facts=facts(), actor=VERIFIER, at=MONDAY + HOUR)
    tick(REPORT, state, facts=facts(), at=MONDAY + timedelta(days=7, hours=2))
    assert (state.is_open, state.public_state, state.late) == (False, "done", 0)


def test_an_extension_given_while_the_clock_stands_adds_to_what_was_left() -> None:
    state, paused = in_work(), in_work()
    extend(REPORT, state, "work", facts=facts(), actor=OFFICER, at=MONDAY + 2 * HOUR, reason="rain")
    ask_reporter(REPORT, state, "work", facts=facts(), actor=OFFICER, at=MONDAY + 2 * HOUR)
    ask_reporter(REPORT, paused, "work", facts=facts(), actor=OFFICER, at=MONDAY + 2 * HOUR)
    extend(REPORT, paused, "work", facts=facts(), actor=OFFICER, at=MONDAY + 20 * DAY, reason="rain")
    for either in (state, paused):
        answer_city(REPORT, either, facts=facts(), actor=REPORTER, at=MONDAY + 30 * DAY)
    assert paused.tasks["work"].due == state.tasks["work"].due


def clocks(*late: str, at_most: int = 0) -> tuple[Service, CaseState]:
    """A case with one step for each `late`, all due at the same time."""
    more = {"at_most": at_most} if at_most else {}
    steps = [
        step(
            f"s{number}",
            outcome("ok"),
            outcome("stop", automatic=True, end="done") if code == "stop" else outcome("again", next=["s0"], **more),
            promise={"within": "6 hours", "late": code},
        )
        for number, code in enumerate(late)
    ]
    definition = service(start=[f"s{number}" for number in range(len(late))], steps=steps)
    return definition, fold(open_case(definition, facts=facts(), actor=REPORTER, at=MONDAY, channel="web"))


def test_nothing_is_late_any_more_once_the_clock_has_closed_the_case() -> None:
    definition, state = clocks("stop", "escalate")
    events = tick(definition, state, facts=facts(), at=MONDAY + 7 * HOUR)
    assert events[-1].kind is Kind.CLOSED
    assert [event.step for event in events if event.kind is Kind.PROMISE_LATE] == ["s0"]
    assert (state.is_open, state.late) == (False, 1)


def test_a_limit_that_an_office_missed_counts_also_where_an_outcome_then_holds_by_itself() -> None:
    definition, state = clocks("stop")
    events = tick(definition, state, facts=facts(), at=MONDAY + 7 * HOUR)
    assert [event.kind for event in events] == [Kind.PROMISE_LATE, Kind.TASK_DONE, Kind.CLOSED]
    assert (events[0].organisation, events[0].data["due"]) == (
        "roads",
        (MONDAY + 6 * HOUR).isoformat(),
    )


def test_voices_that_never_came_are_nobodys_broken_promise() -> None:
    wait = step(
        "wait",
        outcome("enough", automatic=True),
        outcome("too_few", automatic=True, end="refused"),
        promise={"within": "6 hours", "late": "too_few"},
        threshold={"supporters": 3, "outcome": "enough"},
    )
    definition = service(start=["wait"], steps=[wait], public=True)
    state = fold(open_case(definition, facts=facts(), actor=REPORTER, at=MONDAY, channel="web"))
    tick(definition, state, facts=facts(), at=MONDAY + 7 * HOUR)
    assert (state.is_open, state.late) == (False, 0)


def test_the_clock_too_does_only_so_often_what_is_allowed_so_often_and_escalates_then() -> None:
    definition, state = clocks("again", at_most=1)
    tick(definition, state, facts=facts(), at=MONDAY + 7 * HOUR)
    assert (state.times("s0", "again"), state.late) == (1, 1)
    kinds = [event.kind for event in tick(definition, state, facts=facts(), at=MONDAY + 14 * HOUR)]
    assert kinds == [Kind.PROMISE_LATE, Kind.ESCALATED]
    assert tick(definition, state, facts=facts(), at=MONDAY + 20 * HOUR) == []
