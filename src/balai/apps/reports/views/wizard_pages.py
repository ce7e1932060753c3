"""The first three pages: a photo, the place, the kind of problem."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from balai.apps.cases import service as cases
from balai.apps.reports import actions, devices, kinds
from balai.apps.reports import answers as pages
from balai.apps.reports.answers import REPORT_DRAFT
from balai.apps.reports.forms import follow_up_form, prefix_of, questions_form
from balai.apps.reports.views.common import INVALID, active_language
from balai.apps.reports.views.visit import Visit
from balai.base import clock
from balai.engines.casework.definition import Question, QuestionType
from balai.web.languages import switches_language, unjudged
from balai.web.questions import QuestionForm
from balai.web.questions.placing import list_first, outside_words, which_area_form

# page 1


def photo(visit: Visit) -> HttpResponse:
    """A photo, or several, or none."""
    found = kinds.shared_question(QuestionType.PHOTO, logged_in=bool(visit.owner.user))
    if found is None:
        return visit.show("reports/nothing.html", {})
    question, request = found[1], visit.request
    if request.method != "POST":
        return _photo_page(visit, questions_form([question], active_language()), question)
    if "remove" in request.POST and visit.draft:
        picture = request.POST["remove"]
        visit.draft = actions.remove_picture(draft=visit.draft, public_id=picture, owner=visit.owner, now=clock.now())
        return visit.go(pages.PHOTO, changing=visit.changing)
    return _take_photos(visit, question)


def _take_photos(visit: Visit, question: Question) -> HttpResponse:
    """Keep what was sent, also when only the language is to change: a chosen file cannot be put back into a form."""
    request = visit.request
    switching = switches_language(request)
    form = questions_form([question], active_language(), data=request.POST, files=request.FILES)
    form.fields[question.id].required = False
    status = INVALID
    if form.is_valid():
        uploads = form.uploads().get(question.id, [])
        if uploads:
            status = _add(visit, form, question, uploads)
    if form.errors:
        return _photo_page(visit, form, question, status=status)
    if switching and visit.draft is None:
        return _photo_page(visit, unjudged(form), question)
    if switching or "more" in request.POST:
        return visit.go(pages.PHOTO, changing=visit.changing)
    visit.begun()
    return visit.go_on()


def _add(visit: Visit, form: QuestionForm, question: Question, uploads: list[Any]) -> int:
    """Keep what can be kept; the status of the page that says what could not: ours where it is our fault."""
    began_now = visit.draft is None
    added = actions.add_pictures(
        draft=visit.begun(), uploads=uploads, most=question.max_files, owner=visit.owner, now=clock.now()
    )
    visit.draft = added.draft
    for refusal in added.refused:
        form.add_error(question.id, str(refusal))
    if began_now and not visit.answers.pictures:  # nothing was taken, so nothing has begun
        actions.forget_report(draft_id=added.draft.id, owner=visit.owner, now=clock.now())
        visit.draft = None
    return max((refusal.status for refusal in added.refused if refusal.status >= 500), default=INVALID)


def _photo_page(visit: Visit, form: QuestionForm, question: Question, *, status: int = 200) -> HttpResponse:
    kept = visit.answers.pictures
    unfinished = None if visit.draft else cases.latest_draft(REPORT_DRAFT, owner=visit.owner)
    context = {
        "form": form,
        "kept": kept,
        "room": question.max_files - len(kept),
        "unfinished": unfinished,
        "unfinished_page": pages.read_answers(unfinished).first_missing() if unfinished else "",
    }
    response = visit.show("reports/photo.html", context, status=status)
    if visit.draft and visit.owner.device:
        devices.remember(response, visit.owner.device)
    return response


# page 2


def place(visit: Visit) -> HttpResponse:
    """Where it is: a point, or a subdistrict from the list, with words that help to find it."""
    found = kinds.shared_question(QuestionType.PLACE, logged_in=bool(visit.owner.user))
    if found is None:
        return visit.show("reports/nothing.html", {})
    question, request = found[1], visit.request
    if request.method != "POST":
        form = questions_form([question], active_language(), initial={question.id: visit.answers.place})
        return _place_page(visit, form)
    switching, at_border = switches_language(request), "border" in request.POST
    form = questions_form(
        [question], active_language(), data=list_first(request, question.id, visit.answers.place or {})
    )
    if not form.is_valid():
        return _place_page(visit, unjudged(form)) if switching else _place_page(visit, form, status=INVALID)
    if switching:
        answer = form.answers()[question.id]
        return _ask_area(visit, question.id, answer) if at_border else _place_page(visit, unjudged(form))
    return _settle_place(visit, form, question.id, at_border=at_border)


def _place_page(visit: Visit, form: QuestionForm, *, status: int = 200) -> HttpResponse:
    return visit.show("reports/place.html", {"form": form}, status=status)


def _settle_place(visit: Visit, form: QuestionForm, name: str, *, at_border: bool) -> HttpResponse:
    """Keep the place when it names one area; else say that it is outside, or ask which area it is."""
    answer = form.answers()[name]
    try:
        area = cases.settle_area(cases.Place(**answer))
    except cases.OutsideCity:
        form.add_error(name, outside_words(answer))
        return _place_page(visit, form, status=INVALID)
    except cases.AreaUnclear:
        return _ask_area(visit, name, answer, again=at_border)
    visit.keep(place={**answer, "area": area})
    return visit.go_on()


def _ask_area(visit: Visit, name: str, answer: dict[str, Any], *, again: bool = False) -> HttpResponse:
    """Ask which of the areas around the point it is; `again` when that was asked and nothing was chosen."""
    form = which_area_form(name, answer, again=again)
    context = {"form": form, "place_url": visit.address(pages.PLACE, changing=visit.changing)}
    return visit.show("reports/border.html", context, status=INVALID if again else 200)


# page 3


def kind(visit: Visit) -> HttpResponse:
    """What is the problem: one of all kinds, and what that kind makes us ask."""
    request = visit.request
    if request.method != "POST":
        return _kind_page(visit, chosen=visit.answers.kind)
    switching, sent = switches_language(request), request.POST.get("kind", "")
    if switching and "asking" not in request.POST:
        return _kind_page(visit, chosen=sent, data=request.POST)
    chosen = kinds.find_kind(sent, logged_in=bool(visit.owner.user))
    if chosen is None:
        return _kind_page(visit, chosen="", problem=_("Choose the kind of problem."))
    return _take_kind(visit, chosen, switching=switching)


def _take_kind(visit: Visit, chosen: kinds.Chosen, *, switching: bool) -> HttpResponse:
    """Keep the kind, once everything was asked that it makes us ask."""
    request = visit.request
    form = follow_up_form(chosen, active_language(), data=request.POST)
    if not {f"{chosen.service.code}/{question.id}" for question in form.questions} <= set(
        request.POST.getlist("asked")
    ):
        visit.keep(kind=chosen.key)
        return _follow_up_page(visit, chosen, follow_up_form(chosen, active_language(), initial=visit.answers.answers))
    if switching:
        return _follow_up_page(visit, chosen, unjudged(form))
    if not form.is_valid():
        return _follow_up_page(visit, chosen, form, status=INVALID)
    _keep_kind(visit, chosen, form)
    return visit.go_on()


def _keep_kind(visit: Visit, chosen: kinds.Chosen, form: QuestionForm) -> None:
    visit.keep(kind=chosen.key)
    others = {key: value for key, value in visit.answers.answers.items() if key not in {q.id for q in form.questions}}
    visit.keep(answers={**others, **form.answers()})


def _kind_page(visit: Visit, *, chosen: str, data: Any = None, problem: str = "") -> HttpResponse:
    logged_in, language = bool(visit.owner.user), active_language()
    words = visit.request.GET.get("q", "")[:100]
    found = kinds.groups(language, logged_in=logged_in, words=words, kept=chosen)
    context = {
        "groups": found,
        "chosen": chosen,
        "words": words,
        "problem": problem,
        "first_kind": found[0].kinds[0].key if found else "",
        "follow_ups": _follow_ups(visit, language, data),
    }
    return visit.show("reports/kind.html", context, status=INVALID if problem else 200)


def _follow_ups(visit: Visit, language: str, data: Any) -> list[dict[str, Any]]:
    """Each service's further questions, hidden until its kind is chosen by a script."""
    found = []
    for service in kinds.report_services(logged_in=bool(visit.owner.user)):
        questions = kinds.category_questions(service)
        if questions:
            form = questions_form(
                questions,
                language,
                data=data,
                initial=visit.answers.answers,
                known=dict.fromkeys([service.category_question]),
                prefix=prefix_of(service),
            )
            fields = [(f"{service.code}/{question.id}", form[question.id]) for question in questions]
            found.append({"service": service.code, "fields": fields})
            if data is not None:
                unjudged(form)
    return found


def _follow_up_page(visit: Visit, chosen: kinds.Chosen, form: QuestionForm, *, status: int = 200) -> HttpResponse:
    language = active_language()
    context = {
        "form": form,
        "kind": chosen.key,
        "kind_label": chosen.label(language),
        "asked": [f"{chosen.service.code}/{question.id}" for question in form.questions],
        "kind_url": visit.address(pages.KIND, changing=visit.changing),
    }
    return visit.show("reports/follow_up.html", context, status=status)
