"""The field crew's phone: jobs, start, photo, done; and what keeps it going while the net is away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from balai.apps.cases.asking import OutcomeForm
from balai.apps.cases.definitions import service_of
from balai.apps.cases.door import Desk, words_of
from balai.apps.cases.given import Given, given, place_is_personal
from balai.apps.cases.models import Case
from balai.apps.cases.queries.field_work import Job, jobs
from balai.apps.cases.rules import asks_personal
from balai.apps.cases.views.acting import INVALID, Acting, was_done
from balai.apps.cases.views.steps import outcome_act, start_act
from balai.apps.cases.views.telling import file_url, picture_url
from balai.apps.cases.wording import Clock, ClockWords, area_words, category_words, other_noun, triage_of
from balai.base import clock
from balai.base.errors import Refusal
from balai.engines.casework.definition import Outcome, Step
from balai.web.components import Photo
from balai.web.errors import wants_json
from balai.web.languages import switches_language
from balai.web.questions.groups import GroupWidget
from balai.web.templatetags.balai import text_of

PAGE = "cases/crew.html"
ANY, ANY_ADDRESS, ANY_SUBJECT = "ANY-REFERENCE", "ANY-ADDRESS", "ANY-SUBJECT"
ANY_KEY = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True, slots=True)
class JobCard:
    """A job as the phone shows it. `ways` are its forms, drawn."""

    reference: str
    about: str
    place: str
    landmark: str
    words: str
    latest: str
    longitude: float | None
    latitude: float | None
    clock: Clock
    begun: datetime | None
    paused: bool
    mine: bool
    url: str
    start: str
    key: str
    photos: list[Photo] = field(default_factory=list)
    ways: list[SafeString] = field(default_factory=list)
    answers: Given = field(default_factory=Given)
    triage: tuple[str, str] = ("", "")
    look: str = ""
    is_open: bool = False
    elsewhere: bool = False


@require_safe
def show(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The list of jobs, with everything about each."""
    return _page(request, desk)


def _page(
    request: HttpRequest, desk: Desk, *, url: str = "", form: forms.Form | None = None, status: int = 200
) -> HttpResponse:
    """The list; with `form`, the way of that address holds it with what is wrong."""
    now = clock.now()
    maker = CardMaker(request, desk, now, url, form)
    cards = [maker.card(job) for job in jobs(scope=desk.scope, now=now)]
    context = {"desk": desk, "acting": words_of(desk.held), "jobs": cards, "form": form}
    return render(request, PAGE, context, status=status)


