"""A request is sent: judged once more, opened once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from balai.apps.cases import service as cases
from balai.apps.requests.actions.filing import erase_files
from balai.apps.requests.answers import SENT, Answers, offers_choice_of_readers, place_of, read_answers
from balai.apps.requests.pages import CHECK, asks_for
from balai.base.errors import Refusal
from balai.base.people.models import User
from balai.engines.casework.definition import FILE_TYPES, Prefill, QuestionType, Service


class AnswersAmiss(Refusal):
    """Some answers no longer fit what this service asks. Please look through the marked page again."""

    code = "requests.answers_amiss"
    status = 422

    def __init__(self, question: str = "") -> None:
        super().__init__()
        self.question = question


class NotComplete(Refusal):
    """Something is still missing. Please look through the pages again."""

    code = "requests.not_complete"


@transaction.atomic
def send_request(
    *, draft_id: UUID, service: Service, owner: cases.DraftOwner, language: str, now: datetime
) -> cases.OpenedCase:
    """Open the case of this draft. Sending again, at once or later, gives the same case.

    Raises:
        UnknownDraft: there is no such draft of this owner.
        NotComplete: a page is missing, or the answers do not allow it.
        AnswersAmiss: an answer does not fit what is asked now; `question` says which.
        and what `open_case` refuses.
    """
    draft = cases.lock_draft(draft_id, owner=owner)
    if SENT in draft.answers:
        return sent_case(draft)
    answers = read_answers(draft, service)
    submission = submission_of(draft.id, answers, owner=owner, language=language)
    opened = cases.open_case(submission=submission, by=owner.user, now=now)
    cases.mark_sent(draft, reference=opened.reference, now=now)
    erase_files(_unused(answers, submission), by=owner.user, now=now)
    return opened


def _unused(answers: Answers, submission: cases.Submission) -> list[int]:
    """Files of questions that the last answers ruled out."""
    used = {number for numbers in submission.files.values() for number in numbers}
    return [file.id for file in answers.files if file.id not in used]


def sent_case(draft: cases.Draft) -> cases.OpenedCase:
    """The case that a sent draft became.

    Raises:
        UnknownCase.
    """
    secret = cases.secret_for(draft.id)
    case = cases.find_private_case(draft.answers[SENT], secret)
    return cases.OpenedCase(case.id, case.reference, secret, is_new=False)


def submission_of(key: UUID, answers: Answers, *, owner: cases.DraftOwner, language: str) -> cases.Submission:
    """What the city gets.

    Raises:
        NotComplete, AnswersAmiss.
    """
    if answers.progress().missing != CHECK:
        raise NotComplete
    service = answers.service
    given = checked_answers(answers, language)
    where = place_of(answers)
    place = cases.Place(**where) if where else cases.Place(area=cases.area_answered(service, given))
    return cases.Submission(
        service=service.code,
        key=key,
        answers=given,
        place=place,
        is_public=offers_choice_of_readers(service) and answers.contact.is_public is not False,
        files=_files_by_question(answers),
        reporter=reporter_of(answers, owner.user, language),
    )


def checked_answers(answers: Answers, language: str) -> dict[str, Any]:
    """The answers, judged once more by what the service asks now, as the JSON API judges them.

    Raises:
        AnswersAmiss.
    """
    apart = {question.id for question in answers.service.questions if question.type is QuestionType.PLACE}
    known = answers.counted()
    given, problems = cases.check_answers(
        answers.service,
        {name: answer for name, answer in known.items() if name not in apart},
        language,
        place=place_of(answers),
    )
    if problems:
        raise AnswersAmiss(problems[0].question.partition(".")[0])
    return given


def _files_by_question(answers: Answers) -> dict[str, list[int]]:
    known = answers.counted()
    asked = [question for question in answers.service.questions if question.type in FILE_TYPES]
    files = {
        question.id: [file.id for file in answers.files_of(question.id)]
        for question in asked
        if question.show_if is None or question.show_if.holds(known)
    }
    return {name: numbers for name, numbers in files.items() if numbers}


def reporter_of(answers: Answers, user: User | None, language: str) -> cases.ReporterDetails:
    """Who asks, and where news goes: the service's own questions first, then the page of news, then the account."""
    service, known = answers.service, answers.counted()

    def own(prefill: Prefill, part: str) -> str:
        question = asks_for(service, prefill)
        given = known.get(question.id, "") if question else ""
        return str(given.get(part) or "") if isinstance(given, Mapping) else str(given)

    return cases.ReporterDetails(
        user=user,
        name=(own(Prefill.NAME, "name") or (user.name if user else ""))[:150],
        email=own(Prefill.EMAIL, "email") or answers.contact.email,
        phone=(own(Prefill.PHONE, "phone") or answers.contact.phone)[:30],
        language=language,
    )
