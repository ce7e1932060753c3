"""A report travels from the citizen to the end, and back once."""

from __future__ import annotations

import pytest

from balai.engines.casework.decisions import Act, NotPossible, act_on, available, open_case
from balai.engines.casework.definition import Need
from balai.engines.casework.story import CaseState, Kind, fold
from balai.engines.casework.tests.samples import (
    DOER_AS_VERIFIER,
    HOUR,
    MONDAY,
    OFFICER,
    OTHER_OFFICER,
    REPORTER,
    VERIFIER,
    facts,
    service,
)

REPORT = service()
EVIDENCE = frozenset({Need.EVIDENCE})


def opened(**answers: object) -> CaseState:
    return fold(open_case(REPORT, facts=facts(**answers), actor=REPORTER, at=MONDAY, channel="web"))


def act(state: CaseState, step: str, outcome: str, actor: object = OFFICER, **more: object) -> list[Kind]:
    events = act_on(REPORT, state, Act(step, outcome, **more), facts=facts(), actor=actor, at=MONDAY + HOUR)  # type: ignore[arg-type]
    return [event.kind for event in events]


def worked(state: CaseState) -> CaseState:
    act(state, "intake", "accept")
    act(state, "work", "finish", given=EVIDENCE)
    return state


def solved() -> CaseState:
    state = worked(opened(category="hole"))
    act(state, "verify", "confirm", VERIFIER)
    return state


def test_it_goes_to_the_office_of_the_place() -> None:
    assert opened(category="hole").tasks["intake"].organisation == "office-a"


def test_a_rule_sends_a_bridge_to_the_road_agency_and_is_remembered() -> None:
    events = open_case(REPORT, facts=facts(category="bridge"), actor=REPORTER, at=MONDAY, channel="web")
    assert (events[1].organisation, events[1].data["rule"]) == ("roads-a", 1)


def test_without_an_office_it_falls_to_the_owner_and_says_so() -> None:
    nowhere = facts(category="hole")
    nowhere = type(nowhere)(nowhere.answers, "nowhere", nowhere.calendar, nowhere.directory)
    events = open_case(REPORT, facts=nowhere, actor=REPORTER, at=MONDAY, channel="web")
    assert (events[1].organisation, events[1].data["fallback"]) == ("roads", True)


def test_the_story_keeps_the_answers_that_decide() -> None:
    events = open_case(REPORT, facts=facts(category="hole"), actor=REPORTER, at=MONDAY, channel="kiosk")
    assert events[0].data == {"channel": "kiosk", "public": False, "answers": {"category": "hole"}, "area": "a"}


def test_a_transfer_opens_the_same_step_at_the_chosen_office() -> None:
    state = opened()
    act(state, "intake", "transfer", organisation="water")
    assert state.tasks["intake"].organisation == "water"
    assert state.public_state == "coordination"


def test_a_returned_check_goes_back_to_whoever_did_the_work() -> None:
    state = opened()
    act(state, "intake", "transfer", organisation="water")
    worked(state)
    act(state, "verify", "return", VERIFIER)
    assert state.tasks["work"].organisation == "water"


def test_nobody_checks_their_own_work() -> None:
    state = worked(opened())
    assert available(REPORT, state, DOER_AS_VERIFIER) == []
    with pytest.raises(NotPossible, match="not_yours"):
        act(state, "verify", "confirm", DOER_AS_VERIFIER)


def test_it_is_done_once_checked_and_closed_once_reviewed() -> None:
    state = solved()
    assert (state.is_open, state.public_state, state.done_at) == (True, "done", MONDAY + HOUR)
    act(state, "review", "satisfied", REPORTER, rating=5)
    assert (state.is_open, state.tasks) == (False, {})


def test_it_is_opened_again_once_at_most() -> None:
    state = solved()
    assert Kind.REOPENED in act(state, "review", "reopen", REPORTER)
    assert (state.done_at, state.reopened) == (None, 1)
    act(state, "work", "finish", OTHER_OFFICER, given=EVIDENCE)
    act(state, "verify", "confirm", VERIFIER)
    assert [outcome.code for _, outcome in available(REPORT, state, REPORTER)] == ["satisfied"]
    with pytest.raises(NotPossible, match="used_up"):
        act(state, "review", "reopen", REPORTER)


@pytest.mark.parametrize(
    ("step", "outcome", "more", "code"),
    [
        ("intake", "refuse", {}, "reason_needed"),
        ("intake", "refuse", {"reason": "nonsense"}, "reason_needed"),
        ("intake", "refuse", {"reason": "duplicate"}, "words_needed"),
        ("intake", "transfer", {}, "organisation_needed"),
        ("intake", "vanish", {}, "unknown_outcome"),
        ("work", "finish", {}, "step_not_open"),
    ],
)
def test_an_act_that_does_not_fit_is_refused(step: str, outcome: str, more: dict[str, object], code: str) -> None:
    state = opened()
    before = state.last_seq
    with pytest.raises(NotPossible) as refusal:
        act(state, step, outcome, **more)
    assert (refusal.value.code, state.last_seq) == (code, before)


def test_only_the_clock_lets_a_review_lapse() -> None:
    state = solved()
    with pytest.raises(NotPossible, match="unknown_outcome"):
        act(state, "review", "lapse", REPORTER)
