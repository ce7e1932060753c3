"""Journeys saved and removed."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from balai.apps.mobility.actions.saving import drop_journey, save_journey
from balai.apps.mobility.searching import asked_in
from balai.base import clock
from balai.base.errors import Refusal
from balai.web.visitors import person_of


@login_required
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep `dari` and `ke`, and go back to their journeys."""
    now = clock.now()
    asked = asked_in(request.POST, now)
    if not (asked.origin and asked.target):
        return HttpResponseRedirect(reverse("mobility:plan"))
    try:
        save_journey(origin=asked.origin, target=asked.target, by=person_of(request), now=now)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("The journey is saved. You find it here whenever you are logged in."))
    query = urlencode({"dari": asked.origin, "ke": asked.target})
    return HttpResponseRedirect(f"{reverse('mobility:plan')}?{query}")


@login_required
@require_POST
def drop(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Forget one's own."""
    if not drop_journey(public_id=public_id, by=person_of(request)):
        raise Http404
    messages.success(request, _("The journey is removed."))
    return HttpResponseRedirect(reverse("mobility:plan"))