@dataclass(slots=True)
class CardMaker:
    """Makes the cards of one page. Forms of one kind differ by address and key only, so each kind is drawn once.

    Those with questions of their own may depend on the case, and are drawn for each.
    """

    request: HttpRequest
    desk: Desk
    now: datetime
    url: str = ""
    bound: forms.Form | None = None
    clocks: ClockWords = field(init=False)
    drawn: dict[tuple[int, str, str, int], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.clocks = ClockWords(self.now)

    def card(self, job: Job) -> JobCard:
        task, case = job.task, job.task.case
        service = service_of(case.service_id)
        step = service.step(task.step)
        able = self.desk.held.role in step.by
        ways = [way for way in step.outcomes if able and not way.automatic]
        arguments = [case.reference, step.id]
        about, place = category_words(service, case.category), area_words(case.area_id)
        at_home = place_is_personal(service)
        known = job.known or {content.question: content.data for content in job.answers if content.data is not None}
        return JobCard(
            reference=case.reference,
            about=about,
            place=place,
            landmark=job.place,
            words=job.words,
            latest=job.latest,
            longitude=None if at_home else case.longitude,
            latitude=None if at_home else case.latitude,
            clock=self.clocks.clock_of(task.due_at, paused=task.paused_at is not None),
            begun=task.started_at,
            paused=task.paused_at is not None,
            mine=task.assignee_id == self.desk.user.pk,
            url=reverse("desk:case", args=[case.reference]),
            start=reverse("desk:crew_start", args=arguments) if able and not task.started_at else "",
            key=str(uuid4()),
            photos=[_photo(case.reference, content) for content in job.pictures],
            answers=given(service, job.answers, lambda content: file_url(case.reference, content)),
            triage=triage_of(service, known),
            look=reverse("desk:reporter", args=[case.reference]) if asks_personal(service) else "",
            ways=[self._way(job, step, way, f"{about}, {place}") for way in ways if not way.choose],
            is_open=self.bound is not None and self.url.startswith(reverse("desk:crew") + case.reference),
            elsewhere=any(way.choose for way in ways),
        )

    def _way(self, job: Job, step: Step, way: Outcome, subject: str) -> SafeString:
        task, reference = job.task, job.task.case.reference
        address = reverse("desk:crew_outcome", args=[reference, task.step, way.code])
        if self.bound is not None and self.url == address:
            return self._draw(way, self.bound, address=address, subject=subject)
        case_matters = job.task.case_id if way.asks else 0
        kind = (task.case.service_id, task.step, way.code, case_matters)
        if kind not in self.drawn:
            form = OutcomeForm(
                step=step,
                outcome=way,
                language=translation.get_language() or "",
                known=job.known,
                noun=other_noun(service_of(task.case.service_id)),
                auto_id=f"{ANY}-{way.code}-%s",
                initial={"key": ANY_KEY},
            )
            self.drawn[kind] = self._draw(way, form, address=ANY_ADDRESS, subject=ANY_SUBJECT)
        drawn = self.drawn[kind].replace(ANY_ADDRESS, address).replace(ANY_KEY, str(uuid4()))
        return mark_safe(drawn.replace(ANY_SUBJECT, escape(subject)).replace(ANY, reference))  # noqa: S308 (drawn by a template)

    def _draw(self, way: Outcome, form: forms.Form, *, address: str, subject: str) -> SafeString:
        simple = [field for field in form.visible_fields() if field.field.required and not _depends(field.field)]
        needs = " ".join(field.html_name for field in simple)
        context = {"label": text_of(way.label), "form": form, "address": address, "subject": subject, "needs": needs}
        return render_to_string("cases/parts/way.html", context, request=self.request)


def _depends(field: forms.Field) -> bool:
    """Whether the phone alone cannot say that something is missing: the city decides when it is sent."""
    return bool(getattr(field.widget, "show_if", "")) or isinstance(field.widget, GroupWidget)


def _photo(reference: str, content: Any) -> Photo:
    address = picture_url(reference, content)
    return Photo(f"{address}?small=1", _("Photo by the reporter"), full=address)


@require_POST
def start(request: HttpRequest, desk: Desk, reference: str, step: str) -> HttpResponse:
    """Say that work has begun."""
    case = desk.find(reference)
    return _answer(request, desk, case, lambda: start_act(desk, case, step))


@require_POST
def outcome(request: HttpRequest, desk: Desk, reference: str, step: str, outcome: str) -> HttpResponse:
    """End a job: done, with a photo."""
    case = desk.find(reference)
    return _answer(request, desk, case, lambda: outcome_act(desk, case, step, outcome, sent=True))


def _answer(request: HttpRequest, desk: Desk, case: Case, build: Callable[[], Acting]) -> HttpResponse:
    """Do it once, however often it is sent. Scripts get JSON: 200 recorded, else a problem that says why not."""
    silent = wants_json(request)
    done = _("This has been recorded.")
    if not was_done(request.POST.get("key", ""), case, desk.user):
        acting = build()
        form = acting.form(data=request.POST, files=request.FILES)
        if switches_language(request):
            return _page(request, desk)
        try:
            refused = None if acting.attempt(form) else INVALID
        except Refusal as refusal:
            if silent:
                raise
            refused = refusal.status
        if refused and silent:
            return JsonResponse({"code": "form.invalid", "detail": _words_of(form)}, status=INVALID)
        if refused:
            return _page(request, desk, url=request.path, form=form, status=refused)
        done = acting.done
    if silent:
        return JsonResponse({"code": "recorded", "detail": done})
    messages.success(request, done)
    return HttpResponseRedirect(reverse("desk:crew"))


def _words_of(form: forms.Form) -> str:
    return " ".join(str(words) for problems in form.errors.values() for words in problems)


@require_safe
def key(request: HttpRequest, desk: Desk) -> HttpResponse:
    """A fresh form token for work that waited, and whose session this is: kept work is sent only as its own doer's."""
    return JsonResponse({"token": get_token(request), "person": str(desk.user.public_id)})


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker. Its address decides its reach: the crew's pages and nothing else."""
    response = render(request, "cases/crew_worker.js", content_type="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    return response
