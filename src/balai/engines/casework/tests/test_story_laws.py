"""Laws that hold for every service and every way through it.

One way is walked, and every law is asked of it: making services up costs more than looking at them.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given

from balai.engines.casework.clocks import tick
from balai.engines.casework.decisions import Act, Actor, NotPossible, act_on, support
from balai.engines.casework.story import Kind, fold
from balai.engines.casework.tests.generators import EVERYTHING, Walk, choices, deed, walks


def the_state_follows_from_the_story_alone(walk: Walk) -> None:
    assert fold(walk.story) == walk.state


def events_are_numbered_without_gaps_and_time_never_runs_back(walk: Walk) -> None:
    assert [event.seq for event in walk.story] == list(range(1, len(walk.story) + 1))
    assert all(earlier.at <= later.at for earlier, later in itertools.pairwise(walk.story))


def an_open_case_waits_for_somebody_and_a_closed_one_for_nobody(walk: Walk) -> None:
    assert walk.state.is_open == bool(walk.state.tasks)
    assert walk.state.is_open == (walk.state.closed_at is None)


def what_is_offered_at_most_once_happens_at_most_once(walk: Walk) -> None:
    assert all(walk.state.times(name, "once") <= 1 for name in walk.state.opened_steps)


def a_refused_act_changes_nothing(walk: Walk) -> None:
    for name in ("s0", "s1", "s5", "nowhere"):
        state, outsider = walk.again(), Actor(9, "auditor", "office-a")
        with pytest.raises(NotPossible):
            act_on(
                walk.service, state, Act(name, "on", given=EVERYTHING), facts=walk.facts, actor=outsider, at=walk.now
            )
        assert state == walk.state


def done_is_what_the_public_is_shown_and_it_is_shown_an_open_step(walk: Walk) -> None:
    state = walk.state
    assert (state.done_at is not None) == (state.public_state == "done")
    assert not state.is_open or state.public_state in {task.state for task in state.tasks.values()}


def an_open_step_lies_with_an_organisation(walk: Walk) -> None:
    assert all(task.organisation for task in walk.state.tasks.values())


def nothing_happens_to_a_closed_case(walk: Walk) -> None:
    assert [event.seq for event in walk.story if event.kind is Kind.CLOSED] in ([], [len(walk.story)])


def a_promise_is_late_after_it_is_due_and_while_its_step_is_open(walk: Walk) -> None:
    for number, event in enumerate(walk.story):
        if event.kind is Kind.PROMISE_LATE:
            task = fold(walk.story[:number]).tasks[event.step]
            assert task.due is not None
            assert task.due < event.at
            assert not task.late


def what_time_ended_for_an_office_counts_as_late(walk: Walk) -> None:
    """Nothing that holds by itself hides a limit that an office has missed."""
    for number, event in enumerate(walk.story):
        step = next((step for step in walk.service.steps if step.id == event.step), None)
        task = fold(walk.story[:number]).tasks.get(event.step)
        if event.kind is Kind.TASK_DONE and event.role == "city" and step and task and not step.threshold:
            assert task.late or not task.organisation


def a_case_is_opened_again_only_when_it_was_done(walk: Walk) -> None:
    for number, event in enumerate(walk.story):
        if event.kind is Kind.REOPENED:
            ended = max(place for place in range(number) if walk.story[place].kind is Kind.TASK_DONE)
            assert "done" in {task.state for task in fold(walk.story[:ended]).tasks.values()}


def so_many_different_people_have_signed_the_same(walk: Walk) -> None:
    for number, event in enumerate(walk.story):
        if event.kind is not Kind.TASK_DONE or event.role == "city":
            continue
        outcome = walk.service.step(event.step).outcome(event.outcome)
        assert outcome is not None
        task = fold(walk.story[:number]).tasks[event.step]
        people = [name.by for name in task.signatures if name.digest == event.data.get("sha256")]
        assert len(people) == len(set(people)) == (outcome.signatures if outcome.signatures > 1 else 0)


def nobody_signs_the_same_twice(walk: Walk) -> None:
    for task in walk.state.tasks.values():
        for name in task.signatures:
            state, actor = walk.again(), Actor(name.by, name.role, "office-a")
            act = Act(task.step, name.outcome, cosign=name.digest)
            with pytest.raises(NotPossible):
                act_on(walk.service, state, act, facts=walk.facts, actor=actor, at=walk.now)
            assert state == walk.state


def nobody_checks_what_they_did_or_signed(walk: Walk) -> None:
    for number, event in enumerate(walk.story):
        if event.kind in (Kind.TASK_DONE, Kind.SIGNED) and event.by is not None:
            ends = map(fold(walk.story[:number]).last_completion, walk.service.step(event.step).not_by)
            assert not any(end and event.by in end.signers for end in ends)


def a_fee_of_nothing_skips_and_every_other_is_told(walk: Walk) -> None:
    for event in walk.story:
        if event.kind is Kind.TASK_OPENED:
            assert (event.data.get("fee", 0) > 0) == (walk.service.step(event.step).fee is not None)


def documents_are_numbered_and_kept_with_their_event(walk: Walk) -> None:
    events = (event for event in walk.story if event.kind is Kind.DOCUMENT_ISSUED)
    issued = [(number, event.seq) for number, event in enumerate(events, start=1)]
    assert [(number, paper.seq) for number, paper in enumerate(walk.state.documents, start=1)] == issued
    assert walk.papers.sealed[: len(issued)] == issued


def no_words_and_nothing_personal_enter_the_story(walk: Walk) -> None:
    told = str([event.data for event in walk.story])
    assert "ahasia" not in told
    assert "secret" not in told
    assert "secret" not in walk.state.answers


def nothing_is_public_before_an_office_publishes(walk: Walk) -> None:
    assert walk.state.is_public == (walk.state.published or not walk.service.published_by_office)


def a_door_that_stays_is_open_still(walk: Walk) -> None:
    for number, event in enumerate(walk.story):
        if event.kind is Kind.TASK_DONE and event.data.get("stays"):
            assert event.step in fold(walk.story[: number + 1]).tasks


def no_step_waits_for_voices_that_it_has(walk: Walk) -> None:
    state, told = walk.again(), list(walk.story)
    for _ in range(4):
        if not state.is_open:
            break
        before = {name: task.opened_seq for name, task in state.tasks.items()}
        told += support(walk.service, state, facts=walk.facts, at=walk.now)
        for name, opened in before.items():
            wanted, task = walk.service.step(name).threshold, state.tasks.get(name)
            if wanted and task and task.opened_seq == opened:
                assert state.supporters < wanted.supporters
    assert fold(told) == state


def what_holds_by_itself_holds_after_the_promise_and_not_at_its_last_moment(walk: Walk) -> None:
    state = walk.again()
    ahead = [task for task in state.tasks.values() if task.due and not task.late and task.due >= walk.now]
    if not ahead:
        return
    first = min(task.due for task in ahead if task.due)
    held = {task.step for task in ahead if task.due == first}
    assert not held & {event.step for event in tick(walk.service, state, facts=walk.facts, at=first)}
    state = walk.again()
    told = tick(walk.service, state, facts=walk.facts, at=first + timedelta(seconds=1))
    assert held <= {event.step for event in told} or not state.is_open


def every_case_can_end(walk: Walk) -> None:
    """Wherever it stands: somebody who may does the last thing, and signs it as often as it wants."""
    state = walk.again()
    for number in range(12):
        if not state.is_open:
            return
        ends = [(actor, step, how) for actor, step, how in choices(walk.service, state) if how.end]
        if not ends:  # all three have done what it checks: a fourth is there
            step = next(step for step in walk.service.steps if step.id in state.tasks)
            ends = [(Actor(9, step.by[0], "office-a"), step, how) for how in step.outcomes if how.end]
        actor, chosen, how = ends[0]
        act = deed(state, chosen, how, actor, number)
        act_on(walk.service, state, act, facts=walk.facts, actor=actor, at=walk.now + timedelta(days=1))
    assert not state.is_open


LAWS: tuple[Callable[[Walk], None], ...] = (
    the_state_follows_from_the_story_alone,
    events_are_numbered_without_gaps_and_time_never_runs_back,
    an_open_case_waits_for_somebody_and_a_closed_one_for_nobody,
    what_is_offered_at_most_once_happens_at_most_once,
    a_refused_act_changes_nothing,
    done_is_what_the_public_is_shown_and_it_is_shown_an_open_step,
    an_open_step_lies_with_an_organisation,
    nothing_happens_to_a_closed_case,
    a_promise_is_late_after_it_is_due_and_while_its_step_is_open,
    what_time_ended_for_an_office_counts_as_late,
    a_case_is_opened_again_only_when_it_was_done,
    so_many_different_people_have_signed_the_same,
    nobody_signs_the_same_twice,
    nobody_checks_what_they_did_or_signed,
    a_fee_of_nothing_skips_and_every_other_is_told,
    documents_are_numbered_and_kept_with_their_event,
    no_words_and_nothing_personal_enter_the_story,
    nothing_is_public_before_an_office_publishes,
    a_door_that_stays_is_open_still,
    no_step_waits_for_voices_that_it_has,
    what_holds_by_itself_holds_after_the_promise_and_not_at_its_last_moment,
    every_case_can_end,
)


@given(walks())
def test_every_law_holds_on_every_way(walk: Walk) -> None:
    for law in LAWS:
        law(walk)
