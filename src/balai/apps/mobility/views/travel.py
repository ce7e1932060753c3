"""My travel: what my cards were charged, why, and what to do when it is wrong."""

from __future__ import annotations

from uuid import NAMESPACE_URL, uuid5

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from balai.apps.cases.service import current_services
from balai.apps.mobility.actions.disputing import DISPUTE, dispute_charge
from balai.apps.mobility.queries.travel import ChargeLine, charge_of, travel_of
from balai.base import clock
from balai.base.city import city_zone
from balai.base.errors import Refusal
from balai.web.languages import switches_language, unjudged
from balai.web.private_pages import INVALID, active_language, keep_private
from balai.web.questions import form_for
from balai.web.visitors import person_of

ASKED = ("wrong", "words")


@login_required
@keep_private
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Journeys of the last sixty days with every charge explained."""
    cards, journeys = travel_of(person_of(request), language=active_language(), now=clock.now())
    return render(request, "mobility/travel.html", {"cards": cards, "journeys": journeys})


@login_required
@keep_private
@require_http_methods(["GET", "HEAD", "POST"])
def dispute(request: HttpRequest, key: str) -> HttpResponse:
    """Say what is wrong with one charge; a case is opened, with time limits."""
    switched = switches_language(request)
    person, language = person_of(request), active_language()
    line = charge_of(person, key, language=language, now=clock.now())
    service = current_services().get(DISPUTE)
    if line is None or service is None:
        raise Http404
    questions = [question for question in service.questions if question.id in ASKED]
    form = form_for(questions, language, request.POST if request.method == "POST" else None)
    if request.method != "POST" or switched:
        return _asking(request, unjudged(form) if switched else form, line)
    if not form.is_valid():
        return _asking(request, form, line, status=INVALID)
    try:
        opened = dispute_charge(
            card=line.card, charge=key, line=_words_of(line), key=uuid5(NAMESPACE_URL, f"fare:{person.public_id}:{key}"),
            answers=form.answers(), by=person, language=language, now=clock.now(),
        )  # fmt: skip
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _asking(request, form, line, status=refusal.status)
    messages.success(request, _("Your dispute is sent. Its number is %(number)s.") % {"number": opened.reference})
    return HttpResponseRedirect(reverse("reports:own", args=[opened.reference]))


def _words_of(line: ChargeLine) -> str:
    at = line.boarded.astimezone(city_zone())
    return f"{at:%Y-%m-%d %H:%M}, {line.network}, {line.origin or '?'} → {line.destination or '?'}, Rp{line.amount}"[
        :160
    ]


def _asking(request: HttpRequest, form: object, line: ChargeLine, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "line": line, "back_url": reverse("mobility:travel")}
    return render(request, "mobility/dispute.html", context, status=status)
