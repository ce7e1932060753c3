"""The promise on a whole case, and the end of every pause: laws that hold whatever offices and citizens do."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balai.engines.casework.clocks import answer_city, ask_reporter, tick
from balai.engines.casework.decisions import Act, Actor, NotPossible, act_on, available, open_case
from balai.engines.casework.definition import Need, Service
from balai.engines.casework.story import CaseState, Event, Kind, fold
from balai.engines.casework.tests.samples import HOUR, MONDAY, OFFICER, REPORTER, VERIFIER, facts, service, text

DAY = timedelta(days=1)
PATIENCE, TIMES, WITHIN = timedelta(days=3), 2, timedelta(days=7)
WAITING: dict[str, Any] = {
    "within": "3 days",
    "times": TIMES,
    "end": "refused",
    "reason": {"code": "no_answer", "label": text("No answer")},
}
REPORT = service(promise={"within": "7 days"}, waiting=WAITING)
EVERYTHING = frozenset(Need)
ACTORS = (OFFICER, VERIFIER, Actor(4, "officer", "office-b"), REPORTER)


def opened(definition: Service = REPORT) -> tuple[list[Event], CaseState]:
    story = open_case(definition, facts=facts(), actor=REPORTER, at=MONDAY, channel="web")
    return story, fold(story)


def ask(state: CaseState, at: datetime, step: str = "intake", definition: Service = REPORT) -> list[Event]:
    return ask_reporter(definition, state, step, facts=facts(), actor=OFFICER, at=at)


def answer(state: CaseState, at: datetime) -> list[Event]:
    return answer_city(REPORT, state, facts=facts(), actor=REPORTER, at=at)


def clock(state: CaseState, at: datetime) -> list[Event]:
    return tick(REPORT, state, facts=facts(), at=at)


def transfer(state: CaseState, at: datetime) -> list[Event]:
    act = Act("intake", "transfer", organisation="office-b")
    return act_on(REPORT, state, act, facts=facts(), actor=OFFICER, at=at)


def test_it_is_due_from_the_opening_and_told_late_once() -> None:
    _, state = opened()
    assert state.case_due == MONDAY + WITHIN
    for hours in range(1, 5):
        transfer(state, MONDAY + hours * HOUR)
        assert state.case_due == MONDAY + WITHIN
    assert [event.kind for event in clock(state, MONDAY + WITHIN)] == [Kind.PROMISE_LATE, Kind.ESCALATED]
    late = clock(state, MONDAY + WITHIN + HOUR)
    assert [(event.kind, event.organisation) for event in late] == [(Kind.CASE_LATE, "office-b")]
    assert state.case_late
    assert clock(state, MONDAY + 30 * DAY) == []


def test_it_stands_still_while_the_citizen_is_asked() -> None:
    _, state = opened()
    ask(state, MONDAY + HOUR)
    answer(state, MONDAY + 2 * DAY + HOUR)
    assert state.case_due == MONDAY + WITHIN + 2 * DAY


def test_it_stands_still_while_the_citizen_reviews_and_runs_on_when_it_is_not_solved() -> None:
    _, state = opened()
    for step, way, actor in (
        ("intake", "accept", OFFICER),
        ("work", "finish", OFFICER),
        ("verify", "confirm", VERIFIER),
    ):
        act_on(REPORT, state, Act(step, way, given=EVERYTHING), facts=facts(), actor=actor, at=MONDAY + DAY)
    assert clock(state, MONDAY + DAY + 6 * DAY) == []
    act_on(REPORT, state, Act("review", "reopen"), facts=facts(), actor=REPORTER, at=MONDAY + 6 * DAY)
    assert state.case_due == MONDAY + WITHIN + 5 * DAY


def test_an_unanswered_question_lets_the_clock_run_on_from_when_the_time_was_over() -> None:
    _, state = opened()
    ask(state, MONDAY + HOUR)
    assert state.tasks["intake"].answer_by == MONDAY + HOUR + PATIENCE
    assert clock(state, MONDAY + HOUR + PATIENCE) == []
    much_later = MONDAY + HOUR + PATIENCE + 2 * HOUR  # the clock was looked at late: the pause did not last longer
    assert [event.kind for event in clock(state, much_later)] == [Kind.ANSWER_OVERDUE]
    assert state.tasks["intake"].due == MONDAY + PATIENCE + 6 * HOUR
    assert state.case_due == MONDAY + PATIENCE + WITHIN
    assert state.asked
    assert not state.paused


def test_a_late_answer_is_welcome_and_moves_nothing() -> None:
    _, state = opened()
    ask(state, MONDAY + HOUR)
    clock(state, MONDAY + HOUR + PATIENCE + HOUR)
    before = (state.case_due, state.tasks["intake"].due)
    answer(state, MONDAY + 4 * DAY)
    assert (state.case_due, state.tasks["intake"].due) == before
    assert state.unanswered == 0
    with pytest.raises(NotPossible, match="nothing_asked"):
        answer(state, MONDAY + 4 * DAY)


def test_after_two_unanswered_questions_the_case_closes_and_says_why() -> None:
    _, state = opened()
    ask(state, MONDAY + HOUR)
    clock(state, MONDAY + 4 * DAY)
    ask(state, MONDAY + 5 * DAY)
    events = clock(state, MONDAY + 9 * DAY)
    assert [event.kind for event in events] == [Kind.ANSWER_OVERDUE, Kind.TASK_CANCELLED, Kind.CLOSED]
    assert events[-1].outcome == "refused"
    assert events[-1].data == {"reason": "no_answer", "unanswered": 2}
    assert not state.is_open


def test_an_answer_between_them_begins_the_count_anew() -> None:
    _, state = opened()
    for begin in (0, 5):
        ask(state, MONDAY + begin * DAY + HOUR)
        clock(state, MONDAY + (begin + 4) * DAY)
        if not begin:
            answer(state, MONDAY + 4 * DAY)
    assert state.is_open
    assert state.unanswered == 1


def test_without_such_a_rule_a_question_waits_for_ever() -> None:
    plain = service()
    _, state = opened(plain)
    ask(state, MONDAY + HOUR, definition=plain)
    assert tick(plain, state, facts=facts(), at=MONDAY + 900 * DAY) == []
    assert (state.case_due, state.tasks["intake"].answer_by) == (None, None)


Moves = st.lists(st.tuples(st.integers(0, 1_000), st.sampled_from("actqr"), st.integers(0, 200)), max_size=25)


def play(moves: list[tuple[int, str, int]]) -> tuple[list[Event], CaseState, list[tuple[Event, CaseState]]]:
    """Everybody does anything at any time; the minutes' clock is looked at now and then."""
    story, state = opened()
    at, steps = MONDAY, []
    for pick, what, hours in moves:
        at += timedelta(hours=hours)
        events = clock(state, at)
        steps += [(event, fold([*story, *events])) for event in events]
        story += events
        try:
            if what == "q" and state.tasks:
                events = ask(state, at, sorted(state.tasks)[pick % len(state.tasks)])
            elif what == "r":
                events = answer(state, at)
            else:
                ways = [(actor, *way) for actor in ACTORS for way in available(REPORT, state, actor)]
                actor, step, way = ways[pick % len(ways)] if ways else (OFFICER, None, None)
                if step is None or way is None:
                    continue
                act = Act(step.id, way.code, organisation="office-b", reason="duplicate", rating=3, given=EVERYTHING)
                events = act_on(REPORT, state, act, facts=facts(), actor=actor, at=at)
        except NotPossible:
            continue
        story += events
    return story, state, steps


