"""The last pages: the words, the check, and what one is told once the report is sent."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from balai.apps.cases import service as cases
from balai.apps.reports import actions, devices, kinds, places
from balai.apps.reports import answers as pages
from balai.apps.reports.forms import story_form
from balai.apps.reports.promises import next_steps
from balai.apps.reports.views.common import INVALID, active_language, keep_private
from balai.apps.reports.views.pictures import stored_picture
from balai.apps.reports.views.visit import Visit
from balai.apps.reports.wording import answer_words
from balai.base import clock
from balai.base.errors import Refusal
from balai.web.components import Row
from balai.web.forms import CLOSED, MailForm
from balai.web.languages import switches_language, unjudged
from balai.web.questions import QuestionForm
from balai.web.questions.options import in_language

# page 4


def story(visit: Visit) -> HttpResponse:
    """The words, who may read them, and where news goes."""
    request, answers = visit.request, visit.answers
    chosen, user = answers.chosen, visit.owner.user
    if chosen is None:
        return visit.go(pages.KIND)
    switching = switches_language(request)
    if request.method != "POST":
        return _story_page(visit, story_form(chosen, answers, active_language(), user))
    form = story_form(chosen, answers, active_language(), user, data=request.POST)
    if switching or not form.is_valid():
        return _story_page(visit, unjudged(form)) if switching else _story_page(visit, form, status=INVALID)
    asked = {question.id for question in form.questions}
    others = {key: value for key, value in answers.answers.items() if key not in asked}
    visit.keep(
        answers={**others, **form.answers()},
        is_public=chosen.service.public_by_default and form.cleaned_data.get("visibility") != CLOSED,
        email=form.cleaned_data["email"],
        phone=form.cleaned_data["phone"],
        told=True,
    )
    return visit.go_on()


def _story_page(visit: Visit, form: QuestionForm, *, status: int = 200) -> HttpResponse:
    """With one question only, its label is the heading of the page."""
    return visit.show("reports/story.html", {"form": form, "single": len(form.questions) == 1}, status=status)


# page 5


MOST_NEIGHBOURS = 3
"""More would put the button that sends out of sight on a phone."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A report that is already there, as the check page offers it."""

    case: cases.Case
    title: str
    words: str
    metres: int
    url: str
    support_url: str
    photo: str


def check(visit: Visit) -> HttpResponse:
    """Everything once more, reports of the same kind near by, and the button that sends."""
    switching = switches_language(visit.request)
    if visit.request.method != "POST" or switching:
        return _check_page(visit)
    try:
        actions.send_report(draft_id=visit.begun().id, owner=visit.owner, language=active_language(), now=clock.now())
    except Refusal as refusal:
        return _check_page(visit, refusal)
    return HttpResponseRedirect(reverse("reports:sent", args=[visit.begun().id]))


def _check_page(visit: Visit, refusal: Refusal | None = None) -> HttpResponse:
    context = {
        "rows": _rows(visit),
        "pictures": visit.answers.pictures,
        "neighbours": _neighbours(visit),
        "refusal": refusal,
        "photo_url": visit.address(pages.PHOTO, changing=True),
    }
    return visit.show("reports/check.html", context, status=refusal.status if refusal else 200)


def _rows(visit: Visit) -> list[Row]:
    answers, language = visit.answers, active_language()
    chosen, where = answers.chosen, answers.place or {}
    if chosen is None:
        return []
    area = places.area_words(where.get("area", ""))
    rows = [
        Row(_("Place"), "\n".join(filter(None, [where.get("words"), area])), visit.address(pages.PLACE, changing=True)),
        Row(
            _("Kind of problem"),
            f"{chosen.label(language)}\n{in_language(chosen.service.title, language)}",
            visit.address(pages.KIND, changing=True),
        ),
    ]
    for page, questions in (
        (pages.KIND, kinds.follow_ups(chosen)),
        (pages.STORY, kinds.story_questions(chosen, answers.answers)),
    ):
        address = visit.address(page, changing=True)
        rows += [
            Row(
                in_language(question.label, language),
                answer_words(question, answers.answers.get(question.id), language),
                address,
            )
            for question in questions
        ]
    address = visit.address(pages.STORY, changing=True)
    if chosen.service.public_by_default:
        public = _("Everyone, without your name") if answers.is_public else _("Only you and the officers")
        rows.append(Row(_("Who may read it"), public, address))
    news = ", ".join(filter(None, [answers.email, answers.phone])) or _("No news by e-mail; you follow it by a link")
    rows.append(Row(_("News"), news, address))
    return rows


