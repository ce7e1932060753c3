"""The JSON API, the reporter's turns: steps that wait for them, in which ways each can end, and ending one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from ninja import Path

from balai.apps.cases import schemas, schemas_own
from balai.apps.cases.actions.working import Ending, end_step
from balai.apps.cases.answers import FILES, check_asked, missing_files
from balai.apps.cases.api import Reference, router
from balai.apps.cases.api_checking import FILES_WRONG, InvalidRequest, wrong
from balai.apps.cases.api_own_shapes import CITIZEN, choices_of
from balai.apps.cases.api_sending import ACTED, MaybeKey, key_for, own_case, private_answer, secret_needed, take_uploads
from balai.apps.cases.queries.case_page import THE_REPORTER, CasePage, tell
from balai.apps.cases.refusals import StepNotOpen
from balai.base import clock
from balai.engines.casework.definition import Outcome, QuestionType
from balai.web.questions import asked_on
from balai.web.words import clean_words


@router.post("/cases/{reference}/turns/{step}", response=ACTED, auth=secret_needed)
def take_turn(
    request: HttpRequest,
    response: HttpResponse,
    *,
    reference: Path[Reference],
    step: Path[schemas.Code],
    payload: schemas_own.TurnIn,
    idempotency_key: MaybeKey = None,
) -> dict[str, Any]:
    """End a step that waits for the reporter: pay and give the receipt, hand in evidence, answer what is asked."""
    case = own_case(request, reference)
    page = tell(case, audiences=THE_REPORTER)
    key = key_for(f"turn:{case.reference}:{step}", idempotency_key) if idempotency_key else None
    outcome = next((way for of, way in choices_of(page) if (of.id, way.code) == (step, payload.outcome)), None)
    if outcome is None and key is None:
        raise StepNotOpen
    with transaction.atomic():
        ending = _ending(page, step, outcome, payload, key)
        end_step(case_id=case.id, ending=ending, actor=CITIZEN, now=clock.now())
    return private_answer(request, case, response)


def _ending(
    page: CasePage, step: str, outcome: Outcome | None, payload: schemas_own.TurnIn, key: UUID | None
) -> Ending:
    """What was sent, checked as the page checks it. With no such outcome now, only an earlier same key can be meant.

    Raises:
        InvalidRequest, UploadUnknown, NotAPhoto.
    """
    if outcome is None:
        return Ending(step, payload.outcome, key=key)
    known = page.state.answers
    asked = asked_on(outcome.asks, known)
    plain = [question for question in asked if question.type not in FILES]
    answers, amiss = check_asked(plain, payload.answers, translation.get_language() or "id", known=known)
    problems = [wrong(f"answers.{found.question}", found.sentence, found.code) for found in amiss]
    missing = missing_files(asked, {**known, **answers}, payload.uploads)
    problems += [wrong(f"uploads.{name}", str(FILES_WRONG), "files") for name in missing]
    if problems:
        raise InvalidRequest(*problems)
    for question in asked:
        if payload.uploads.get(question.id):
            documents = question.type is QuestionType.FILE
            answers[question.id] = tuple(take_uploads(payload.uploads[question.id], documents=documents))
    return Ending(
        step,
        outcome.code,
        words=clean_words(payload.words),
        reason=payload.reason,
        rating=payload.rating,
        files=tuple(take_uploads(payload.evidence, documents=True)),
        key=key,
        answers=answers,
        receipt=payload.receipt,
    )
