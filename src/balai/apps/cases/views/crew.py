"""The field crew's phone: jobs, start, photo, done; and what keeps it going while the net is away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from balai.apps.cases.definitions import service_of
from balai.apps.cases.directory import directory
from balai.apps.cases.forms import ActForm, OutcomeForm
from balai.apps.cases.queries.field_work import Job, jobs
from balai.apps.cases.views.acting import INVALID, Acting, was_done
from balai.apps.cases.views.door import Desk, words_of
from balai.apps.cases.views.steps import outcome_act, start_act
from balai.apps.cases.views.telling import picture_url
from balai.apps.cases.wording import Clock, area_words, category_words, clock_of
from balai.base import clock
from balai.base.errors import Refusal
from balai.engines.casework.definition import Outcome
from balai.web.components import Photo
from balai.web.errors import wants_json
from balai.web.languages import switches_language
from balai.web.templatetags.balai import text_of

PAGE = "cases/crew.html"


@dataclass(frozen=True, slots=True)
class WayToEnd:
    """One outcome of a job with its form; `url` is where it is sent."""

    label: str
    url: str
    form: ActForm
    is_open: bool


@dataclass(frozen=True, slots=True)
class JobCard:
    """A job as the phone shows it."""

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
    start_form: ActForm
    photos: list[Photo] = field(default_factory=list)
    ways: list[WayToEnd] = field(default_factory=list)
    elsewhere: bool = False


@require_safe
def show(request: HttpRequest, desk: Desk) -> HttpResponse:
    return _page(request, desk)


def _page(
    request: HttpRequest, desk: Desk, *, url: str = "", form: ActForm | None = None, status: int = 200
) -> HttpResponse:
    """The list; with `form`, the way of that address holds it with what is wrong."""
    now = clock.now()
    cards = [_card(job, desk, url=url, bound=form, now=now) for job in jobs(scope=desk.scope, now=now)]
    context = {"desk": desk, "acting": words_of(desk.held), "jobs": cards, "form": form}
    return render(request, PAGE, context, status=status)


def _card(job: Job, desk: Desk, *, url: str, bound: ActForm | None, now: datetime) -> JobCard:
    task, case = job.task, job.task.case
    service = service_of(case.service_id)
    step = service.step(task.step)
    able = desk.held.role in step.by
    ways = [way for way in step.outcomes if able and not way.automatic]
    arguments = [case.reference, step.id]
    return JobCard(
        reference=case.reference,
        about=category_words(service, case.category),
        place=area_words(case.area_id),
        landmark=job.place,
        words=job.words,
        latest=job.latest,
        longitude=case.longitude,
        latitude=case.latitude,
        clock=clock_of(task.due_at, paused=task.paused_at is not None, now=now),
        begun=task.started_at,
        paused=task.paused_at is not None,
        mine=task.assignee_id == desk.user.pk,
        url=reverse("desk:case", args=[case.reference]),
        start=reverse("desk:crew_start", args=arguments) if able and not task.started_at else "",
        start_form=ActForm(auto_id=f"{case.reference}-start-%s"),
        photos=[_photo(case.reference, content) for content in job.pictures],
        ways=[_way(job, way, url=url, bound=bound) for way in ways if not way.choose],
        elsewhere=any(way.choose for way in ways),
    )


def _photo(reference: str, content: Any) -> Photo:
    address = picture_url(reference, content)
    return Photo(f"{address}?small=1", _("Photo by the reporter"), full=address)


def _way(job: Job, way: Outcome, *, url: str, bound: ActForm | None) -> WayToEnd:
    case, task = job.task.case, job.task
    address = reverse("desk:crew_outcome", args=[case.reference, task.step, way.code])
    entry = directory().by_id.get(task.organisation_id or 0)
    form: ActForm = OutcomeForm(
        outcome=way,
        holder=entry.code if entry else "",
        language=translation.get_language() or "",
        auto_id=f"{case.reference}-{way.code}-%s",
    )
    chosen = bound is not None and url == address
    return WayToEnd(text_of(way.label), address, bound if chosen and bound else form, chosen)


@require_POST
def start(request: HttpRequest, desk: Desk, reference: str, step: str) -> HttpResponse:
    """Say that work has begun."""
    case = desk.find(reference)
    return _answer(request, desk, lambda: start_act(desk, case, step))


@require_POST
def outcome(request: HttpRequest, desk: Desk, reference: str, step: str, outcome: str) -> HttpResponse:
    """End a job: done, with a photo."""
    case = desk.find(reference)
    return _answer(request, desk, lambda: outcome_act(desk, case, step, outcome, sent=True))


def _answer(request: HttpRequest, desk: Desk, build: Callable[[], Acting]) -> HttpResponse:
    """Do it once, however often it is sent. Scripts get JSON: 200 recorded, else a problem that says why not."""
    silent = wants_json(request)
    done = _("This has been recorded.")
    if not was_done(request.POST.get("key", "")):
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


def _words_of(form: ActForm) -> str:
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
