"""Done means that the public is told so; opened again means that a case which was done goes back to work."""

from __future__ import annotations

from balai.engines.casework.decisions import Act, act_on, open_case
from balai.engines.casework.story import CaseState, fold
from balai.engines.casework.tests.samples import HOUR, MONDAY, OFFICER, REPORTER, facts, outcome, service, step

SURVEYED = service(
    start=["work"],
    steps=[
        step("work", outcome("finish", next=["review"])),
        step("review", outcome("on", next=["survey"]), outcome("back", next=["work"]), state="done"),
        step("survey", outcome("end", end="done"), outcome("fraud", end="refused"), state="done"),
    ],
)


def after(*acts: tuple[str, str]) -> CaseState:
    state = fold(open_case(SURVEYED, facts=facts(), actor=REPORTER, at=MONDAY, channel="web"))
    for number, (name, code) in enumerate(acts, start=1):
        act_on(SURVEYED, state, Act(name, code), facts=facts(), actor=OFFICER, at=MONDAY + number * HOUR)
    return state


def test_one_more_step_while_done_is_no_reopening() -> None:
    state = after(("work", "finish"), ("review", "on"))
    assert (state.reopened, state.done_at) == (0, MONDAY + HOUR)


def test_going_back_to_work_is_one() -> None:
    state = after(("work", "finish"), ("review", "back"))
    assert (state.reopened, state.done_at, state.public_state) == (1, None, "in_progress")


def test_done_the_second_time_counts_from_then() -> None:
    state = after(("work", "finish"), ("review", "back"), ("work", "finish"), ("review", "on"), ("survey", "end"))
    assert (state.reopened, state.done_at, state.closed_at) == (1, MONDAY + 3 * HOUR, MONDAY + 5 * HOUR)


def test_a_case_that_is_refused_in_the_end_was_not_done() -> None:
    state = after(("work", "finish"), ("review", "on"), ("survey", "fraud"))
    assert (state.public_state, state.done_at) == ("refused", None)
