"""A document that a case issued, as a page to be printed, for officers who may read the case."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from balai.apps.cases.door import Desk
from balai.apps.cases.papers import paper_context, paper_of_case
from balai.base import clock


@require_safe
def show(request: HttpRequest, desk: Desk, reference: str, number: str) -> HttpResponse:
    """The document's page.

    Raises:
        UnknownCase: the case, or the document in it, is not there for this officer.
    """
    case = desk.find(reference)
    context = paper_context(paper_of_case(case, number), now=clock.now())
    context["back_url"] = reverse("desk:case", args=[case.reference])
    return render(request, "cases/document.html", context)
