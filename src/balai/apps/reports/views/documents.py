"""Issued documents: the page that its holder prints, and the page where anyone checks whether one is genuine."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from balai.apps.cases import service as cases
from balai.apps.reports.access import PrivateCase, own_case, secret_case
from balai.apps.reports.forms import DocumentForm
from balai.apps.reports.views.common import INVALID, keep_private
from balai.base import clock
from balai.web.languages import switches_language, unjudged

NOT_FOUND = 404


@keep_private
@require_safe
def secret_document(request: HttpRequest, reference: str, secret: str, number: str) -> HttpResponse:
    return _document(request, secret_case(request, reference, secret), number)


@login_required
@keep_private
@require_safe
def own_document(request: HttpRequest, reference: str, number: str) -> HttpResponse:
    return _document(request, own_case(request, reference), number)


def _document(request: HttpRequest, private: PrivateCase, number: str) -> HttpResponse:
    try:
        paper = cases.paper_of_case(private.case, number)
    except cases.UnknownCase as unknown:
        raise Http404 from unknown
    context = cases.paper_context(paper, now=clock.now()) | {"back_url": private.address()}
    return render(request, "cases/document.html", context)


@keep_private
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Is it genuine? The number and the code that stand on the paper say so; a wrong one and none look the same.

    The code is sent, not part of an address: it gets into no log and no history.
    """
    sent = request.method == "POST"
    switched = switches_language(request)
    form = DocumentForm(request.POST) if sent else DocumentForm(initial={"number": request.GET.get("nomor", "")})
    context = {"form": unjudged(form) if switched else form}
    if not sent or switched:
        return render(request, "reports/document_check.html", context)
    if not form.is_valid():
        return render(request, "reports/document_check.html", context, status=INVALID)
    paper = cases.find_paper(form.cleaned_data["number"], form.cleaned_data["code"])
    if paper is None:
        return render(request, "reports/document_check.html", context | {"missing": True}, status=NOT_FOUND)
    return render(request, "reports/document_found.html", cases.paper_context(paper, now=clock.now()))
