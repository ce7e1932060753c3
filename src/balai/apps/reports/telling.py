"""What the pages of one case show, for everyone and for the reporter alike."""

from __future__ import annotations

from typing import Any

from balai.apps.cases import service as cases
from balai.apps.reports import kinds, places
from balai.apps.reports.acts import Telling, photos_of
from balai.apps.reports.moments import moments_of
from balai.apps.reports.promises import next_steps, sentence_of
from balai.apps.reports.wording import answer_words
from balai.engines.casework.definition import QuestionType
from balai.engines.casework.story import Kind
from balai.web.components import Row
from balai.web.maps import map_start
from balai.web.questions.options import in_language

TITLE = "title"
"""A public question of this id names the case on its pages."""


def case_context(told: cases.CasePage, telling: Telling) -> dict[str, Any]:
    """Title, facts, photos, promises and story of a case."""
    case, service, language = told.case, told.service, telling.language
    title = _own_title(told) or kinds.case_title(service, case.category, language)
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
        "to_reporter": telling.to_reporter,
        "noun": cases.noun_of(service),
        "is_report": service.kind == "report",
        "given": _given(told, telling),
        "follow_ups": follow_ups(told, language),
        "issued": cases.documents_of(told),
        "case_due": told.state.case_due,
        "waits": told.state.waits_since is not None,
        "steps": next_steps(told, language),
        "stands": sentence_of(told),
        "moments": moments,
        "start": map_start() if case.longitude is not None else None,
        "erased": any(chapter.event.kind is Kind.ERASED for chapter in told.chapters),
    }


def _own_title(told: cases.CasePage) -> str:
    """What the citizen called it, where the service asks for a public title, as for ideas."""
    question = told.service.asked(TITLE)
    if question is None or not question.public or question.type is not QuestionType.TEXT:
        return ""
    return next((content.text for content in told.chapters[0].answers if content.question == TITLE), "")


def _place_words(told: cases.CasePage) -> str:
    question = kinds.question_id(told.service, QuestionType.PLACE)
    for chapter in told.chapters[:1]:
        for content in chapter.answers:
            if content.question == question:
                return content.text
    return ""


def _given(told: cases.CasePage, telling: Telling) -> cases.Given:
    """The answers beyond photo, place, category and words."""
    contents = [content for chapter in told.chapters[:1] for content in chapter.everything]
    return cases.given(
        told.service,
        contents,
        lambda content: telling.photo(content.file.public_id, False) if content.file else "",
        show=cases.Show.ALL,
    )


def follow_ups(told: cases.CasePage, language: str) -> list[Row]:
    """Days that officers have named since, such as when an idea is looked at again; the latest of each."""
    found: dict[str, Row] = {}
    for chapter in told.chapters[1:]:
        for content in chapter.answers:
            question = told.service.asked(content.question)
            if question is not None and question.type is QuestionType.DATE and question.public:
                label = in_language(question.label, language)
                found[question.id] = Row(label, answer_words(question, content.text, language))
    return list(found.values())
