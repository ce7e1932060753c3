"""One case: take its data along, or have its words and pictures erased; as its reporter, by log-in or private link."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from balai.apps.cases import service as cases
from balai.apps.privacy.actions import erase_case
from balai.apps.privacy.forms import SureForm
from balai.apps.privacy.gathering import holdings_of_case
from balai.apps.privacy.packing import download_of
from balai.base import clock
from balai.web.languages import switches_language, unjudged
from balai.web.private_pages import INVALID, keep_private
from balai.web.visitors import person_of

FORM = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@keep_private
@FORM
def erase_own(request: HttpRequest, reference: str) -> HttpResponse:
    """The case of whoever is logged in."""
    try:
        case = cases.find_own_case(reference, user_id=person_of(request).pk)
    except cases.UnknownCase as unknown:
        raise Http404 from unknown
    return _erase(request, case, reverse("privacy:mine"), reverse("privacy:mine"))


@keep_private
@FORM
def erase_secret(request: HttpRequest, reference: str, secret: str) -> HttpResponse:
    """The case of a private link."""
    case = _secret_case(reference, secret)
    back = reverse("reports:private", args=[case.reference, secret])
    return _erase(request, case, back, back)


@require_safe
def download_secret(request: HttpRequest, reference: str, secret: str) -> StreamingHttpResponse:  # noqa: ARG001 (the link says all)
    holdings = holdings_of_case(_secret_case(reference, secret), now=clock.now())
    return download_of(holdings, f"data-{reference}.zip")


def _secret_case(reference: str, secret: str) -> cases.Case:
    try:
        return cases.find_private_case(reference, secret)
    except cases.UnknownCase as unknown:
        raise Http404 from unknown


def _erase(request: HttpRequest, case: cases.Case, back: str, after: str) -> HttpResponse:
    switched = switches_language(request)
    form = SureForm(request.POST if request.method == "POST" else None)
    status = INVALID if form.is_bound and not switched else 200
    if request.method == "POST" and not switched and form.is_valid():
        try:
            return _erased(request, case, after)
        except cases.FieldWorkUnderWay as refusal:
            form.add_error(None, str(refusal))
            status = refusal.status
    context = {
        "form": unjudged(form) if switched else form,
        "case": case,
        "about": cases.category_words(cases.service_of(case.service_id), case.category),
        "until": cases.kept_until(case),
        "records_stay": cases.keeps_records(case),
        "back_url": back,
    }
    return render(request, "privacy/erase_case.html", context, status=status)


def _erased(request: HttpRequest, case: cases.Case, after: str) -> HttpResponse:
    if cases.keeps_records(case):
        told = _("Your words and photos in %(reference)s are erased. What offices wrote is kept by law.")
    else:
        told = _("The words and photos of %(reference)s are erased.")
    erase_case(case_id=case.id, now=clock.now())
    messages.success(request, told % {"reference": case.reference})
    return HttpResponseRedirect(after)
