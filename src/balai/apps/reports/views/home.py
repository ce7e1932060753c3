"""The city's front door."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from balai.apps.cases import service as cases
from balai.apps.reports import cards, devices, kinds
from balai.apps.reports.answers import REPORT_DRAFT, read_answers
from balai.apps.reports.promises import first_answer, is_checked
from balai.apps.reports.views.common import active_language
from balai.engines.casework.definition import Service
from balai.web.questions.options import in_language

MOST_SHOWN = 6
PUBLIC = frozenset({"anonymous", "citizen", "business"})
"""Whom services are offered to on public pages; those for officers alone have no place here."""


def _offer(service: Service, language: str) -> dict[str, str]:
    return {
        "code": service.code,
        "title": in_language(service.title, language),
        "summary": in_language(service.summary, language),
        "icon": service.icon or "document",
    }


@gzip_page
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What the city does, in one glance, and one thing to do."""
    language, user = active_language(), devices.user_of(request)
    services = kinds.report_services(logged_in=user is not None)
    others = [service for service in cases.current_services().values() if service.kind != kinds.REPORT]
    listed = cases.public_cases(filters=cases.Filters()).rows[:MOST_SHOWN]
    owner = devices.owner_of(request)
    unfinished = cases.latest_draft(REPORT_DRAFT, owner=owner) if owner.device or owner.user else None
    context = {
        "services": [_offer(service, language) for service in services],
        "others": [_offer(service, language) for service in others if PUBLIC.intersection(service.who)],
        "latest": cards.public_cards(listed, language),
        "first_answer": first_answer(services),
        "is_checked": bool(services) and is_checked(services),
        "unfinished": unfinished,
        "unfinished_page": read_answers(unfinished).first_missing() if unfinished else "",
        "visitor": user,
    }
    return render(request, "reports/home.html", context)