@given(Moves)
def test_the_state_follows_from_the_story_alone(moves: list[tuple[int, str, int]]) -> None:
    story, state, _ = play(moves)
    assert fold(story) == state


@given(Moves)
def test_only_waiting_for_the_citizen_moves_it_and_never_by_more_than_was_waited(
    moves: list[tuple[int, str, int]],
) -> None:
    """A transfer never restarts it; pauses that a question makes are bounded, one by one and together."""
    story, _, _ = play(moves)
    waited, since, seen, questions = timedelta(), None, CaseState(), 0
    for event in story:
        before = fold(story[: event.seq - 1]).case_due
        state = fold(story[: event.seq])
        if event.kind is Kind.REPORTER_ASKED:
            questions += 1
        if since and not state.waits_since:
            waited += event.at - since
        moved = state.case_due != before and event.kind is not Kind.OPENED
        assert not moved or (since is not None and state.waits_since is None)
        since, seen = state.waits_since, state
    assert seen.case_due is not None
    assert MONDAY + WITHIN <= seen.case_due <= MONDAY + WITHIN + waited
    reviewing = fold(story).last_reached("review")
    if not reviewing:
        assert seen.case_due <= MONDAY + WITHIN + questions * PATIENCE


@given(Moves)
def test_no_question_stops_a_clock_for_longer_than_the_city_waits(moves: list[tuple[int, str, int]]) -> None:
    _, state, _ = play(moves)
    latest = MONDAY + timedelta(days=400)
    clock(state, latest)
    assert not state.paused


@given(Moves)
def test_a_case_that_closed_unanswered_had_as_many_questions_without_an_answer(
    moves: list[tuple[int, str, int]],
) -> None:
    story, state, _ = play(moves)
    closed = [event for event in story if event.kind is Kind.CLOSED and event.data.get("unanswered")]
    in_a_row = 0
    for event in story:
        if event.kind is Kind.REPORTER_ANSWERED:
            in_a_row = 0
        if event.kind is Kind.ANSWER_OVERDUE:
            in_a_row += 1
        assert in_a_row <= TIMES
    assert bool(closed) == (in_a_row == TIMES and not state.is_open)
