"""One report as everyone may read it, and supporting it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_POST, require_safe

from balai.apps.cases import service as cases
from balai.apps.reports import devices
from balai.apps.reports.access import own_case
from balai.apps.reports.acts import Telling
from balai.apps.reports.telling import case_context
from balai.apps.reports.views.common import active_language
from balai.base import clock


def public_case_or_404(reference: str) -> cases.Case:
    """Raises Http404 for a reference that nobody has, and just so for a private one."""
    try:
        return cases.find_public_case(reference)
    except cases.UnknownCase as unknown:
        raise Http404 from unknown


@gzip_page
@require_safe
def public_page(request: HttpRequest, reference: str) -> HttpResponse:
    """What happened, in order, with dates; where it is; what the city promises."""
    tidy = cases.tidy_reference(reference)
    if tidy != reference:
        return HttpResponseRedirect(reverse("reports:public", args=[tidy]))
    case = public_case_or_404(reference)
    told = cases.tell(case, audiences=cases.EVERYONE)

    def photo(public_id: UUID, small: bool) -> str:  # noqa: FBT001 (the shape that a telling takes)
        return reverse("reports:picture-small" if small else "reports:picture", args=[reference, public_id])

    telling = Telling(active_language(), photo, to_reporter=False, now=clock.now())
    context = case_context(told, telling) | {
        "own_url": _own_url(request, reference),
        "can_support": case.is_open,
        "proofs_url": reverse("reports:proofs", args=[reference]),
    }
    return render(request, "reports/public.html", context)


def _own_url(request: HttpRequest, reference: str) -> str:
    """Where the person who reported it while logged in finds more."""
    if devices.user_of(request) is None:
        return ""
    try:
        return own_case(request, reference).address()
    except Http404:
        return ""


@require_POST
def support(request: HttpRequest, reference: str) -> HttpResponse:
    """Add one voice; the same person or device counts once."""
    case = public_case_or_404(reference)
    device = devices.device_or_new(request)
    try:
        is_new = cases.support_case(
            case_id=case.id,
            identity=devices.identity_of(request, device=device),
            by=devices.user_of(request),
            now=clock.now(),
        )
    except cases.NotSupportable as refusal:
        messages.warning(request, str(refusal))
    else:
        words = _("Thank you. Your support has been counted.") if is_new else _("You already support this report.")
        messages.success(request, words)
    response = HttpResponseRedirect(reverse("reports:public", args=[reference]))
    devices.remember(response, device)
    return response
