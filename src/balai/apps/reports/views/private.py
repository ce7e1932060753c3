"""The reporter's own page: the whole story, and what they can do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from balai.apps.cases import service as cases
from balai.apps.reports.access import PrivateCase, own_case, secret_case
from balai.apps.reports.acts import Telling, office_name
from balai.apps.reports.forms import AnswerForm, RatingForm, WordsForm
from balai.apps.reports.telling import case_context
from balai.apps.reports.turns import actor_of, choices_of, door_tasks, is_review, turns_of
from balai.apps.reports.views.common import INVALID, active_language, keep_private
from balai.base import clock
from balai.base.errors import Refusal
from balai.base.files.actions import store_picture
from balai.engines.casework.definition import Need, Outcome
from balai.engines.casework.story import Kind
from balai.web.forms import MailForm
from balai.web.languages import switches_language, unjudged
from balai.web.questions.options import in_language

Act = Callable[[HttpRequest, PrivateCase], HttpResponse]


@keep_private
@require_safe
def secret_page(request: HttpRequest, reference: str, secret: str) -> HttpResponse:
    return _page(request, secret_case(request, reference, secret))


@login_required
@keep_private
@require_safe
def own_page(request: HttpRequest, reference: str) -> HttpResponse:
    return _page(request, own_case(request, reference))


@keep_private
@require_POST
def secret_act(request: HttpRequest, reference: str, secret: str, act: str) -> HttpResponse:
    return _act(request, secret_case(request, reference, secret), act)


@keep_private
@require_POST
def secret_mail(request: HttpRequest, reference: str, secret: str) -> HttpResponse:
    """Send the link to an address; counted apart, because it makes the city write to somebody."""
    return _mail(request, secret_case(request, reference, secret))


@login_required
@keep_private
@require_POST
def own_act(request: HttpRequest, reference: str, act: str) -> HttpResponse:
    return _act(request, own_case(request, reference), act)


def _act(request: HttpRequest, private: PrivateCase, act: str) -> HttpResponse:
    """One of the few things a reporter can do; what the city refuses is said on the page."""
    acts: dict[str, Act] = {"jawab": _answer, "buka": _open, "tutup": _close}
    try:
        if act in acts:
            return acts[act](request, private)
        return _end(request, private, act)
    except Refusal as refusal:
        return _page(request, private, problem=str(refusal), status=refusal.status)


# what can be done


def form_class(outcome: Outcome) -> type[forms.Form]:
    return RatingForm if Need.RATING in outcome.needs else WordsForm


def _answer(request: HttpRequest, private: PrivateCase) -> HttpResponse:
    form = AnswerForm(request.POST, request.FILES)
    if switches_language(request):
        return _page(request, private, form=unjudged(form), of="jawab")
    if not form.is_valid():
        return _page(request, private, form=form, of="jawab", status=INVALID)
    now, photos = clock.now(), form.cleaned_data["photos"] or []
    if photos and not cases.tell(private.case, audiences=cases.THE_REPORTER).state.asked:
        photos = []  # nobody asks, which is said below: nothing is kept for it
    with transaction.atomic():
        cases.answer_city(
            case_id=private.case.id,
            words=form.cleaned_data["words"],
            files=tuple(store_picture(upload=photo, by=private.user, now=now).pk for photo in photos),
            by=private.user,
            now=now,
            key=form.cleaned_data["key"],
        )
    return _done(request, private, _("Thank you. The office has your answer, and its time limit runs on."))


def _end(request: HttpRequest, private: PrivateCase, act: str) -> HttpResponse:
    """A review or a re-opening: whatever outcome of that code is open to the reporter."""
    told = cases.tell(private.case, audiences=cases.THE_REPORTER)
    choices = (way for way in choices_of(private, told) if is_review(*way))
    found = next(((step, outcome) for step, outcome in choices if outcome.code == act), None)
    if found is None:
        raise Http404
    step, outcome = found
    form = form_class(outcome)(request.POST)
    if switches_language(request):
        return _page(request, private, form=unjudged(form), of=act)
    if not form.is_valid():
        return _page(request, private, form=form, of=act, status=INVALID)
    rating = form.cleaned_data.get("rating")
    ending = cases.Ending(
        step=step.id,
        outcome=outcome.code,
        words=form.cleaned_data.get("words", ""),
        rating=int(rating) if rating else None,
        key=form.cleaned_data["key"],
    )
    cases.end_step(case_id=private.case.id, ending=ending, actor=actor_of(private), now=clock.now())
    noun = {"noun": cases.noun_of(told.service)}
    thanks = _("Thank you for your rating. The %(noun)s is closed.") if rating else _("Your %(noun)s is open again.")
    thanks = capfirst(thanks % noun)
    return _done(request, private, thanks)


def _open(request: HttpRequest, private: PrivateCase) -> HttpResponse:
    cases.choose_visibility(case_id=private.case.id, is_public=True, by=private.user, now=clock.now())
    return _done(request, private, _("Everyone can read this now, without your name."))


def _close(request: HttpRequest, private: PrivateCase) -> HttpResponse:
    cases.choose_visibility(case_id=private.case.id, is_public=False, by=private.user, now=clock.now())
    return _done(request, private, _("Only you and the officers can read this now."))


def _mail(request: HttpRequest, private: PrivateCase) -> HttpResponse:
    form = MailForm(request.POST)
    if switches_language(request):
        return _page(request, private, form=unjudged(form), of="surel")
    if not form.is_valid():
        return _page(request, private, form=form, of="surel", status=INVALID)
    email = form.cleaned_data["email"]
    cases.mail_private_link(case_id=private.case.id, email=email, language=active_language(), now=clock.now())
    return _done(request, private, _("The link is on its way to %(email)s.") % {"email": email})


def _done(request: HttpRequest, private: PrivateCase, words: str) -> HttpResponse:
    messages.success(request, words)
    return HttpResponseRedirect(private.address())


# the page


def _page(
    request: HttpRequest,
    private: PrivateCase,
    *,
    form: forms.Form | None = None,
    of: str = "",
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    told = cases.tell(private.case, audiences=cases.THE_REPORTER)
    language = active_language()
    telling = Telling(language, private.photo_address, to_reporter=True, now=clock.now())
    context = case_context(told, telling) | {
        "problem": problem,
        "form": form,
        "asked": _asked(told, language),
        "answer_form": form if of == "jawab" else AnswerForm(),
        "answer_url": private.address("act", act="jawab"),
        "outcomes": _outcomes(private, told, form, of, language),
        **_own_part(private, told, language),
        "looks": _looks(told, language),
        "may_choose": told.service.public_by_default and not cases.was_hidden(private.case.id),
        "visibility_url": private.address("act", act="tutup" if private.case.is_public else "buka"),
        "mail_form": form if of == "surel" else MailForm(),
        "mail_url": private.address("mail") if private.secret else "",
        "private_link": request.build_absolute_uri(private.address()) if private.secret else "",
        "public_url": reverse("reports:public", args=[private.case.reference]) if private.case.is_public else "",
        "logged_in": not private.secret,
        **_data_addresses(private),
    }
    return render(request, "reports/private.html", context, status=status)


def _own_part(private: PrivateCase, told: cases.CasePage, language: str) -> dict[str, Any]:
    """The citizen's turns, with doors as a list of their own; and the documents that they may print."""
    turns, doors = turns_of(private, told, language), cases.doors_of(told.service, told.state)
    return {
        "doors": doors,
        "door_tasks": door_tasks(doors, turns) if doors else [],
        "waits_for_office": told.service.published_by_office and told.state.public_wished,
        "turns": turns,
        "documents": [(paper, private.address("document", number=paper.number)) for paper in cases.documents_of(told)],
    }


