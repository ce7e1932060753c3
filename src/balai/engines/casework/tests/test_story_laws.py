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
from balai.engines.casework.story import CaseState, Event, fold
from balai.engines.casework.tests.samples import MONDAY, REPORTER, facts, outcome, source, step

ROLES = ("officer", "crew", "verifier")
EVERYTHING = frozenset(Need)


@st.composite
def services(draw: st.DrawFn) -> dict[str, Any]:
    """A sound service of up to six steps: loops, joins, clocks, and an end from everywhere."""
    names = [f"s{number}" for number in range(draw(st.integers(1, 6)))]
    steps = []
    for number, name in enumerate(names):
        following = draw(st.lists(st.sampled_from(names), max_size=3, unique=True))
        outcomes = [outcome("on", next=following), outcome("end", end=draw(st.sampled_from(["done", "refused"])))]
        if draw(st.booleans()):
            outcomes.append(outcome("once", at_most=1, next=[draw(st.sampled_from(names))]))
        more: dict[str, Any] = {"by": draw(st.lists(st.sampled_from(ROLES), min_size=1, unique=True))}
        if draw(st.booleans()):
            late = draw(st.sampled_from(["escalate", "end"]))
            more["promise"] = {"within": draw(st.sampled_from(["6 hours", "3 working days"])), "late": late}
        if number and draw(st.booleans()):
            more["after"] = draw(st.lists(st.sampled_from(names[:number]), min_size=1, max_size=2, unique=True))
        steps.append(step(name, *outcomes, **more))
    return source(start=names, steps=steps)


Moves = st.lists(st.tuples(st.integers(0, 1_000), st.integers(1, 3), st.integers(0, 400)), max_size=12)


def play(definition: dict[str, Any], moves: list[tuple[int, int, int]]) -> tuple[list[Event], CaseState]:
    """Walk through a service by picking among what is available; hours pass between the moves."""
    assert find_mistakes(definition, languages=["id", "en"]) == []
    service = read_service(definition)
    story = open_case(service, facts=facts(), actor=REPORTER, at=MONDAY, channel="web")
    state, at = fold(story), MONDAY
    for pick, person, hours in moves:
        at += timedelta(hours=hours)
        story += tick(service, state, facts=facts(), at=at)
        options = [
            (actor, *option)
            for actor in (Actor(person, role, "office-a") for role in ROLES)
            for option in available(service, state, actor)
        ]
        if not options:
            continue
        actor, chosen, how = options[pick % len(options)]
        act = Act(chosen.id, how.code, organisation="office-a", rating=3, reason="x", given=EVERYTHING)
        story += act_on(service, state, act, facts=facts(), actor=actor, at=at)
    return story, state


@given(services(), Moves)
def test_the_state_follows_from_the_story_alone(definition: dict[str, Any], moves: list[tuple[int, int, int]]) -> None:
    story, state = play(definition, moves)
    assert fold(story) == state


@given(services(), Moves)
def test_events_are_numbered_without_gaps_and_time_never_runs_back(
    definition: dict[str, Any], moves: list[tuple[int, int, int]]
) -> None:
    story, _ = play(definition, moves)
    assert [event.seq for event in story] == list(range(1, len(story) + 1))
    assert all(earlier.at <= later.at for earlier, later in itertools.pairwise(story))


@given(services(), Moves)
def test_an_open_case_always_waits_for_somebody_and_a_closed_one_for_nobody(
    definition: dict[str, Any], moves: list[tuple[int, int, int]]
) -> None:
    _, state = play(definition, moves)
    assert state.is_open == bool(state.tasks)
    assert state.is_open == (state.closed_at is None)


@given(services(), Moves)
def test_what_is_offered_at_most_once_happens_at_most_once(
    definition: dict[str, Any], moves: list[tuple[int, int, int]]
) -> None:
    _, state = play(definition, moves)
    assert all(state.times(name, "once") <= 1 for name in state.opened_steps)


@given(services(), Moves, st.sampled_from(["s0", "s1", "s5", "nowhere"]))
def test_a_refused_act_changes_nothing(
    definition: dict[str, Any], moves: list[tuple[int, int, int]], name: str
) -> None:
    story, state = play(definition, moves)
    service = read_service(definition)
    outsider = Actor(9, "auditor", "office-a")
    try:
        act_on(service, state, Act(name, "on", given=EVERYTHING), facts=facts(), actor=outsider, at=MONDAY)
    except NotPossible:
        assert fold(story) == state
    else:
        raise AssertionError("an auditor acted")
