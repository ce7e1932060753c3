"""Going on later: the answers are kept, and a link by mail opens them on any device."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from balai.apps.cases import service as cases
from balai.apps.requests.actions.later import is_token_of, mail_link, take_over, token_for
from balai.apps.requests.answers import service_named
from balai.apps.requests.views.visit import Visit, of_a_draft
from balai.base import clock
from balai.web import visitors
from balai.web.forms import MailForm
from balai.web.languages import switches_language, unjudged
from balai.web.private_pages import INVALID, active_language, keep_private
from balai.web.templatetags.balai import text_of

FORM = require_http_methods(["GET", "HEAD", "POST"])


@keep_private
@FORM
@of_a_draft
def later(visit: Visit) -> HttpResponse:
    """Where the answers are found again; without an account, a link for other devices."""
    request = visit.request
    posted = request.method == "POST"
    form = MailForm(request.POST if posted else None)
    if posted and switches_language(request):
        form = unjudged(form)
    elif posted and form.is_valid():
        email = form.cleaned_data["email"]
        address = reverse("requests:return", args=[visit.draft.id, token_for(visit.draft.id)])
        mail_link(
            draft=visit.draft,
            title=text_of(visit.service.title),
            address=request.build_absolute_uri(address),
            email=email,
            language=active_language(),
            now=clock.now(),
        )
        messages.success(request, _("The link is on its way to %(email)s.") % {"email": email})
        return HttpResponseRedirect(request.path)
    here = visit.address(visit.answers.progress().missing)
    context = {"form": form, "back_url": here, "go_on_url": here, "logged_in": visit.owner.user is not None}
    return visit.show("requests/later.html", context, status=INVALID if form.errors else 200)


@keep_private
@FORM
def come_back(request: HttpRequest, draft: UUID, token: str) -> HttpResponse:
    """The link of the mail. Looking at it changes nothing; going on brings the answers to this device."""
    if not is_token_of(draft, token):
        return _gone(request)
    if request.method != "POST" or switches_language(request):
        return render(request, "requests/return.html", {"form": None})
    device = visitors.device_or_new(request)
    owner = cases.DraftOwner(device, visitors.user_of(request))
    try:
        found = take_over(draft_id=draft, token=token, owner=owner, now=clock.now())
    except cases.UnknownDraft:
        return _gone(request)
    service = service_named(str(found.answers.get("service", "")))
    if service is None:
        return _gone(request)
    visit = Visit(request, owner, found, service, "")
    response = visit.go(visit.answers.progress().missing)
    visitors.remember(response, device)
    return response


def _gone(request: HttpRequest) -> HttpResponse:
    refusal = cases.UnknownDraft()
    return render(request, "requests/draft_gone.html", {"refusal": refusal, "code": ""}, status=refusal.status)
