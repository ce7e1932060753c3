"""Of which votes somebody wants to hear: chosen here, changed here, ended here with one button."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from balai.apps.votes.actions.telling import want_no_more, want_to_hear
from balai.apps.votes.interest_forms import InterestForm
from balai.apps.votes.models import Interest
from balai.base import clock
from balai.web.languages import switches_language, unjudged
from balai.web.private_pages import INVALID, keep_private
from balai.web.visitors import person_of


@login_required
@keep_private
@require_http_methods(["GET", "HEAD", "POST"])
def interest(request: HttpRequest) -> HttpResponse:
    """Choose topics and an area; a notice and a mail tell of each new vote that fits."""
    person = person_of(request)
    kept = Interest.objects.select_related("area").filter(user=person).first()
    initial: dict[str, Any] = {}
    if kept is not None:
        initial = {"topics": kept.topics, "area": kept.area.code if kept.area else ""}
    switched, sent = switches_language(request), request.method == "POST"
    form = InterestForm(request.POST if sent else None, initial=initial)
    if sent and not switched and form.is_valid():
        want_to_hear(by=person, topics=form.cleaned_data["topics"], area=form.chosen_area(), now=clock.now())
        messages.success(request, _("We will tell you when a vote opens that fits your choice."))
        return HttpResponseRedirect(reverse("votes:list"))
    context = {
        "form": unjudged(form) if switched else form,
        "form_action": request.path,
        "back_url": reverse("votes:list"),
        "told": kept is not None,
    }
    return render(request, "votes/interest.html", context, status=INVALID if sent and not switched else 200)


@login_required
@require_POST
def no_interest(request: HttpRequest) -> HttpResponse:
    """Hear no more of it: what was chosen is deleted."""
    want_no_more(user_id=person_of(request).pk)
    messages.success(request, _("We have deleted your choice and will not tell you of votes any more."))
    return HttpResponseRedirect(reverse("votes:list"))
