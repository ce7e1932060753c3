"""The case page: where it stands, what can be done next, what was reported, and its story."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from balai.apps.cases.door import Desk, key_of, words_of
from balai.apps.cases.models import Case, Content, Reporter
from balai.apps.cases.queries.case_page import OFFICERS, CasePage, tell
from balai.apps.cases.refusals import UnknownCase
from balai.apps.cases.views.acts import acts_on_case, acts_on_steps, better_roles, may_reveal
from balai.apps.cases.views.telling import Teller
from balai.apps.cases.wording import answer_words, area_words, category_words, organisation_words, step_words
from balai.base import clock
from balai.base.files.serving import file_response
from balai.engines.casework.definition import QuestionType
from balai.engines.casework.story import Kind
from balai.web.components import MapStart, Point, Row
from balai.web.maps import map_start
from balai.web.templatetags.balai import text_of

PLACE_ZOOM = 15


@dataclass(frozen=True, slots=True)
class Turn:
    """An open step: whose turn it is, and until when."""

    step: str
    unit: str
    person: str
    due: datetime | None
    paused: bool
    begun: datetime | None


@require_safe
def show(request: HttpRequest, desk: Desk, reference: str) -> HttpResponse:
    case = desk.find(reference)
    return render(request, "cases/case_page.html", case_context(desk, case))


def case_context(desk: Desk, case: Case) -> dict[str, Any]:
    """Everything the case page shows: three statements, four when evidence was repeated."""
    now = clock.now()
    page = tell(case, audiences=OFFICERS)
    teller = Teller(page, now)
    report = page.chapters[0]
    return {
        "desk": desk,
        "acting": words_of(desk.held),
        "case": case,
        "title": category_words(page.service, case.category),
        "service": text_of(page.service.title),
        "turns": [_turn(page, step) for step in page.state.tasks],
        "steps": acts_on_steps(page, desk),
        "others": acts_on_case(page, desk),
        "better": [(key_of(other.held), words_of(other.held)) for other in better_roles(page, desk)],
        "may_reveal": may_reveal(page, desk),
        "words": [content.text for content in report.words],
        "rows": answers_of(page),
        "photos": [teller.photo(content) for content in report.pictures],
        "place": place_of(page),
        "map_start": _map_start(case),
        "repeated": _repeated(page, desk),
        "repeated_here": repeats_itself(page),
        "moments": teller.moments(),
        "now": now,
    }


def _turn(page: CasePage, step: str) -> Turn:
    task = page.state.tasks[step]
    unit = organisation_words(task.organisation) if task.organisation else _("The reporter")
    person = page.names.get(task.assignee or 0, "")
    return Turn(step_words(page.service, step), unit, person, task.due, task.paused_at is not None, task.started_at)


def answers_of(page: CasePage) -> list[Row]:
    """What the reporter answered besides words, place and photos, and what the heading says."""
    rows = []
    for content in page.chapters[0].answers:
        question = page.service.question(content.question)
        if question.type is QuestionType.PLACE or question.id == page.service.category_question:
            continue
        answer = content.data if content.data is not None else content.text
        rows.append(Row(text_of(question.label), answer_words(question, answer)))
    return rows


def place_of(page: CasePage) -> list[Point]:
    """Where it is: one entry for the map-with-list."""
    case = page.case
    landmark = next((content.text for content in page.chapters[0].answers if _is_place(page, content)), "")
    area = area_words(case.area_id)
    foot = f"{case.latitude:.5f}, {case.longitude:.5f}" if case.latitude is not None else ""
    title = landmark or area or _("Place not given")
    return [Point(title, "", case.longitude, case.latitude, text=area if landmark else "", foot=foot)]


def _is_place(page: CasePage, content: Content) -> bool:
    return page.service.question(content.question).type is QuestionType.PLACE


def _map_start(case: Case) -> MapStart | None:
    if case.longitude is None or case.latitude is None:
        return None
    return MapStart(case.longitude, case.latitude, PLACE_ZOOM, map_start().boundaries_url)


def _repeated(page: CasePage, desk: Desk) -> list[tuple[str, bool]]:
    """References of other cases whose evidence this case's resembles, and whether this officer may open them."""
    events = [chapter.event for chapter in page.chapters if chapter.event.kind is Kind.EVIDENCE_REPEATED]
    named = dict.fromkeys(name for event in events for name in event.data.get("earlier", []))
    references = [name for name in named if name != page.case.reference]
    if not references:
        return []
    holders = dict(Case.objects.filter(reference__in=references).values_list("reference", "holders"))
    return [(name, not desk.organisations.isdisjoint(holders.get(name, ()))) for name in references]


def repeats_itself(page: CasePage) -> bool:
    """Whether evidence was handed in again for this very case."""
    events = (chapter.event for chapter in page.chapters if chapter.event.kind is Kind.EVIDENCE_REPEATED)
    return any(page.case.reference in event.data.get("earlier", []) for event in events)


@require_safe
def picture(request: HttpRequest, desk: Desk, reference: str, public_id: UUID) -> HttpResponse:
    """A picture of a case that the officer may read; every officer's audience counts.

    Raises:
        UnknownCase: the case, or the picture in it, is not there for this officer.
    """
    case = desk.find(reference)
    content = Content.objects.select_related("file").filter(case_id=case.id, file__public_id=public_id).first()
    if content is None or content.file is None:
        raise UnknownCase
    return file_response(request, content.file, thumbnail="small" in request.GET)


def reporter_rows(reporter: Reporter) -> list[Row]:
    """Who reported, for the one answer that follows a recorded reason."""
    user = reporter.user
    return [
        Row(_("Name"), reporter.name or (user.name if user else "")),
        Row(_("E-mail"), reporter.email or (user.email if user else "")),
        Row(_("Telephone"), reporter.phone),
    ]