def _neighbours(visit: Visit) -> list[Neighbour]:
    answers, language = visit.answers, active_language()
    chosen, where = answers.chosen, answers.place or {}
    if chosen is None or where.get("longitude") is None:
        return []
    found = cases.nearby_cases(
        service=chosen.service.code, longitude=where["longitude"], latitude=where["latitude"], now=clock.now()
    )
    pictures = cases.first_pictures([near.case.id for near in found]) if found else {}
    draft = visit.begun().id
    return [
        Neighbour(
            case=near.case,
            title=kinds.case_title(chosen.service, near.case.category, language),
            words=near.words,
            metres=max(5, round(near.metres, -1)),
            url=reverse("reports:public", args=[near.case.reference]),
            support_url=reverse("reports:support-instead", args=[draft, near.case.reference]),
            photo=reverse("reports:picture-small", args=[near.case.reference, pictures[near.case.id]])
            if near.case.id in pictures
            else "",
        )
        for near in found[:MOST_NEIGHBOURS]
    ]


@keep_private
@require_POST
def support_instead(request: HttpRequest, draft: UUID, reference: str) -> HttpResponse:
    """Stand behind a report that is already there, and let one's own draft go."""
    device = devices.device_or_new(request)
    try:
        case = cases.find_public_case(cases.tidy_reference(reference))
        actions.support_instead(
            draft_id=draft,
            case=case,
            identity=devices.identity_of(request, device=device),
            owner=devices.owner_of(request, device=device),
            now=clock.now(),
        )
    except cases.UnknownCase as unknown:
        raise Http404 from unknown
    except cases.NotSupportable as refusal:
        messages.warning(request, str(refusal))
        return HttpResponseRedirect(reverse("reports:page", args=[draft, pages.CHECK]))
    messages.success(request, _("Thank you. Your support was added to this report; nothing else was sent."))
    response = HttpResponseRedirect(reverse("reports:public", args=[case.reference]))
    devices.remember(response, device)
    return response


# afterwards


@keep_private
@require_http_methods(["GET", "HEAD", "POST"])
def sent(request: HttpRequest, draft: UUID) -> HttpResponse:
    """The reference, what happens next and until when, and the private link; it can be mailed from here."""
    try:
        found = cases.find_draft(draft, owner=devices.owner_of(request))
    except cases.UnknownDraft as refusal:
        return render(request, "reports/draft_gone.html", {"refusal": refusal}, status=refusal.status)
    if pages.SENT not in found.answers:
        return HttpResponseRedirect(reverse("reports:page", args=[draft, pages.CHECK]))
    opened = actions.sent_case(found)
    form = MailForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if switches_language(request):
            form = unjudged(form)
        elif form.is_valid():
            cases.mail_private_link(
                case_id=opened.id, email=form.cleaned_data["email"], language=active_language(), now=clock.now()
            )
            messages.success(request, _("The link is on its way to %(email)s.") % {"email": form.cleaned_data["email"]})
            return HttpResponseRedirect(reverse("reports:sent", args=[draft]))
    case = cases.find_private_case(opened.reference, opened.secret)
    told = cases.tell(case, audiences=cases.THE_REPORTER)
    private = reverse("reports:private", args=[opened.reference, opened.secret])
    context = {
        "case": case,
        "form": form,
        "private_url": private,
        "private_link": request.build_absolute_uri(private),
        "public_url": reverse("reports:public", args=[opened.reference]) if case.is_public else "",
        "steps": next_steps(told, active_language()),
        "logged_in": devices.user_of(request) is not None,
    }
    return render(request, "reports/sent.html", context, status=INVALID if form.errors else 200)


@keep_private
@require_safe
def draft_picture(request: HttpRequest, draft: UUID, picture: UUID, *, small: bool = True) -> HttpResponse:
    """A photo of a report that is not sent yet, for its owner."""
    try:
        found = cases.find_draft(draft, owner=devices.owner_of(request))
    except cases.UnknownDraft as unknown:
        raise Http404 from unknown
    if str(picture) not in {kept.public_id for kept in pages.read_answers(found).pictures}:
        raise Http404
    return stored_picture(request, picture, small=small)
