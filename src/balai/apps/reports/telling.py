"""What the pages of one case show, for everyone and for the reporter alike."""

from __future__ import annotations

from typing import Any

from balai.apps.cases import service as cases
from balai.apps.reports import kinds, places
from balai.apps.reports.moments import Telling, moments_of, photos_of
from balai.apps.reports.promises import next_steps, sentence_of
from balai.apps.reports.wording import answer_words
from balai.engines.casework.definition import QuestionType
from balai.engines.casework.story import Kind
from balai.web.components import Row
from balai.web.maps import map_start
from balai.web.questions.options import in_language


def case_context(told: cases.CasePage, telling: Telling) -> dict[str, Any]:
    """Title, facts, photos, promises and story of a case."""
    case, service, language = told.case, told.service, telling.language
    title = kinds.case_title(service, case.category, language)
    opening = told.chapters[:1]
    moments = moments_of(told, telling)
    return {
        "case": case,
        "title": title,
        "service_title": in_language(service.title, language),
        "where": places.area_words(case.area.code) if case.area else "",
        "place_words": _place_words(told),
        "words": "\n\n".join(content.text for chapter in opening for content in chapter.words),
        "photos": photos_of(opening, telling),
        "facts": _facts(told, language),
        "steps": next_steps(told, language),
        "stands": sentence_of(told),
        "moments": moments,
        "start": map_start() if case.longitude is not None else None,
        "erased": any(chapter.event.kind is Kind.ERASED for chapter in told.chapters),
    }


def _place_words(told: cases.CasePage) -> str:
    question = kinds.question_id(told.service, QuestionType.PLACE)
    for chapter in told.chapters[:1]:
        for content in chapter.answers:
            if content.question == question:
                return content.text
    return ""


def _facts(told: cases.CasePage, language: str) -> list[Row]:
    """The answers beyond photo, place, category and words."""
    skipped = {told.service.category_question, "words"}
    given = {content.question: content for chapter in told.chapters[:1] for content in chapter.answers}
    rows = []
    for question in told.service.questions:
        content = given.get(question.id)
        if content is None or question.id in skipped or question.type in kinds.HANDED_OVER:
            continue
        answer = content.data if content.data is not None else content.text
        rows.append(Row(in_language(question.label, language), answer_words(question, answer, language)))
    return rows
