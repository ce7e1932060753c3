"""A page of questions: shown, judged, kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse

from balai.apps.cases import service as cases
from balai.apps.requests.actions.drafting import keep_page
from balai.apps.requests.actions.filing import add_files, remove_file
from balai.apps.requests.answers import KeptFile
from balai.apps.requests.forms import page_form
from balai.apps.requests.pages import Page
from balai.apps.requests.views.visit import Visit
from balai.base import clock
from balai.engines.casework.definition import FILE_TYPES, Question
from balai.web.languages import switches_language, unjudged
from balai.web.private_pages import INVALID, active_language
from balai.web.questions import QuestionForm, form_for
from balai.web.questions.placing import BORDER, list_first, outside_words, which_area_form


@dataclass(frozen=True, slots=True)
class FieldWithFiles:
    """A field of the page, and the files that it holds already."""

    bound: Any
    files: list[KeptFile]
    room: int


def ask(visit: Visit, page: Page) -> HttpResponse:
    """One page of questions; files are kept at once, also when something else must still be mended."""
    request = visit.request
    if request.method != "POST":
        return _show(visit, page, page_form(page, visit.answers, active_language()))
    switching = switches_language(request)
    if page.place is not None and BORDER in request.POST:
        return _take_area(visit, page, page.place, switching=switching)
    if "remove" in request.POST:
        visit.draft = remove_file(
            draft_id=visit.draft.id,
            service=visit.service,
            public_id=request.POST["remove"],
            owner=visit.owner,
            now=clock.now(),
        )
        return _again(visit, page)
    taken = _take_files(visit, page)
    if switching or ("more" in request.POST and not taken.refused):
        return _again(visit, page)
    form = _judged(visit, page, taken)
    if not form.is_valid():
        return _show(visit, page, form, status=taken.status)
    return _keep(visit, page, form)


def _data(visit: Visit, page: Page) -> Any:
    """What was sent; a place's untouched point gives way to a subdistrict newly chosen."""
    if page.place is None:
        return visit.request.POST
    before: Mapping[str, Any] = visit.answers.answers.get(page.place.id) or {}
    return list_first(visit.request, page.place.id, before)


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of the files that were sent: the questions that got some, and sentences for what was not taken."""

    questions: set[str]
    refused: dict[str, list[str]]
    status: int = INVALID


def _take_files(visit: Visit, page: Page) -> Taken:
    """Keep what can be kept of the files, each question judged by itself."""
    form = page_form(page, visit.answers, active_language(), data=_data(visit, page), files=visit.request.FILES)
    form.is_valid()
    taken: set[str] = set()
    refused: dict[str, list[str]] = {}
    status = INVALID
    for question in page.files:
        if not visit.request.FILES.getlist(question.id) or question.id not in form.fields:
            continue
        uploads = form.cleaned_data.get(question.id)
        if not uploads:
            refused[question.id] = [str(sentence) for sentence in form.errors.get(question.id, [])]
            continue
        added = add_files(
            draft=visit.draft,
            service=visit.service,
            question=question,
            uploads=uploads,
            owner=visit.owner,
            now=clock.now(),
        )
        visit.draft = added.draft
        taken.add(question.id)
        if added.refused:
            refused[question.id] = [str(refusal) for refusal in added.refused]
            status = max([status, *(refusal.status for refusal in added.refused if refusal.status >= 500)])
    return Taken(taken, {name: sentences for name, sentences in refused.items() if sentences}, status)


def _judged(visit: Visit, page: Page, taken: Taken) -> QuestionForm:
    """The form as it stands once its files are kept: those are not judged twice."""
    form = page_form(page, visit.answers, active_language(), data=_data(visit, page), files=visit.request.FILES)
    for name in {*taken.questions, *taken.refused}:
        form.fields[name].disabled = True
    form.is_valid()
    for name, sentences in taken.refused.items():
        form.errors.pop(name, None)
        for sentence in sentences:
            form.add_error(name, sentence)
    return form


def _again(visit: Visit, page: Page) -> HttpResponse:
    """The same page once more, with what was typed and no complaints."""
    form = page_form(page, visit.answers, active_language(), data=_data(visit, page))
    return _show(visit, page, unjudged(form))


def _show(visit: Visit, page: Page, form: QuestionForm, *, status: int = 200) -> HttpResponse:
    answers = visit.answers
    asked = {question.id: question for question in page.questions}
    fields = [
        FieldWithFiles(bound, answers.files_of(bound.name), _room(answers.files_of(bound.name), asked[bound.name]))
        for bound in form.visible_fields()
    ]
    return visit.show(
        "requests/page.html", {"form": form, "page_fields": fields, "single": len(fields) == 1}, status=status
    )


def _room(files: list[KeptFile], question: Question) -> int:
    return question.max_files - len(files) if question.type in FILE_TYPES else 1


def _keep(visit: Visit, page: Page, form: QuestionForm) -> HttpResponse:
    given = form.answers()
    if page.place is not None and given.get(page.place.id):
        return _settle(visit, page, page.place, form)
    _store(visit, form, given)
    return visit.go_on()


def _store(visit: Visit, form: QuestionForm, given: Mapping[str, Any]) -> None:
    visit.draft = keep_page(
        draft_id=visit.draft.id,
        service=visit.service,
        asked=[question.id for question in form.questions],
        given=given,
        owner=visit.owner,
        now=clock.now(),
    )


# places


def _settle(visit: Visit, page: Page, question: Question, form: QuestionForm) -> HttpResponse:
    """Keep the place when it names one area; else say that it is outside, or ask which area it is."""
    given = form.answers()
    answer = given[question.id]
    try:
        area = cases.settle_area(cases.Place(**answer))
    except cases.OutsideCity:
        form.add_error(question.id, outside_words(answer))
        return _show(visit, page, form, status=INVALID)
    except cases.AreaUnclear:
        others = {name: value for name, value in given.items() if name != question.id}
        _keep_others(visit, form, question, others)
        return _ask_area(visit, question, answer)
    _store(visit, form, {**given, question.id: {**answer, "area": area}})
    return visit.go_on()


def _keep_others(visit: Visit, form: QuestionForm, place: Question, given: Mapping[str, Any]) -> None:
    """What else the page asked, while the place still needs a word."""
    visit.draft = keep_page(
        draft_id=visit.draft.id,
        service=visit.service,
        asked=[question.id for question in form.questions if question.id != place.id],
        given=given,
        owner=visit.owner,
        now=clock.now(),
    )


def _take_area(visit: Visit, page: Page, question: Question, *, switching: bool) -> HttpResponse:
    """The answer to the question at a border."""
    form = form_for([question], active_language(), data=visit.request.POST)
    if not form.is_valid() or not form.answers().get(question.id):
        return visit.go(page.slug, changing=visit.changing)
    answer = form.answers()[question.id]
    if switching:
        return _ask_area(visit, question, answer)
    try:
        area = cases.settle_area(cases.Place(**answer))
    except (cases.OutsideCity, cases.AreaUnclear):
        return _ask_area(visit, question, answer, again=True)
    _store(visit, form, {question.id: {**answer, "area": area}})
    return visit.go_on()


def _ask_area(visit: Visit, question: Question, answer: Mapping[str, Any], *, again: bool = False) -> HttpResponse:
    form = which_area_form(question.id, answer, again=again)
    context = {"form": form, "place_url": visit.address(visit.slug, changing=visit.changing)}
    return visit.show("requests/border.html", context, status=INVALID if again else 200)
