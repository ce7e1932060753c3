"""The summary row and the open tasks are what the story says, after any walk through the service."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from balai.apps.cases import records
from balai.apps.cases.actions.choosing import choose_visibility
from balai.apps.cases.actions.clockwork import tick_case
from balai.apps.cases.actions.erasing import erase_content
from balai.apps.cases.actions.showing import change_visibility
from balai.apps.cases.actions.supporting import support_case
from balai.apps.cases.actions.working import answer_city, ask_reporter, assign_task, extend_promise, start_work
from balai.apps.cases.definitions import service_of
from balai.apps.cases.directory import directory
from balai.apps.cases.models import Case, Event, Task
from balai.apps.cases.tests.samples import CIKINI_OFFICE, NOW, VERIFIERS, Colleague, colleague, end, picture, report
from balai.base.errors import Refusal
from balai.base.packs import Pack
from balai.engines.casework.story import fold

MOVES = st.lists(st.tuples(st.sampled_from("atfdwvcrsolkqyupPhHexi"), st.integers(0, 200)), min_size=1, max_size=14)


@pytest.fixture
def people(jakarta: Pack) -> dict[str, Colleague]:
    return {
        "officer": colleague("officer"),
        "roads": colleague("officer", "dinas-bina-marga"),
        "verifier": colleague("verifier", VERIFIERS),
    }


def recount(case_id: int) -> tuple[dict[str, object], dict[str, object]]:
    """The summary as it stands, and as the story alone makes it."""
    case = Case.objects.get(id=case_id)
    state = fold(records.engine_event(row) for row in Event.objects.filter(case_id=case_id).order_by("seq"))
    fresh = Case()
    records.summarise(fresh, state, directory())
    names = records.SUMMARY_FIELDS
    return {name: getattr(case, name) for name in names}, {name: getattr(fresh, name) for name in names}


def tasks(case_id: int) -> tuple[list[object], list[object]]:
    names = ("step", "organisation_id", "assignee_id", "state", "due_at", "is_late", "paused_at", "started_at")
    case = Case.objects.get(id=case_id)
    state = fold(records.engine_event(row) for row in Event.objects.filter(case_id=case_id).order_by("seq"))
    service = service_of(case.service_id)
    wanted = records.task_rows(case, service, state, directory())
    kept = Task.objects.filter(case_id=case_id).order_by("step")
    return (
        [tuple(getattr(task, name) for name in names) for task in kept],
        [tuple(getattr(task, name) for name in names) for task in sorted(wanted, key=lambda task: task.step)],
    )


def move(case_id: int, how: str, people: dict[str, Colleague], hours: int) -> None:
    now = NOW + timedelta(hours=hours)
    officer, roads, verifier = people["officer"], people["roads"], people["verifier"]
    proof = {"words": "Sudah.", "files": (picture(seed=hours),)}
    acts: dict[str, Callable[[], object]] = {
        "a": lambda: end(case_id, officer, "intake", "accept", now),
        "t": lambda: end(
            case_id, officer, "intake", "transfer", now, organisation="dinas-bina-marga", words="Jalan provinsi."
        ),
        "d": lambda: end(case_id, roads, "coordination", "accept", now),
        "f": lambda: end(case_id, officer, "work", "finish", now, **proof),
        "w": lambda: end(case_id, roads, "work", "finish", now, **proof),
        "v": lambda: end(case_id, verifier, "verify", "return", now, words="Belum rata."),
        "c": lambda: end(case_id, verifier, "verify", "confirm", now),
        "r": lambda: end(case_id, None, "review", "reopen", now, words="Masih rusak."),
        "s": lambda: end(case_id, None, "review", "satisfied", now, rating=4),
        "o": lambda: start_work(case_id=case_id, step="work", actor=officer.actor, now=now),
        "l": lambda: tick_case(case_id=case_id, now=now),
        "k": lambda: end(case_id, officer, "intake", "refuse", now, reason="duplicate", words="Sudah ada."),
        "q": lambda: ask_reporter(case_id=case_id, step="intake", words="Di mana?", actor=officer.actor, now=now),
        "y": lambda: answer_city(case_id=case_id, words="Di sini.", files=(), by=None, now=now),
        "u": lambda: support_case(case_id=case_id, identity=f"device:{hours}", by=None, now=now),
        "p": lambda: choose_visibility(case_id=case_id, is_public=False, by=None, now=now),
        "P": lambda: choose_visibility(case_id=case_id, is_public=True, by=None, now=now),
        "h": lambda: change_visibility(
            case_id=case_id, is_public=False, words="Wajah terlihat.", actor=officer.actor, now=now
        ),
        "H": lambda: change_visibility(
            case_id=case_id, is_public=True, words="Sudah benar.", actor=officer.actor, now=now
        ),
        "e": lambda: erase_content(case_id=case_id, reason="citizen_right", by=None, now=now),
        "x": lambda: extend_promise(case_id=case_id, step="work", words="Hujan.", actor=officer.actor, now=now),
        "i": lambda: assign_task(case_id=case_id, step="work", assignee=officer.user, actor=officer.actor, now=now),
    }
    try:
        acts[how]()
    except Refusal:
        return


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=25)
@given(MOVES)
def test_summary_and_tasks_follow_from_the_story(people: dict[str, Colleague], moves: list[tuple[str, int]]) -> None:
    case_id = report().id
    hours = 0
    for how, passed in moves:
        hours += passed
        move(case_id, how, people, hours)
    kept, told = recount(case_id)
    assert kept == told
    open_tasks, wanted = tasks(case_id)
    assert open_tasks == wanted


def test_a_report_goes_to_the_office_of_the_point(people: dict[str, Colleague]) -> None:
    task = Task.objects.get(case_id=report().id)
    assert task.organisation is not None
    assert task.organisation.code == CIKINI_OFFICE
