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

from balai.apps.cases.definitions import service_of
from balai.apps.cases.door import Desk, key_of, words_of
from balai.apps.cases.doors import doors_of
from balai.apps.cases.given import Given, Show, given, is_personal, place_is_personal
from balai.apps.cases.models import Case, Content, Reporter
from balai.apps.cases.papers import documents_of
from balai.apps.cases.queries.case_page import OFFICERS, CasePage, looked_just_now, tell
from balai.apps.cases.refusals import UnknownCase
from balai.apps.cases.signing import Minutes, papers_on
from balai.apps.cases.views.acts import acts_on_case, acts_on_steps, better_roles, may_reveal
from balai.apps.cases.views.telling import Teller, file_url
from balai.apps.cases.wording import (
    area_words,
    category_words,
    noun_of,
    organisation_words,
    step_words,
    triage_of,
)
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
    """An open step: whose turn it is, until when, what must be paid there, and what has been signed so far."""

    step: str
    unit: str
    person: str
    due: datetime | None
    paused: bool
    begun: datetime | None
    fee: int
    papers: list[Minutes]


@require_safe
def show(request: HttpRequest, desk: Desk, reference: str) -> HttpResponse:
    case = desk.find(reference)
    return render(request, "cases/case_page.html", case_context(desk, case))


def case_context(desk: Desk, case: Case) -> dict[str, Any]:
    """Everything the case page shows: three statements, four when evidence was repeated."""
    now = clock.now()
    page = tell(case, audiences=OFFICERS)
    teller = Teller(page, now)
    return {
        "desk": desk,
        "acting": words_of(desk.held),
        "case": case,
        "title": category_words(page.service, case.category),
        "service": text_of(page.service.title),
        "noun": noun_of(page.service),
        "noun_is_report": page.service.kind == "report",
        "triage": triage_of(page.service, page.state.answers),
        "case_due": page.state.case_due,
        "waits": page.state.waits_since is not None,
        "turns": [_turn(page, step) for step in page.state.tasks],
        "doors": doors_of(page.service, page.state),
        "documents": documents_of(page),
        "steps": acts_on_steps(page, desk),
        "others": acts_on_case(page, desk),
        "better": [(key_of(other.held), words_of(other.held)) for other in better_roles(page, desk)],
        "may_reveal": may_reveal(page, desk),
        "place": place_of(page),
        "map_start": None if place_is_personal(page.service) else _map_start(case),
        "repeated": _repeated(page, desk),
        "repeated_here": repeats_itself(page),
        "moments": teller.moments(),
        "now": now,
        **_reported(page, teller),
    }


def _turn(page: CasePage, step: str) -> Turn:
    task = page.state.tasks[step]
    return Turn(
        step=step_words(page.service, step),
        unit=organisation_words(task.organisation) if task.organisation else _("The citizen"),
        person=page.names.get(task.assignee or 0, ""),
        due=task.due,
        paused=task.paused_at is not None,
        begun=task.started_at,
        fee=task.fee,
        papers=papers_on(page, page.service.step(step), task),
    )


def _reported(page: CasePage, teller: Teller) -> dict[str, Any]:
    """What the citizen wrote, answered and handed in; personal parts are only named."""
    report, service = page.chapters[0], page.service
    words = [content for content in report.words if not is_personal(service, content)]
    found = given(service, report.everything, lambda content: file_url(page.case.reference, content))
    found.hidden.extend(_("Words") for content in report.words if content not in words)
    return {
        "words": [content.text for content in words],
        "answered": found,
        "photos": [teller.photo(content) for content in report.pictures if not is_personal(service, content)],
    }


def place_of(page: CasePage) -> list[Point]:
    """Where it is: one entry for the map-with-list; none where no place is asked. A personal one is told by its area."""
    case, area = page.case, area_words(page.case.area_id)
    if not any(question.type is QuestionType.PLACE for question in page.service.questions):
        return []
    if place_is_personal(page.service):
        return [Point(area or _("Place not given"), "", None, None)]
    landmark = next((content.text for content in page.chapters[0].answers if _is_open_place(page, content)), "")
    foot = f"{case.latitude:.5f}, {case.longitude:.5f}" if case.latitude is not None else ""
    title = landmark or area or _("Place not given")
    return [Point(title, "", case.longitude, case.latitude, text=area if landmark else "", foot=foot)]


def _is_open_place(page: CasePage, content: Content) -> bool:
    question = page.service.asked(content.question)
    return question is not None and question.type is QuestionType.PLACE and not question.personal


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
    """A picture or document of a case that the officer may read; a personal one only just after a recorded look.

    Raises:
        UnknownCase: the case, or the file in it, is not there for this officer.
    """
    case = desk.find(reference)
    content = Content.objects.select_related("file").filter(case_id=case.id, file__public_id=public_id).first()
    if content is None or content.file is None:
        raise UnknownCase
    if is_personal(service_of(case.service_id), content) and not looked_just_now(case, desk.user, now=clock.now()):
        raise UnknownCase
    return file_response(request, content.file, thumbnail="small" in request.GET)


def personal_answers(case: Case) -> Given:
    """Every personal answer and file of a case, for the one answer that follows a recorded reason."""
    page = tell(case, audiences=OFFICERS)
    contents = [content for chapter in page.chapters for content in (*chapter.words, *chapter.everything)]
    return given(page.service, contents, lambda content: file_url(case.reference, content), show=Show.PERSONAL)


def reporter_rows(reporter: Reporter) -> list[Row]:
    """Who reported, for the one answer that follows a recorded reason."""
    user = reporter.user
    return [
        Row(_("Name"), reporter.name or (user.name if user else "")),
        Row(_("E-mail"), reporter.email or (user.email if user else "")),
        Row(_("Telephone"), reporter.phone),
    ]
