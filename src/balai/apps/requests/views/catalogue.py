"""The catalogue: everything the city offers, and one page for each service."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from balai.apps.cases import service as cases
from balai.apps.requests.answers import REPORT, REQUEST_DRAFT, read_answers, service_named
from balai.apps.requests.catalogue import KINDS, PUBLIC, details, groups, may_ask
from balai.apps.requests.views.visit import owner_of
from balai.web.private_pages import active_language
from balai.web.questions.options import in_language


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A request that is not sent yet."""

    title: str
    url: str
    forget_url: str


def _unfinished(request: HttpRequest, code: str = "") -> list[Unfinished]:
    owner = owner_of(request)
    if not owner.device and owner.user is None:
        return []
    found = []
    for draft in cases.unsent_drafts(REQUEST_DRAFT, owner=owner):
        service = service_named(str(draft.answers.get("service", "")))
        if service is not None and code in ("", service.code):
            missing = read_answers(draft, service).progress().missing
            found.append(
                Unfinished(
                    in_language(service.title, active_language()),
                    reverse("requests:page", args=[service.code, draft.id, missing]),
                    reverse("requests:forget", args=[service.code, draft.id]),
                )
            )
    return found


@gzip_page
@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """Everything on offer by kind, narrowed by words and by kind."""
    words = request.GET.get("q", "")[:100]
    kind = request.GET.get("jenis", "")
    kind = kind if kind in KINDS else ""
    context = {
        "groups": groups(active_language(), words=words, kind=kind),
        "words": words,
        "kind": kind,
        "kind_title": KINDS[kind][0] if kind else "",
        "unfinished": _unfinished(request),
    }
    response = render(request, "requests/catalogue.html", context)
    if context["unfinished"]:
        response.headers["Cache-Control"] = "no-store, private"
    return response


@gzip_page
@require_safe
def service_page(request: HttpRequest, code: str) -> HttpResponse:
    """One service: what it is, who may, what is needed, what it costs, how long it takes, what is public."""
    service = cases.current_services().get(code)
    if service is None or not PUBLIC.intersection(service.who):
        raise Http404
    owner, language = owner_of(request), active_language()
    context = {
        "service": service,
        "title": in_language(service.title, language),
        "summary": in_language(service.summary, language),
        "kind_title": KINDS.get(service.kind, (service.kind, ""))[0],
        "details": details(service, language),
        "is_report": service.kind == REPORT,
        "may_ask": may_ask(service, owner.user),
        "log_in_to": request.path,
        "unfinished": _unfinished(request, code) if service.kind != REPORT else [],
    }
    response = render(request, "requests/service.html", context)
    if context["unfinished"]:
        response.headers["Cache-Control"] = "no-store, private"
    return response
