"""Laws that hold for every service and every way through it."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from balai.engines.casework.clocks import tick
from balai.engines.casework.decisions import Act, Actor, NotPossible, act_on, available, open_case
from balai.engines.casework.definition import Need
from balai.engines.casework.reading import find_mistakes, read_service
from balai.engines.casework.story import CaseState, Event, Kind, fold
from balai.engines.casework.tests.samples import MONDAY, REPORTER, facts, outcome, source, step

ROLES = ("officer", "crew", "verifier")
EVERYTHING = frozenset(Need)


ANSWERS = st.fixed_dictionaries({}, optional={"category": st.sampled_from(["hole", "bridge"])})
CONDITIONS = st.sampled_from([None, {"answer": "category", "is": "bridge"}, {"answer": "category", "given": False}])
STATES = ("waiting", "coordination", "in_progress", "verification", "done")


@st.composite
def services(draw: st.DrawFn) -> dict[str, Any]:
    """A sound service of up to six steps: loops, joins, steps that may be skipped, clocks, and an end from everywhere."""
    names = [f"s{number}" for number in range(draw(st.integers(1, 6)))]
    steps = []
    for number, name in enumerate(names):
        following = draw(st.lists(st.sampled_from(names), max_size=3, unique=True))
        # The first step always applies, so that no way leads into nothing but steps that are skipped.
        way = ["s0", *(other for other in following if other != "s0")] if following else []
        outcomes = [outcome("on", next=way), outcome("end", end=draw(st.sampled_from(["done", "refused"])))]
        if draw(st.booleans()):
            outcomes.append(
                outcome("once", at_most=1, next=["s0"], to=draw(st.sampled_from(["holder", {"doer": name}])))
            )
        more: dict[str, Any] = {
            "by": draw(st.lists(st.sampled_from(ROLES), min_size=1, unique=True)),
            "at": draw(st.sampled_from(["holder", "owner", "route", {"office": "district"}, {"doer": names[-1]}])),
            "state": draw(st.sampled_from(STATES)),
        }
        if draw(st.booleans()):
            late = draw(st.sampled_from(["escalate", *(way["code"] for way in outcomes)]))
            more["promise"] = {"within": draw(st.sampled_from(["6 hours", "3 working days"])), "late": late}
        if number and draw(st.booleans()):
            more["after"] = draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True))
        when = draw(CONDITIONS) if number else None
        if when:
            more["when"] = when
        steps.append(step(name, *outcomes, **more))
    return source(start=names, steps=steps)


Moves = st.lists(st.tuples(st.integers(0, 1_000), st.integers(1, 3), st.integers(0, 400)), max_size=12)


def play(
    definition: dict[str, Any], moves: list[tuple[int, int, int]], answers: dict[str, str]
) -> tuple[list[Event], CaseState]:
    """Walk through a service by picking among what is available; hours pass between the moves."""
    assert find_mistakes(definition, languages=["id", "en"]) == []
    service, known = read_service(definition), facts(**answers)
    story = open_case(service, facts=known, actor=REPORTER, at=MONDAY, channel="web")
    state, at = fold(story), MONDAY
    for pick, person, hours in moves:
        at += timedelta(hours=hours)
        story += tick(service, state, facts=known, at=at)
        assert tick(service, state, facts=known, at=at) == []
        options = [
            (actor, *option)
            for actor in (Actor(person, role, "office-a") for role in ROLES)
            for option in available(service, state, actor)
        ]
        if not options:
            continue
        actor, chosen, how = options[pick % len(options)]
        act = Act(chosen.id, how.code, organisation="office-a", rating=3, reason="x", given=EVERYTHING)
        story += act_on(service, state, act, facts=known, actor=actor, at=at)
    return story, state


@given(services(), Moves, ANSWERS)
def test_the_state_follows_from_the_story_alone(
    definition: dict[str, Any], moves: list[tuple[int, int, int]], answers: dict[str, str]
) -> None:
    story, state = play(definition, moves, answers)
    assert fold(story) == state


@given(services(), Moves, ANSWERS)
def test_events_are_numbered_without_gaps_and_time_never_runs_back(
    definition: dict[str, Any], moves: list[tuple[int, int, int]], answers: dict[str, str]
) -> None:
    story, _ = play(definition, moves, answers)
    assert [event.seq for event in story] == list(range(1, len(story) + 1))
    assert all(earlier.at <= later.at for earlier, later in itertools.pairwise(story))


@given(services(), Moves, ANSWERS)
def test_an_open_case_always_waits_for_somebody_and_a_closed_one_for_nobody(
    definition: dict[str, Any], moves: list[tuple[int, int, int]], answers: dict[str, str]
) -> None:
    _, state = play(definition, moves, answers)
    assert state.is_open == bool(state.tasks)
    assert state.is_open == (state.closed_at is None)


@given(services(), Moves, ANSWERS)
def test_what_is_offered_at_most_once_happens_at_most_once(
    definition: dict[str, Any], moves: list[tuple[int, int, int]], answers: dict[str, str]
) -> None:
    _, state = play(definition, moves, answers)
    assert all(state.times(name, "once") <= 1 for name in state.opened_steps)


@given(services(), Moves, ANSWERS, st.sampled_from(["s0", "s1", "s5", "nowhere"]))
def test_a_refused_act_changes_nothing(
    definition: dict[str, Any], moves: list[tuple[int, int, int]], answers: dict[str, str], name: str
) -> None:
    story, state = play(definition, moves, answers)
    service = read_service(definition)
    outsider = Actor(9, "auditor", "office-a")
    try:
        act_on(service, state, Act(name, "on", given=EVERYTHING), facts=facts(), actor=outsider, at=MONDAY)
    except NotPossible:
        assert fold(story) == state
    else:
        raise AssertionError("an auditor acted")


@given(services(), Moves, ANSWERS)
def test_done_is_what_the_public_is_shown_and_the_public_is_shown_an_open_step(
    definition: dict[str, Any], moves: list[tuple[int, int, int]], answers: dict[str, str]
) -> None:
    _, state = play(definition, moves, answers)
    assert (state.done_at is not None) == (state.public_state == "done")
    assert not state.is_open or state.public_state in {task.state for task in state.tasks.values()}


@given(services(), Moves, ANSWERS)
def test_an_open_step_lies_with_an_organisation(
    definition: dict[str, Any], moves: list[tuple[int, int, int]], answers: dict[str, str]
) -> None:
    _, state = play(definition, moves, answers)
    assert all(task.organisation for task in state.tasks.values())


@given(services(), Moves, ANSWERS)
def test_nothing_happens_to_a_closed_case(
    definition: dict[str, Any], moves: list[tuple[int, int, int]], answers: dict[str, str]
) -> None:
    story, _ = play(definition, moves, answers)
    closings = [event.seq for event in story if event.kind is Kind.CLOSED]
    assert closings in ([], [len(story)])


@given(services(), Moves, ANSWERS)
def test_a_promise_is_late_only_after_it_is_due_and_while_its_step_is_open(
    definition: dict[str, Any], moves: list[tuple[int, int, int]], answers: dict[str, str]
) -> None:
    story, _ = play(definition, moves, answers)
    for number, event in enumerate(story):
        if event.kind is Kind.PROMISE_LATE:
            task = fold(story[:number]).tasks[event.step]
            assert task.due is not None
            assert task.due < event.at
            assert not task.late


@given(services(), Moves, ANSWERS)
def test_a_case_is_opened_again_only_when_it_was_done(
    definition: dict[str, Any], moves: list[tuple[int, int, int]], answers: dict[str, str]
) -> None:
    story, _ = play(definition, moves, answers)
    for number, event in enumerate(story):
        if event.kind is Kind.REOPENED:
            assert "done" in {task.state for task in fold(story[: number - 1]).tasks.values()}
