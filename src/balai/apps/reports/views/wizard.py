"""A report in five short pages. Each is kept on the server as it is sent, so that nothing typed is ever lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods, require_POST

from balai.apps.cases import service as cases
from balai.apps.reports import actions, devices
from balai.apps.reports import answers as pages
from balai.apps.reports.views import wizard_end, wizard_pages
from balai.apps.reports.views.common import keep_private
from balai.apps.reports.views.visit import Visit
from balai.base import clock

PageView = Callable[[Visit], HttpResponse]


PAGES: Mapping[str, PageView] = {
    pages.PHOTO: wizard_pages.photo,
    pages.PLACE: wizard_pages.place,
    pages.KIND: wizard_pages.kind,
    pages.STORY: wizard_end.story,
    pages.CHECK: wizard_end.check,
}


# Compressed, because a cheap phone pays for each byte. No secret stands in these pages, and Django pads their length
# by chance, so that what is in them cannot be guessed from it (BREACH).
@gzip_page
@keep_private
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """The first page, before there is a draft; looking at it leaves nothing behind."""
    return PAGES[pages.PHOTO](Visit(request, devices.owner_of(request), None, pages.PHOTO))


@gzip_page
@keep_private
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, draft: UUID, page: str) -> HttpResponse:
    """Any of the five pages of a draft of this device or person."""
    if page not in PAGES:
        raise Http404
    owner = devices.owner_of(request)
    try:
        found = cases.find_draft(draft, owner=owner)
    except cases.UnknownDraft as refusal:
        return render(request, "reports/draft_gone.html", {"refusal": refusal}, status=refusal.status)
    if pages.SENT in found.answers:
        return HttpResponseRedirect(reverse("reports:sent", args=[draft]))
    visit = Visit(request, owner, found, page)
    missing = visit.answers.first_missing()
    if pages.PAGES.index(missing) < pages.PAGES.index(page):
        return visit.go(missing)
    return PAGES[page](visit)


@keep_private
@require_POST
def forget(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Throw the draft away and begin anew."""
    actions.forget_report(draft_id=draft, owner=devices.owner_of(request), now=clock.now())
    return HttpResponseRedirect(reverse("reports:start"))
