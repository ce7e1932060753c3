"""A past case under another definition: the same definition changes nothing, and what cannot be told is said."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given

from balai.engines.casework.comparing import Comparison, Tally
from balai.engines.casework.decisions import Act, act_on, open_case
from balai.engines.casework.definition import Need, Service
from balai.engines.casework.reading import read_service
from balai.engines.casework.replay import Retold, loosened, retell, same_way
from balai.engines.casework.story import Event, Kind, fold
from balai.engines.casework.tests.generators import ANSWERS, Move, Moves, play, services
from balai.engines.casework.tests.samples import MONDAY, OFFICER, REPORT, REPORTER, facts, source

UNTIL = MONDAY + timedelta(days=400)


def told(events: Sequence[Event]) -> list[tuple[Any, ...]]:
    return [
        (event.kind, event.at, event.seq, event.by, event.step, event.outcome, event.organisation) for event in events
    ]


@given(definition=services(plain=True), moves=Moves, answers=ANSWERS)
def test_the_same_definition_differs_in_nothing(
    definition: dict[str, Any], moves: list[Move], answers: dict[str, str]
) -> None:
    """In this world the clock looked only when somebody acted; once retold, it looks at once, and nothing moves again."""
    story, _ = play(definition, moves, answers)
    service, known = loosened(read_service(definition)), facts(**answers)
    once = retell(service, story, facts=known, until=UNTIL)
    if not once.untold:
        again = retell(service, once.events, facts=known, until=UNTIL)
        assert not again.untold
        assert told(again.events) == told(once.events)
        assert replace(again, events=[]) == replace(once, events=[])
        found = Comparison()
        found.note("a", once, again)
        whole = found.whole
        changed = (whole.change, whole.elsewhere, whole.ended_otherwise, whole.became_late, whole.no_longer_late)
        assert changed == (0,) * 5
        assert whole.hours_before == whole.hours_after


@given(definition=services(plain=True), moves=Moves, answers=ANSWERS)
def test_a_story_in_which_no_promise_ran_out_is_told_as_it_was(
    definition: dict[str, Any], moves: list[Move], answers: dict[str, str]
) -> None:
    quiet = copy.deepcopy(definition)
    for step in quiet["steps"]:
        step.pop("promise", None)
    story, state = play(quiet, moves, answers)
    retold = retell(loosened(read_service(quiet)), story, facts=facts(**answers), until=UNTIL)
    assert told(retold.events) == told(story)
    assert same_way(retold.events, story)
    assert retold.end == ("" if state.is_open else state.public_state)


def report(change: Callable[[dict[str, Any]], None] | None = None) -> Service:
    definition = source()
    if change:
        change(definition)
    return read_service(definition)


def accepted_after(hours: int) -> list[Event]:
    """A report that an officer takes up so many hours after it came."""
    service, known = report(), facts(category="hole")
    story = open_case(service, facts=known, actor=REPORTER, at=MONDAY, channel="web")
    act = Act("intake", "accept", given=frozenset(Need))
    return story + act_on(service, fold(story), act, facts=known, actor=OFFICER, at=MONDAY + timedelta(hours=hours))


def under(change: Callable[[dict[str, Any]], None] | None, *, hours: int = 1, category: str = "hole") -> Retold:
    until = MONDAY + timedelta(hours=hours + 1)
    return retell(loosened(report(change)), accepted_after(hours), facts=facts(category=category), until=until)


def intake(definition: dict[str, Any]) -> dict[str, Any]:
    return next(step for step in definition["steps"] if step["id"] == "intake")


def test_a_shorter_promise_makes_late_and_a_longer_one_does_not() -> None:
    hours = 8

    def within(span: str) -> Callable[[dict[str, Any]], None]:
        return lambda definition: intake(definition).update(promise={"within": span})

    assert under(within("4 hours"), hours=hours).late == 1
    assert under(within("9 hours"), hours=hours).late == 0


def test_another_route_leads_elsewhere() -> None:
    def to_roads(definition: dict[str, Any]) -> None:
        definition["route"] = [{"to": {"unit": "roads"}}]
        intake(definition)["at"] = "route"

    assert under(None).office != "roads"
    assert under(to_roads).office == "roads"


def test_who_may_not_ask_is_refused_and_what_nobody_was_asked_is_not_guessed() -> None:
    def only(question: str) -> Callable[[dict[str, Any]], None]:
        rule = {"when": {"answer": question, "is": "bridge"}, "otherwise": {"id": "Tidak.", "en": "No."}}
        return lambda definition: definition.update(eligibility=[rule])

    assert under(only("category")).refused
    assert under(only("size")).untold == "eligibility_unknown"
    assert not under(only("size")).refused


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda definition: intake(definition).update(by=["verifier"]), "not_yours"),
        (lambda definition: definition.update(start=["work"]), "step_not_open"),
        (
            lambda definition: next(way for way in intake(definition)["outcomes"] if way["code"] == "accept").update(
                code="take"
            ),
            "unknown_outcome",
        ),
    ],
)
def test_what_cannot_be_told_is_said(change: Callable[[dict[str, Any]], None], reason: str) -> None:
    assert under(change).untold == reason


def test_a_sum_of_parts_is_the_whole() -> None:
    early, late, lost = (
        Retold("a", hours=2.0, end="done"),
        Retold("b", late=1, hours=5.0, end="done"),
        Retold(untold="x"),
    )
    pairs = [(early, late), (late, early), (early, lost), (lost, early), (early, Retold(refused=True))]
    whole, parts = Comparison(), Comparison()
    for number, (before, after) in enumerate(pairs):
        area, one = f"area-{number % 2}", Comparison()
        whole.note(area, before, after)
        one.note(area, before, after)
        parts.add(one)
    assert parts == whole
    assert whole.whole == Tally(5, 2, 3, 1, 1, 1, 1, 2, 1, 0, 2, 7.0, 7.0)
    assert whole.moves == {("a", "b"): 1, ("b", "a"): 1}
    assert whole.gathered({"area-0": "x", "area-1": "x"}) == {"x": whole.whole}


def test_the_sample_is_what_these_tests_think() -> None:
    assert {step["id"] for step in REPORT["steps"]} >= {"intake", "work"}
    assert any(event.kind is Kind.TASK_DONE for event in accepted_after(1))
