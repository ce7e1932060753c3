"""A document that a case issued, as a page to be printed, for officers who may read the case."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from balai.apps.cases.door import Desk
from balai.apps.cases.papers import paper_context, paper_of_case
from balai.apps.cases.queries.case_page import looked_just_now
from balai.apps.cases.rules import REVEALING_ROLES, may_look_at_reporter
from balai.base import clock


@require_safe
def show(request: HttpRequest, desk: Desk, reference: str, number: str) -> HttpResponse:
    """The document's page. It names its holder: words and code are for the office that issued it, and after a look.

    Raises:
        UnknownCase: the case, or the document in it, is not there for this officer.
    """
    case, now = desk.find(reference), clock.now()
    paper = paper_of_case(case, number)
    issued_it = desk.actor.role in REVEALING_ROLES and paper.organisation == desk.actor.organisation
    looked = may_look_at_reporter(case, desk.actor) and looked_just_now(case, desk.user, now=now)
    context = paper_context(paper if issued_it or looked else replace(paper, words={}, is_closed=True), now=now)
    context["back_url"] = reverse("desk:case", args=[case.reference])
    return render(request, "cases/document.html", context)
