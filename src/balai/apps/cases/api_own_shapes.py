"""One's own case in the shapes of the JSON API: what only its reporter sees, and what waits for them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from balai.apps.cases.answers import FILES
from balai.apps.cases.answers_schema import object_of
from balai.apps.cases.api_shapes import TOLD, absolute, case_whole
from balai.apps.cases.papers import documents_of
from balai.apps.cases.queries.case_page import CasePage
from balai.engines.casework.decisions import Actor, available
from balai.engines.casework.definition import REPORTER, Need, Outcome, Step
from balai.engines.casework.story import Kind
from balai.web.questions import asked_on

TOLD_TO_REPORTER = TOLD | {Kind.IDENTITY_REVEALED, Kind.ORIGINAL_SEEN, Kind.VISIBILITY_CHANGED}
REVIEW, REOPEN = "satisfied", "reopen"
"""The outcomes of the citizen's review, as the flow of reports names them."""
CITIZEN = Actor(None, REPORTER)


def choices_of(page: CasePage) -> list[tuple[Step, Outcome]]:
    """The outcomes that the reporter may choose now, each with its step."""
    return list(available(page.service, page.state, CITIZEN))


def turns_of(page: CasePage) -> list[dict[str, Any]]:
    """The steps that wait for the reporter, in the order of the service file."""
    choices, found = choices_of(page), []
    for step in page.service.steps:
        own = [outcome for of, outcome in choices if of.id == step.id]
        task = page.state.tasks.get(step.id)
        if own and task is not None:
            ways = [_way(page, outcome) for outcome in own]
            turn = {"step": step.id, "title": dict(step.title), "due_at": task.due, "fee": task.fee, "ways": ways}
            found.append(turn)
    return found


def _way(page: CasePage, outcome: Outcome) -> dict[str, Any]:
    asked = asked_on(outcome.asks, page.state.answers)
    reasons = [{"code": option.code, "label": dict(option.label)} for option in outcome.reasons]
    needs = [str(need) for need in outcome.needs]
    return {
        "outcome": outcome.code,
        "label": dict(outcome.label),
        "needs": [*needs, Need.REASON.value] if reasons and Need.REASON not in outcome.needs else needs,
        "reasons": reasons,
        "answers": object_of([question for question in asked if question.type not in FILES], page.service.questions),
        "uploads": {question.id: question.max_files for question in asked if question.type in FILES},
    }


def papers_of(page: CasePage) -> list[dict[str, Any]]:
    """The documents that the case has issued."""
    names = ("number", "code", "title", "issued_on", "valid_until", "sha256")
    return [{**{name: getattr(paper, name) for name in names}, "words": paper.body} for paper in documents_of(page)]


def private_case(page: CasePage, secret: str) -> dict[str, Any]:
    """The whole case as its reporter sees it, with what waits for them and the documents that were issued."""

    def picture(number: UUID) -> str:
        return absolute("reports:private-picture", page.case.reference, secret, number)

    codes = {outcome.code for _step, outcome in choices_of(page)}
    can = [("answer", page.state.asked), ("review", REVIEW in codes), ("reopen", REOPEN in codes)]
    return case_whole(page, picture, kinds=TOLD_TO_REPORTER) | {
        "is_public": page.case.is_public,
        "can": [name for name, possible in can if possible],
        "turns": turns_of(page),
        "documents": papers_of(page),
    }