def _data_addresses(private: PrivateCase) -> dict[str, str]:
    """Where the reporter takes their data along, and has it erased."""
    reference = private.case.reference
    proofs = {"proofs_url": private.address("proofs")}
    if not private.secret:
        return proofs | {
            "download_url": reverse("privacy:download"),
            "erase_url": reverse("privacy:own-erase", args=[reference]),
        }
    arguments = [reference, private.secret]
    return proofs | {
        "download_url": reverse("privacy:private-download", args=arguments),
        "erase_url": reverse("privacy:private-erase", args=arguments),
    }


def _asked(told: cases.CasePage, language: str) -> dict[str, Any] | None:
    """The city's open question, if there is one: who asks, what, and when."""
    if not told.state.asked:
        return None
    for chapter in reversed(told.chapters):
        if chapter.event.kind is Kind.REPORTER_ASKED:
            words = "\n\n".join(content.text for content in chapter.words)
            office = office_name(chapter.event.organisation, language)
            return {"office": office, "words": words, "at": chapter.event.at}
    return None


def _outcomes(
    private: PrivateCase, told: cases.CasePage, form: forms.Form | None, of: str, language: str
) -> list[dict[str, Any]]:
    return [
        {
            "code": outcome.code,
            "label": in_language(outcome.label, language),
            "tone": outcome.tone,
            "rates": Need.RATING in outcome.needs,
            "url": private.address("act", act=outcome.code),
            "form": form if of == outcome.code and form else form_class(outcome)(auto_id=f"id_{outcome.code}_%s"),
            "open": of == outcome.code,
        }
        for step, outcome in choices_of(private, told)
        if is_review(step, outcome)
    ]


def _looks(told: cases.CasePage, language: str) -> list[dict[str, Any]]:
    """Every time an officer looked at who reported, or at what was covered: which office, when, and why."""
    return [
        {
            "at": chapter.event.at,
            "office": office_name(chapter.event.organisation, language),
            "words": "\n\n".join(content.text for content in chapter.words),
        }
        for chapter in told.chapters
        if chapter.event.kind in (Kind.IDENTITY_REVEALED, Kind.ORIGINAL_SEEN)
    ]
