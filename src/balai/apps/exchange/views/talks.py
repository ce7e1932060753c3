"""The talk with neighbours, and the two things that staff can do about it: read again, send again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from balai.apps.cases.service import Desk, words_of
from balai.apps.exchange.actions.telling import send_again
from balai.apps.exchange.queries.talks import talks
from balai.apps.exchange.rules import MENDING_ROLES
from balai.apps.exchange.tasks import hear_again_nightly
from balai.base import clock
from balai.base.jobs import defer


@require_safe
def show(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Every neighbour of the city."""
    context = {
        "desk": desk,
        "acting": words_of(desk.held),
        "talks": talks(get_language() or ""),
        "may_mend": desk.held.role in MENDING_ROLES,
    }
    return render(request, "exchange/talks.html", context)


@require_POST
def read_again(request: HttpRequest, desk: Desk) -> HttpResponse:  # noqa: ARG001 (the door gives it)
    """What was refused, and every case still talked about, is read once more by the worker."""
    defer(hear_again_nightly, timestamp=int(clock.now().timestamp()))
    messages.success(request, _("Reading again. The result shows here in a minute."))
    return HttpResponseRedirect(reverse("exchange:talks"))


@require_POST
def tell_again(request: HttpRequest, desk: Desk, number: int) -> HttpResponse:  # noqa: ARG001 (the door gives it)
    """A message that was given up is tried again."""
    if send_again(row_id=number, now=clock.now()):
        messages.success(request, _("The message will be sent again within a minute."))
    else:
        messages.info(request, _("The message has already left."))
    return HttpResponseRedirect(reverse("exchange:talks"))
