"""What the city knows of a person already, offered to them as the first answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from balai.apps.cases.directory import directory
from balai.apps.cases.models import Content, Reporter
from balai.base.people.models import User
from balai.engines.casework.definition import FILE_TYPES, Prefill, Question, QuestionType, Service

OF_EARLIER_CASES = frozenset({Prefill.PHONE, Prefill.AREA})


def known_of(person: User, service: Service) -> dict[str, Any]:
    """First answers for this person, by question, in the shapes in which answers are kept. At most two statements."""
    asked = [question for question in service.questions if question.prefill is not None]
    facts = {Prefill.NAME: person.name, Prefill.EMAIL: person.email}
    if any(question.prefill in OF_EARLIER_CASES for question in asked):
        facts |= _from_earlier_cases(person)
    known = {question.id: _shaped(question, facts) for question in asked if question.prefill is not Prefill.LAST}
    last = [question for question in asked if question.prefill is Prefill.LAST]
    return {name: answer for name, answer in {**known, **_latest(person, service, last)}.items() if answer}


def _shaped(question: Question, facts: dict[Prefill, str]) -> Any:
    given = facts.get(question.prefill or Prefill.LAST, "")
    if question.type is QuestionType.PERSON:
        return {str(part): facts.get(part, "") for part in (Prefill.NAME, Prefill.PHONE, Prefill.EMAIL)}
    if question.type is QuestionType.PLACE:
        return {"longitude": None, "latitude": None, "area": given, "words": ""} if given else None
    return given


def _from_earlier_cases(person: User) -> dict[Prefill, str]:
    rows = Reporter.objects.filter(user=person).order_by("-case_id").values_list("phone", "case__area_id")[:20]
    codes = directory().area_codes
    found = list(rows)
    return {
        Prefill.PHONE: next((phone for phone, _area in found if phone), ""),
        Prefill.AREA: next((codes[area] for _phone, area in found if area in codes), ""),
    }


def _latest(person: User, service: Service, questions: Iterable[Question]) -> dict[str, Any]:
    wanted = [q.id for q in questions if q.type not in FILE_TYPES and q.type is not QuestionType.PLACE]
    if not wanted:
        return {}
    rows = (
        Content.objects.filter(
            case__reporter__user=person, case__service_code=service.code, seq=1, question__in=wanted, file=None
        )
        .order_by("-case_id")
        .values_list("question", "text", "data")[:100]
    )
    latest: dict[str, Any] = {}
    for question, text, data in rows:
        latest.setdefault(question, text if data is None else data)
    return latest
