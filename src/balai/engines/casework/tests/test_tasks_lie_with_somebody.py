"""An open step always lies with an organisation, unless it is the reporter's own turn: nothing falls between offices."""

from __future__ import annotations

from typing import Any

import pytest

from balai.engines.casework.decisions import Act, act_on, open_case
from balai.engines.casework.story import Event, fold
from balai.engines.casework.tests.samples import HOUR, MONDAY, OFFICER, REPORTER, facts, outcome, service, step

TO_OWNER: Any = {"when": {"answer": "category", "is": "bridge"}, "to": "owner"}


def test_a_route_to_the_owner_is_taken_before_the_rules_after_it() -> None:
    definition = service(route=[TO_OWNER, {"to": {"office": "subdistrict"}}])
    events = open_case(definition, facts=facts(category="bridge"), actor=REPORTER, at=MONDAY, channel="web")
    assert (events[1].organisation, events[1].data["rule"]) == ("roads", 1)
    assert "fallback" not in events[1].data


def test_a_step_at_the_owner_is_no_fallback() -> None:
    definition = service(start=["check"], steps=[step("check", outcome("ok"), at="owner")])
    events = open_case(definition, facts=facts(), actor=REPORTER, at=MONDAY, channel="web")
    assert (events[1].organisation, "fallback" in events[1].data) == ("roads", False)


@pytest.mark.parametrize("where", ["holder", {"doer": "late"}])
def test_what_the_reporter_sends_back_to_no_office_goes_to_the_owner(where: Any) -> None:
    definition = service(
        start=["review"],
        steps=[
            step("review", outcome("back", next=["work"]), by=["reporter"], at="reporter", state="done"),
            step("work", outcome("ok", next=["late"]), at=where),
            step("late", outcome("ok")),
        ],
    )
    state = fold(open_case(definition, facts=facts(), actor=REPORTER, at=MONDAY, channel="web"))
    events = act_on(definition, state, Act("review", "back"), facts=facts(), actor=REPORTER, at=MONDAY + HOUR)
    opened = next(event for event in events if event.step == "work")
    assert (opened.organisation, opened.data["fallback"]) == ("roads", True)


def test_an_organisation_that_nobody_asked_for_is_not_taken() -> None:
    definition = service(
        start=["check"], steps=[step("check", outcome("on", next=["work"])), step("work", outcome("ok"))]
    )
    state = fold(open_case(definition, facts=facts(), actor=REPORTER, at=MONDAY, channel="web"))
    act = Act("check", "on", organisation="anywhere")
    events: list[Event] = act_on(definition, state, act, facts=facts(), actor=OFFICER, at=MONDAY + HOUR)
    assert events[0].data == {}
    assert state.tasks["work"].organisation == "roads"
