"""A service page by page. Each is kept on the server as it is sent, so that nothing typed is ever lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from balai.apps.cases import service as cases
from balai.apps.requests.actions.drafting import begin_request, forget_request
from balai.apps.requests.answers import service_named
from balai.apps.requests.catalogue import may_ask
from balai.apps.requests.pages import CHECK, CONTACT, STOP, page_named
from balai.apps.requests.views import ending
from balai.apps.requests.views.asking import ask
from balai.apps.requests.views.groups import ask_entry, list_entries
from balai.apps.requests.views.visit import Visit, of_a_draft, owner_of
from balai.base import clock
from balai.base.files.models import StoredFile
from balai.base.files.serving import FileGone, file_response
from balai.web import visitors
from balai.web.private_pages import keep_private

FORM = require_http_methods(["GET", "HEAD", "POST"])
LAST: Mapping[str, Callable[[Visit], HttpResponse]] = {
    CONTACT: ending.contact,
    STOP: ending.stop,
    CHECK: ending.check,
}


@keep_private
@require_POST
def start(request: HttpRequest, code: str) -> HttpResponse:
    """Begin: the first thing that leaves anything behind."""
    service = service_named(code)
    if service is None:
        raise Http404
    user = visitors.user_of(request)
    if not may_ask(service, user):
        target = reverse("requests:service", args=[code])
        return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': target})}")
    device = visitors.device_or_new(request)
    owner = cases.DraftOwner(device, user)
    draft = begin_request(service=service, owner=owner, now=clock.now())
    visit = Visit(request, owner, draft, service, "")
    response = visit.go(visit.answers.progress().missing)
    visitors.remember(response, device)
    return response


# Compressed as the report's pages are, and as safe: no secret stands in them.
@gzip_page
@keep_private
@FORM
@of_a_draft
def page(visit: Visit) -> HttpResponse:
    """Any page of a draft of this device or person; one that is not yet its turn leads to the one that is."""
    answers = visit.answers
    progress = answers.progress()
    if not progress.may_open(visit.slug):
        found = page_named(visit.service, visit.slug)
        if found is None and visit.slug not in LAST:
            raise Http404
        return visit.go(progress.missing)
    if visit.slug in LAST:
        return LAST[visit.slug](visit)
    found = page_named(visit.service, visit.slug)
    if found is None:
        raise Http404
    return list_entries(visit, found.group) if found.group else ask(visit, found)


@gzip_page
@keep_private
@FORM
@of_a_draft
def entry(visit: Visit, number: str = "") -> HttpResponse:
    """One entry of a group: a new one, or the `number`-th from 1."""
    found = page_named(visit.service, visit.slug)
    if found is None or found.group is None:
        raise Http404
    progress = visit.answers.progress()
    if not progress.may_open(visit.slug):
        return visit.go(progress.missing)
    return ask_entry(visit, found.group, int(number) if number else None)


@keep_private
@require_POST
def forget(request: HttpRequest, code: str, draft: str) -> HttpResponse:
    """Throw the draft away and begin anew."""
    forget_request(draft_id=UUID(draft), owner=owner_of(request), now=clock.now())
    return HttpResponseRedirect(reverse("requests:service", args=[code]))


@keep_private
@require_safe
@of_a_draft
def draft_file(visit: Visit, file: str) -> HttpResponse:
    """A file of a request that is not sent yet, for its owner: a picture in small, a document as a download."""
    if file not in {kept.public_id for kept in visit.answers.files}:
        raise Http404
    row = StoredFile.objects.filter(public_id=file).first()
    try:
        if row is not None:
            return file_response(visit.request, row, thumbnail=not row.is_document)
    except FileGone:
        pass
    raise Http404
