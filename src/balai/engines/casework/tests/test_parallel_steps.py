"""Steps that run side by side, join, are skipped, or are doors open in any order."""

from __future__ import annotations

from balai.engines.casework.decisions import Act, act_on, open_case
from balai.engines.casework.definition import Service
from balai.engines.casework.story import CaseState, Kind, fold
from balai.engines.casework.tests.samples import HOUR, MONDAY, OFFICER, REPORTER, facts, outcome, service, step


def opened(definition: Service, **answers: object) -> CaseState:
    return fold(open_case(definition, facts=facts(**answers), actor=REPORTER, at=MONDAY, channel="web"))


def end(definition: Service, state: CaseState, name: str, code: str = "ok", **answers: object) -> None:
    act_on(definition, state, Act(name, code), facts=facts(**answers), actor=OFFICER, at=MONDAY + HOUR)


REVIEWS = service(
    start=["check"],
    steps=[
        step("check", outcome("ok", next=["zoning", "health"])),
        step("zoning", outcome("ok"), outcome("refuse", end="refused")),
        step("health", outcome("ok"), when={"answer": "category", "is": "bridge"}),
        step("sign", outcome("ok", end="done"), outcome("again", next=["zoning"]), after=["zoning", "health"]),
    ],
)
DOORS = service(
    start=["one", "two", "three"],
    steps=[step(name, outcome("ok"), outcome("repeat", next=[name])) for name in ("one", "two", "three")],
)


def test_a_join_waits_for_every_branch() -> None:
    state = opened(REVIEWS)
    end(REVIEWS, state, "check", category="bridge")
    assert set(state.tasks) == {"zoning", "health"}
    end(REVIEWS, state, "zoning", category="bridge")
    assert set(state.tasks) == {"health"}
    end(REVIEWS, state, "health", category="bridge")
    assert set(state.tasks) == {"sign"}


def test_a_skipped_branch_does_not_hold_up_the_join() -> None:
    state = opened(REVIEWS)
    end(REVIEWS, state, "check", category="hole")
    assert set(state.tasks) == {"zoning"}
    end(REVIEWS, state, "zoning", category="hole")
    assert set(state.tasks) == {"sign"}


def test_a_refusal_in_one_branch_ends_the_others() -> None:
    state = opened(REVIEWS)
    end(REVIEWS, state, "check", category="bridge")
    events = act_on(
        REVIEWS, state, Act("zoning", "refuse"), facts=facts(category="bridge"), actor=OFFICER, at=MONDAY + HOUR
    )
    assert [event.kind for event in events] == [Kind.TASK_DONE, Kind.TASK_CANCELLED, Kind.CLOSED]
    assert (state.is_open, state.public_state) == (False, "refused")


def test_doors_are_passed_in_any_order_and_the_last_one_closes_the_case() -> None:
    state = opened(DOORS)
    end(DOORS, state, "three")
    end(DOORS, state, "one", "repeat")
    end(DOORS, state, "one")
    assert state.is_open
    end(DOORS, state, "two")
    assert (state.is_open, state.public_state) == (False, "done")


CONDITIONAL = service(
    start=["check"],
    steps=[
        step("check", outcome("ok", next=["health", "zoning"])),
        step("zoning", outcome("ok")),
        step("health", outcome("ok"), when={"answer": "category", "is": "bridge"}),
        step("inspect", outcome("ok"), after=["zoning", "health"], when={"answer": "category", "is": "bridge"}),
        step("sign", outcome("ok", end="done"), outcome("again", next=["check"]), after=["inspect"]),
    ],
)


def test_a_join_that_does_not_apply_is_skipped_once_and_the_case_goes_on() -> None:
    state = opened(CONDITIONAL)
    end(CONDITIONAL, state, "check", category="hole")
    end(CONDITIONAL, state, "zoning", category="hole")
    assert set(state.tasks) == {"sign"}


def test_a_branch_done_again_alone_leads_back_to_the_join() -> None:
    state = opened(REVIEWS)
    end(REVIEWS, state, "check", category="bridge")
    end(REVIEWS, state, "zoning", category="bridge")
    end(REVIEWS, state, "health", category="bridge")
    end(REVIEWS, state, "sign", "again", category="bridge")
    assert set(state.tasks) == {"zoning"}
    end(REVIEWS, state, "zoning", category="bridge")
    assert (state.is_open, set(state.tasks)) == (True, {"sign"})


def test_a_join_waits_for_branches_that_the_same_act_opens() -> None:
    state = opened(CONDITIONAL)
    for _ in range(2):
        end(CONDITIONAL, state, "check", category="hole")
        assert set(state.tasks) == {"zoning"}
        end(CONDITIONAL, state, "zoning", category="hole")
        end(CONDITIONAL, state, "sign", "again", category="hole")


def test_a_case_for_which_no_step_applies_is_closed_at_once() -> None:
    nothing = service(
        start=["only"],
        steps=[
            step("only", outcome("ok"), when={"answer": "category", "is": "bridge"}),
            step("other", outcome("ok"), after=["only"], when={"answer": "category", "is": "bridge"}),
        ],
    )
    state = opened(nothing, category="hole")
    assert (state.is_open, state.public_state) == (False, "done")


def test_the_public_sees_the_state_of_a_step_that_is_still_open() -> None:
    side_by_side = service(
        start=["dig", "ask"],
        steps=[
            step("dig", outcome("ok")),
            step("ask", outcome("ok"), state="coordination"),
        ],
    )
    state = opened(side_by_side)
    assert state.public_state == "coordination"
    end(side_by_side, state, "ask")
    assert state.public_state == "in_progress"
