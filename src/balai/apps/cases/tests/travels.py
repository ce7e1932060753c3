"""Cases of every kind of service and those who handle them, for the tests of whole journeys."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

from balai.apps.cases import records
from balai.apps.cases.actions.opening import OpenedCase, Place, ReporterDetails, Submission, open_case
from balai.apps.cases.actions.working import Ending, end_step
from balai.apps.cases.models import Case, Content, Event
from balai.apps.cases.tests.samples import CIKINI, CIKINI_POINT, NOW, Colleague, colleague
from balai.base.people.models import User
from balai.engines.casework.decisions import Actor
from balai.engines.casework.definition import REPORTER
from balai.engines.casework.story import CaseState, fold

CITIZEN = Actor(None, REPORTER)
CENTRAL, MENTENG = "31.71", "31.71.06"
PTSP = f"up-pmptsp-{CENTRAL}"
SMALL_BUSINESS = f"suku-dinas-ppkukm-{CENTRAL}"
HEALTH_CENTRE = f"puskesmas-{MENTENG}"


def citizen(name: str = "Siti Rahma") -> User:
    return User.objects.create_user(f"{uuid4().hex}@example.org", name=name)


def ask(service: str, answers: dict[str, Any], by: User | None, *, now: datetime = NOW, **more: Any) -> OpenedCase:
    """Open a case of a service; in Cikini, where the service asks for a place."""
    where = {"place": Place(*CIKINI_POINT, CIKINI, "Jalan Cikini Raya 1"), "is_public": False, **more}
    submission = Submission(
        service=service,
        key=uuid4(),
        answers=answers,
        reporter=ReporterDetails(user=by) if by else ReporterDetails(),
        **where,
    )
    return open_case(submission=submission, by=by, now=now)


def act(case_id: int, who: Colleague | None, step: str, outcome: str, now: datetime = NOW, **more: Any) -> None:
    """End a step as a colleague, or as the citizen."""
    end_step(case_id=case_id, ending=Ending(step, outcome, **more), actor=who.actor if who else CITIZEN, now=now)


def state_of(case_id: int) -> CaseState:
    """The state that follows from the rows of the story."""
    return fold(records.engine_event(row) for row in Event.objects.filter(case_id=case_id).order_by("seq"))


def open_steps(case_id: int) -> set[str]:
    case = Case.objects.get(id=case_id)
    steps = set(case.tasks.values_list("step", flat=True))
    assert steps == set(state_of(case_id).tasks)
    return steps


def kinds_of(case_id: int) -> list[str]:
    return list(Event.objects.filter(case_id=case_id).order_by("seq").values_list("kind", flat=True))


def contents_of(case_id: int, question: str) -> list[Content]:
    return list(Content.objects.filter(case_id=case_id, question=question).order_by("id"))


def paper_of(case_id: int) -> dict[str, Any]:
    """The words of the one document that the case has issued."""
    (content,) = contents_of(case_id, "document")
    assert isinstance(content.data, dict)
    return content.data


__all__ = [
    "CITIZEN",
    "HEALTH_CENTRE",
    "PTSP",
    "SMALL_BUSINESS",
    "act",
    "ask",
    "citizen",
    "colleague",
    "contents_of",
    "kinds_of",
    "open_steps",
    "paper_of",
    "state_of",
]
