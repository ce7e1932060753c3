"""From the engine's values to the shapes of the JSON API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from balai.apps.cases.answers import FILES
from balai.apps.cases.answers_schema import answers_schema
from balai.apps.cases.directory import directory
from balai.apps.cases.models import Case
from balai.apps.cases.queries.case_page import CasePage, Chapter
from balai.base.areas.models import Area
from balai.engines.casework.definition import QuestionType, Service
from balai.engines.casework.story import Kind
from balai.web.questions import condition_words
from balai.web.questions.forms import condition_data

TOLD = frozenset(
    {
        Kind.OPENED,
        Kind.TASK_OPENED,
        Kind.TASK_STARTED,
        Kind.TASK_DONE,
        Kind.REPORTER_ASKED,
        Kind.REPORTER_ANSWERED,
        Kind.PROMISE_EXTENDED,
        Kind.PROMISE_LATE,
        Kind.ANSWER_OVERDUE,
        Kind.CASE_LATE,
        Kind.REDACTED,
        Kind.REOPENED,
        Kind.CLOSED,
        Kind.ERASED,
    }
)
PictureAddress = Callable[[UUID], str]


def absolute(name: str, *arguments: object) -> str:
    return str(settings.CONFIGURATION.address) + reverse(name, args=arguments)


def service_brief(service: Service) -> dict[str, Any]:
    options = service.question(service.category_question).options if service.category_question else ()
    return {
        "code": service.code,
        "kind": service.kind,
        "title": dict(service.title),
        "summary": dict(service.summary),
        "public_by_default": service.public_by_default,
        "anonymous": "anonymous" in service.who,
        "categories": [{"code": option.code, "label": dict(option.label)} for option in options],
    }


def service_whole(service: Service) -> dict[str, Any]:
    return service_brief(service) | {
        "version": service.version,
        "answers": answers_schema(service),
        "uploads": {question.id: question.max_files for question in service.questions if question.type in FILES},
        "place_required": place_required(service),
        "eligibility": eligibility_of(service),
    }


def place_required(service: Service) -> bool:
    """Whether nothing can be sent without `place`, whatever is answered."""
    places = [question for question in service.questions if question.type is QuestionType.PLACE]
    return any(question.required and question.show_if is None for question in places)


def eligibility_of(service: Service) -> list[dict[str, Any]]:
    """What must hold of the answers, for machines and in words, with the sentence for those for whom it does not."""
    found = []
    for rule in service.eligibility:
        words = {}
        for code, _name in settings.LANGUAGES:
            with translation.override(code):
                words[code] = condition_words(rule.when, service.questions, code)
        found.append({"when": condition_data(rule.when), "words": words, "otherwise": dict(rule.otherwise)})
    return found


def area_brief(area: Area) -> dict[str, Any]:
    return {"code": area.code, "level": area.level, "name": area.name}


def office(code: str) -> dict[str, Any] | None:
    entry = directory().every.get(code)
    return {"code": code, "name": dict(entry.names)} if entry else None


def case_brief(case: Case, words: str) -> dict[str, Any]:
    return {
        "reference": case.reference,
        "service": case.service_code,
        "category": case.category,
        "state": case.public_state,
        "area": area_brief(case.area) if case.area else None,
        "longitude": case.longitude,
        "latitude": case.latitude,
        "opened_at": case.opened_at,
        "updated_at": case.updated_at,
        "supporters": case.supporters,
        "words": words,
        "url": absolute("reports:public", case.reference) if case.is_public else "",
    }


def case_whole(page: CasePage, picture: PictureAddress, *, kinds: frozenset[Kind] = TOLD) -> dict[str, Any]:
    case, first = page.case, page.chapters[0]
    holder = directory().by_id.get(case.holder_id or 0)
    words = "\n\n".join(content.text for content in first.words)
    return case_brief(case, words) | {
        "is_open": case.is_open,
        "done_at": case.done_at,
        "closed_at": case.closed_at,
        "due_at": case.due_at,
        "office": office(holder.code) if holder else None,
        "reopened": case.reopened,
        "answers": {
            content.question: content.data if content.data is not None else content.text for content in first.answers
        },
        "pictures": pictures_of(first, picture),
        "story": [event_of(page, chapter, picture) for chapter in page.chapters if chapter.event.kind in kinds],
    }


def event_of(page: CasePage, chapter: Chapter, picture: PictureAddress) -> dict[str, Any]:
    event = chapter.event
    opening = event.kind is Kind.OPENED  # its words and pictures stand at the head of the case
    return {
        "at": event.at,
        "kind": str(event.kind),
        "step": event.step,
        "title": dict(page.service.step(event.step).title) if event.step else {},
        "outcome": event.outcome,
        "office": office(event.organisation) if event.organisation else None,
        "words": [] if opening else [content.text for content in chapter.words],
        "pictures": [] if opening else pictures_of(chapter, picture),
    }


def pictures_of(chapter: Chapter, picture: PictureAddress) -> list[str]:
    return [picture(content.file.public_id) for content in chapter.pictures if content.file]


def public_case(page: CasePage) -> dict[str, Any]:
    return case_whole(page, lambda number: absolute("reports:picture", page.case.reference, number))
