"""What officers decide about other cities: answers to their letters, and the end of an alarm."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from balai.apps.cases.service import Desk, words_of
from balai.apps.network.actions.settling import settle_alarm
from balai.apps.network.models import Alarm, Letter
from balai.apps.network.rules import ASKING, DECIDING_ROLES
from balai.apps.network.tasks import answer_letter
from balai.apps.network.wording import ALARMS
from balai.base import clock
from balai.base.jobs import defer
from balai.base.people.models import User
from balai.web.words import clean_line

SHORTEST_WORDS = 10


@require_safe
def show(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Letters that wait, and alarms that are open."""
    open_alarms = (
        Alarm.objects.filter(closed_at__isnull=True).select_related("peer").defer("evidence").order_by("-id")[:100]
    )
    context = {
        "desk": desk,
        "acting": words_of(desk.held),
        "may_decide": desk.held.role in DECIDING_ROLES,
        "questions": list(_questions()[:100]),
        "alarms": [(one, ALARMS.get(one.kind, one.kind)) for one in open_alarms],
    }
    return render(request, "network/desk.html", context)


def _questions() -> QuerySet[Letter]:
    rows = Letter.objects.filter(is_ours=False, kind__in=ASKING, answered_by__isnull=True)
    return rows.defer("file").order_by("id")


@require_POST
def decide(request: HttpRequest, desk: Desk, number: int) -> HttpResponse:  # noqa: ARG001 (the door gives it)
    """The worker answers: the other city may be slow, and nobody here waits for it."""
    letter = _questions().filter(pk=number).first()
    if letter is None:
        raise Http404
    is_yes = request.POST.get("answer") == "accept"
    defer(answer_letter, address=letter.address, is_yes=is_yes, by=request.user.pk)
    messages.success(request, _("Your answer is on its way. It shows here in a minute."))
    return HttpResponseRedirect(reverse("network:desk"))


@require_POST
def close(request: HttpRequest, desk: Desk, number: int) -> HttpResponse:  # noqa: ARG001 (the door gives it)
    """An alarm ends with words that everyone can read."""
    found = Alarm.objects.filter(pk=number, closed_at__isnull=True).select_related("peer").first()
    words = clean_line(request.POST.get("words", "")[:500])
    if found is None or not isinstance(request.user, User):
        raise Http404
    if len(words) < SHORTEST_WORDS:
        messages.error(request, _("Say in a sentence what you found out."))
    else:
        settle_alarm(alarm=found, by=request.user, words=words, now=clock.now())
        messages.success(request, _("The alarm is closed."))
    return HttpResponseRedirect(reverse("network:desk"))
